import type { GroupSettings } from './group-settings.js';

/** A Spot instance at risk, with its group. */
export interface RiskView {
  /** `CapacityRebalance` of the group; off by default. */
  readonly isEnabled: boolean;
  readonly desired: number;
  readonly maxSize: number;
  /** Includes instances launched ahead of a termination. */
  readonly living: number;
  /** Depth of the pool of the instance at risk, and of the pool that a launch would use now; null: none has capacity. */
  readonly ownDepth: number;
  readonly nextDepth: number | null;
}

export type RiskAnswer = 'launch-now' | 'wait-for-notice' | 'ignore';

/**
 * Handles a rebalance recommendation. A replacement is launched at once if its pool is at least as deep and the group has room: its maximum
 * plus 10 percent of DesiredCapacity. Otherwise the group acts at the interruption notice (A.ASG-17).
 */
export function onRecommendation(
  seen: RiskView,
  { capacityRebalanceRounding }: Pick<GroupSettings, 'capacityRebalanceRounding'>,
): RiskAnswer {
  if (!seen.isEnabled) return 'ignore';
  const beyondMax = Math[capacityRebalanceRounding](seen.desired / 10);
  const hasRoom = seen.living < seen.maxSize + beyondMax;
  return hasRoom && seen.nextDepth !== null && seen.nextDepth >= seen.ownDepth ? 'launch-now' : 'wait-for-notice';
}

/**
 * Handles the interruption notice: with capacity rebalancing, an instance without a replacement gets one now. Without it, a health check
 * detects the end of the instance.
 */
export function onNotice({ isEnabled, hasReplacement }: { isEnabled: boolean; hasReplacement: boolean }): 'launch-now' | 'ignore' {
  return isEnabled && !hasReplacement ? 'launch-now' : 'ignore';
}

/** A replacement, as the ordinals of both instances. */
export interface Replacement {
  readonly old: number;
  readonly young: number;
}

/** Returns the instance to terminate now that `young` is in service and healthy; null: it replaces no living instance. */
export function replacedBy(young: number, replacements: readonly Replacement[]): number | null {
  return replacements.find((replacement) => replacement.young === young)?.old ?? null;
}
