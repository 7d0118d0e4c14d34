import { inverseNormal } from '../kernel/inverse-normal.js';
import { RandomStream } from '../kernel/random.js';
import type { Interval, Tested } from './interval.js';
import { normalShare, studentQuantile, studentTail } from './student.js';

/** Statistic of a resample, given as the indexes of its units; a unit may occur several times or not at all. */
export type Statistic = (indexes: Int32Array) => number;

/** `percentile` takes the ends from the resamples, `bca` corrects them for bias and skew, `expanded` also for few units. */
type Method = 'percentile' | 'bca' | 'expanded';

export interface BootstrapOptions {
  readonly seed: number;
  /** Resamples with another name are independent of these. */
  readonly name: string;
  readonly method?: Method;
  readonly resamples?: number;
}

/** One less than a round number, so that the ends of a 95 % interval are resamples themselves. */
const RESAMPLES = 9_999;
const RESAMPLES_MAX = 199_999;
/** Number of resamples beyond an end that makes it stable. */
const BEYOND_MIN = 10;

/**
 * The bootstrap of a statistic of `units` independent units, mostly replications: bias-corrected and accelerated intervals (B. Efron,
 * "Better Bootstrap Confidence Intervals", JASA 82 (1987), 171-185) with the acceleration of the jackknife, expanded for few units
 * (T. C. Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69 (2015), 371-386). The same seed and
 * name give the same resamples. Null below two units, and when the statistic of some resample is no finite number.
 */
export function bootstrap(units: number, statistic: Statistic, options: BootstrapOptions): Tested | null {
  if (units < 2) return null;
  const { method = 'expanded' } = options;
  const estimate = statistic(Int32Array.from({ length: units }, (_, i) => i));
  const sorted = resampled(units, statistic, options);
  if (![estimate, ...sorted].every(Number.isFinite)) return null;
  if (sorted[0] === sorted.at(-1)) return exactly(estimate);
  const levels =
    method === 'percentile'
      ? new Levels(0, 0, null)
      : new Levels(biasOf(sorted, estimate), acceleration(units, statistic), method === 'expanded' ? units : null);
  return {
    estimate,
    pValue: pValueOf(sorted, estimate, levels),
    interval: (alpha) => intervalOf(sorted, estimate, levels.ends(alpha)),
  };
}

/** Returns the number of resamples that an expanded interval of this level needs, within bounds. */
export function resamplesFor(units: number, alpha: number): number {
  const needed = Math.ceil(BEYOND_MIN / expandedSide(units, alpha)) - 1;
  return Math.min(RESAMPLES_MAX, Math.max(RESAMPLES, needed));
}

/**
 * The probability beyond either end. Resamples spread less than the truth, by sqrt((n - 1) / n), and ignore that the spread is estimated.
 */
function expandedSide(units: number, alpha: number): number {
  return normalShare(-Math.sqrt(units / (units - 1)) * studentQuantile(alpha, units - 1));
}

/** Shares of the resamples below the ends of an interval. */
class Levels {
  /** `units` expand the interval, null does not. */
  constructor(
    private readonly bias: number,
    private readonly acceleration: number,
    private readonly units: number | null,
  ) {}

  ends(alpha: number): [low: number, high: number] {
    const side = this.units === null ? alpha / 2 : expandedSide(this.units, alpha);
    return [this.adjusted(side), this.adjusted(1 - side)];
  }

  /** Returns the level whose low end has this share below it, or whose high end has it above it; at least `least` to either side. */
  alphaOf(share: number, isLow: boolean, least: number): number {
    const nominal = this.nominal(isLow ? share : 1 - share);
    const side = Math.max(least, nominal === null ? 0 : isLow ? nominal : 1 - nominal);
    if (side >= 0.5) return 1;
    return this.units === null ? 2 * side : studentTail(inverseNormal(side) / Math.sqrt(this.units / (this.units - 1)), this.units - 1);
  }

  private adjusted(nominal: number): number {
    const moved = this.bias + inverseNormal(nominal);
    const shrink = 1 - this.acceleration * moved;
    if (shrink <= 0) return moved > 0 ? 1 : 0;
    return normalShare(this.bias + moved / shrink);
  }

  /** Returns the nominal level that becomes this one; null when none does. */
  private nominal(adjusted: number): number | null {
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

/** Returns z of the share of resamples below the estimate; those equal to it count half. */
function biasOf(sorted: Float64Array, estimate: number): number {
  const half = 0.5 / sorted.length;
  const share = (countBelow(sorted, estimate) + countNotAbove(sorted, estimate)) / (2 * sorted.length);
  return inverseNormal(Math.min(1 - half, Math.max(half, share)));
}

/** A sixth of the skewness of the jackknife estimates, each without one unit, with the opposite sign. */
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

/** Returns the interval. Its ends are resamples, counted from the nearer side; infinite where there are too few resamples for an end. */
function intervalOf(sorted: Float64Array, estimate: number, [low, high]: [number, number]): Interval {
  const { length } = sorted;
  // Adds a tiny part, so that a share that was rounded down still gives its resample.
  const rank = (share: number) => Math.min(length, Math.floor((length + 1) * share + 1e-9));
  const [below, above] = [rank(low), rank(1 - high)];
  return {
    estimate,
    low: below === 0 ? Number.NEGATIVE_INFINITY : sorted[below - 1],
    high: above === 0 ? Number.POSITIVE_INFINITY : sorted[length - above],
  };
}

/** Returns the level whose interval ends at the last resample on this side of 0, at least the least level for so many resamples. */
function pValueOf(sorted: Float64Array, estimate: number, levels: Levels): number {
  if (estimate === 0) return 1;
  const { length } = sorted;
  const beyond = estimate > 0 ? countNotAbove(sorted, 0) : length - countBelow(sorted, 0);
  return beyond === length ? 1 : levels.alphaOf((beyond + 1) / (length + 1), estimate > 0, 1 / (length + 1));
}

const countBelow = (sorted: Float64Array, limit: number) => countWhile(sorted, (value) => value < limit);

const countNotAbove = (sorted: Float64Array, limit: number) => countWhile(sorted, (value) => value <= limit);

function countWhile(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(sorted[middle])) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Returns a statistic with the same value in all resamples. */
function exactly(estimate: number): Tested {
  return { estimate, pValue: Number(estimate === 0), interval: () => ({ estimate, low: estimate, high: estimate }) };
}
