import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BoundLimits, boundOf } from '../../../src/experiment/bound/bound.js';
import { costsOf, inUnits, type Objective } from '../../../src/experiment/bound/problem.js';
import { loadSolver } from '../../../src/experiment/runners/bound-solver.js';
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

describe('against every way to divide up to 12 tasks among instances', () => {
  it.each<Objective>(['instances', 'usdPerHour'])('lower bounds never exceed the least, nor packings go below it: %s', (objective) => {
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
    console.log(objective, JSON.stringify(tally));
    expect(tally.lowerIsLeast).toBeGreaterThan(0.9 * tally.cases);
  });
});
