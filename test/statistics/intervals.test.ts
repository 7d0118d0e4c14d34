import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { halfWidthOf, meanInterval, meanOf, testedMean } from '../../src/statistics/interval.js';
import { pairedChange, pairedDifference, pairsOf } from '../../src/statistics/paired.js';
import { normalShare, studentQuantile, studentTail } from '../../src/statistics/student.js';

/** Sleep gained with two drugs: Student, "The Probable Error of a Mean", Biometrika 6 (1908), as R's data set `sleep` has it. */
const SLEEP = {
  base: [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
  other: [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
};
/** Seconds to park two cars: D. C. Montgomery, G. C. Runger, "Applied Statistics and Probability for Engineers", example 10-10. */
const PARKING = {
  base: [17.8, 20.2, 16.8, 41.4, 21.4, 38.4, 16.8, 32.2, 27.8, 23.2, 29.6, 20.6, 32.2, 53.8],
  other: [37.0, 25.8, 16.2, 24.2, 22.0, 33.4, 23.8, 58.2, 33.6, 24.4, 23.4, 21.2, 36.2, 29.8],
};

describe("Student's t", () => {
  // The table of every textbook, two-sided.
  it.each([
    [0.1, 1, 6.314],
    [0.05, 1, 12.706],
    [0.05, 2, 4.303],
    [0.05, 5, 2.571],
    [0.05, 9, 2.262],
    [0.05, 30, 2.042],
    [0.05, 120, 1.98],
    [0.01, 1, 63.657],
    [0.01, 5, 4.032],
    [0.01, 10, 3.169],
    [0.001, 10, 4.587],
    [0.001, 120, 3.373],
  ])('of alpha %f and %i degrees of freedom is %f', (alpha, degreesOfFreedom, t) => {
    expect(studentQuantile(alpha, degreesOfFreedom)).toBeCloseTo(t, 3);
    expect(studentTail(t, degreesOfFreedom)).toBeCloseTo(alpha, 4);
  });

  it('is exact in the far tail that a correction for many metrics needs', () => {
    // SciPy 1.17.1: t.isf(5e-7, 9) = 11.636782027, t.isf(0.000625, 4) = 8.121636504.
    expect(studentQuantile(1e-6, 9)).toBeCloseTo(11.636782, 6);
    expect(studentQuantile(0.00125, 4)).toBeCloseTo(8.121637, 6);
    expect(studentTail(-11.636782027, 9) / 1e-6).toBeCloseTo(1, 6);
  });

  it('has the closed form of one degree of freedom, the Cauchy distribution', () => {
    for (const t of [0.1, 1, 10, 1000]) expect(studentTail(t, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(1 / t), 7);
  });

  it('comes with the normal distribution', () => {
    expect([0, 1.6448536, 1.959964, -3].map(normalShare)).toEqual([0.5, 0.95, 0.975, 0.0013499].map((p) => expect.closeTo(p, 7)));
  });
});

describe('the interval of a mean', () => {
  it("is that of the bank of Law and Kelton's textbook: ten mean delays, 90 %: 2.03 ± 0.32", () => {
    const interval = meanInterval([1.53, 1.66, 1.24, 2.34, 2.0, 1.69, 2.69, 2.86, 1.7, 2.6], 0.1)!;
    expect(interval.estimate).toBeCloseTo(2.03, 2);
    expect(halfWidthOf(interval)).toBeCloseTo(0.32, 2);
    expect(interval.high - interval.estimate).toBeCloseTo(interval.estimate - interval.low, 12);
  });

  it('of equal values is a point, to the last bit', () => {
    // The plain sum of three tenths is 0.30000000000000004.
    expect(meanInterval([0.1, 0.1, 0.1], 0.05)).toEqual({ estimate: 0.1, low: 0.1, high: 0.1 });
    expect(testedMean([0.1, 0.1, 0.1])).toMatchObject({ pValue: 0 });
    expect(testedMean([0, 0, 0])).toMatchObject({ pValue: 1 });
  });

  it('needs two values, a mean one', () => {
    expect(meanInterval([4], 0.05)).toBeNull();
    expect(meanOf([4])).toBe(4);
    expect(meanOf([])).toBeNull();
  });

  it('holds the mean in 95 of 100 experiments', () => {
    const stream = new RandomStream(1, 'coverage');
    let hits = 0;
    for (let i = 0; i < 2_000; i++) {
      // Sums of twelve uniform numbers are nearly normal, with mean 6.
      const values = Array.from({ length: 5 }, () => Array.from({ length: 12 }, () => stream.uniform()).reduce((a, b) => a + b, 0));
      const { low, high } = meanInterval(values, 0.05)!;
      if (low <= 6 && 6 <= high) hits++;
    }
    // Three standard errors of a share of 2,000: 1.5 %.
    expect(Math.abs(hits / 2_000 - 0.95)).toBeLessThan(0.015);
  });
});

describe('a paired difference', () => {
  it("is that of Student's sleep: 1.58, p = 0.002833, 95 % from 0.7001 to 2.4599", () => {
    const test = pairedDifference(SLEEP)!;
    expect(test.estimate).toBeCloseTo(1.58, 12);
    expect(test.pValue).toBeCloseTo(0.00283289, 8);
    expect(test.interval(0.05)).toEqual({
      estimate: test.estimate,
      low: expect.closeTo(0.7001142, 7),
      high: expect.closeTo(2.4598858, 7),
    });
  });

  it('is that of the parked cars: 1.21, 90 % from -4.79 to 7.21', () => {
    const { estimate, low, high } = pairedDifference(PARKING)!.interval(0.1);
    // The book goes on with a mean of 1.21, rounded, and s = 12.68.
    expect([estimate, low, high]).toEqual([1.21, -4.79, 7.21].map((value) => expect.closeTo(value, 1.7)));
  });

  it("is that of Law and Kelton's two inventory policies: 4.98, 90 % from 1.65 to 8.31", () => {
    const base = [118.21, 120.22, 122.45, 122.68, 119.4];
    const other = [126.97, 124.31, 126.68, 122.66, 127.23];
    const { estimate, low, high } = pairedDifference({ base, other })!.interval(0.1);
    expect([estimate, low, high]).toEqual([4.98, 1.65, 8.31].map((value) => expect.closeTo(value, 2)));
  });

  it('has an interval that touches 0 at the level of its p value', () => {
    for (const pairs of [SLEEP, PARKING]) {
      const test = pairedDifference(pairs)!;
      expect(test.interval(test.pValue).low).toBeCloseTo(0, 5);
    }
  });

  it('is made of the replications in which both have a value', () => {
    expect(pairsOf([1, null, 3, 4], [5, 6, null, 8])).toEqual({ base: [1, 4], other: [5, 8] });
    expect(pairsOf([1, 2, 3], [0])).toEqual({ base: [1], other: [0] });
    expect(pairedDifference({ base: [1], other: [5] })).toBeNull();
  });
});

describe('a change', () => {
  it('is a ratio of means, with the error of what the ratio leaves', () => {
    // 72 / 60 = 1.2; residuals 12 - 12, 22 - 24, 38 - 36: s^2 = 8 / 2; error 2 / (sqrt(3) x 20) = 0.057735, t(0.975, 2) = 4.302653.
    const test = pairedChange({ base: [10, 20, 30], other: [12, 22, 38] }, 0.3)!;
    expect(test.estimate).toBeCloseTo(0.2, 12);
    expect(halfWidthOf(test.interval(0.05))).toBeCloseTo(4.302653 * 0.0577350269, 6);
  });

  it('is exact where every pair has the same ratio, whatever the values', () => {
    const { low, high } = pairedChange({ base: [10, 70, 20], other: [8, 56, 16] }, 0.5)!.interval(0.05);
    expect([low, high]).toEqual([expect.closeTo(-0.2, 12), expect.closeTo(-0.2, 12)]);
  });

  it('holds the true change in 95 of 100 experiments', () => {
    const stream = new RandomStream(2, 'coverage');
    let hits = 0;
    for (let i = 0; i < 2_000; i++) {
      const base = Array.from({ length: 10 }, () => 80 + 40 * stream.uniform());
      const other = base.map((value) => 0.82 * value + 10 * (stream.uniform() - 0.5));
      const { low, high } = pairedChange({ base, other }, 0.05)!.interval(0.05);
      if (low <= -0.18 && -0.18 <= high) hits++;
    }
    expect(Math.abs(hits / 2_000 - 0.95)).toBeLessThan(0.02);
  });

  it('does not exist for a base that may be 0', () => {
    expect(pairedChange({ base: [-1, 0, 2], other: [5, 6, 7] }, 0.05)).toBeNull();
    expect(pairedChange({ base: [0, 0, 0], other: [5, 6, 7] }, 0.05)).toBeNull();
    expect(pairedChange({ base: [3, 3, 3], other: [6, 6, 6] }, 0.05)).toMatchObject({ estimate: 1, pValue: 0 });
  });
});
