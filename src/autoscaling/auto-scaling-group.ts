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

/** A group and the fleet's columns, rows in order of launch; rows of other groups are no candidates. */
export interface VictimView {
  /** The group's zones in its own order, and its living instances in each zone. */
  readonly zones: readonly number[];
  readonly livingByZone: ArrayLike<number>;
  /** Rows in use. */
  readonly count: number;
  readonly zone: ArrayLike<number>;
  /** 1 for an instance of the group that may be terminated. */
  readonly isCandidate: ArrayLike<number>;
}

/**
 * The row to terminate, or NO_VICTIM: balance between zones comes before any policy, so the fullest zone that has a candidate
 * (tie: first in the list), and in it the oldest candidate (A.ASG-10).
 */
export function pickVictim({ zones, livingByZone, count, zone, isCandidate }: VictimView): number {
  let victim = NO_VICTIM;
  let victimLiving = -1;
  for (const z of zones) {
    if (livingByZone[z] <= victimLiving) continue;
    let row = 0;
    while (row < count && (zone[row] !== z || isCandidate[row] === 0)) row++;
    if (row === count) continue;
    victim = row;
    victimLiving = livingByZone[z];
  }
  return victim;
}
