import { meanOf, type Tested, testedByStudent, testedMean } from './interval.js';

/** Values of the same replications: what the one has at an index met the same chance as what the other has there. */
export interface Pairs {
  readonly base: readonly number[];
  readonly other: readonly number[];
}

/** The replications in which both have a value; a run may have none, such as the wait of tasks when no task came. */
export function pairsOf(base: readonly (number | null)[], other: readonly (number | null)[]): Pairs {
  const both = base.flatMap((value, i) => (value === null || (other[i] ?? null) === null ? [] : [[value, other[i]!] as const]));
  return { base: both.map(([value]) => value), other: both.map(([, value]) => value) };
}

export function differencesOf({ base, other }: Pairs): number[] {
  return base.map((value, i) => other[i] - value);
}

/** other - base, as the mean of the differences of the pairs. Null below two pairs. */
export function pairedDifference(pairs: Pairs): Tested | null {
  return testedMean(differencesOf(pairs));
}

/**
 * mean(other) / mean(base) - 1. A ratio of means, not a mean of ratios: its error is that of what the ratio leaves of each pair,
 * other - ratio x base, over sqrt(n) mean(base), with n - 1 degrees of freedom. Null below two pairs, and where the base is not
 * above 0 by its own t interval of level `alpha`, for then a share of it means nothing.
 */
export function pairedChange(pairs: Pairs, alpha: number): Tested | null {
  const { base, other } = pairs;
  const denominator = testedMean(base);
  if (denominator === null || denominator.interval(alpha).low <= 0) return null;
  const ratio = meanOf(other)! / denominator.estimate;
  const n = base.length;
  const squares = base.reduce((sum, value, i) => sum + (other[i] - ratio * value) ** 2, 0);
  return testedByStudent(ratio - 1, Math.sqrt(squares / (n - 1) / n) / denominator.estimate, n - 1);
}
