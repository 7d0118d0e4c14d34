/** Upper bounds of the bins of a wait histogram in seconds, from a second to a day, about a doubling each; one more bin is open. */
export const WAIT_BOUNDS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400] as const;

/** Samples per bin: bin i counts waits above bound i-1 and up to bound i; one bin more than bounds. */
export function waitHistogram(ascendingMs: Float64Array): number[] {
  const counts: number[] = [];
  let from = 0;
  for (const bound of WAIT_BOUNDS_S) {
    const to = countUpTo(ascendingMs, 1000 * bound);
    counts.push(to - from);
    from = to;
  }
  return [...counts, ascendingMs.length - from];
}

/** How many of the ascending samples are at most `limit`. */
function countUpTo(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
