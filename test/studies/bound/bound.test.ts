import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BoundLimits, boundOf } from '../../../src/studies/bound/bound.js';
import { costsOf, inUnits, type Objective } from '../../../src/studies/bound/problem.js';
import { loadSolver } from '../../../src/studies/bound/solver.js';
import { leastCost } from './oracle.js';
import { randomProblem } from './random-problem.js';

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});

const limits = (changes: Partial<BoundLimits> = {}): BoundLimits => ({
  highs,
  clock: { nowMs: () => 0 },
  timeLimitMs: 1,
  ...changes,
});

const EXACT = {
  instances: { cases: 300, lowerIsLeast: 300, upperIsLeast: 300, volume: 224, L2: 270, configurations: 300 },
  usdPerHour: { cases: 300, lowerIsLeast: 279, upperIsLeast: 300, volume: 154, L2: 199, configurations: 279 },
};

describe('against every way to divide up to 12 tasks among instances', () => {
  it.each<Objective>(['instances', 'usdPerHour'])(
    'lower bounds never exceed the least, and packings never go below it: %s',
    (objective) => {
      const tally = { cases: 0, lowerIsLeast: 0, upperIsLeast: 0, volume: 0, L2: 0, configurations: 0 };
      for (let seed = 0; seed < 300; seed++) {
        const { problem, counts } = randomProblem(seed, seed % 10 === 0 ? 12 : 9);
        const least = inUnits(leastCost(problem, counts, costsOf(problem, objective)), objective);
        const found = boundOf(problem, counts, objective, limits());
        const { volume, L2, configurations } = found.byName;
        const context = `seed ${seed}: ${JSON.stringify({ ...found, least })}`;
        for (const lower of [volume, L2, configurations ?? 0, found.lower]) expect(lower, context).toBeLessThanOrEqual(least + 1e-12);
        expect(found.upper, context).toBeGreaterThanOrEqual(least - 1e-12);
        expect(found.isProven, context).toBe(true);
        tally.cases++;
        const same = (a: number) => Number(Math.abs(a - least) < 1e-9);
        tally.lowerIsLeast += same(found.lower);
        tally.upperIsLeast += same(found.upper);
        tally.volume += same(volume);
        tally.L2 += same(L2);
        tally.configurations += same(configurations ?? found.lower);
      }
      // How often each is exact is a figure of docs/bounds.md.
      const { cases, lowerIsLeast, upperIsLeast, volume, L2, configurations } = tally;
      expect({ cases, lowerIsLeast, upperIsLeast, volume, L2, configurations }).toEqual(EXACT[objective]);
    },
  );

  it('a search that ends at once has a weaker valid bound, and does not call it the optimum of the configuration LP', () => {
    let unproven = 0;
    for (let seed = 0; seed < 150; seed++) {
      const { problem, counts } = randomProblem(seed, 9);
      const least = inUnits(leastCost(problem, counts, costsOf(problem, 'usdPerHour')), 'usdPerHour');
      const found = boundOf(problem, counts, 'usdPerHour', limits({ timeLimitMs: 0 }));
      expect(found.byName.configurations ?? 0, `seed ${seed}`).toBeLessThanOrEqual(least + 1e-12);
      expect(found.lower).toBeLessThanOrEqual(least + 1e-12);
      expect(found.upper).toBeGreaterThanOrEqual(least - 1e-12);
      if (!found.isProven) unproven++;
      expect(found.names.includes('configuration LP') && !found.isProven).toBe(false);
    }
    expect(unproven).toBe(14);
  });

  it('sizes that are rounded down, and parts with capacity of their own, keep every bound below the least', () => {
    for (let seed = 300; seed < 420; seed++) {
      const { problem, counts } = randomProblem(seed, 9);
      const least = leastCost(problem, counts, costsOf(problem, 'instances'));
      const found = boundOf(problem, counts, 'instances', limits({ sizesMax: 2 }));
      expect(found.lower, `seed ${seed}`).toBeLessThanOrEqual(least);
      expect(found.byName.configurations ?? 0).toBeLessThanOrEqual(least);
      expect(found.upper).toBeGreaterThanOrEqual(least);
    }
  });
});

describe('instances that no volume and no large task explains', () => {
  it('are found by configurations: a five beside each seven, the other fives and the fours in what is left', () => {
    const problem = {
      resources: [{ name: 'cpu', unit: '' }],
      offers: [{ name: 'a', room: [12], usdPerHour: 0.1 }],
      sizes: [
        { name: 'five', needs: [5] },
        { name: 'seventh', needs: [7] },
        { name: 'four', needs: [4] },
      ],
    };
    // 10 x 5 + 10 x 7 pair up; with 7 more fives, 3 pairs and one alone; 8 fours go three by three.
    const found = boundOf(problem, [17, 10, 8], 'instances', limits());
    expect(found).toMatchObject({ lower: 17, upper: 17, gapPercent: 0, isProven: true });
    expect(boundOf(problem, [17, 10, 8], 'usdPerHour', limits())).toMatchObject({ lower: 1.7, upper: 1.7 });
  });

  it('add up over parts, each by its own argument', () => {
    const resources = [{ name: 'cpu', unit: '' }];
    const offers = [
      { name: 'web/m5', room: [10], usdPerHour: 0.1 },
      { name: 'batch/c5', room: [6], usdPerHour: 0.3 },
    ];
    const sizes = [
      { name: 'web', needs: [6], offers: [0] },
      { name: 'batch', needs: [2], offers: [1] },
    ];
    const found = boundOf({ resources, offers, sizes }, [5, 7], 'usdPerHour', limits());
    expect(found).toMatchObject({ names: ['L2', 'volume'], lower: 1.4, upper: 1.4, byName: { configurations: null } }); // 5 x 0.1 + ceil(14 / 6) x 0.3
  });

  it('are none for no tasks', () => {
    const { problem } = randomProblem(1, 3);
    expect(
      boundOf(
        problem,
        problem.sizes.map(() => 0),
        'instances',
        limits(),
      ),
    ).toMatchObject({ lower: 0, upper: 0, packing: [], gapPercent: 0 });
  });
});
