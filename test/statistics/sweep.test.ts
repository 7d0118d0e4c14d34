import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { halvingSchedule, inTurn, ranked, scheduledRuns } from '../../src/statistics/halving.js';
import { mainEffects } from '../../src/statistics/main-effects.js';
import { type Candidate, paretoFront } from '../../src/statistics/pareto.js';

describe('main effects', () => {
  /** The pilot plant of G. E. P. Box, W. G. Hunter, J. S. Hunter, "Statistics for Experimenters": yields, each point run twice. */
  const PLANT: [T: number, C: number, K: string, yields: number[]][] = [
    [160, 20, 'A', [59, 61]],
    [180, 20, 'A', [74, 70]],
    [160, 40, 'A', [50, 58]],
    [180, 40, 'A', [69, 67]],
    [160, 20, 'B', [50, 54]],
    [180, 20, 'B', [81, 85]],
    [160, 40, 'B', [46, 44]],
    [180, 40, 'B', [79, 81]],
  ];
  const plant = PLANT.map(([T, C, K, values]) => ({ point: { T, C, K }, values }));

  it('are those of the pilot plant: 23 of temperature, -5 of concentration, 1.5 of the catalyst', () => {
    const axes = mainEffects(plant, 0.05);
    const upLessDown = axes.map(({ path, levels: [down, up], span }) => [path, up.mean - down.mean, span]);
    expect(upLessDown).toEqual([
      ['T', 23, 23],
      ['C', -5, 5],
      ['K', 1.5, 1.5],
    ]);
    const [down, up] = axes[0].levels;
    // The mean of all is 64.25; at 160 degrees 52.75.
    expect(down).toMatchObject({ value: 160, points: 4, mean: 52.75, effect: -11.5 });
    expect(up).toMatchObject({ value: 180, points: 4, mean: 75.75, effect: 11.5 });
    // By replication: 75.75 - 63.5 = 12.25 and 75.75 - 65 = 10.75, so ± t(0.975, 1) x 0.75.
    expect(up.interval!.high - 11.5).toBeCloseTo(12.7062 * 0.75, 3);
  });

  it('have intervals without the chance that all points share', () => {
    const luck = [0, 50, -30, 10, 5];
    const swept = [1, 2, 3].flatMap((x) =>
      ['a', 'b'].map((y) => ({ point: { x, y }, values: luck.map((value, r) => value + 10 * x + (x === 2 ? r % 2 : 0)) })),
    );
    const axes = mainEffects(swept, 0.05);
    expect(axes[0].levels[0].interval!.high).toBeLessThan(-9);
    expect(axes[1].levels.map(({ effect, interval }) => [effect, interval!.low, interval!.high])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('leave out points that lack a value, and have no interval of one replication', () => {
    const swept = [
      { point: { x: 1 }, values: [4] },
      { point: { x: 2 }, values: [8] },
      { point: { x: 3 }, values: [null] },
    ];
    const axes = mainEffects(swept, 0.05);
    expect(axes[0].levels).toEqual([
      { value: 1, points: 1, mean: 4, effect: -2, interval: null },
      { value: 2, points: 1, mean: 8, effect: 2, interval: null },
    ]);
    expect(mainEffects([], 0.05)).toEqual([]);
    expect(mainEffects([{ point: { x: 1 }, values: [] }], 0.05)).toEqual([]);
  });
});

describe('the front of cost against waiting', () => {
  const at = (name: string, cost: number, wait: number, spread = 0.1): Candidate => ({
    name,
    cost: [cost - spread, cost, cost + spread],
    wait: [wait - spread, wait, wait + spread],
  });
  const options = { replicationsMin: 3, alpha: 0.05 };
  const standings = (candidates: Candidate[]) => paretoFront(candidates, options).points.map(({ name, standing }) => `${name} ${standing}`);

  it('has the points that no other beats in both, from the cheapest up', () => {
    expect(standings([at('d', 4, 9), at('c', 3, 1), at('b', 2, 5), at('a', 1, 9)])).toEqual([
      'a front',
      'b front',
      'c front',
      'd dominated',
    ]);
  });

  it('keeps equals, and drops points beaten in one alone', () => {
    expect(standings([at('a', 1, 5), at('b', 1, 5), at('c', 1, 6), at('d', 2, 5)])).toEqual([
      'a front',
      'b front',
      'c dominated',
      'd dominated',
    ]);
  });

  it('marks a beaten point that the replications do not show to be worse', () => {
    const a = { name: 'a', cost: [10, 12, 14], wait: [5, 5, 5] };
    const clear = { name: 'clear', cost: [11, 13, 15], wait: [5, 5, 5] };
    const unclear = { name: 'unclear', cost: [13, 11, 15], wait: [5, 5, 5] };
    const { points } = paretoFront([clear, unclear, a], options);
    // Both cost 1 more on average, and the intervals of all three overlap. Run by run the clear one costs 1 more each time.
    expect(points.map(({ name, standing }) => [name, standing])).toEqual([
      ['a', 'front'],
      ['clear', 'dominated'],
      ['unclear', 'notShownWorse'],
    ]);
    // t(0.975, 2) = 4.3027, s = 2: 4.3027 x 2 / sqrt(3).
    expect(points[0]).toMatchObject({ replications: 3, cost: { estimate: 12 }, wait: { low: 5, high: 5 } });
    expect(points[0].cost.high - 12).toBeCloseTo(4.968, 3);
  });

  it('reports no winner with too few replications', () => {
    const short = { name: 'short', cost: [0, 0], wait: [0, 0, 0] };
    expect(paretoFront([short, at('a', 1, 1)], options)).toMatchObject({ points: [{ name: 'a', standing: 'front' }], leftOut: ['short'] });
    expect(paretoFront([{ name: 'one', cost: [1], wait: [1] }], { replicationsMin: 1, alpha: 0.05 })).toEqual({
      points: [],
      leftOut: ['one'],
    });
  });

  it('is the one that comparing all with all finds', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 25 }), (pairs) => {
        const { points } = paretoFront(
          pairs.map(([cost, wait], i) => at(`${i}`, cost, wait, 0)),
          options,
        );
        expect(points).toHaveLength(pairs.length);
        for (const { name, standing } of points) {
          const [cost, wait] = pairs[Number(name)];
          const isBeaten = pairs.some(([c, w]) => c <= cost && w <= wait && (c < cost || w < wait));
          expect(standing).toBe(isBeaten ? 'dominated' : 'front');
        }
      }),
    );
  });
});

describe('successive halving', () => {
  const rungs = (configurations: number, first: number, over = {}) =>
    halvingSchedule({ configurations, eta: 3, first, keep: 1, confirming: 81, ...over });
  /** Configurations @ replications. */
  const texts = (schedule: ReturnType<typeof rungs>) => schedule.map(({ configurations, to }) => `${configurations}@${to}`).join(' ');

  // L. Li, K. Jamieson and others, "Hyperband", JMLR 18 (2018): R = 81, eta = 3. The last configuration of a bracket is confirmed by replications of its own here.
  it.each([['81@1 27@3 9@9 3@27 1@81'], ['27@3 9@9 3@27 1@81'], ['34@3 11@9 3@27 1@81'], ['9@9 3@27 1@81'], ['15@9 5@27 1@81']])(
    'is the bracket %s of Hyperband until one is left',
    (bracket) => {
      const [configurations, first] = bracket.split(/[@ ]/).map(Number);
      expect(texts(rungs(configurations, first))).toBe(bracket.replace(/1@81$/, '1@108'));
    },
  );

  // The tables in the manual of R's mlr3hyperband: r_max = 8, eta = 2.
  it.each([['8@1 4@2 2@4 1@8'], ['6@2 3@4 1@8']])('is the bracket %s of mlr3hyperband until one is left', (bracket) => {
    const [configurations, first] = bracket.split(/[@ ]/).map(Number);
    expect(texts(rungs(configurations, first, { eta: 2, confirming: 8 }))).toBe(bracket.replace(/1@8$/, '1@12'));
  });

  it('runs no replication of a configuration twice, and confirms by replications that were not used for the choice', () => {
    expect(rungs(9, 9)).toEqual([
      { configurations: 9, from: 0, to: 9 },
      { configurations: 3, from: 9, to: 27 },
      { configurations: 1, from: 27, to: 108 },
    ]);
    expect(scheduledRuns(rungs(9, 9))).toBe(9 * 9 + 3 * 18 + 1 * 81);
  });

  it('keeps enough for a front, and has one round where no configuration has to leave', () => {
    expect(texts(rungs(81, 1, { keep: 5 }))).toBe('81@1 27@3 9@9 5@90');
    expect(texts(rungs(4, 2, { keep: 5 }))).toBe('4@81');
  });

  it('chooses no configuration by more replications than confirm', () => {
    expect(texts(rungs(1000, 5, { eta: 2, confirming: 12, keep: 50 }))).toBe('1000@5 500@10 250@12 50@24');
  });

  it('ends with the replications that confirm, less and less configurations, and replications without a gap', () => {
    const settings = fc.record({
      configurations: fc.integer({ min: 1, max: 5_000 }),
      eta: fc.integer({ min: 2, max: 5 }),
      first: fc.integer({ min: 1, max: 20 }),
      confirming: fc.integer({ min: 2, max: 300 }),
      keep: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(settings, (any) => {
        const schedule = halvingSchedule(any);
        expect(schedule[0].configurations).toBe(any.configurations);
        const last = schedule.at(-1)!;
        expect(last.to - last.from).toBe(any.confirming);
        expect(last.configurations).toBe(Math.min(any.keep, any.configurations));
        schedule.forEach(({ configurations, from, to }, i) => {
          expect(from).toBe(i === 0 ? 0 : schedule[i - 1].to);
          expect(to).toBeGreaterThan(from);
          if (i > 0) expect(configurations).toBeLessThan(schedule[i - 1].configurations);
        });
      }),
    );
  });

  it('ranks by numbers in turn, then by order; no failed one', () => {
    const ranks = [[0, 30], [1, 1], [0, 20], null, [0, 20], [Number.POSITIVE_INFINITY, 0]];
    expect(ranked(ranks)).toEqual([2, 4, 0, 1, 5]);
  });

  it('takes the next of each list in turn, each once, and returns them in order', () => {
    expect(inTurn([[5, 1, 2], [5, 7], [9]], 4)).toEqual([1, 5, 7, 9]);
    expect(inTurn([[5, 1, 2], [5, 7], [9]], 99)).toEqual([1, 2, 5, 7, 9]);
    expect(inTurn([[], []], 3)).toEqual([]);
  });

  it('finds the cheapest sooner under common chance', () => {
    // Costs 100, 101, ... of which 60 by chance are shared and 2 are not; one replication distinguishes the first from the last eight.
    const found = (isCommon: boolean) => {
      let hits = 0;
      for (let seed = 0; seed < 200; seed++) {
        const luck = new RandomStream(seed, 'halving');
        const shared = 60 * luck.uniform();
        const costs = Array.from({ length: 9 }, (_, i) => 100 + i + (isCommon ? shared : 60 * luck.uniform()) + 2 * luck.uniform());
        const best = ranked(costs.map((cost) => [cost])).slice(0, 3);
        if (best.includes(0)) hits++;
      }
      return hits / 200;
    };
    expect(found(true)).toBe(1);
    expect(found(false)).toBeLessThan(0.6);
  });
});
