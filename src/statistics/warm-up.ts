/** Rows from the start that belong to the warm-up; or why there is no saying. */
export type WarmUp = { readonly rows: number } | { readonly problem: 'tooShort' | 'noSteadyState' };

/** Rows that are averaged before they are looked at. */
const BATCH = 5;
/** Fewer batches are too few to tell a trend from noise. */
const BATCHES_MIN = 10;
/** With fewer batches left, their being alike is chance. */
const LAST_BATCHES = 5;

/**
 * MSER-5: the warm-up is over where the standard error of the mean of what is left, as if it were independent, is least. The rows are
 * those of equal intervals. With means of five rows Y and the first d of k left out, it is the least of sum (Y - mean)^2 / (k - d)^2.
 *
 * It must lie in the first half, or the run is too short for its warm-up (K. P. White, M. J. Cobb, S. C. Spratt, "A Comparison of Five
 * Steady-State Truncation Heuristics for Simulation", Winter Simulation Conference 2000; the last five batches are not tried, as in
 * K. Hoad, S. Robinson, R. Davies, "Automating Warm-up Length Estimation", Journal of the Operational Research Society 61 (2010)).
 */
export function mser5(series: readonly number[]): WarmUp {
  const batches = Math.floor(series.length / BATCH);
  if (batches < BATCHES_MIN) return { problem: 'tooShort' };
  let mean = 0;
  let squares = 0;
  let best = { value: Number.POSITIVE_INFINITY, out: 0 };
  // From the end, so that each batch is met once; of equals the earliest counts.
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

/** Row by row the mean over replications, as far as all of them go: one warm-up for all, from less noise. */
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
