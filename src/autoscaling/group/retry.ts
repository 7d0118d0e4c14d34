import type { GroupSettings } from './group-settings.js';

/** Consecutive failed launches; plain data, stored by the caller. A successful launch resets it to NO_FAILURES. */
export interface LaunchFailures {
  readonly count: number;
  /** Time of the first of them; null: none. */
  readonly sinceMs: number | null;
}

export const NO_FAILURES: LaunchFailures = { count: 0, sinceMs: null };

export type RetrySettings = Pick<GroupSettings, 'launchRetryMs' | 'launchRetryFactor' | 'launchRetryMaxMs' | 'suspendAfterMs'>;

/**
 * Returns the time of the next attempt after a launch without capacity, with waits that grow to the longest; null: the group is suspended
 * (A.ASG-13).
 */
export function afterFailure(
  before: LaunchFailures,
  atMs: number,
  settings: RetrySettings,
): { readonly failures: LaunchFailures; readonly retryAtMs: number | null } {
  const failures = { count: before.count + 1, sinceMs: before.sinceMs ?? atMs };
  const { launchRetryMs, launchRetryFactor, launchRetryMaxMs, suspendAfterMs } = settings;
  const isSuspended = suspendAfterMs !== null && atMs - failures.sinceMs >= suspendAfterMs;
  const waitMs = Math.min(launchRetryMaxMs, Math.round(launchRetryMs * launchRetryFactor ** before.count));
  return { failures, retryAtMs: isSuspended ? null : atMs + waitMs };
}
