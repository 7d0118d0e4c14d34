import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { averagedRows, mser5, periodWarmUp } from '../../src/statistics/warm-up.js';

/** By its definition: for each number of batches that may go, how wide what is left would be. */
function widths(series: readonly number[]): number[] {
  const batches = Array.from(
    { length: Math.floor(series.length / 5) },
    (_, b) => series.slice(5 * b, 5 * b + 5).reduce((x, y) => x + y) / 5,
  );
  return Array.from({ length: batches.length - 5 }, (_, out) => {
    const left = batches.slice(out);
    const mean = left.reduce((x, y) => x + y) / left.length;
    return left.reduce((sum, y) => sum + (y - mean) ** 2, 0) / left.length ** 2;
  });
}

describe('MSER-5', () => {
  it('takes away a start that is far off, in batches of five rows', () => {
    // 12 rows at 100 and then 88 that swing around 10: the third batch, of rows 10 to 14, is still touched by the start.
    const series = Array.from({ length: 100 }, (_, i) => (i < 12 ? 100 : 10 + (i % 2)));
    expect(mser5(series)).toEqual({ rows: 15 });
  });

  it('weighs what is gained against what is lost', () => {
    // Batches 7, then 19 times 0 and 6 by turns. All: mean 61 / 20, squares 49 + 9 x 36 - 61^2 / 20 = 186.95, / 20^2 = 0.467.
    // Without the first: mean 54 / 19, squares 324 - 54^2 / 19 = 170.53, / 19^2 = 0.472: more. With 9 instead of 7 it is less.
    const rows = (first: number) => Array.from({ length: 100 }, (_, i) => (i < 5 ? first : Math.floor(i / 5) % 2 === 1 ? 0 : 6));
    expect(mser5(rows(7))).toEqual({ rows: 0 });
    expect(mser5(rows(9))).toEqual({ rows: 5 });
  });

  it('is the least of its definition', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 50, maxLength: 160 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 }), (noise, ramp, height) => {
        const series = noise.map((value, i) => value + Math.max(0, Math.round(height * (1 - i / Math.max(1, ramp)))));
        const tried = widths(series);
        const least = Math.min(...tried) + 1e-9;
        const answer = mser5(series);
        if ('problem' in answer) {
          expect(answer.problem).toBe('noSteadyState');
          expect(Math.min(...tried.slice(Math.floor(series.length / 10) + 1))).toBeLessThan(least);
        } else {
          expect(answer.rows).toBeLessThanOrEqual(series.length / 2);
          expect(tried[answer.rows / 5]).toBeLessThan(least);
        }
      }),
    );
  });

  it('leaves a queue that starts empty the mean that theory gives it', () => {
    // x = 0.9 x + 10 u has mean 50 and starts at 0: after 50 rows 0.5 % of that is left.
    const stream = new RandomStream(3, 'warm-up');
    const replications = Array.from({ length: 20 }, () => {
      let x = 0;
      return Array.from({ length: 600 }, () => {
        x = 0.9 * x + 10 * stream.uniform();
        return x;
      });
    });
    const answer = mser5(averagedRows(replications)) as { rows: number };
    expect(answer.rows).toBeGreaterThanOrEqual(15);
    expect(answer.rows).toBeLessThanOrEqual(80);
  });

  it('finds no steady state where there is only a trend', () => {
    expect(mser5(Array.from({ length: 200 }, (_, i) => i))).toEqual({ problem: 'noSteadyState' });
    expect(mser5(Array.from({ length: 200 }, (_, i) => (i < 120 ? 50 : i % 2)))).toEqual({ problem: 'noSteadyState' });
  });

  it('removes nothing from steady rows, and needs fifty of them', () => {
    expect(mser5(Array.from({ length: 50 }, () => 0.1))).toEqual({ rows: 0 });
    expect(mser5(Array.from({ length: 49 }, () => 0.1))).toEqual({ problem: 'tooShort' });
  });
});

describe('rows over replications', () => {
  it('are averaged as far as all go', () => {
    expect(
      averagedRows([
        [1, 2, 3],
        [3, 6],
      ]),
    ).toEqual([2, 4]);
    expect(averagedRows([])).toEqual([]);
  });
});

describe('the warm-up of a load that repeats', () => {
  // Fleets of a cluster that fills slowly, by day, as one run has them.
  const growing = [7.2, 9.7, 11.3, 12];

  it('is longer than a run whose last whole periods still change', () => {
    // The line through four days rises by 1.6 a day; what it leaves is 0.45, 0.45, 0.45 and 0.45: error 0.285, t = 5.6 > 4.3.
    const found = periodWarmUp([growing]);
    expect(found).toMatchObject({ problem: 'stillChanges', last: 4 });
    expect((found as { change: number }).change).toBeCloseTo((3 * 1.6) / 10.05, 9);
  });

  it('is the first periods where the rest is level', () => {
    expect(periodWarmUp([[...growing, 12.1, 11.9, 12, 12.1, 11.9, 12, 12, 12.1]])).toMatchObject({ periods: 3 });
    expect(periodWarmUp([[12, 12.1, 11.9, 12, 12.1, 11.9]])).toEqual({ periods: 0, change: 0 });
  });

  it('is nothing where the first periods differ by less than 2 %', () => {
    expect(periodWarmUp([[11.85, 12, 12, 12, 12, 12, 12, 12]])).toEqual({ periods: 0, change: 0 });
    expect(periodWarmUp([[11.7, 12, 12, 12, 12, 12, 12, 12]])).toMatchObject({ periods: 1 });
  });

  it('is judged by the slopes of the replications where there are three or more', () => {
    // Slopes of 0.5, 0.6 and 0.7 a period: mean 0.6, error 0.058, t = 10.4 > 4.3. The line of their mean leaves as much as it explains.
    const bent = (slope: number) => [0, 1, 2, 3].map((i) => 10 + slope * i + (i % 2 === 0 ? 1 : -1));
    expect(periodWarmUp([bent(0.6)])).not.toHaveProperty('problem');
    expect(periodWarmUp([bent(0.9), bent(1), bent(1.1)])).toMatchObject({ problem: 'stillChanges', last: 4 });
  });

  it('needs four whole periods', () => {
    expect(periodWarmUp([[7, 9, 11]])).toEqual({ problem: 'tooShort' });
  });
});
