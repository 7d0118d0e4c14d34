import { ALPHA, meanOf, type Tested, testedByStudent, testedMean } from './interval.js';

/** Number of first rows that belong to the warm-up, or why it is unknown. */
export type WarmUp = { readonly rows: number } | { readonly problem: 'tooShort' | 'noSteadyState' };

/** Rows per average. */
const BATCH = 5;
/** Fewer batches are too few to distinguish a trend from noise. */
const BATCHES_MIN = 10;
/** Batches at the end that are not tried: few batches are alike by chance. */
const LAST_BATCHES = 5;

/**
 * MSER-5: the warm-up ends where the standard error of the mean of the rest, as if it were independent, is least. Rows are of equal
 * intervals. With means Y of five rows and the first d of k left out, it is the least of sum (Y - mean)^2 / (k - d)^2.
 * It must lie in the first half, or the run is too short for its warm-up (K. P. White, M. J. Cobb, S. C. Spratt, "A Comparison of Five
 * Steady-State Truncation Heuristics for Simulation", Winter Simulation Conference 2000; the last five batches are not tried, as in K.
 * Hoad, S. Robinson, R. Davies, "Automating Warm-up Length Estimation", Journal of the Operational Research Society 61 (2010)).
 */
export function mser5(series: readonly number[]): WarmUp {
  const batches = Math.floor(series.length / BATCH);
  if (batches < BATCHES_MIN) return { problem: 'tooShort' };
  let mean = 0;
  let squares = 0;
  let best = { value: Number.POSITIVE_INFINITY, out: 0 };
  // From the end, so that each batch is read once; of equals the earliest counts.
  for (let out = batches - 1; out >= 0; out--) {
    const count = batches - out;
    const y = batchMean(series, out);
    const before = y - mean;
    mean += before / count;
    squares += before * (y - mean);
    const value = squares / count ** 2;
    if (count > LAST_BATCHES && value <= best.value) best = { value, out };
  }
  return 2 * best.out > batches ? { problem: 'noSteadyState' } : { rows: BATCH * best.out };
}

/** Returns the mean over replications, row by row, up to the shortest one: one warm-up for all, from less noise. */
export function averagedRows(replications: readonly (readonly number[])[]): number[] {
  const rows = Math.min(...replications.map((series) => series.length));
  return Array.from(
    { length: replications.length === 0 ? 0 : rows },
    (_, row) => replications.reduce((sum, series) => sum + series[row], 0) / replications.length,
  );
}

function batchMean(series: readonly number[], batch: number): number {
  let sum = 0;
  for (let i = BATCH * batch; i < BATCH * (batch + 1); i++) sum += series[i];
  return sum / BATCH;
}

/** Number of first whole periods that belong to the warm-up, or why it is unknown. `change`: of the last periods, as a share. */
export type PeriodWarmUp =
  | { readonly periods: number; readonly change: number }
  | { readonly problem: 'tooShort' }
  | { readonly problem: 'stillChanges'; readonly last: number; readonly change: number };

/** With fewer periods a trend cannot be distinguished from chance. */
const PERIODS_MIN = 4;
/** A smaller change, over the last periods or of the first ones from the rest, is ignored. */
const CHANGE_LEAST = 0.02;
/** With fewer replications the spread of their slopes is unknown. */
const SLOPES_MIN = 3;

/**
 * Returns the warm-up of a load that repeats, from the means of its whole periods, each replication a row, so that changes within a day are
 * no drift. The last half of the periods, four at least, must not change: a least-squares line through them that is not level at 95 %, and
 * changes by 2 % of their mean from the first to the last, is a transient that has not ended. Otherwise the warm-up ends where MSER puts
 * it, among the periods of the first half, if the periods left out differ from the rest by 2 %.
 */
export function periodWarmUp(replications: readonly (readonly number[])[]): PeriodWarmUp {
  const means = averagedRows(replications);
  if (means.length < PERIODS_MIN) return { problem: 'tooShort' };
  const last = Math.max(PERIODS_MIN, Math.ceil(means.length / 2));
  const level = meanOf(means.slice(-last))!;
  const slope = slopeOf(replications.map((row) => row.slice(means.length - last, means.length)));
  const change = level === 0 ? 0 : (slope.estimate * (last - 1)) / level;
  if (slope.pValue < ALPHA && Math.abs(change) >= CHANGE_LEAST) return { problem: 'stillChanges', last, change };
  const periods = mserRows(means);
  const [early, rest] = [means.slice(0, periods), means.slice(periods)].map((part) => meanOf(part) ?? 0);
  const differs = rest !== 0 && Math.abs(early / rest - 1) >= CHANGE_LEAST;
  return periods > 0 && differs ? { periods, change: early / rest - 1 } : { periods: 0, change: 0 };
}

/** The least of sum (Y - mean)^2 / (k - d)^2 over the first half. */
function mserRows(means: readonly number[]): number {
  let best = { value: Number.POSITIVE_INFINITY, out: 0 };
  for (let out = 0; 2 * out <= means.length; out++) {
    const left = means.slice(out);
    const mean = meanOf(left)!;
    const value = left.reduce((sum, y) => sum + (y - mean) ** 2, 0) / left.length ** 2;
    if (value < best.value) best = { value, out };
  }
  return best.out;
}

/**
 * Returns the slope of the least-squares line, tested by the spread of the replications or, with few of them, by the residuals of the line.
 */
function slopeOf(replications: readonly (readonly number[])[]): Tested {
  const slopes = replications.map((row) => lineOf(row).slope);
  if (slopes.length >= SLOPES_MIN) return testedMean(slopes)!;
  const { slope, error, freedom } = lineOf(averagedRows(replications));
  return testedByStudent(slope, error, freedom);
}

function lineOf(row: readonly number[]): { readonly slope: number; readonly error: number; readonly freedom: number } {
  const middle = (row.length - 1) / 2;
  const mean = meanOf(row)!;
  const squares = row.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = row.reduce((sum, y, i) => sum + (i - middle) * (y - mean), 0) / squares;
  const left = row.reduce((sum, y, i) => sum + (y - mean - slope * (i - middle)) ** 2, 0);
  const freedom = row.length - 2;
  return { slope, error: Math.sqrt(left / freedom / squares), freedom };
}
