/** Failed tasks at which a deployment of so many desired tasks has failed: half of them, at least 3, at most 200; not configurable (S.CB-1, T.MSG-8). */
export function failureThreshold(desiredCount: number): number {
  return Math.min(Math.max(Math.ceil(desiredCount / 2), 3), 200);
}

/** What a watched deployment has been through. */
export interface BreakerCount {
  /** Stage 2 from the first task that reached RUNNING on: failed starts count no more, failed health checks do. */
  readonly stage: 1 | 2;
  readonly failures: number;
}

export const UNTRIED: BreakerCount = { stage: 1, failures: 0 };

export type TaskOutcome = 'reachedRunning' | 'failedToStart' | 'failedHealthCheck';

/**
 * The count after one more outcome of a task of the deployment (S.CB-2, S.CB-3). Stage 1 counts failed starts, stage 2 failures of health checks.
 * The guide does not say whether the count goes on into stage 2; here stage 2 begins at 0 (S.CB-4).
 */
export function countOutcome(count: BreakerCount, outcome: TaskOutcome): BreakerCount {
  if (outcome === 'reachedRunning') return count.stage === 1 ? { stage: 2, failures: 0 } : count;
  const counts = outcome === (count.stage === 1 ? 'failedToStart' : 'failedHealthCheck');
  return counts ? { stage: count.stage, failures: count.failures + 1 } : count;
}

/** Whether the deployment is FAILED. */
export function isBroken(count: BreakerCount, desiredCount: number): boolean {
  return count.failures >= failureThreshold(desiredCount);
}
