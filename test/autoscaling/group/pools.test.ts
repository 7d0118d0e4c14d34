import { describe, expect, it } from 'vitest';
import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';
import { type Allocation, type AllocationView, preferredTypes } from '../../../src/autoscaling/group/pools.js';
import { OnDemand, Spot } from '../../../src/autoscaling/group/purchase.js';
import { launchView, poolsOf } from './views.js';

const one = (...values: number[]) => values.map((value) => [value]);

/** The order of all types in zone 0. */
function order(
  spot: Allocation['spot'],
  table: { price?: number[]; depth?: number[] },
  more: Partial<AllocationView> & { spotPools?: number } = {},
) {
  const { spotPools = 2, ...overrides } = more;
  const pools = poolsOf({ price: one(...(table.price ?? [1, 1, 1, 1])), depth: one(...(table.depth ?? [1, 1, 1, 1])) });
  const types = [0, 1, 2, 3];
  const view = launchView({ types, allocation: { onDemand: 'prioritized', spot, spotPools }, pools: [poolsOf(), pools], ...overrides });
  return preferredTypes(view, { purchase: Spot, zone: 0, types: view.types });
}

describe('allocation strategies', () => {
  it('lowest-price: the N cheapest with the fewest of the group first, then the others by price', () => {
    const price = [4, 2, 3, 1];
    expect(order('lowest-price', { price }, { spotPools: 1 })).toEqual([3, 1, 2, 0]);
    const spotLiving = (type: number) => [0, 4, 5, 6][type];
    expect(order('lowest-price', { price }, { spotPools: 1, spotLiving })).toEqual([3, 1, 2, 0]);
    expect(order('lowest-price', { price }, { spotPools: 3, spotLiving })).toEqual([1, 2, 3, 0]);
    expect(order('lowest-price', { price }, { spotPools: 2, spotLiving: () => 7 })).toEqual([3, 1, 2, 0]); // a tie goes to the cheaper
    expect(order('lowest-price', {}, { spotPools: 9 })).toEqual([0, 1, 2, 3]); // and then to the order of the overrides
  });

  it('capacity-optimized chooses by depth, whatever the price', () => {
    expect(order('capacity-optimized', { price: [1, 2, 3, 4], depth: [1, 3, 2, 3] })).toEqual([1, 3, 2, 0]);
    expect(order('capacity-optimized', { depth: Array(4).fill(Number.POSITIVE_INFINITY) })).toEqual([0, 1, 2, 3]);
  });

  it('capacity-optimized-prioritized: deep pools in the order of the overrides, then the others by depth', () => {
    expect(order('capacity-optimized-prioritized', { depth: [20, 50, 49, 100] })).toEqual([1, 3, 2, 0]);
    const settings = { ...GROUP_DEFAULTS, deepPercent: 49 };
    expect(order('capacity-optimized-prioritized', { depth: [20, 50, 49, 100] }, { settings })).toEqual([1, 2, 3, 0]);
  });

  it('price-capacity-optimized: deep pools by price, or all by price for each unit of depth', () => {
    const table = { price: [1, 4, 3, 5], depth: [10, 100, 60, 90] };
    expect(order('price-capacity-optimized', table)).toEqual([2, 1, 3, 0]);
    const settings = { ...GROUP_DEFAULTS, priceCapacityFormula: 'price-per-depth' as const };
    expect(order('price-capacity-optimized', table, { settings })).toEqual([1, 2, 3, 0]); // 0.04, 0.05, 0.056, 0.1
    expect(order('price-capacity-optimized', { price: [3, 1, 2, 2], depth: [0, 0, 0, 5] }, { settings })).toEqual([3, 1, 2, 0]);
    const unlimited = { price: [3, 1, 2, 2], depth: Array(4).fill(Number.POSITIVE_INFINITY) };
    expect(order('price-capacity-optimized', unlimited, { settings })).toEqual([1, 2, 3, 0]);
    expect(order('price-capacity-optimized', unlimited)).toEqual([1, 2, 3, 0]);
  });

  it('On-Demand: the order of the overrides, or the price', () => {
    const view = (onDemand: Allocation['onDemand']) =>
      launchView({
        types: [2, 0, 1],
        allocation: { onDemand, spot: 'lowest-price', spotPools: 2 },
        pools: [poolsOf({ price: one(2, 1, 3) }), poolsOf()],
      });
    const choice = { purchase: OnDemand, zone: 0, types: [2, 0, 1] } as const;
    expect(preferredTypes(view('prioritized'), choice)).toEqual([2, 0, 1]);
    expect(preferredTypes(view('lowest-price'), choice)).toEqual([1, 0, 2]);
    expect(choice.types).toEqual([2, 0, 1]);
  });

  it('only orders the given types', () => {
    const view = launchView({ types: [0, 1, 2], pools: [poolsOf(), poolsOf({ price: one(1, 2, 3) })] });
    expect(preferredTypes(view, { purchase: Spot, zone: 0, types: [2, 1] })).toEqual([1, 2]);
  });
});
