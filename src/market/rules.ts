import type { Ms } from '../kernel/event-loop.js';

/** From the notice to the end of the instance. */
export const NOTICE_MS: Ms = 120_000;

/** What EC2 does with an interrupted instance. */
export type InterruptionBehavior = 'terminate' | 'stop' | 'hibernate';

/** When an instance ends whose reclaim comes now: hibernation begins at once, without a notice. */
export function endOfInterrupted(nowMs: Ms, behavior: InterruptionBehavior): Ms {
  return behavior === 'hibernate' ? nowMs : nowMs + NOTICE_MS;
}

/** Why a Spot instance goes: EC2 takes it, or its group replaces it because of a recommendation. */
export type SpotEnd = 'interruption' | 'rebalance';

/**
 * Whether a Spot instance that is to go is put in DRAINING. The agent hears of EC2's notice alone, and of none before a hibernation;
 * managed draining acts on whatever its group is told.
 */
export function isDrainedBeforeItEnds(
  end: SpotEnd,
  behavior: InterruptionBehavior,
  draining: { readonly spotDraining: boolean; readonly managedDraining: boolean },
): boolean {
  if (end === 'rebalance') return draining.managedDraining;
  return behavior !== 'hibernate' && (draining.spotDraining || draining.managedDraining);
}

/** The price passes what an instance's owner pays at most, which without a word is the On-Demand price. */
export function isOutbid(usdPerHour: number, maxUsdPerHour: number): boolean {
  return usdPerHour > maxUsdPerHour;
}
