import { hasNoTasks, isRolledOut, type RollingCounts } from './rolling.js';

/** earlySuccessCriteria of a rolling update (N.EARLY-1). */
export interface EarlySuccess {
  readonly healthyPercent: number;
  /** sourceServiceRevisionCleanup: whether old tasks are removed before the deployment is COMPLETED, or after. */
  readonly cleanup: 'BLOCKING' | 'DEFERRED';
}

/** How long ECS tries to remove old tasks after a DEFERRED end; those that are protected longer run on for good (N.EARLY-4). */
export const CLEANUP_MAX_MS = 14 * 24 * 3_600_000;

/** Returns how many tasks of the new revision must be healthy (N.EARLY-2). */
export function requiredHealthy(desired: number, { healthyPercent }: EarlySuccess): number {
  return desired === 0 ? 0 : Math.max(1, Math.ceil((desired * healthyPercent) / 100));
}

export interface Progress {
  /** The new revision has the healthy tasks that it needs; the bake time begins. */
  readonly isSteady: boolean;
  /** Nothing but the bake time is missing. */
  readonly mayComplete: boolean;
}

/** A deployment that has only just begun. */
export const UNSETTLED: Progress = { isSteady: false, mayComplete: false };

/** Returns how far a rolling update is, by its criteria of early success or, without any, by its end (N.EARLY-3). */
export function progressOf(counts: RollingCounts, desired: number, early: EarlySuccess | undefined): Progress {
  if (early === undefined) {
    const isSteady = isRolledOut(counts, desired);
    return { isSteady, mayComplete: isSteady };
  }
  const { next, old } = counts;
  const isSteady = next.healthy >= requiredHealthy(desired, early);
  return { isSteady, mayComplete: isSteady && (early.cleanup === 'DEFERRED' || hasNoTasks(old)) };
}
