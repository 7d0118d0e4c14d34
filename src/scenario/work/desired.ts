import type { ServiceSpec } from '../../sim/setup.js';
import type { ServiceText } from '../schema.js';
import { durationMs } from '../units.js';

/** The first entry is at 0. A repeating schedule begins with the count of its last entry, any other with desiredCount. */
export function desiredOf({ desiredCount, desiredCountSchedule: schedule, schedulingStrategy }: ServiceText): ServiceSpec['desired'] {
  if (schedulingStrategy === 'DAEMON') return [];
  const entries = (schedule?.entries ?? []).map(({ at, desiredCount: count }) => ({ atMs: durationMs(at), count }));
  if (entries[0]?.atMs === 0) return entries;
  const first = schedule?.every === undefined ? (desiredCount ?? 0) : entries.at(-1)!.count;
  return [{ atMs: 0, count: first }, ...entries];
}
