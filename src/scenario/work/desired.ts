import type { ServiceSpec } from '../../sim/setup.js';
import type { ServiceText } from '../schema.js';
import { durationMs } from '../units.js';

/**
 * The first entry is at the creation of the service, or at 0. A repeating schedule begins with the count of its last entry, any other with
 * desiredCount.
 */
export function desiredOf(service: ServiceText): ServiceSpec['desired'] {
  const { createdAt = '0s', desiredCount, desiredCountSchedule: schedule, schedulingStrategy } = service;
  if (schedulingStrategy === 'DAEMON') return [];
  const entries = (schedule?.entries ?? []).map(({ at, desiredCount: count }) => ({ atMs: durationMs(at), count }));
  const createdAtMs = durationMs(createdAt);
  if (entries[0]?.atMs === createdAtMs) return entries;
  const first = schedule?.every === undefined ? (desiredCount ?? 0) : entries.at(-1)!.count;
  return [{ atMs: createdAtMs, count: first }, ...entries];
}
