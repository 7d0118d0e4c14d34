import { launchZone, NO_VICTIM } from '../auto-scaling-group.js';
import type { ScalerSettings } from '../settings.js';
import type { GroupSettings } from './settings.js';

/** In what state instances of a pool rest. */
type WarmState = 'Stopped' | 'Running' | 'Hibernated';

export interface WarmPool {
  readonly minSize: number;
  /** `MaxGroupPreparedCapacity`; null: the group's maximum. */
  readonly maxGroupPreparedCapacity: number | null;
  readonly state: WarmState;
}

/** How many instances the pool holds: what the group may yet grow by, and at least its MinSize (A.ASG-15). */
export function warmPoolSize({ minSize, maxGroupPreparedCapacity }: WarmPool, desired: number, maxSize: number): number {
  return Math.max(minSize, (maxGroupPreparedCapacity ?? maxSize) - desired);
}

/** Nothing in the pool is ready: the launch is a cold one. */
export const COLD_START = NO_VICTIM;

/** The pool's columns, rows in order of launch. */
export interface PoolView {
  readonly count: number;
  readonly zone: ArrayLike<number>;
  /** 1 for an instance that rests in this group's pool: one that is still being prepared cannot leave it. */
  readonly isWarm: ArrayLike<number>;
  readonly zones: readonly number[];
  readonly livingByZone: ArrayLike<number>;
  readonly zoneTie: ScalerSettings['zoneTie'];
  readonly turn: number;
}

/** The row that leaves the pool for the group, of the zone with the fewest living that has one, or COLD_START. */
export function leavesPool(view: PoolView, { warmPoolLeaves }: Pick<GroupSettings, 'warmPoolLeaves'>): number {
  const found = new Map<number, number>();
  for (let row = 0; row < view.count; row++)
    if (view.isWarm[row] === 1 && (warmPoolLeaves === 'newest' || !found.has(view.zone[row]))) found.set(view.zone[row], row);
  const zones = view.zones.filter((zone) => found.has(zone));
  if (zones.length === 0) return COLD_START;
  return found.get(launchZone(view.livingByZone, zones, view.zoneTie, view.turn))!;
}
