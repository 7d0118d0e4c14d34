import type { GroupSettings } from './group-settings.js';
import { OnDemand, type Purchase } from './purchase.js';

/** Capacity pools of one purchase option. A pool is an instance type in a zone, both as indexes of the setup. */
export interface Pools {
  price(type: number, zone: number): number;
  /** Instances that could start now; Infinity where capacity is unlimited. */
  spare(type: number, zone: number): number;
  /** Returns the availability of the pool, 0 or more, which capacity-optimized strategies compare. */
  depth(type: number, zone: number): number;
}

export interface Allocation {
  readonly onDemand: 'prioritized' | 'lowest-price';
  readonly spot: 'lowest-price' | 'capacity-optimized' | 'capacity-optimized-prioritized' | 'price-capacity-optimized';
  /** `SpotInstancePools`: number of pools per zone that lowest-price uses. */
  readonly spotPools: number;
}

export interface AllocationView {
  /** The group's instance types, in the order of its overrides. */
  readonly types: readonly number[];
  readonly allocation: Allocation;
  readonly pools: readonly [onDemand: Pools, spot: Pools];
  /** The group's own Spot instances in a pool. */
  spotLiving(type: number, zone: number): number;
  readonly settings: Pick<GroupSettings, 'priceCapacityFormula' | 'deepPercent'>;
}

/** The candidate pools of one purchase option: a zone, and its available types in the order of the overrides. */
export interface PoolChoice {
  readonly purchase: Purchase;
  readonly zone: number;
  readonly types: readonly number[];
}

/** Sort key, smaller first. Infinite keys are equal. */
type Key = (type: number) => number;

/** Returns the types in the order of the group's allocation strategy; ties keep the order of the overrides (A.ASG-12). */
export function preferredTypes(view: AllocationView, { purchase, zone, types }: PoolChoice): number[] {
  const { allocation, pools } = view;
  const price: Key = (type) => pools[purchase].price(type, zone);
  if (purchase === OnDemand) return allocation.onDemand === 'prioritized' ? [...types] : sortedBy(types, price);
  const depth: Key = (type) => pools[purchase].depth(type, zone);
  switch (allocation.spot) {
    case 'lowest-price': {
      const byPrice = sortedBy(types, price);
      const cheapest = byPrice.slice(0, allocation.spotPools);
      return [...sortedBy(cheapest, (type) => view.spotLiving(type, zone)), ...byPrice.slice(allocation.spotPools)];
    }
    case 'capacity-optimized':
      return sortedBy(types, (type) => -depth(type));
    case 'capacity-optimized-prioritized':
      return deepFirst(types, depth, view.settings.deepPercent);
    case 'price-capacity-optimized':
      if (view.settings.priceCapacityFormula === 'price-per-depth') return sortedByRatio(sortedBy(types, price), price, depth);
      return deepFirst(sortedBy(types, price), depth, view.settings.deepPercent);
  }
}

/** Keeps the order of types whose pool is nearly as deep as the deepest; the others follow, deepest first. */
function deepFirst(types: readonly number[], depth: Key, deepPercent: number): number[] {
  const deepest = Math.max(...types.map(depth));
  const isDeep = (type: number) => depth(type) * 100 >= deepest * deepPercent;
  const shallow = types.filter((type) => !isDeep(type));
  return [...types.filter(isDeep), ...sortedBy(shallow, (type) => -depth(type))];
}

function sortedBy(types: readonly number[], key: Key): number[] {
  return [...types].sort((a, b) => compare(key(a), key(b)));
}

/** Sorts by price over depth, compared by cross-multiplication because a quotient would round. */
function sortedByRatio(types: readonly number[], price: Key, depth: Key): number[] {
  return [...types].sort((a, b) => compare(price(a) * depth(b), price(b) * depth(a)));
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
