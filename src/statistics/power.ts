import { betaQuantile, studentTail } from './student.js';

/** Points of the integral over the share of the two experiments' variance that is the first one's. */
const POINTS = 128;
const HALVINGS = 40;

/**
 * Returns the true difference, in standard errors as one experiment estimates them, that another experiment of the same size shows with
 * probability `power`, where it shows a mean beyond `critical` standard errors of its own. With Z a standard normal quantity and S the root
 * of a chi-square over its degrees of freedom f, that is the d of P(Z + d S1 > critical S2) = power. B = S1² / (S1² + S2²) has the beta
 * distribution of f/2 and f/2, and given B the rest is a Student quantity with 2 f degrees of freedom.
 */
export function detectableErrors(critical: number, degreesOfFreedom: number, power: number): number {
  const half = degreesOfFreedom / 2;
  const shares = Array.from({ length: POINTS }, (_, k) => betaQuantile((k + 0.5) / POINTS, half, half));
  const powerOf = (d: number) =>
    shares.reduce(
      (sum, share) => sum + studentBelow(Math.SQRT2 * (d * Math.sqrt(share) - critical * Math.sqrt(1 - share)), 2 * degreesOfFreedom),
      0,
    ) / POINTS;
  let [low, high] = [0, 1];
  while (powerOf(high) < power) [low, high] = [high, 2 * high];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (powerOf(middle) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability that a Student quantity is not above t. */
function studentBelow(t: number, degreesOfFreedom: number): number {
  const beyond = studentTail(t, degreesOfFreedom) / 2;
  return t < 0 ? beyond : 1 - beyond;
}
