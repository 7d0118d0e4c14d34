import type { Ms } from '../kernel/event-loop.js';
import type { Amount } from './amount.js';
import { CPU_WEIGHT, type HostKind, weightOf } from './host.js';
import { Host, type HostValues } from './host-values.js';
import type { Money } from './money.js';
import type { Growth, OwnerShares } from './owner-shares.js';
import { EXACT, HIGH, LEFT, LOW } from './parts-sums.js';
import { isSteady, stepAt } from './tariff.js';

/** Leaves room for carried remainders. */
const EXACT_HALF = EXACT / 2;

/**
 * Divides the cost of a period of one price among the owners on an instance, as long as numbers hold it exactly. The three sums (a unit of
 * weight, unused CPU, unused memory) share one function: V8 puts a number of more than 31 bits into an object for each call that it does not
 * inline.
 */
export class NumberPeriods {
  /** By kind of instance. */
  private readonly weights: Float64Array;
  private readonly cpuUnits: Float64Array;
  private readonly memoryMib: Float64Array;
  /** Rates of a steady price; NaN where it changes. */
  private readonly steadyRates: Float64Array;
  private readonly grown: Growth = { unit: 0, cpuUnused: 0, memoryUnused: 0, fromMs: 0, toMs: 0 };

  constructor(
    private readonly hosts: HostValues,
    private readonly kinds: readonly HostKind[],
    private readonly parts: { readonly owners: OwnerShares; readonly idle: readonly Amount[] },
  ) {
    this.weights = Float64Array.from(kinds, ({ room }) => weightOf(room));
    this.cpuUnits = Float64Array.from(kinds, ({ room }) => room.cpuUnits);
    this.memoryMib = Float64Array.from(kinds, ({ room }) => room.memoryMib);
    this.steadyRates = Float64Array.from(kinds, ({ tariff }) => (isSteady(tariff) ? Number(tariff.rates[0]) : Number.NaN));
  }

  /** Returns false, and does nothing, if numbers are not exact. */
  divide(host: number, fromMs: Ms, toMs: Ms): boolean {
    const { values } = this.hosts;
    const at = this.hosts.placeOf(host);
    const kind = values[at + Host.kind];
    const steadyRate = this.steadyRates[kind];
    const rate = steadyRate >= 0 ? steadyRate : this.rateAt(kind, fromMs);
    const weight = this.weights[kind];
    const cpuUnits = values[at + Host.cpuUnits];
    const memoryMib = values[at + Host.memoryMib];
    const ms = toMs - fromMs;
    const least = Math.min(cpuUnits === 0 ? weight : cpuUnits, memoryMib === 0 ? weight : memoryMib, weight);
    if (rate >= EXACT || rate * ms >= least * EXACT_HALF || (ms + weight) * weight >= EXACT_HALF) return false;

    const { grown } = this;
    grown.fromMs = fromMs;
    grown.toMs = toMs;
    let unit = 0;
    for (let sum = Host.unit as number; sum <= Host.memoryUnused; sum += Host.cpuUnused - Host.unit) {
      // `factor` x `times` grains, divided into `among` parts.
      const isUnit = sum === Host.unit;
      const isCpu = sum === Host.cpuUnused;
      const factor = isUnit ? ms : isCpu ? CPU_WEIGHT * (this.cpuUnits[kind] - cpuUnits) : this.memoryMib[kind] - memoryMib;
      const among = isUnit ? weight : isCpu ? cpuUnits : memoryMib;
      const times = isUnit ? rate : unit;
      let each = 0;
      if (among === 0) this.addIdle(host, at + sum, factor, unit);
      else {
        // One division for both quotients: a rounded one may be one too low or too high.
        const inverse = 1 / among;
        let whole = Math.floor(times * inverse);
        let over = times - whole * among;
        if (over < 0) {
          whole--;
          over += among;
        } else if (over >= among) {
          whole++;
          over -= among;
        }
        const all = factor * over + values[at + sum + LEFT];
        let ofAll = Math.floor(all * inverse);
        let left = all - ofAll * among;
        if (left < 0) {
          ofAll--;
          left += among;
        } else if (left >= among) {
          ofAll++;
          left -= among;
        }
        values[at + sum + LEFT] = left;
        each = factor * whole + ofAll;
        const low = values[at + sum + LOW] + each;
        values[at + sum + LOW] = low;
        if (low >= HIGH) this.hosts.carry(at + sum);
      }
      if (isUnit) grown.unit = unit = each;
      else if (isCpu) grown.cpuUnused = each;
      else grown.memoryUnused = each;
    }
    this.parts.owners.give(host, grown);
    return true;
  }

  private rateAt(kind: number, fromMs: Ms): number {
    const { tariff } = this.kinds[kind];
    return Number(tariff.rates[stepAt(tariff, fromMs)]);
  }

  /** Adds the cost of a resource that no task reserves to the idle cost. */
  addIdle(host: number, sum: number, free: number, unit: number | Money): void {
    const idle = this.parts.idle[host];
    idle.addProduct(free, unit);
    idle.addProduct(1, this.hosts.takeLeft(sum));
  }
}
