import type { Ms } from '../sim/kernel/event-loop.js';

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

/** What a pool has room for. */
export interface PoolRoom {
  /** Running, starting or under notice: who ends has its place until then. */
  readonly instances: number;
  readonly capacity: number;
  readonly isDry: boolean;
}

/** How many of the wanted instances the pool gives now. The rest wait for capacity; another kind of it never stands in. */
export function launchable(wanted: number, { instances, capacity, isDry }: PoolRoom): number {
  return isDry ? 0 : Math.max(0, Math.min(wanted, capacity - instances));
}

/** Capacity rebalancing launches a replacement early only where there is as much to spare as in the pool at risk; else at the notice. */
export function isReplacedEarly(depthAtRisk: number, depthOfReplacement: number): boolean {
  return depthOfReplacement >= depthAtRisk;
}
