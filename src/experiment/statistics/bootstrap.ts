import { inverseNormal } from '../../sim/kernel/inverse-normal.js';
import { RandomStream } from '../../sim/kernel/random.js';
import type { Interval, Tested } from './interval.js';
import { normalShare } from './student.js';

/** Of a resample, told as the indexes of its units; a unit may come more than once, or not at all. */
export type Statistic = (indexes: Int32Array) => number;

export interface BootstrapOptions {
  readonly seed: number;
  /** Resamples of another name are independent of these. */
  readonly name: string;
  readonly resamples?: number;
  /** `percentile` where bias and skew shall not be corrected. */
  readonly method?: 'bca' | 'percentile';
}

/** One less than a round number: then the ends of a 95 % interval are resamples themselves. */
export const RESAMPLES = 9_999;

/**
 * The bootstrap of a statistic of `units` independent units, mostly replications: bias-corrected and accelerated intervals (B. Efron,
 * "Better Bootstrap Confidence Intervals", JASA 82 (1987), 171-185) with the acceleration of the jackknife. The same seed and name give
 * the same resamples. Null below two units, and when the statistic of some resample is no finite number.
 */
export function bootstrap(units: number, statistic: Statistic, options: BootstrapOptions): Tested | null {
  if (units < 2) return null;
  const estimate = statistic(Int32Array.from({ length: units }, (_, i) => i));
  const sorted = resampled(units, statistic, options);
  if (![estimate, ...sorted].every(Number.isFinite)) return null;
  if (sorted[0] === sorted.at(-1)) return exactly(estimate);
  const levels = options.method === 'percentile' ? new Levels(0, 0) : new Levels(biasOf(sorted, estimate), acceleration(units, statistic));
  return {
    estimate,
    pValue: pValueOf(sorted, estimate, levels),
    interval: (alpha) => intervalOf(sorted, estimate, [levels.adjusted(alpha / 2), levels.adjusted(1 - alpha / 2)]),
  };
}

/** How a nominal level, as the share of resamples below an end, is moved for bias and skew. */
class Levels {
  constructor(
    private readonly bias: number,
    private readonly acceleration: number,
  ) {}

  adjusted(nominal: number): number {
    const moved = this.bias + inverseNormal(nominal);
    const shrink = 1 - this.acceleration * moved;
    if (shrink <= 0) return moved > 0 ? 1 : 0;
    return normalShare(this.bias + moved / shrink);
  }

  /** The nominal level that becomes this one; null when none does. */
  nominal(adjusted: number): number | null {
    const moved = inverseNormal(adjusted) - this.bias;
    const stretch = 1 + this.acceleration * moved;
    return stretch <= 0 ? null : normalShare(moved / stretch - this.bias);
  }
}

function resampled(units: number, statistic: Statistic, { seed, name, resamples = RESAMPLES }: BootstrapOptions): Float64Array {
  const stream = new RandomStream(seed, `bootstrap/${name}`);
  const indexes = new Int32Array(units);
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < units; i++) indexes[i] = stream.below(units);
    values[r] = statistic(indexes);
  }
  return values.sort();
}

/** z of the share of resamples below the estimate, those equal to it counted by half. */
function biasOf(sorted: Float64Array, estimate: number): number {
  const half = 0.5 / sorted.length;
  const share = (countBelow(sorted, estimate, false) + countBelow(sorted, estimate, true)) / (2 * sorted.length);
  return inverseNormal(Math.min(1 - half, Math.max(half, share)));
}

/** A sixth of the skewness of the estimates that leave out one unit each, to the other side. */
function acceleration(units: number, statistic: Statistic): number {
  const without = Array.from({ length: units }, (_, out) =>
    statistic(Int32Array.from({ length: units - 1 }, (_, i) => i + Number(i >= out))),
  );
  const mean = without.reduce((sum, value) => sum + value, 0) / units;
  let squares = 0;
  let cubes = 0;
  for (const value of without) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  const skew = cubes / (6 * squares ** 1.5);
  return Number.isFinite(skew) ? skew : 0;
}

/** The ends are resamples, counted from the nearer side, so that both leave out no more than their level. */
function intervalOf(sorted: Float64Array, estimate: number, [low, high]: [number, number]): Interval {
  const { length } = sorted;
  // The least part more, so that a share that was rounded down still meets its resample.
  const at = (share: number) => Math.min(length, Math.max(1, Math.floor((length + 1) * share + 1e-9)));
  return { estimate, low: sorted[at(low) - 1], high: sorted[length - at(1 - high)] };
}

/** Twice the nominal level whose end is the last resample on this side of 0; not below what so many resamples can tell. */
function pValueOf(sorted: Float64Array, estimate: number, levels: Levels): number {
  if (estimate === 0) return 1;
  const { length } = sorted;
  const beyond = estimate > 0 ? countBelow(sorted, 0, true) : length - countBelow(sorted, 0, false);
  if (beyond === length) return 1;
  const share = (beyond + 1) / (length + 1);
  const nominal = levels.nominal(estimate > 0 ? share : 1 - share);
  const side = nominal === null ? 0 : estimate > 0 ? nominal : 1 - nominal;
  return Math.min(1, Math.max(2 / (length + 1), 2 * side));
}

/** How many are below a value, or not above it. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** A statistic that all resamples agree on. */
function exactly(estimate: number): Tested {
  return { estimate, pValue: Number(estimate === 0), interval: () => ({ estimate, low: estimate, high: estimate }) };
}
