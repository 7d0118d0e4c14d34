import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PROVIDER, nextProvider, providerToStop, type StrategyItem } from '../../src/services/capacity-provider-strategy.js';

const strategy = fc
  .array(fc.record({ base: fc.nat(4), weight: fc.nat(7) }), { minLength: 2, maxLength: 6 })
  .map((items): StrategyItem[] => {
    const holder = items.findIndex((item) => item.base > 0); // Only one provider may have a base.
    return items.map(({ base, weight }, provider) => ({
      provider,
      base: provider === holder ? base : 0,
      weight: provider === 0 ? weight + 1 : weight,
    }));
  });

/** The specification of the greedy rule, written the slow way: sort the items that may take a task by tasks per weight, exactly. */
function greedyOracle(counts: readonly number[], items: readonly StrategyItem[]): number {
  const based = items.filter((item) => counts[item.provider] < item.base);
  if (based.length > 0) return based[0].provider;
  const scale = items.reduce((product, item) => product * BigInt(Math.max(1, item.weight)), 1n);
  const load = (item: StrategyItem) => (BigInt(counts[item.provider] - item.base) * scale) / BigInt(item.weight);
  const open = items.filter((item) => item.weight > 0);
  return open.sort((a, b) => (load(a) < load(b) ? -1 : load(a) > load(b) ? 1 : a.provider - b.provider))[0].provider;
}

describe('nextProvider', () => {
  it('agrees with the sorted list of tasks per weight', () => {
    fc.assert(
      fc.property(strategy, fc.array(fc.nat(12), { minLength: 6, maxLength: 6 }), (items, counts) => {
        expect(nextProvider(counts, items)).toBe(greedyOracle(counts, items));
      }),
    );
  });

  it('sends the replacement of a lost base task to the base provider', () => {
    const items = [
      { provider: 0, base: 2, weight: 1 },
      { provider: 1, base: 0, weight: 3 },
    ];
    expect(nextProvider([1, 30], items)).toBe(0);
    expect(nextProvider([2, 3], items)).toBe(0); // 0 beyond the base against 3: 0/1 < 3/3
    expect(nextProvider([3, 3], items)).toBe(0); // 1/1 = 3/3, and the earlier item wins a tie
    expect(nextProvider([4, 3], items)).toBe(1); // 2/1 > 3/3
  });

  it('returns no provider when every weight is 0 and the base is full', () => {
    const items = [
      { provider: 0, base: 1, weight: 0 },
      { provider: 1, base: 0, weight: 0 },
    ];
    expect(nextProvider([0, 0], items)).toBe(0);
    expect(nextProvider([1, 0], items)).toBe(NO_PROVIDER);
  });

  it('counts tasks by the provider of an item, not by its place in the strategy', () => {
    const items = [
      { provider: 2, base: 0, weight: 1 },
      { provider: 0, base: 0, weight: 1 },
    ];
    expect(nextProvider([3, 99, 4], items)).toBe(0);
  });
});

/** What each provider has of `count` tasks that come one by one. */
function split(count: number, items: readonly StrategyItem[]): number[] {
  const counts = items.map(() => 0);
  for (let i = 0; i < count; i++) counts[nextProvider(counts, items)]++;
  return counts;
}

describe('a split of many tasks', () => {
  it('fills the base first, and is within one round of weights of the exact shares', () => {
    fc.assert(
      fc.property(strategy, fc.nat(200), (items, extra) => {
        const base = items.reduce((sum, item) => sum + item.base, 0);
        const weights = items.reduce((sum, item) => sum + item.weight, 0);
        const counts = split(base + extra, items);
        const rounds = Math.floor(extra / weights);
        for (const { provider, base: own, weight } of items) {
          expect(counts[provider] - own).toBeGreaterThanOrEqual(rounds * weight);
          expect(counts[provider] - own).toBeLessThanOrEqual((rounds + 1) * weight);
        }
      }),
    );
  });
});

describe('providerToStop', () => {
  // One of weight 0 has its base and no more: nothing of it is beyond, whatever its weight.
  it('[C.X-16, S.CPS-5] leaves the base to the last, that of weight 0 too', () => {
    const items = [
      { provider: 0, base: 2, weight: 0 },
      { provider: 1, base: 0, weight: 1 },
    ];
    expect([providerToStop([2, 3], items), providerToStop([2, 0], items), providerToStop([1, 1], items)]).toEqual([1, 0, 1]);
  });
});
