import { describe, expect, it } from 'vitest';
import { certaintyOf, solve } from '../../../src/studies/backtest/fit/certainty.js';
import { misfitOf, momentsOf, type Target, unitsOf } from '../../../src/studies/backtest/fit/misfit.js';
import type { FitParameter } from '../../../src/studies/backtest/fit/parameters.js';
import { type Point, patternSearch } from '../../../src/studies/backtest/fit/pattern-search.js';
import { rangesOf, SCATTER_RUNS } from '../../../src/studies/backtest/fit/ranges.js';

const options = { firstStep: 1, lastStep: 1e-4, evaluationsMax: 10_000, leastGain: 0, settled: (point: Point) => point };

describe('the pattern search', () => {
  it('finds the bottom of a narrow curved valley', async () => {
    const rosenbrock = async ([x, y]: Point) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2;
    const { point, value } = await patternSearch([-1.2, 1], rosenbrock, options);
    expect(value).toBeLessThan(1e-5);
    expect(point.map((x) => x.toFixed(2))).toEqual(['1.00', '1.00']);
  });

  it('evaluates each point once, keeps to bounds, and stops at the limit of evaluations', async () => {
    const asked: string[] = [];
    const settled = (point: Point) => point.map((x) => Math.min(2, Math.max(0, Math.round(x))));
    const height = async (point: Point) => {
      asked.push(point.join());
      return (point[0]! - 5) ** 2;
    };
    expect((await patternSearch([0], height, { ...options, settled })).point).toEqual([2]);
    expect(new Set(asked).size).toBe(asked.length);
    expect((await patternSearch([0], async ([x]) => (x! - 50) ** 2, { ...options, evaluationsMax: 5 })).evaluations).toBeLessThanOrEqual(6);
  });
});

const target = (observed: readonly number[]): Target => ({
  observed: Float64Array.from(observed),
  series: new Int32Array(observed.length),
  minutes: new Float64Array(observed.length).fill(1),
  names: [{ metric: 'instances', of: 'workers' }],
  rowOf: () => new Float64Array(),
});
const row = (...values: number[]) => Float64Array.from(values);

describe('the misfit', () => {
  // Mean 3 5, variances 2 8, observed 1 5: squares 4 0 less 2/2 8/2, their mean -0.5, in units of (2 + 8) / 2.
  it('is that of the mean of the runs, less the random variation of this mean', () => {
    const rows = [row(2, 3), row(4, 7)];
    expect(momentsOf(rows)).toEqual({ mean: row(3, 5), variance: row(2, 8) });
    const units = unitsOf(target([1, 5]), momentsOf(rows).variance);
    expect([...units]).toEqual([5]);
    expect(misfitOf(target([1, 5]), rows, units)).toBeCloseTo(-0.1, 12);
  });
});

describe('certainty', () => {
  it('solves a handful of equations', () =>
    expect(
      solve(
        [
          [0, 2],
          [3, 1],
        ],
        [4, 5],
      ),
    ).toEqual([1, 2]));

  // Slopes 1 0 and 0 2: what is off by 1 and by 4 is 1 and 2 of the parameters; over two runs, each as far to either side.
  it('is how far the fit would be off had each run been the recording', () => {
    const rows = [row(1, 4), row(-1, -4)];
    const beside = [
      { up: row(1, 0), down: row(0, 0), apart: 1 },
      { up: row(0, 4), down: row(0, 0), apart: 2 },
    ];
    const { error, correlation } = certaintyOf(target([0, 0]), rows, { beside, units: row(1) });
    expect(error.map((e) => e.toFixed(3))).toEqual([Math.sqrt(2 * 1.5).toFixed(3), Math.sqrt(8 * 1.5).toFixed(3)]);
    expect(correlation[0]![1]).toBeCloseTo(1, 6);
  });

  it('is zero for a parameter without effect', () => {
    const beside = [
      { up: row(1), down: row(0), apart: 1 },
      { up: row(3), down: row(3), apart: 1 },
    ];
    expect(certaintyOf(target([0]), [row(1), row(-1)], { beside, units: row(1) }).error[1]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('ranges', () => {
  const parameter = (name: string, unit: FitParameter['unit']): FitParameter => ({
    ...{ name, unit, start: 1_000, least: 0.02, most: 1e6, isWhole: false },
    apply: (setup) => setup,
  });

  // The recording is the logarithm of the first number, with an error of 0.1 either way by the seed. Nothing shows the second one.
  it('are as wide as the error of the recording, and wide where it shows nothing', async () => {
    const ranges = await rangesOf([parameter('a', 'ms'), parameter('b', 'ratio')], {
      point: [Math.log(800), Math.log(9)],
      target: target([Math.log(1_000)]),
      seeds: Array.from({ length: SCATTER_RUNS }, (_, k) => k),
      rowAt: async ([a], seed) => [a! + (seed % 2 === 0 ? 0.1 : -0.1)],
    });
    const [seen, unseen] = ranges;
    expect(seen!.deviation).toBeGreaterThan(0.08);
    expect(seen!.deviation).toBeLessThan(0.12);
    expect(seen!.median).toBeCloseTo(Math.log(1_000), 0);
    expect(seen!.low).toBeLessThan(Math.log(1_000));
    expect(seen!.high).toBeGreaterThan(Math.log(1_000));
    // The search's spread of 9 is beyond those that are tried: 1.5 with a deviation of 0.9.
    expect([seen!.isWide, unseen!.isWide]).toEqual([false, true]);
    expect(unseen!.deviation).toBeCloseTo(0.9, 1);
    expect(Math.abs(unseen!.median - Math.log(1.5))).toBeLessThan(0.3);
  });
});
