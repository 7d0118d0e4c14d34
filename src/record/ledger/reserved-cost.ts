import { weightOf } from '../../billing/host.js';
import { usdOf } from '../../billing/money.js';
import { costOf, isSteady } from '../../billing/tariff.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { CPU, MEMORY } from './group.js';
import type { InstanceKind, InstanceKinds } from './instance-kinds.js';
import { NONE } from './live-rows.js';
import type { LiveInstances } from './live-tables.js';
import type { Tariffs } from './tariffs.js';
import type { Classes } from './task-class.js';

/**
 * The list price of the CPU and memory that tasks reserve on instances, by capacity provider. A task reserves, at each moment, its part of
 * the weight of its instance (a vCPU weighs 9, a GB 1), as in the division of the cost among services. The sums are doubles: they are
 * shown, never billed. Instances of one steady price are one sum; those whose price changes, or that may be free in the end, have one each.
 */
export class ReservedCost {
  /** In USD, of instances with a sum of their own that ended, by group. */
  private ended: Float64Array;
  /** USD of a millisecond by price; NaN where the price changes. */
  private readonly usdPerMs: Float64Array;
  /** By instance type. */
  private readonly weights: Float64Array;

  constructor(
    setup: Setup,
    private readonly instances: LiveInstances,
    private readonly parts: {
      readonly tariffs: Tariffs;
      readonly kinds: InstanceKinds;
      readonly classes: Classes;
      readonly groups: number;
    },
  ) {
    this.ended = new Float64Array(parts.groups);
    this.usdPerMs = Float64Array.from(parts.tariffs.all, (tariff) => (isSteady(tariff) ? usdOf(tariff.rates[0]) : Number.NaN));
    this.weights = Float64Array.from(setup.instanceTypes, weightOf);
  }

  onLaunched(row: number, atMs: Ms): void {
    this.instances.columns.reservedSinceMs[row] = atMs;
  }

  /** A task of the class reserves its room (1), or gives it back (-1), on an instance with a sum of its own. */
  change(row: number, taskClass: number, sign: 1 | -1, atMs: Ms): void {
    const weight = sign * weightOf(this.parts.classes.tenants[taskClass]);
    const { reservedUsd, reservedSinceMs, reservedWeight } = this.instances.columns;
    reservedUsd[row] = this.usdTo(row, atMs);
    reservedSinceMs[row] = atMs;
    reservedWeight[row] += weight;
  }

  onTerminated(row: number, isFree: boolean, atMs: Ms): void {
    if (!isFree) this.ended[this.instances.columns.group[row]] += this.usdTo(row, atMs);
  }

  /** In USD, by group, if the run ended at `atMs`. */
  at(atMs: Ms): Float64Array {
    const usd = this.ended.slice();
    const kinds = this.parts.kinds.all;
    for (const kind of kinds) if (kind.isOneSum) usd[kind.group] += this.usdOfKind(kind, atMs);
    if (kinds.every(({ isOneSum }) => isOneSum)) return usd;
    const { ordinal, rows, step, columns } = this.instances;
    for (let row = 0; row < rows; row += step) if (ordinal[row] !== NONE) usd[columns.group[row]] += this.usdTo(row, atMs);
    return usd;
  }

  save(): unknown {
    return structuredClone(this.ended);
  }

  load(saved: unknown): void {
    this.ended = structuredClone(saved) as typeof this.ended;
  }

  private usdOfKind({ tariff, type, reserved }: InstanceKind, atMs: Ms): number {
    const weightMs = weightOf({ cpuUnits: Number(reserved.integralTo(CPU, atMs)), memoryMib: Number(reserved.integralTo(MEMORY, atMs)) });
    return (this.usdPerMs[tariff] * weightMs) / this.weights[type];
  }

  /** 0 for an instance without a sum of its own. */
  private usdTo(row: number, atMs: Ms): number {
    const { reservedWeight, reservedUsd, reservedSinceMs, tariff, type } = this.instances.columns;
    if (reservedWeight[row] === 0) return reservedUsd[row];
    const perMs = this.usdPerMs[tariff[row]];
    const sinceMs = reservedSinceMs[row];
    const usd = Number.isNaN(perMs) ? usdOf(costOf(this.parts.tariffs.all[tariff[row]], sinceMs, atMs)) : perMs * (atMs - sinceMs);
    return reservedUsd[row] + (usd * reservedWeight[row]) / this.weights[type[row]];
  }
}
