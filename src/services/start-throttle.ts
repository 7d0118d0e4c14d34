import { MINUTE_MS } from '../kernel/durations.js';

/** Throttling of failing service tasks: AWS documents the longest wait and that waits grow, but not the steps (S.THR-1, A.FL-1). */
export interface ThrottleSettings {
  /** Consecutive failed starts without a wait between them: the first wait comes after the last of them. */
  readonly freeFailures: number;
  /** The first wait; each further failure doubles it. */
  readonly firstMs: number;
  readonly longestMs: number;
}

const STEPS = { freeFailures: 3, firstMs: MINUTE_MS };

/** The longest wait is documented and has grown over time; the steps are assumed. */
export const THROTTLE_DEFAULTS: Readonly<Record<'current' | 'guide-2024', ThrottleSettings>> = {
  current: { ...STEPS, longestMs: 27 * MINUTE_MS },
  'guide-2024': { ...STEPS, longestMs: 15 * MINUTE_MS },
};

/** Outcomes that affect the throttle. */
export type StartOutcome = 'stoppedBeforeRunning' | 'reachedRunning' | 'newTaskDefinition';

/**
 * Returns the number of consecutive failed starts. A task that reached RUNNING resets it, whatever happens later (S.THR-4), and so does a
 * new task definition (S.THR-3).
 */
export function failedStarts(inARow: number, outcome: StartOutcome): number {
  return outcome === 'stoppedBeforeRunning' ? inARow + 1 : 0;
}

/** Returns the wait before the next start, counted from the failure before it (N.THR-2); ECS never gives up (S.THR-2). */
export function waitBeforeStartMs(inARow: number, { freeFailures, firstMs, longestMs }: ThrottleSettings): number {
  if (inARow === 0 || inARow < freeFailures) return 0;
  // 2 ** 1100 is Infinity, and the longest wait is less.
  return Math.min(firstMs * 2 ** (inARow - Math.max(1, freeFailures)), longestMs);
}

/** Service event (WARN) sent when the service first has to wait, in addition to a message (S.THR-5). */
export const START_IMPAIRED = 'SERVICE_TASK_START_IMPAIRED';

export function isImpaired(inARow: number, { freeFailures }: ThrottleSettings): boolean {
  return inARow > 0 && inARow >= freeFailures;
}

/** Placement retries for tasks of a service without managed scaling: observed by users in 2018 and 2019, undocumented (A.FL-2). */
export interface PlacementRetrySettings {
  /** Attempts before the back-off, and the time between them. */
  readonly quickAttempts: number;
  readonly quickMs: number;
  /** Waits of the back-off; the last one repeats. */
  readonly backOffMs: readonly number[];
}

export const PLACEMENT_RETRY_DEFAULTS: PlacementRetrySettings = {
  quickAttempts: 3,
  quickMs: 25_000,
  backOffMs: [5 * MINUTE_MS, 15 * MINUTE_MS],
};

/** Returns the wait after at least one consecutive failed attempt. An update of the service resets the count. */
export function waitBeforePlacementMs(attempts: number, { quickAttempts, quickMs, backOffMs }: PlacementRetrySettings): number {
  if (attempts < quickAttempts) return quickMs;
  return backOffMs[Math.min(attempts - quickAttempts, backOffMs.length - 1)];
}
