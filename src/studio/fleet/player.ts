import { MINUTE_MS, SECOND_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { countUpTo } from './growing.js';

/** Simulated time that passes in a second of the reader's. */
export const SPEEDS_MS: readonly Ms[] = [10, 60, 300, 900, 3600, 21_600].map((seconds) => seconds * SECOND_MS);

/** A run is to be seen in less than this. */
const WHOLE_RUN_MS = 60 * SECOND_MS;

/** The slowest speed at which the whole run takes a minute at most. */
export function speedFor(endMs: Ms): Ms {
  return SPEEDS_MS.find((speed) => endMs / speed <= WHOLE_RUN_MS / SECOND_MS) ?? SPEEDS_MS.at(-1)!;
}

/** The position of the cursor after `elapsedMs` of the reader's time. */
export function played(atMs: Ms, { speedMs, elapsedMs, endMs }: { speedMs: Ms; elapsedMs: number; endMs: Ms }): Ms {
  return Math.min(endMs, Math.round(atMs + (speedMs * elapsedMs) / SECOND_MS));
}

/** The next time at which something happens in any of the runs, or the one before; the ends without one. The times of a run rise. */
export function eventStep(runs: readonly ArrayLike<number>[], atMs: Ms, { isForward, endMs }: { isForward: boolean; endMs: Ms }): Ms {
  if (isForward) return Math.min(...runs.map((times) => times[countUpTo(times, atMs)] ?? endMs));
  return Math.max(...runs.map((times) => times[countUpTo(times, atMs - 1) - 1] ?? 0));
}

/** Returns the next whole minute, or the one before. */
export function minuteStep(atMs: Ms, { isForward, endMs }: { isForward: boolean; endMs: Ms }): Ms {
  const minutes = isForward ? Math.floor(atMs / MINUTE_MS) + 1 : Math.ceil(atMs / MINUTE_MS) - 1;
  return Math.min(endMs, Math.max(0, minutes * MINUTE_MS));
}
