import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseNormal } from '../../src/kernel/inverse-normal.js';
import { RandomStream } from '../../src/kernel/random.js';
import { bootstrap, resamplesFor, type Statistic } from '../../src/statistics/bootstrap.js';
import { type Interval, meanInterval } from '../../src/statistics/interval.js';
import { studentTail } from '../../src/statistics/student.js';

/** Spatial test data: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), table 14.1, test A. */
const SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];
/** The law schools of the same book, table 3.1: LSAT and GPA. */
const LSAT = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594];
const GPA = [3.39, 3.3, 2.81, 3.03, 3.44, 3.07, 3.0, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96];

const meanAt = (values: readonly number[], indexes: Int32Array) => indexes.reduce((sum, i) => sum + values[i], 0) / indexes.length;
const meanOf =
  (values: readonly number[]): Statistic =>
  (indexes) =>
    meanAt(values, indexes);
const variance: Statistic = (indexes) => {
  const mean = meanAt(SPATIAL, indexes);
  return indexes.reduce((sum, i) => sum + (SPATIAL[i] - mean) ** 2, 0) / indexes.length;
};
const correlation: Statistic = (indexes) => {
  const [x, y] = [meanAt(LSAT, indexes), meanAt(GPA, indexes)];
  const product = (f: (i: number) => number) => indexes.reduce((sum, i) => sum + f(i), 0);
  return product((i) => (LSAT[i] - x) * (GPA[i] - y)) / Math.sqrt(product((i) => (LSAT[i] - x) ** 2) * product((i) => (GPA[i] - y) ** 2));
};
const range = (values: number[], [low, high]: [number, number], within: number) => {
  expect(Math.abs(values[0] - low)).toBeLessThan(within);
  expect(Math.abs(values[1] - high)).toBeLessThan(within);
};

describe('a bootstrap interval', () => {
  it('is that of the spatial test: variance 171.5, 90 % BCa from 115.8 to 259.6, percentile from 100.8 to 233.9', () => {
    const options = { seed: 1, name: 'spatial', method: 'bca' as const, resamples: 39_999 };
    const bca = bootstrap(26, variance, options)!;
    expect(bca.estimate).toBeCloseTo(171.5, 1);
    const { low, high } = bca.interval(0.1);
    // The book had 2,000 resamples, whose ends have a standard error of about 2; SciPy 1.17.1 with 199,999: 115.7 to 261.0 and 98.1 to 235.4.
    range([low, high], [115.8, 259.6], 5);
    range([low, high], [115.7, 261.0], 2.5);
    const plain = bootstrap(26, variance, { ...options, method: 'percentile' })!.interval(0.1);
    range([plain.low, plain.high], [100.8, 233.9], 5);
    range([plain.low, plain.high], [98.1, 235.4], 1.5);
  });

  it('is that of the law schools: correlation 0.776', () => {
    const bca = bootstrap(15, correlation, { seed: 1, name: 'law', method: 'bca' })!;
    expect(bca.estimate).toBeCloseTo(0.776, 3);
    const { low, high } = bca.interval(0.05);
    // SciPy 1.17.1 with 49,999 resamples: BCa 0.335 to 0.942, percentile 0.460 to 0.963.
    range([low, high], [0.335, 0.942], 0.03);
    const plain = bootstrap(15, correlation, { seed: 1, name: 'law', method: 'percentile' })!.interval(0.05);
    range([plain.low, plain.high], [0.46, 0.963], 0.02);
  });

  it('has the ends of the exact distribution of all resamples', () => {
    // Means of three of 0, 3, 12: all 27 are as likely. P(0) = 1/27, P(1) = 3/27, so the 10th per cent is 1; P(12) = 1/27, P(9) = 3/27.
    const { low, high } = bootstrap(3, meanOf([0, 3, 12]), { seed: 3, name: 'three', method: 'percentile' })!.interval(0.2);
    expect([low, high]).toEqual([1, 9]);
  });

  it('is the same for the same seed and name, and another for others', () => {
    const of = (seed: number, name: string) => bootstrap(26, variance, { seed, name })!.interval(0.05);
    expect(of(1, 'a')).toEqual(of(1, 'a'));
    expect(of(1, 'a')).not.toEqual(of(2, 'a'));
    expect(of(1, 'a')).not.toEqual(of(1, 'b'));
  });

  it('of what all resamples agree on is a point', () => {
    const same = bootstrap(4, meanOf([7, 7, 7, 7]), { seed: 1, name: 'same' })!;
    expect(same.interval(0.05)).toEqual({ estimate: 7, low: 7, high: 7 });
    expect(same.pValue).toBe(0);
    expect(bootstrap(4, meanOf([0, 0, 0, 0]), { seed: 1, name: 'same' })!.pValue).toBe(1);
  });

  it('counts resamples that equal the estimate to either side', () => {
    const { low, high } = bootstrap(20, meanOf(Array.from({ length: 20 }, (_, i) => i % 2)), {
      seed: 1,
      name: 'coins',
      method: 'bca',
    })!.interval(0.05);
    expect(low + high).toBeCloseTo(1, 12);
  });

  it('contains its estimate at any level, also with an outlier', () => {
    const values = Array.from({ length: 50 }, (_, i) => (i === 0 ? -1_000 : i % 3));
    const { estimate, low, high } = bootstrap(50, meanOf(values), { seed: 1, name: 'far', method: 'bca' })!.interval(1e-11);
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
  });

  it('does not exist for one unit, or where a resample has no number', () => {
    expect(bootstrap(1, meanOf([7]), { seed: 1, name: 'one' })).toBeNull();
    expect(bootstrap(3, (indexes) => 1 / (indexes[0] - indexes[1]), { seed: 1, name: 'ratio' })).toBeNull();
  });
});

describe('an expanded interval', () => {
  it('of many near normal values is that of Student', () => {
    // The mean of -10 to 10: s^2 = 770 / 20, error sqrt(38.5 / 21) = 1.354, t(0.975, 20) = 2.086.
    const { low, high } = bootstrap(21, meanOf(Array.from({ length: 21 }, (_, i) => i - 10)), { seed: 1, name: 'wide' })!.interval(0.05);
    range([low, high], [-2.824, 2.824], 0.12);
  });

  it('holds the mean of skewed values more often than a plain one, or one by t', () => {
    const stream = new RandomStream(12, 'coverage');
    const hits = { expanded: 0, bca: 0, t: 0 };
    for (let i = 0; i < 400; i++) {
      const values = Array.from({ length: 20 }, () => stream.exponential(1));
      const holds = ({ low, high }: Interval) => Number(low <= 1 && 1 <= high);
      for (const method of ['expanded', 'bca'] as const)
        hits[method] += holds(bootstrap(20, meanOf(values), { seed: i, name: 'skew', method, resamples: 999 })!.interval(0.05));
      hits.t += holds(meanInterval(values, 0.05)!);
    }
    expect(hits.expanded).toBeGreaterThan(hits.t);
    expect(hits.expanded).toBeGreaterThan(hits.bca);
  });

  it('has as many resamples as the ends of its level need', () => {
    expect(resamplesFor(50, 0.05)).toBe(9_999);
    // t(0.9975, 19) = 3.1737, x sqrt(20 / 19) = 3.2562: 0.000565 lie beyond, and 10 / 0.000565 = 17,700.
    expect(resamplesFor(20, 0.005) / 17_700).toBeCloseTo(1, 2);
    expect(resamplesFor(10, 0.0001)).toBe(199_999);
  });
});

describe('a p value of the bootstrap', () => {
  it("is near that of Student's t where the values are near normal", () => {
    // The mean of 20 values, 1.9 standard errors above 0: t(19) gives p = 0.073.
    const values = Array.from({ length: 20 }, (_, i) => i - 9.5);
    const error = Math.sqrt(35 / 20);
    const shifted = values.map((value) => value + 1.9 * error);
    const { pValue } = bootstrap(20, meanOf(shifted), { seed: 5, name: 'near' })!;
    expect(pValue).toBeGreaterThan(0.03);
    expect(pValue).toBeLessThan(0.09);
  });

  it('agrees with the interval of its level about 0', () => {
    const values = fc.array(fc.integer({ min: -6, max: 10 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(
        values,
        fc.constantFrom('expanded' as const, 'bca' as const, 'percentile' as const),
        fc.integer(),
        (data, method, seed) => {
          const test = bootstrap(data.length, meanOf(data), { seed, name: 'p', method, resamples: 999 })!;
          const holds = (alpha: number) => {
            const { low, high } = test.interval(alpha);
            return low <= 0 && 0 <= high;
          };
          const n = data.length;
          const leastShown = method === 'expanded' ? studentTail(inverseNormal(0.001) / Math.sqrt(n / (n - 1)), n - 1) : 0.002;
          if (test.pValue > 0 && test.pValue < 0.99) {
            expect(holds(test.pValue * 1.001)).toBe(false);
            if (test.pValue > leastShown * 1.001) expect(holds(test.pValue * 0.999)).toBe(true);
          }
          if (test.pValue >= 1) expect(holds(0.5)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
