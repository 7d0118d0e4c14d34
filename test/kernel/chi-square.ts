/** Pearson's statistic of counts that should be equal: about their number less one when they are. */
export function chiSquare(counts: ArrayLike<number>): number {
  const list = Array.from(counts);
  const mean = list.reduce((sum, n) => sum + n, 0) / list.length;
  return list.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
}
