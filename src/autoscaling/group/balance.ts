import type { GroupSettings } from './group-settings.js';

/**
 * Causes of uneven zones. AWS lists the first four as triggers of rebalancing (A.ASG-9); `other` includes a protected instance that stayed.
 */
export type BalanceTrigger = 'zones-changed' | 'instance-taken-out' | 'capacity-back' | 'price-below-max' | 'other';

export function startsBalance(trigger: BalanceTrigger, { zoneRebalanceOn }: Pick<GroupSettings, 'zoneRebalanceOn'>): boolean {
  return trigger !== 'other' || zoneRebalanceOn === 'any';
}

/** Zones by index of the setup. */
export interface BalanceView {
  readonly zones: readonly number[];
  readonly livingByZone: ArrayLike<number>;
  /** Instances per zone that may be terminated, without those protected from scale-in. */
  readonly removableByZone: ArrayLike<number>;
  /** Returns the number of possible launches in a zone. */
  spareIn(zone: number): number;
  readonly living: number;
  /** Living instances launched ahead of a termination that is still pending. */
  readonly ahead: number;
  readonly maxSize: number;
}

/**
 * Returns how many instances to launch now for balance. The group's policy terminates as many once they are in service: launches come
 * first, and may exceed the maximum by 10 percent or one instance, whichever is more (A.ASG-9).
 */
export function launchesForBalance(view: BalanceView): number {
  const { zones, ahead } = view;
  const living = Array.from(view.livingByZone);
  const removable = Array.from(view.removableByZone);
  const spare = living.map((_, zone) => (zones.includes(zone) ? view.spareIn(zone) : 0));
  const emptiest = () => best(zones, (zone) => (spare[zone] > 0 ? -living[zone] : null));
  const fullest = () => best(zones, (zone) => (removable[zone] > 0 ? living[zone] : null));
  const take = (zone: number) => {
    living[zone]--;
    removable[zone]--;
  };
  for (let i = 0, from = fullest(); i < ahead && from !== null; i++, from = fullest()) take(from);
  const limit = maxSizeForBalance(view.maxSize) - view.living;
  let moves = 0;
  for (; moves < limit; moves++) {
    const to = emptiest();
    const from = fullest();
    if (to === null || from === null || living[from] - living[to] < 2) break;
    take(from);
    living[to]++;
    spare[to]--;
  }
  return moves;
}

export function maxSizeForBalance(maxSize: number): number {
  return maxSize + Math.max(1, Math.floor(maxSize / 10));
}

/** Returns the zone with the highest score, the first on a tie; null is no score. */
function best(zones: readonly number[], score: (zone: number) => number | null): number | null {
  let found: number | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const zone of zones) {
    const value = score(zone);
    if (value === null || value <= highest) continue;
    found = zone;
    highest = value;
  }
  return found;
}
