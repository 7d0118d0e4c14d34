import type { ScalerSettings } from './settings.js';

/** No instance may go. */
export const NO_VICTIM = -1;

/**
 * The zone of the next launch: the fewest living instances, booting ones too (A.ASG-8). Among equals the first in the group's
 * list, or with `rotate` the first at or after position `turn` of the list, which goes up by one a launch.
 */
export function launchZone(
  livingByZone: ArrayLike<number>,
  zones: readonly number[],
  zoneTie: ScalerSettings['zoneTie'],
  turn: number,
): number {
  const first = zoneTie === 'rotate' ? turn : 0;
  let zone = zones[first % zones.length];
  for (let i = 1; i < zones.length; i++) {
    const other = zones[(first + i) % zones.length];
    if (livingByZone[other] < livingByZone[zone]) zone = other;
  }
  return zone;
}
