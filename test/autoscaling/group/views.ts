import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';
import type { LaunchView } from '../../../src/autoscaling/group/launch.js';
import type { Pools } from '../../../src/autoscaling/group/pools.js';
import { OnDemand, Spot } from '../../../src/autoscaling/group/purchase.js';
import type { TerminationView } from '../../../src/autoscaling/group/terminate.js';

/** Pools as tables: [type][zone], or one number for all. */
type Table = number | readonly (readonly number[])[];

export function poolsOf(table: { price?: Table; spare?: Table; depth?: Table } = {}): Pools {
  const read =
    (of: Table = 1) =>
    (type: number, zone: number) =>
      typeof of === 'number' ? of : of[type][zone];
  return { price: read(table.price), spare: read(table.spare ?? Number.POSITIVE_INFINITY), depth: read(table.depth) };
}

/** A group of On-Demand instances of one type in zones 0 and 1, without limits. */
export function launchView(overrides: Partial<LaunchView> = {}): LaunchView {
  return {
    ...{ types: [0], allocation: { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 2 }, pools: [poolsOf(), poolsOf()] },
    ...{ spotLiving: () => 0, settings: GROUP_DEFAULTS },
    ...{ desired: 1, living: [0, 0], zones: [0, 1], livingByZone: [0, 0, 0, 0], zoneTie: 'list', turn: 0 },
    ...{ split: { onDemandBase: 0, onDemandPercentAboveBase: 100 }, zoneDistribution: 'balanced-best-effort', spotMaxPrice: null },
    ...overrides,
  };
}

export interface Row {
  readonly zone?: number;
  readonly type?: number;
  readonly purchase?: number;
  readonly launchedMs?: number;
  readonly template?: number;
  readonly may?: number;
}

/** A group of these rows, which all are living instances of it. */
export function terminationView(rows: readonly Row[], overrides: Partial<TerminationView> = {}): TerminationView {
  const column = (key: keyof Row, none = 0) => rows.map((row) => row[key] ?? none);
  const count = (key: keyof Row, value: number) => column(key).filter((of) => of === value).length;
  const { types, allocation, pools, spotLiving, settings } = launchView();
  return {
    ...{ types, allocation, pools, spotLiving, settings },
    ...{ atMs: 0, desired: rows.length - 1, living: [count('purchase', OnDemand), count('purchase', Spot)] },
    ...{ zones: [0, 1, 2], livingByZone: [0, 1, 2].map((zone) => count('zone', zone)), split: null },
    ...{ policies: ['Default'], tie: GROUP_DEFAULTS, draw: () => 0, count: rows.length },
    ...{ isCandidate: column('may', 1), zone: column('zone'), type: column('type'), purchase: column('purchase') },
    ...{ launchedMs: column('launchedMs'), template: column('template') },
    ...overrides,
  };
}
