import { launchZone, NO_VICTIM } from '../auto-scaling-group.js';
import type { ScalerSettings } from '../cluster-scaler-settings.js';
import type { GroupSettings } from './group-settings.js';

/** State of the instances in a pool. */
type WarmState = 'Stopped' | 'Running' | 'Hibernated';

/** A warm pool, as PutWarmPool configures it. */
export interface WarmPool {
  readonly minSize: number;
  /** `MaxGroupPreparedCapacity`; null: the group's maximum. */
  readonly maxGroupPreparedCapacity: number | null;
  readonly state: WarmState;
}

/** Returns the size of the pool: the possible growth of the group, at least its MinSize (A.ASG-15). */
export function warmPoolSize({ minSize, maxGroupPreparedCapacity }: WarmPool, desired: number, maxSize: number): number {
  return Math.max(minSize, (maxGroupPreparedCapacity ?? maxSize) - desired);
}

/** The pool has no ready instance, so the launch is a cold start. */
export const COLD_START = NO_VICTIM;

/** Columns of the pool, with rows in order of launch. */
export interface PoolView {
  readonly count: number;
  readonly zone: ArrayLike<number>;
  /** 1 for a ready instance of this group's pool; instances in preparation cannot leave it. */
  readonly isWarm: ArrayLike<number>;
  readonly zones: readonly number[];
  readonly livingByZone: ArrayLike<number>;
  readonly zoneTie: ScalerSettings['zoneTie'];
  readonly turn: number;
}

/** Returns the row that leaves the pool for the group, from the zone with the fewest living instances that has one, or COLD_START. */
export function leavesPool(view: PoolView, { warmPoolLeaves }: Pick<GroupSettings, 'warmPoolLeaves'>): number {
  const found = new Map<number, number>();
  for (let row = 0; row < view.count; row++)
    if (view.isWarm[row] === 1 && (warmPoolLeaves === 'newest' || !found.has(view.zone[row]))) found.set(view.zone[row], row);
  const zones = view.zones.filter((zone) => found.has(zone));
  if (zones.length === 0) return COLD_START;
  return found.get(launchZone(view.livingByZone, zones, view.zoneTie, view.turn))!;
}
