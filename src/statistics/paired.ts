import { meanOf, type Tested, testedByStudent, testedMean } from './interval.js';

/** Values of the same replications: those at one index have common random numbers. */
export interface Pairs {
  readonly base: readonly number[];
  readonly other: readonly number[];
}

/** Returns the replications in which both have a value. A run may have none, such as a wait when no task came. */
export function pairsOf(base: readonly (number | null)[], other: readonly (number | null)[]): Pairs {
  const both = base.flatMap((value, i) => (value === null || (other[i] ?? null) === null ? [] : [[value, other[i]!] as const]));
  return { base: both.map(([value]) => value), other: both.map(([, value]) => value) };
}

export function differencesOf({ base, other }: Pairs): number[] {
  return base.map((value, i) => other[i] - value);
}

/** Returns other - base, as the mean of the paired differences. Null below two pairs. */
export function pairedDifference(pairs: Pairs): Tested | null {
  return testedMean(differencesOf(pairs));
}

/**
 * Returns mean(other) / mean(base) - 1: a ratio of means, not a mean of ratios. Its standard error is that of other - ratio x base, over
 * sqrt(n) mean(base), with n - 1 degrees of freedom. Null below two pairs, and where the base is not above 0 by its own t interval of level
 * `alpha`, because the ratio is then meaningless.
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
