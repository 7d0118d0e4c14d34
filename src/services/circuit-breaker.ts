/**
 * Returns the number of failed tasks at which a deployment fails: half of the desired count, at least 3, at most 200; not configurable
 * (S.CB-1, T.MSG-8).
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(Math.max(Math.ceil(desiredCount / 2), 3), 200);
}

/** Failures of a watched deployment. */
export interface BreakerCount {
  /** Stage 2 begins with the first RUNNING task; it counts failed health checks instead of failed starts. */
  readonly stage: 1 | 2;
  readonly failures: number;
}

export const UNTRIED: BreakerCount = { stage: 1, failures: 0 };

export type TaskOutcome = 'reachedRunning' | 'failedToStart' | 'failedHealthCheck';

/**
 * Returns the count after one more task outcome (S.CB-2, S.CB-3). Stage 1 counts failed starts, stage 2 failed health checks. The guide
 * does not define the count at the start of stage 2; here it is 0 (S.CB-4).
 */
export function countOutcome(count: BreakerCount, outcome: TaskOutcome): BreakerCount {
  if (outcome === 'reachedRunning') return count.stage === 1 ? { stage: 2, failures: 0 } : count;
  const counts = outcome === (count.stage === 1 ? 'failedToStart' : 'failedHealthCheck');
  return counts ? { stage: count.stage, failures: count.failures + 1 } : count;
}

/** Returns whether the deployment has failed. */
export function isBroken(count: BreakerCount, desiredCount: number): boolean {
  return count.failures >= failureThreshold(desiredCount);
}
