import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/kernel/random.js';
import type { Comparison } from '../../../src/record/expect/expectation.js';
import { judgePoints, mayBeMet, type ObjectiveRuns, shortfallOf } from '../../../src/studies/optimise/objective.js';

const runs = (comparison: Comparison, limit: number, ...found: (number | null)[]): ObjectiveRuns => ({
  comparison,
  found,
  against: found.map(() => limit),
});

describe('an objective', () => {
  it('is met or missed where the whole interval is on one side of the limit', () => {
    // Mean 60, s / sqrt(5) = sqrt(10 / 4) / sqrt(5) = 0.7071, t(0.975, 4) = 2.776: ± 1.963.
    const spread = [58, 59, 60, 61, 62];
    const verdicts = [61.9, 62, 60, 58.1, 58].map((limit) => judgePoints([[runs('<=', limit, ...spread)]], 0.05)[0].objectives[0]);
    expect(verdicts).toEqual(['not shown', 'met', 'not shown', 'not shown', 'missed']);
    expect(judgePoints([[runs('>=', 58, ...spread)]], 0.05)[0]).toEqual({ verdict: 'meets', objectives: ['met'] });
  });

  it('without any chance is kept at the limit by <=, not by <', () => {
    const judge = (comparison: Comparison) => judgePoints([[runs(comparison, 0, 0, 0, 0)]], 0.05)[0].verdict;
    expect([judge('<='), judge('<'), judge('>='), judge('>')]).toEqual(['meets', 'misses', 'meets', 'misses']);
  });

  it('holds of nothing that was not measured', () => {
    const unmeasured = runs('<=', 10, 1, null, 1);
    expect(judgePoints([[unmeasured]], 0.05)[0]).toEqual({ verdict: 'not shown', objectives: ['not shown'] });
    expect([shortfallOf(unmeasured), mayBeMet(unmeasured)]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  it('may be against another figure of the same run, pair by pair', () => {
    const paired: ObjectiveRuns = { comparison: '<', found: [10, 50, 90], against: [11, 51, 91.5] };
    expect(judgePoints([[paired]], 0.05)[0].verdict).toBe('meets');
    expect(shortfallOf({ ...paired, comparison: '>' })).toBeCloseTo(3.5 / 3 / 51.1667, 5);
  });

  it('is missed by a share of its limit, by as much where that is 0', () => {
    expect([shortfallOf(runs('<=', 50, 60, 60)), shortfallOf(runs('<=', 0, 3, 5)), shortfallOf(runs('>=', 50, 60, 60))]).toEqual([
      0.2, 4, 0,
    ]);
  });

  it('may be met by chance: within two standard errors', () => {
    // Mean 62, s / sqrt(4) = sqrt(10 / 3) / 2 = 0.913: 62 - 1.826 = 60.17.
    expect([60.1, 60.2].map((limit) => mayBeMet(runs('<=', limit, 60, 61, 63, 64)))).toEqual([false, true]);
    expect([mayBeMet(runs('<=', 60, 61)), mayBeMet(runs('<=', 61, 61))]).toEqual([false, true]);
  });
});

describe('the verdict on all objectives of a point', () => {
  it('needs all of them, and is stricter the more points there are', () => {
    const met = runs('<=', 62, 58, 59, 60, 61, 62);
    const clear = runs('<=', 90, 58, 59, 60, 61, 62);
    const verdicts = (points: ObjectiveRuns[][]) => judgePoints(points, 0.05).map(({ verdict }) => verdict);
    expect(verdicts([[met, clear]])).toEqual(['meets']);
    expect(verdicts([[met, runs('<=', 10, 58, 60, 62)]])).toEqual(['misses']);
    expect(verdicts([[met], [clear], [runs('<=', 60, 58, 62, 60)]])).toEqual(['not shown', 'meets', 'not shown']);
  });

  it('calls a point at its limit valid no more often than alpha, for any number of points', () => {
    let wrong = 0;
    const families = 400;
    for (let family = 0; family < families; family++) {
      const stream = new RandomStream(family, 'at the limit');
      const points = Array.from({ length: 12 }, () => [
        runs('<=', 0, ...Array.from({ length: 10 }, () => stream.uniform() + stream.uniform() + stream.uniform() - 1.5)),
      ]);
      if (judgePoints(points, 0.05).some(({ verdict }) => verdict === 'meets')) wrong++;
    }
    // One side of 0.05 is 0.025: 10 of 400, and three standard deviations.
    expect(wrong).toBeLessThan(20);
  });
});
