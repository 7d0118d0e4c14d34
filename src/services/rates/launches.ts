import { MINUTE_MS } from '../../kernel/durations.js';

/** How many tasks the service scheduler may start for one service in any `windowMs`, on instances and on Fargate each (T.QUOTA-3). */
export interface LaunchLimit {
  readonly tasks: number;
  readonly windowMs: number;
}

/** Tasks a minute and service (A.RT-1): `small` are the Regions to which AWS gives less on Fargate. Not adjustable. */
export const LAUNCHES_PER_MINUTE = { instances: 500, fargate: { large: 500, small: 125 } } as const;

/**
 * AWS names a rate per minute, not how a minute is shared out. A window of a minute lets all start at once and then none for the rest of
 * it; a shorter one spreads them: 25 in three seconds are 500 a minute as well.
 */
export function launchLimit(perMinute: number, windowMs: number = MINUTE_MS): LaunchLimit {
  return { tasks: Math.max(1, Math.floor((perMinute * windowMs) / MINUTE_MS)), windowMs };
}

/** Starts of a service that still count, oldest first, each a time and how many: plain data. */
export type LaunchLog = readonly (readonly [atMs: number, tasks: number])[];

/** Tasks that may start now; a limit of null is none. */
export function launchesLeft(log: LaunchLog, limit: LaunchLimit | null, nowMs: number): number {
  if (limit === null) return Number.POSITIVE_INFINITY;
  return limit.tasks - counting(log, limit, nowMs).reduce((sum, [, tasks]) => sum + tasks, 0);
}

/** The first millisecond, from now on, at which one more may start. */
export function nextLaunchMs(log: LaunchLog, limit: LaunchLimit | null, nowMs: number): number {
  if (limit === null || launchesLeft(log, limit, nowMs) > 0) return nowMs;
  return counting(log, limit, nowMs)[0]![0] + limit.windowMs;
}

/** Returns the log after `tasks` starts, without those that no longer count. */
export function logLaunches(log: LaunchLog, limit: LaunchLimit | null, nowMs: number, tasks: number): LaunchLog {
  if (limit === null || tasks === 0) return log;
  return [...counting(log, limit, nowMs), [nowMs, tasks]];
}

/** A start counts until a window has passed: no window of that length, wherever it begins, holds more than the limit. */
function counting(log: LaunchLog, { windowMs }: LaunchLimit, nowMs: number): LaunchLog {
  return log.filter(([atMs]) => nowMs - atMs < windowMs);
}
