import type { GroupSettings } from './settings.js';

/** An instance that is broken. */
export interface Illness {
  readonly sinceMs: number;
  readonly inServiceMs: number;
  /** EC2 still says `running`: a status check fails. False: it was stopped or terminated, and no grace is given. */
  readonly isRunning: boolean;
}

/** `HealthCheckGracePeriod` by the API and by CloudFormation; the console proposes 300 seconds (A.ASG-18). */
export const HEALTH_GRACE_DEFAULT_MS = 0;

/** When the group marks the instance unhealthy: at the first check after the illness began, and after the grace period of one that runs. */
export function foundUnhealthyMs(
  { sinceMs, inServiceMs, isRunning }: Illness,
  graceMs: number,
  { healthCheckIntervalMs: every }: Pick<GroupSettings, 'healthCheckIntervalMs'>,
): number {
  const fromMs = isRunning ? Math.max(sinceMs, inServiceMs + graceMs) : sinceMs;
  return inServiceMs + Math.max(0, Math.ceil((fromMs - inServiceMs) / every)) * every;
}
