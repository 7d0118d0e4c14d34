/** How starts of a service's tasks are slowed down: AWS tells the longest wait and that it grows in steps, not the steps (S.THR-1, A.FL-1). */
export interface ThrottleSettings {
  /** Failed starts in a row that are tried again at once. */
  readonly freeFailures: number;
  /** The first wait; each further failure doubles it. */
  readonly firstMs: number;
  readonly longestMs: number;
}

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
