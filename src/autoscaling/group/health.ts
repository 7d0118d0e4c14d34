import type { GroupSettings } from './group-settings.js';

export interface HealthFailure {
  readonly sinceMs: number;
  readonly inServiceMs: number;
  /** EC2 still reports `running` and a status check fails. False: the instance was stopped or terminated, without grace period. */
  readonly isRunning: boolean;
}

/** `HealthCheckGracePeriod` by the API and by CloudFormation; the console proposes 300 seconds (A.ASG-18). */
export const HEALTH_GRACE_DEFAULT_MS = 0;

/**
 * Returns when the group marks the instance unhealthy: at the first check after the failure and, for a running instance, after the grace
 * period. `firstMs`: a check.
 */
export function foundUnhealthyMs(
  { sinceMs, inServiceMs, isRunning }: HealthFailure,
  graceMs: number,
  { healthCheckIntervalMs: every }: Pick<GroupSettings, 'healthCheckIntervalMs'>,
  firstMs: number = inServiceMs,
): number {
  const fromMs = isRunning ? Math.max(sinceMs, inServiceMs + graceMs) : sinceMs;
  return firstMs + Math.max(0, Math.ceil((fromMs - firstMs) / every)) * every;
}
