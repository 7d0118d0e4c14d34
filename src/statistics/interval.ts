import { studentQuantile, studentTail } from './student.js';

/** An estimate and the ends of its interval, at a confidence of 1 - alpha. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** An estimate that is tested against 0: its interval at any level, and the level whose interval just touches 0. */
export interface Tested {
  readonly estimate: number;
  readonly pValue: number;
  interval(alpha: number): Interval;
}

/** The share of intervals that may miss the true value. */
export const ALPHA = 0.05;

/** Returns the mean; null without values. The mean of equal values is exactly that value. */
export function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const first = values[0];
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}

/** Student's interval of a mean, mean ± t(1 - alpha / 2, n - 1) s / sqrt(n), without the nulls. Null below two values. */
export function meanInterval(values: readonly (number | null)[], alpha: number): Interval | null {
  const found = values.filter((value) => value !== null);
  return testedMean(found)?.interval(alpha) ?? null;
}

/** Tests the mean of at least two values against 0, by Student's t. */
export function testedMean(values: readonly number[]): Tested | null {
  if (values.length < 2) return null;
  const mean = meanOf(values)!;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return testedByStudent(mean, Math.sqrt(squares / (values.length - 1) / values.length), values.length - 1);
}

/** Tests an estimate by its standard error. Without error the interval is a point. */
export function testedByStudent(estimate: number, error: number, degreesOfFreedom: number): Tested {
  return {
    estimate,
    pValue: error === 0 ? Number(estimate === 0) : studentTail(estimate / error, degreesOfFreedom),
    interval: (alpha) => {
      const half = error === 0 ? 0 : studentQuantile(alpha, degreesOfFreedom) * error;
      return { estimate, low: estimate - half, high: estimate + half };
    },
  };
}

/** Returns half of the distance between the ends. */
export function halfWidthOf({ low, high }: Interval): number {
  return (high - low) / 2;
}
