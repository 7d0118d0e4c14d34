import type { GroupSettings } from './settings.js';

/** Launches that failed in a row: plain data, kept by the caller; a launch that succeeds makes it NO_FAILURES. */
export interface LaunchFailures {
  readonly count: number;
  /** When the first of them was; null: there is none. */
  readonly sinceMs: number | null;
}

export const NO_FAILURES: LaunchFailures = { count: 0, sinceMs: null };

export type RetrySettings = Pick<GroupSettings, 'launchRetryMs' | 'launchRetryFactor' | 'launchRetryMaxMs' | 'suspendAfterMs'>;

/** A launch found no capacity: when the next is tried, ever later up to the longest wait; null: the group is suspended (A.ASG-13). */
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
