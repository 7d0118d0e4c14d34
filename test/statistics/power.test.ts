import { describe, expect, it } from 'vitest';
import { detectableErrors } from '../../src/statistics/power.js';

describe('the detectable difference', () => {
  // SciPy: the integral of P(Z + d S1 > t S2) over the beta distribution, solved for 0.8, and the same by two million draws. The sum of the
  // two Student quantiles, 5.26 and 5.51, has a power of 0.63 and 0.67.
  it.each([
    [4.3147, 4, 7.00579],
    [2.2622, 9, 3.4646],
    [4.6224, 9, 6.44139],
    [3.5753, 29, 4.64529],
    [8.8602, 2, 17.80452],
  ])('beyond %d errors with %d degrees of freedom is shown in four of five experiments', (critical, freedom, errors) =>
    expect(detectableErrors(critical, freedom, 0.8) / errors).toBeCloseTo(1, 2),
  );
});
