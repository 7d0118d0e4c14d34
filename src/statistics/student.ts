import jstat from 'jstat';

/** The part of jStat in use. `ibeta` is the regularised incomplete beta function I_x(a, b). */
interface JStat {
  readonly studentt: { inv(probability: number, degreesOfFreedom: number): number };
  readonly normal: { cdf(z: number, mean: number, deviation: number): number };
  ibeta(x: number, a: number, b: number): number;
  readonly beta: { inv(probability: number, a: number, b: number): number };
}
const jStat = jstat.jStat as unknown as JStat;

/** The t that a quantity of Student's distribution exceeds, to either side, with probability `alpha`. */
export function studentQuantile(alpha: number, degreesOfFreedom: number): number {
  return -jStat.studentt.inv(alpha / 2, degreesOfFreedom);
}

/** The probability of a t at least so far from 0, to either side: I_x(f / 2, 1 / 2) at x = f / (f + t^2) (Abramowitz and Stegun 26.7.1). */
export function studentTail(t: number, degreesOfFreedom: number): number {
  return jStat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** The probability that a standard normal quantity is not above z. */
export function normalShare(z: number): number {
  return jStat.normal.cdf(z, 0, 1);
}

/** The probability of a ratio of variances at least so great, with k and m degrees of freedom (Abramowitz and Stegun 26.6.2). */
export function fisherTail(ratio: number, k: number, m: number): number {
  return ratio === Number.POSITIVE_INFINITY ? 0 : jStat.ibeta(m / (m + k * ratio), m / 2, k / 2);
}

/** The quantile of a beta distribution. */
export function betaQuantile(probability: number, a: number, b: number): number {
  return jStat.beta.inv(probability, a, b);
}
