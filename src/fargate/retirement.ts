import { DAY_MS } from '../kernel/durations.js';

/** The account setting `fargateTaskRetirementWaitPeriod`, in days (T.FG-7). */
export const RETIREMENT_WAIT_DAYS: readonly number[] = [0, 7, 14];
export const RETIREMENT_WAIT_DAYS_DEFAULT = 7;

/** A platform revision that AWS retires. */
export interface Retirement {
  readonly noticeMs: number;
  /** Start of the replacement of its tasks. Fixed at the notice, so a later change of the setting affects later retirements only. */
  readonly startMs: number;
  /** End; tasks that services have not replaced by then are stopped without replacement. */
  readonly endMs: number;
}

/** Time between start and end of the event in "Task retirement and maintenance for AWS Fargate". */
export const RETIREMENT_LASTS_MS = 2 * DAY_MS;

export function announceRetirement(noticeMs: number, waitDays: number, lastsMs: number): Retirement {
  const startMs = noticeMs + waitDays * DAY_MS;
  return { noticeMs, startMs, endMs: startMs + lastsMs };
}

/** A task on Fargate. It keeps the revision that was newest at its start (C.FG-08). */
export interface RetiringTask {
  readonly startedBeforeNotice: boolean;
  readonly isService: boolean;
}

/**
 * Returns the effect of a retirement on a task. A task started after the notice has a newer revision and stays. A service's task is
 * replaced within the service's percentages (as part of `onDraining` in reconcileReplica), with the replacement first where the maximum
 * allows. A standalone task is stopped without replacement.
 */
export function whenRetired({ startedBeforeNotice, isService }: RetiringTask): 'keep' | 'replace' | 'stop' {
  if (!startedBeforeNotice) return 'keep';
  return isService ? 'replace' : 'stop';
}

/** T.STOP-7 */
export const RETIRED_REASON = 'ECS is performing maintenance on the underlying infrastructure hosting the task';
