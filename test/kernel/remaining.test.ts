import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/kernel/distribution.js';
import { sampleLongerMs } from '../../src/kernel/remaining.js';
import { Chance, Purpose } from '../../src/sim/cluster/chance.js';

const DRAWS = Array.from({ length: 2_000 }, (_, i) => (i + 0.5) / 2_000);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a draw among the longer ones', () => {
  it('has no memory where the distribution has none', () => {
    const draws = DRAWS.map((uniform) => sampleLongerMs({ kind: 'exponential', meanMs: 60_000 }, 100_000, uniform)! - 100_000);
    expect(mean(draws)).toBeGreaterThan(59_000);
    expect(mean(draws)).toBeLessThan(61_000);
  });

  it('is even over what is left of an even distribution', () => {
    const draws = DRAWS.map((uniform) => sampleLongerMs({ kind: 'uniform', minMs: 0, maxMs: 999 }, 799, uniform)!);
    expect([Math.min(...draws), Math.max(...draws)]).toEqual([800, 999]);
    expect(mean(draws)).toBeCloseTo(899.5, 0);
  });

  it('is one of those that were observed to be longer, and there may be none', () => {
    const observed: Distribution = { kind: 'empirical', valuesMs: [1_000, 2_000, 3_000, 4_000] };
    expect([...new Set(DRAWS.map((uniform) => sampleLongerMs(observed, 2_000, uniform)))]).toEqual([3_000, 4_000]);
    expect(sampleLongerMs(observed, 4_000, 0.5)).toBeNull();
    expect(sampleLongerMs({ kind: 'constant', ms: 5_000 }, 5_000, 0.5)).toBeNull();
  });
});

describe('the rest of a phase under way', () => {
  const chance = new Chance(1);
  const distribution: Distribution = { kind: 'exponential', meanMs: 60_000 };
  const left = (nth: number, ageMs: number) => chance.remainingMs(distribution, 7, Purpose.run, { nth, ageMs });

  it('is its own draw less its age as long as that goes', () => {
    const own = chance.ms(distribution, 7, Purpose.run, 3);
    expect(left(3, own - 1_000)).toBe(1_000);
    expect(left(3, own + 1_000)).not.toBe(chance.ms(distribution, 7, Purpose.run, 3));
  });

  it('is over all the distribution under the condition that it takes longer', () => {
    const all = Array.from({ length: 4_000 }, (_, nth) => left(nth, 45_000));
    expect(mean(all)).toBeGreaterThan(57_000);
    expect(mean(all)).toBeLessThan(63_000);
  });

  it('is over at once where it has taken longer than it may', () => {
    expect(chance.remainingMs({ kind: 'constant', ms: 5_000 }, 7, Purpose.run, { nth: 0, ageMs: 9_000 })).toBe(1);
  });
});
