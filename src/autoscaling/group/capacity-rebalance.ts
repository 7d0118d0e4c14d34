import type { GroupSettings } from './settings.js';

/** A Spot instance at risk, and the group it is in. */
export interface RiskView {
  /** `CapacityRebalance` of the group; off by default. */
  readonly isEnabled: boolean;
  readonly desired: number;
  readonly maxSize: number;
  /** Those that were launched ahead of a termination are living ones. */
  readonly living: number;
  /** Depth of the pool of the instance at risk, and of the one that a launch would take now; null: none has capacity. */
  readonly ownDepth: number;
  readonly nextDepth: number | null;
}

export type RiskAnswer = 'launch-now' | 'wait-for-notice' | 'ignore';

/**
 * A rebalance recommendation came. A replacement is launched at once where it would be as available or better, and the group has room for
 * it: its maximum and 10 percent of DesiredCapacity. Otherwise the group acts at the interruption notice (A.ASG-17).
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

/** The interruption notice came: what has no replacement yet gets one now, but only with capacity rebalancing. Else its end is found by a health check. */
export function onNotice({ isEnabled, hasReplacement }: { isEnabled: boolean; hasReplacement: boolean }): 'launch-now' | 'ignore' {
  return isEnabled && !hasReplacement ? 'launch-now' : 'ignore';
}

/** A replacement, by the ordinals of both. */
export interface Replacement {
  readonly old: number;
  readonly young: number;
}

/** The instance that goes now that `young` is in service and healthy; null: `young` replaces nobody that still lives. */
export function replacedBy(young: number, replacements: readonly Replacement[]): number | null {
  return replacements.find((replacement) => replacement.young === young)?.old ?? null;
}
