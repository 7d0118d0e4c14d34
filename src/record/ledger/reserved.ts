import { weightOf } from '../../billing/host.js';
import { type Money, usdOf } from '../../billing/money.js';
import { costOf, isSteady } from '../../billing/tariff.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { NONE } from './live-rows.js';
import { INSTANCE_PLACES, type LiveInstances } from './live-tables.js';
import type { Tariffs } from './tariffs.js';

const { type: TYPE, tariff: TARIFF, reservedWeight: WEIGHT, reservedUsd: USD, reservedSinceMs: SINCE_MS } = INSTANCE_PLACES;

/**
 * The list price of the CPU and memory that tasks reserve on instances, by capacity provider. A task reserves, at each moment, its part of
 * the weight of its instance (a vCPU weighs 9, a GB 1), as in the division of the cost among services. The sums are doubles: they are shown,
 * never billed.
 */
export class ReservedCost {
  /** In USD, of instances that ended, by group. */
  private readonly ended: Float64Array;
  /** USD of a millisecond by price; NaN where the price changes. */
  private readonly usdPerMs: Float64Array;
  /** By instance type. */
  private readonly weights: Float64Array;

  constructor(
    setup: Setup,
    private readonly instances: LiveInstances,
    private readonly parts: { readonly tariffs: Tariffs; readonly groups: number },
  ) {
    this.ended = new Float64Array(parts.groups);
    this.usdPerMs = Float64Array.from(parts.tariffs.all, (tariff) => (isSteady(tariff) ? usdOf(tariff.rates[0]) : Number.NaN));
    this.weights = Float64Array.from(setup.instanceTypes, weightOf);
  }

  onLaunched(row: number, atMs: Ms): void {
    this.instances.columns.reservedSinceMs[row] = atMs;
  }

  /** A task of this weight reserves its room; one of a negative weight gives it back. */
  change(row: number, weight: number, atMs: Ms): void {
    const { values } = this.instances;
    values[row + USD] = this.usdTo(row, atMs);
    values[row + SINCE_MS] = atMs;
    values[row + WEIGHT] += weight;
  }

  onTerminated(row: number, isFree: boolean, atMs: Ms): void {
    if (!isFree) this.ended[this.instances.columns.group[row]] += this.usdTo(row, atMs);
  }

  /** In USD, by group, if the run ended at `atMs`. */
  at(atMs: Ms): Float64Array {
    const usd = this.ended.slice();
    const { ordinal, rows, step, columns } = this.instances;
    for (let row = 0; row < rows; row += step) if (ordinal[row] !== NONE) usd[columns.group[row]] += this.usdTo(row, atMs);
    return usd;
  }

  save(): unknown {
    return Array.from(this.ended);
  }

  load(saved: unknown): void {
    this.ended.set(saved as number[]);
  }

  private usdTo(row: number, atMs: Ms): number {
    const { values } = this.instances;
    if (values[row + WEIGHT] === 0) return values[row + USD];
    const perMs = this.usdPerMs[values[row + TARIFF]];
    const sinceMs = values[row + SINCE_MS];
    const usd = Number.isNaN(perMs) ? this.pathUsd(values[row + TARIFF], sinceMs, atMs) : perMs * (atMs - sinceMs);
    return values[row + USD] + (usd * values[row + WEIGHT]) / this.weights[values[row + TYPE]];
  }

  private pathUsd(tariff: number, fromMs: Ms, toMs: Ms): number {
    const money: Money = costOf(this.parts.tariffs.all[tariff], fromMs, toMs);
    return usdOf(money);
  }
}
