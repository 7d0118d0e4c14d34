/** How starts of a service's tasks are slowed down: AWS tells the longest wait and that it grows in steps, not the steps (S.THR-1, A.FL-1). */
export interface ThrottleSettings {
  /** Failed starts in a row that are tried again at once. */
  readonly freeFailures: number;
  /** The first wait; each further failure doubles it. */
  readonly firstMs: number;
  readonly longestMs: number;
}

const MINUTE_MS = 60_000;
const STEPS = { freeFailures: 3, firstMs: MINUTE_MS };

/** The longest wait is documented, and has grown; the steps are ours. */
export const THROTTLE_DEFAULTS: Readonly<Record<'current' | 'guide-2024', ThrottleSettings>> = {
  current: { ...STEPS, longestMs: 27 * MINUTE_MS },
  'guide-2024': { ...STEPS, longestMs: 15 * MINUTE_MS },
};

/** What becomes of a task, or of the service, as far as the throttle cares. */
export type StartOutcome = 'stoppedBeforeRunning' | 'reachedRunning' | 'newTaskDefinition';

/**
 * Failed starts in a row after the outcome. A task that reached RUNNING ends the row, whatever becomes of it later (S.THR-4); so does a new task
 * definition (S.THR-3).
 */
export function failedStarts(inARow: number, outcome: StartOutcome): number {
  return outcome === 'stoppedBeforeRunning' ? inARow + 1 : 0;
}

/** How long the next start waits; there is no number of failures after which ECS gives up (S.THR-2). */
export function waitBeforeStartMs(inARow: number, { freeFailures, firstMs, longestMs }: ThrottleSettings): number {
  if (inARow <= freeFailures) return 0;
  // 2 ** 1100 is Infinity, and the longest wait is less.
  return Math.min(firstMs * 2 ** (inARow - freeFailures - 1), longestMs);
}

/** The service is told to be unable to start tasks, by a message and by this event (WARN), when it first has to wait (S.THR-5). */
export const START_IMPAIRED = 'SERVICE_TASK_START_IMPAIRED';

export function isImpaired(inARow: number, { freeFailures }: ThrottleSettings): boolean {
  return inARow > freeFailures;
}

/** When the scheduler looks again for an instance for a task of a service without managed scaling: seen by users in 2018 and 2019, not documented (A.FL-2). */
export interface PlacementRetrySettings {
  /** Attempts before it backs off, and the time between them. */
  readonly quickAttempts: number;
  readonly quickMs: number;
  /** Waits from then on; the last one stays. */
  readonly backOffMs: readonly number[];
}

export const PLACEMENT_RETRY_DEFAULTS: PlacementRetrySettings = {
  quickAttempts: 3,
  quickMs: 25_000,
  backOffMs: [5 * MINUTE_MS, 15 * MINUTE_MS],
};

/** How long it waits after so many attempts in a row found none, at least one. An update of the service begins anew. */
export function waitBeforePlacementMs(attempts: number, { quickAttempts, quickMs, backOffMs }: PlacementRetrySettings): number {
  if (attempts < quickAttempts) return quickMs;
  return backOffMs[Math.min(attempts - quickAttempts, backOffMs.length - 1)];
}
