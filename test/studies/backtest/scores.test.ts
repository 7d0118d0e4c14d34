import { describe, expect, it } from 'vitest';
import { amount, signed, verdict, withinOneText } from '../../../src/studies/backtest/backtest-texts.js';
import { type Compared, type Pair, pairsOf } from '../../../src/studies/backtest/compared.js';
import { costLine } from '../../../src/studies/backtest/costs.js';
import type { BacktestSeries } from '../../../src/studies/backtest/result.js';
import { lagOf, scoreOf } from '../../../src/studies/backtest/scores.js';

const MINUTE = 60_000;
const NOON = Date.UTC(2025, 10, 3, 12);
const pairs = (observed: readonly number[], simulated: readonly number[]): Pair[] =>
  observed.map((value, minute) => ({ minute, minutes: 1, observed: value, simulated: simulated[minute]! }));

describe('a score', () => {
  // Differences +1, -2, 0, +3: bias 2 / 4, MAE 6 / 4, two of four within one.
  it('is bias, mean absolute error and the share within one, over the minutes in both', () => {
    const score = scoreOf(pairs([4, 6, 5, 1], [5, 4, 5, 4]), 8)!;
    expect(score).toMatchObject({
      minutes: 8,
      countedMinutes: 4,
      meanObserved: 4,
      meanSimulated: 4.5,
      bias: 0.5,
      mae: 1.5,
      withinOneShare: 0.5,
    });
  });

  it('counts a point of five minutes five times', () => {
    const five = { minute: 0, minutes: 5, observed: 4, simulated: 4 };
    const score = scoreOf([five, { minute: 5, minutes: 1, observed: 4, simulated: 10 }], 6)!;
    expect(score).toMatchObject({ countedMinutes: 6, bias: 1, mae: 1, withinOneShare: 5 / 6 });
  });

  it('is 0 or 100 % only where nothing differs', () => {
    const [all, most] = [
      scoreOf(pairs([4], [4]), 1)!,
      { ...scoreOf(pairs([4], [4]), 1)!, bias: -0.002, mae: 0.003, withinOneShare: 0.9996 },
    ];
    const texts = (score: typeof all) => [signed(score.bias), amount(score.mae), withinOneText({ metric: 'instances', score })];
    expect(texts(all)).toEqual(['0', '0', '100.0 %']);
    expect(texts(most)).toEqual(['−<0.01', '<0.01', '> 99.9 %']);
  });

  it('is none where nothing is counted', () => expect(scoreOf([], 60)).toBeNull());
});

describe('the lag', () => {
  const wave = (minute: number) => [1, 1, 3, 9, 4, 2, 7, 5, 1, 1, 8, 2, 6, 3, 3, 9, 1, 0, 4, 4, 7, 2, 5][minute % 23]!;
  const shifted = (by: number) => Array.from({ length: 60 }, (_, minute) => wave(minute + 230 - by));

  // Simulated at t + 3 is observed at t: the run is three minutes late.
  it.each([0, 3, -4])('of a series that is shifted by %i minutes is that', (by) => {
    const { lagMinutes, correlation } = lagOf(pairs(shifted(0), shifted(by)));
    expect(lagMinutes).toBe(by);
    expect(correlation).toBeCloseTo(1, 12);
  });

  // A peak that comes a minute later: at lag 1 the two are the same, at lag 0 r = (3 x 0 - 1 x 1) / (3 x 1 - 1 x 1) = -1/2.
  it('is of the greatest Pearson correlation', () => {
    const observed = [0, 1, 0, 0, 0, 0, 0, 0];
    const simulated = [0, 0, 1, 0, 0, 0, 0, 0];
    expect(lagOf(pairs(observed, simulated))).toEqual({ lagMinutes: 1, correlation: expect.closeTo(1, 12) });
    expect(lagOf(pairs(observed.slice(0, 3), simulated.slice(0, 3)))).toEqual({ lagMinutes: 0, correlation: expect.closeTo(-0.5, 12) });
  });

  it('is none where one of the two never changes', () =>
    expect(lagOf(pairs([1, 2, 3, 4], [5, 5, 5, 5]))).toEqual({ lagMinutes: null, correlation: null }));

  it('of a series that never changes is none, also where its value is no whole number', () => {
    const flat = Array.from({ length: 1_440 }, () => 250 / 3);
    expect(
      lagOf(
        pairs(
          flat,
          flat.map((_, minute) => wave(minute)),
        ),
      ),
    ).toEqual({ lagMinutes: null, correlation: null });
    expect(lagOf(pairs(flat, flat))).toEqual({ lagMinutes: null, correlation: null });
  });

  it('is found across gaps', () => {
    const whole = pairs(shifted(0), shifted(2));
    expect(lagOf(whole.filter(({ minute }) => minute % 7 !== 0)).lagMinutes).toBe(2);
  });
});

describe('a point', () => {
  const compared = (statistic: string, periodMs: number, atMinutes: readonly number[]): Compared => ({
    metric: 'instances',
    of: 'workers',
    observed: {
      ...{ file: '', files: [], field: '', label: '', name: null, statistic, periodMs },
      ...{ atMs: atMinutes.map((m) => NOON + m * MINUTE), values: atMinutes.map(() => 7) },
    },
    simulatedIn: () => [],
  });
  const run = [1, 2, 3, null, 5, 9];
  const simulated = (one: Compared) => pairsOf(one, run, { fromMs: NOON, minutes: 6 }).map((pair) => [pair.minute, pair.simulated]);

  it('is held against the same minutes of the run, by its own statistic', () => {
    expect(simulated(compared('Average', 3 * MINUTE, [0]))).toEqual([[0, 2]]);
    expect(simulated(compared('Minimum', 2 * MINUTE, [1]))).toEqual([[1, 2]]);
    expect(simulated(compared('Maximum', 2 * MINUTE, [0, 4]))).toEqual([
      [0, 2],
      [4, 9],
    ]);
  });

  it('outside the run, or where the run has no value, is not counted', () => {
    expect(simulated(compared('Average', MINUTE, [-1, 3, 5, 6]))).toEqual([[5, 9]]);
    expect(simulated(compared('Average', 5 * MINUTE, [2]))).toEqual([]);
    expect(simulated(compared('Average', 2 * MINUTE, [2]))).toEqual([]);
  });
});

describe('cost', () => {
  it('is compared over the billed times within the run', () => {
    const hour = (from: number, usd: number) => ({ fromMs: NOON + from * 60 * MINUTE, toMs: NOON + (from + 1) * 60 * MINUTE, usd });
    const run = { providers: [], services: [], instances: [], costUsd: Array.from({ length: 150 }, (_, minute) => (minute + 1) / 60) };
    const paid = { file: 'cost.csv', times: [hour(-1, 9), hour(0, 1.5), hour(1, 0.5), hour(2, 9)] };
    const [line] = costLine(paid, run, { fromMs: NOON, minutes: 150 });
    expect(line!.points).toEqual([
      { endMs: 60 * MINUTE, minutes: 60, observed: 1.5, simulated: expect.closeTo(1, 9) },
      { endMs: 120 * MINUTE, minutes: 60, observed: 0.5, simulated: expect.closeTo(1, 9) },
    ]);
    expect(line!.score).toMatchObject({ countedMinutes: 120, bias: expect.closeTo(0, 9), mae: expect.closeTo(0.5, 9) });
  });
});

describe('points of other periods than a minute', () => {
  const of = (statistic: string, periodMs: number, atMs: readonly number[], values: readonly number[]): Compared => ({
    metric: 'running_tasks',
    of: 'web',
    observed: {
      ...{ file: '', files: [], field: '', label: '', name: null, statistic, periodMs },
      atMs: atMs.map((ms) => NOON + ms),
      values,
    },
    simulatedIn: () => [],
  });

  it('are averaged over their minute where they are shorter: it counts once', () => {
    const every10s = Array.from({ length: 12 }, (_, i) => i * 10_000);
    const found = pairsOf(
      of(
        'Average',
        10_000,
        every10s,
        every10s.map((ms) => (ms < MINUTE ? 3 : 5)),
      ),
      [3, 4],
      { fromMs: NOON, minutes: 2 },
    );
    expect(found).toEqual([
      { minute: 0, minutes: 1, observed: 3, simulated: 3 },
      { minute: 1, minutes: 1, observed: 5, simulated: 4 },
    ]);
  });

  it('[T.MET-9] have a sample a minute of each task, however long they are', () => {
    const found = pairsOf(of('SampleCount', 5 * MINUTE, [0], [20]), [4, 4, 4, 4, 4], { fromMs: NOON, minutes: 5 });
    expect(found).toEqual([{ minute: 0, minutes: 5, observed: 4, simulated: 4 }]);
  });
});

describe('a verdict', () => {
  const line = (metric: BacktestSeries['metric'], of: string, score: Partial<BacktestSeries['score']>): BacktestSeries => ({
    ...{ metric, of, series: '', file: '', points: [] },
    score: {
      ...{
        minutes: 60,
        countedMinutes: 60,
        meanObserved: 10,
        meanSimulated: 10,
        bias: 0,
        mae: 0.1,
        withinOneShare: 1,
        lagMinutes: 0,
        correlation: 0.9,
      },
      ...score,
    },
  });

  it('is of the provider that is furthest off, and names what else is', () => {
    const far = line('instances', 'spot', { mae: 4 });
    expect(verdict({ lines: [line('instances', 'idle', { meanObserved: 0, mae: 0 }), far], driven: [] })).toMatch(
      /^Instances of spot.*: off/,
    );
    const tasks = line('running_tasks', 'web', { mae: 3 });
    expect(verdict({ lines: [line('instances', 'workers', {}), tasks], driven: [] })).toMatch(
      /may be trusted with what-ifs of this cluster, but not of RUNNING tasks of web, which is 3 off of 10\. It rests on instances: RUNNING tasks of web are 30 % off/,
    );
  });

  it('says what it rests on, and how tasks and the bill agree', () => {
    const rest = (...lines: BacktestSeries[]) => /It rests.*/.exec(verdict({ lines, driven: [] }))?.[0];
    const instances = line('instances', 'workers', {});
    const cost = line('cost', 'cluster', { meanObserved: 20, mae: 4 });
    const tasks = line('running_tasks', 'web', { mae: 0.25 });
    expect(rest(instances)).toBe('It rests on instances: nothing is recorded of the tasks of services, nothing is recorded of the bill.');
    expect(rest(instances, tasks, line('running_tasks', 'api', {}), cost)).toBe(
      'It rests on instances: RUNNING tasks of web are 2.5 % off, cost of cluster is 20 % off.',
    );
    expect(rest(tasks)).toBe('It rests on RUNNING tasks: nothing is recorded of the bill.');
    expect(rest(instances, line('cost', 'cluster', { countedMinutes: 5 }))).toMatch(/, too little is recorded of the bill\.$/);
    expect(rest(cost)).toBe('It rests on cost: nothing is recorded of the tasks of services.');
  });

  it('is of what is recorded for half of the minutes at least, where anything is', () => {
    const few = line('instances', 'workers', { countedMinutes: 5 });
    expect(verdict({ lines: [few, line('running_tasks', 'web', {})], driven: [] })).toMatch(/^RUNNING tasks of web.*: close/);
    expect(verdict({ lines: [few], driven: [] })).toContain('too little is recorded');
  });

  it('goes by nothing that drives the run, and by nothing that never changes', () => {
    const desired = line('desired_tasks', 'web', { mae: 0 });
    expect(verdict({ lines: [desired], driven: ['web'] })).toContain('there is no verdict');
    expect(verdict({ lines: [desired], driven: [] })).toContain('close, the model');
    expect(verdict({ lines: [line('instances', 'workers', { correlation: null, lagMinutes: null })], driven: [] })).toContain(
      'no test of how',
    );
  });
});
