import type { ScalerSettings } from './cluster-scaler-settings.js';

/** No instance can be terminated. */
export const NO_VICTIM = -1;

/**
 * Returns the zone of the next launch: the one with the fewest living instances, including booting ones (A.ASG-8). A tie goes to the first
 * zone in the group's list or, with `rotate`, to the first at or after position `turn`, which each launch increments.
 */
export function launchZone(
  livingByZone: ArrayLike<number>,
  zones: readonly number[],
  zoneTie: ScalerSettings['zoneTie'],
  turn: number,
): number {
  const first = zoneTie === 'rotate' ? turn : 0;
  let zone = zones[first % zones.length];
  for (const i of zones.keys()) {
    const other = zones[(first + i) % zones.length];
    if (livingByZone[other] < livingByZone[zone]) zone = other;
  }
  return zone;
}
