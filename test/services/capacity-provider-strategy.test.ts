import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PROVIDER, nextProvider, type StrategyItem, splitTasks } from '../../src/services/capacity-provider-strategy.js';

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
const none = (items: readonly StrategyItem[]) => items.map(() => 0);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

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

  it('says that nobody takes the task when every weight is 0 and the base is full', () => {
    const items = [
      { provider: 0, base: 1, weight: 0 },
      { provider: 1, base: 0, weight: 0 },
    ];
    expect(nextProvider([0, 0], items)).toBe(0);
    expect(nextProvider([1, 0], items)).toBe(NO_PROVIDER);
    expect(splitTasks(5, [0, 0], items, 'greedy')).toEqual([1, 0]);
    expect(splitTasks(5, [0, 0], items, 'largestRemainder')).toEqual([1, 0]);
  });

  it('counts tasks by the provider of an item, not by its place in the strategy', () => {
    const items = [
      { provider: 2, base: 0, weight: 1 },
      { provider: 0, base: 0, weight: 1 },
    ];
    expect(nextProvider([3, 99, 4], items)).toBe(0);
    expect(splitTasks(4, [0, 0, 0], items, 'largestRemainder')).toEqual([2, 0, 2]);
  });
});

describe('splitTasks', () => {
  it.each(['greedy', 'largestRemainder'] as const)('%s loses no task and fills the base first', (rounding) => {
    fc.assert(
      fc.property(strategy, fc.nat(60), (items, count) => {
        const split = splitTasks(count, none(items), items, rounding);
        expect(sum(split)).toBe(count);
        for (const { provider, base } of items) expect(split[provider]).toBeGreaterThanOrEqual(Math.min(base, count));
      }),
    );
  });

  it('greedy: two requests in a row split like one', () => {
    fc.assert(
      fc.property(strategy, fc.nat(30), fc.nat(30), (items, first, second) => {
        const afterFirst = splitTasks(first, none(items), items, 'greedy');
        const afterSecond = splitTasks(second, afterFirst, items, 'greedy');
        expect(afterFirst.map((n, i) => n + afterSecond[i])).toEqual(splitTasks(first + second, none(items), items, 'greedy'));
      }),
    );
  });

  it('greedy is within one round of weights of the exact shares', () => {
    fc.assert(
      fc.property(strategy, fc.nat(200), (items, extra) => {
        const base = sum(items.map((item) => item.base));
        const split = splitTasks(base + extra, none(items), items, 'greedy');
        const weights = sum(items.map((item) => item.weight));
        const rounds = Math.floor(extra / weights);
        for (const { provider, base: own, weight } of items) {
          expect(split[provider] - own).toBeGreaterThanOrEqual(rounds * weight);
          expect(split[provider] - own).toBeLessThanOrEqual((rounds + 1) * weight);
        }
      }),
    );
  });

  it('largestRemainder stays within one task of every exact share', () => {
    fc.assert(
      fc.property(strategy, fc.nat(200), (items, extra) => {
        const base = sum(items.map((item) => item.base));
        const split = splitTasks(base + extra, none(items), items, 'largestRemainder');
        const weights = sum(items.map((item) => item.weight));
        for (const { provider, base: own, weight } of items) {
          // |got - extra * weight / weights| < 1, by cross-multiplication.
          expect(Math.abs((split[provider] - own) * weights - extra * weight)).toBeLessThan(weights);
        }
      }),
    );
  });

  it('the two roundings differ where the number is no multiple of the weights', () => {
    const items = [
      { provider: 0, base: 0, weight: 1 },
      { provider: 1, base: 0, weight: 4 },
    ];
    expect(splitTasks(7, [0, 0], items, 'greedy')).toEqual([2, 5]); // A B B B B | A B
    expect(splitTasks(7, [0, 0], items, 'largestRemainder')).toEqual([1, 6]); // 1.4 and 5.6
  });

  it('largestRemainder works off what a provider has too much of', () => {
    const items = [
      { provider: 0, base: 0, weight: 1 },
      { provider: 1, base: 0, weight: 1 },
    ];
    expect(splitTasks(4, [6, 0], items, 'largestRemainder')).toEqual([0, 4]); // shares of 10: 5 and 5; -1 and 5 short
  });
});
