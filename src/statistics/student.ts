import jstat from 'jstat';

/** The part of jStat in use. `ibeta` is the regularised incomplete beta function I_x(a, b). */
interface JStat {
  readonly studentt: { inv(probability: number, degreesOfFreedom: number): number };
  readonly normal: { cdf(z: number, mean: number, deviation: number): number };
  ibeta(x: number, a: number, b: number): number;
  readonly beta: { inv(probability: number, a: number, b: number): number };
}
const jStat = jstat.jStat as unknown as JStat;

/** Returns the t that is exceeded, on either side together, with probability `alpha`. */
export function studentQuantile(alpha: number, degreesOfFreedom: number): number {
  return -jStat.studentt.inv(alpha / 2, degreesOfFreedom);
}

/** Returns the probability of a t as far from 0, on either side: I_x(f/2, 1/2) at x = f / (f + t^2) (Abramowitz and Stegun 26.7.1). */
export function studentTail(t: number, degreesOfFreedom: number): number {
  return jStat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** The probability that a standard normal quantity is not above z. */
export function normalShare(z: number): number {
  return jStat.normal.cdf(z, 0, 1);
}

/** Returns the probability of a ratio of variances at least as great, with k and m degrees of freedom (Abramowitz and Stegun 26.6.2). */
export function fisherTail(ratio: number, k: number, m: number): number {
  return ratio === Number.POSITIVE_INFINITY ? 0 : jStat.ibeta(m / (m + k * ratio), m / 2, k / 2);
}

/** Returns the quantile of a beta distribution. */
export function betaQuantile(probability: number, a: number, b: number): number {
  return jStat.beta.inv(probability, a, b);
}
