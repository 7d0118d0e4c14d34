/** Upper bounds of the bins of a wait histogram in seconds: 1, 2, 5 of each power of ten, up to half a day; the last bin is open. */
export const WAIT_BOUNDS_S = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000] as const;

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
