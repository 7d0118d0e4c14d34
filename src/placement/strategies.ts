import type { FleetView, PlacementStrategy, TaskRequest } from './view.js';

/**
 * Ranks the instances that fit: lower is better. A pure function that keeps nothing and draws nothing, so the order in which
 * instances are examined cannot matter.
 */
export type Score = (fleet: FleetView, row: number, request: TaskRequest, draw: number) => number;

/** What a strategy ranks by; synonyms of ECS (instanceId and host) are one. */
export type Criterion = 'cpu' | 'memory' | 'zone' | 'instance' | 'random';

/** The score of each criterion, as readable as it gets; the compiled chain must agree with it. */
export const SCORES: Readonly<Record<Criterion, Score>> = {
  /** binpack: the least available that still fits, so that other instances can empty out (S.PLACE-4). */
  cpu: (fleet, row) => fleet.cpuUnitsFree[row],
  memory: (fleet, row) => fleet.memoryMibFree[row],
  /** spread: the zone, or the instance, with the fewest tasks of the same service or task group (S.PLACE-6, S.PLACE-7). */
  zone: (fleet, row, request) => fleet.groupInZone(request.group)[fleet.zone[row]],
  instance: (fleet, row, request) => fleet.groupOnInstance(request.group)[row],
  /** random: every instance draws a lot (S.PLACE-5). */
  random: (fleet, row, _request, draw) => lot(lotSeed(draw), fleet.instance[row]),
};

const SPREAD_ZONE: PlacementStrategy = { type: 'spread', field: 'attribute:ecs.availability-zone' };

/** A service without a strategy: the zone with the fewest of its tasks, in it the instance with the fewest (S.PLACE-9, S.PLACE-11). */
export const SERVICE_DEFAULT: readonly PlacementStrategy[] = [SPREAD_ZONE, { type: 'spread', field: 'instanceId' }];

/** RunTask without a strategy: at random over the cluster (S.PLACE-10). */
export const STANDALONE_DEFAULT: readonly PlacementStrategy[] = [{ type: 'random' }];

/** What the strategy ranks by. The scenario has been validated, so a field that has no column is a bug. */
export function criterionOf(strategy: PlacementStrategy): Criterion {
  const { type, field } = strategy;
  if (type === 'random') return 'random';
  if (type === 'binpack' && (field === 'cpu' || field === 'memory')) return field;
  if (type === 'spread' && field === SPREAD_ZONE.field) return 'zone';
  if (type === 'spread' && (field === 'instanceId' || field === 'host')) return 'instance';
  throw new Error(`no column to ${type} by ${field}`);
}

/** One draw (32 bits) as the seed of all its lots. */
export function lotSeed(draw: number): number {
  return mixed((draw + 0x9e3779b9) | 0);
}

/** The lot of one instance or task in a draw, 32 bits with sign. Different ordinals never draw the same lot: no step loses a bit. */
export function lot(seed: number, ordinal: number): number {
  return mixed(seed ^ ordinal);
}

/** The finalizer of MurmurHash3 (public domain): each bit of the input moves about half of the bits of the result. */
function mixed(bits: number): number {
  let h = bits ^ (bits >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
