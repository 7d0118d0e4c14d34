import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundOf } from '../../../src/studies/bound/bound.js';
import type { Lifetimes } from '../../../src/studies/bound/lifetimes.js';
import { boundOverTime } from '../../../src/studies/bound/over-time.js';
import { costsOf, inUnits, type Objective } from '../../../src/studies/bound/problem.js';
import { loadSolver } from '../../../src/studies/bound/solver.js';
import { leastCost } from './oracle.js';
import { dice, randomProblem } from './random-problem.js';

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});
const unhurried = () => ({ highs, clock: { nowMs: () => 0 }, timeLimitMs: 1 });

const HOUR = 3_600_000;

function randomLives(seed: number): Lifetimes | null {
  const { problem } = randomProblem(seed, 6);
  if (problem.sizes.length === 0) return null;
  const draw = dice(seed * 31 + 5);
  for (let i = 0; i < 5; i++) draw(2);
  const tasks = 3 + draw(9);
  const fromMs = Array.from({ length: tasks }, () => draw(10) * HOUR);
  return {
    problem,
    size: fromMs.map(() => draw(problem.sizes.length)),
    fromMs,
    untilMs: fromMs.map((from) => (draw(6) === 0 ? Number.POSITIVE_INFINITY : from + draw(4) * HOUR)),
    endMs: 12 * HOUR,
  };
}

/** Hour by hour, for everything here happens on the hour. */
function hourly({ problem, size, fromMs, untilMs, endMs }: Lifetimes): number[][] {
  return Array.from({ length: endMs / HOUR }, (_, hour) =>
    problem.sizes.map(
      (_, s) => Array.from(size).filter((of, task) => of === s && fromMs[task] <= hour * HOUR && untilMs[task] > hour * HOUR).length,
    ),
  );
}

describe('the bound over time', () => {
  it.each<Objective>(['instances', 'usdPerHour'])(
    'is never above what the best division of every hour costs, and mostly equal: %s',
    (objective) => {
      let [cases, equal] = [0, 0];
      for (let seed = 0; seed < 150; seed++) {
        const lives = randomLives(seed);
        if (lives === null) continue;
        const costs = costsOf(lives.problem, objective);
        const least = hourly(lives).map((counts) => inUnits(leastCost(lives.problem, counts, costs), objective));
        const total = least.reduce((a, b) => a + b, 0);
        const found = boundOverTime(lives, objective, unhurried());
        expect(found.total, `seed ${seed}`).toBeLessThanOrEqual(total + 1e-9);
        expect(found.peak.lower).toBeLessThanOrEqual(Math.max(...least) + 1e-9);
        expect(Object.values(found.shares).reduce((a, b) => a + b, 0)).toBeCloseTo(total === 0 ? 0 : 1, 9);
        cases++;
        equal += Number(Math.abs(found.total - total) < 1e-6);
      }
      expect(equal).toBeGreaterThan(0.8 * cases);
    },
  );

  it('adds up the bounds of every hour when all of them can be solved', () => {
    for (let seed = 200; seed < 240; seed++) {
      const lives = randomLives(seed);
      if (lives === null) continue;
      const eachHour = hourly(lives).map((counts) => boundOf(lives.problem, counts, 'instances', unhurried()).lower);
      const total = eachHour.reduce((a, b) => a + b, 0);
      // Patterns may hold as many tasks of a size as ever live at once, so an hour's bound may be the lower of the two.
      const found = boundOverTime(lives, 'instances', unhurried());
      expect(found.total).toBeLessThanOrEqual(total);
      expect(found.total).toBeGreaterThanOrEqual(total - 2);
    }
  });

  it('counts nothing for a task that comes and goes in one millisecond, and until the end for one that never goes', () => {
    const problem = {
      resources: [{ name: 'cpu', unit: '' }],
      offers: [{ name: 'a', room: [4], usdPerHour: 0.5 }],
      sizes: [{ name: 's', needs: [3] }],
    };
    const lives = { problem, size: [0, 0], fromMs: [HOUR, 2 * HOUR], untilMs: [HOUR, Number.POSITIVE_INFINITY], endMs: 5 * HOUR };
    const found = boundOverTime(lives, 'usdPerHour', unhurried());
    expect(found).toMatchObject({ total: 1.5, peak: { lower: 0.5, upper: 0.5, atMs: 2 * HOUR } }); // 3 h x $0.50
  });

  it('is exact at each of 200 moments, although only 64 of them are looked at closely', () => {
    const problem = {
      resources: [{ name: 'cpu', unit: '' }],
      offers: [{ name: 'a', room: [10], usdPerHour: 1 }],
      sizes: [
        { name: 'four', needs: [4] },
        { name: 'seven', needs: [7] },
      ],
    };
    // One more task every second: fours in pairs, sevens alone, for a seven leaves 3.
    const needed = (tasks: number) => Math.ceil(Math.ceil(tasks / 2) / 2) + Math.floor(tasks / 2);
    const fromMs = Array.from({ length: 200 }, (_, i) => i * 1000);
    const lives = {
      problem,
      size: fromMs.map((_, i) => i % 2),
      fromMs,
      untilMs: fromMs.map(() => Number.POSITIVE_INFINITY),
      endMs: 200_000,
    };
    const found = boundOverTime(lives, 'instances', unhurried());
    expect(found.peak).toMatchObject({ lower: 150, upper: 150, atMs: 199_000 });
    expect(found.moments).toBe(200);
    expect(found.total).toBeCloseTo(fromMs.reduce((sum, _, i) => sum + needed(i + 1), 0) / 3600, 9);
  });
});
