import type { Ascending } from './ledger/samples.js';

/** Upper bounds of the bins of a wait histogram in seconds, from a second to a day, about a doubling each; one more bin is open. */
export const WAIT_BOUNDS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400] as const;

/** Samples per bin: bin i counts waits above bound i-1 and up to bound i; one bin more than bounds. */
export function waitHistogram(waitsMs: Ascending): number[] {
  const counts: number[] = [];
  let from = 0;
  for (const bound of WAIT_BOUNDS_S) {
    const to = waitsMs.countUpTo(1000 * bound);
    counts.push(to - from);
    from = to;
  }
  return [...counts, waitsMs.length - from];
}
