const DAY_MS = 86_400_000;

/** The account setting `fargateTaskRetirementWaitPeriod`, in days (T.FG-7). */
export const RETIREMENT_WAIT_DAYS: readonly number[] = [0, 7, 14];
export const RETIREMENT_WAIT_DAYS_DEFAULT = 7;

/** A platform revision that AWS retires. */
export interface Retirement {
  readonly noticeMs: number;
  /** When its tasks begin to go: settled by the notice, so a later change of the setting moves only later retirements. */
  readonly startMs: number;
  /** What services have not replaced by then stops without a replacement. */
  readonly endMs: number;
}

/** Between the start and the end of the event that AWS shows in "Task retirement and maintenance for AWS Fargate". */
export const RETIREMENT_LASTS_MS = 2 * DAY_MS;

export function announceRetirement(noticeMs: number, waitDays: number, lastsMs: number): Retirement {
  const startMs = noticeMs + waitDays * DAY_MS;
  return { noticeMs, startMs, endMs: startMs + lastsMs };
}

/** A task on Fargate. It keeps for life the revision that was the newest when it started (C.FG-08). */
export interface RetiringTask {
  readonly startedBeforeNotice: boolean;
  readonly isService: boolean;
}

/**
 * What the start of a retirement means for a task: a task that started after the notice has a newer revision and stays; a service's task is replaced
 * within its percentages (it is then among `onDraining` of reconcileReplica), another first as far as its maximum lets it; a standalone task stops and nobody replaces it.
 */
export function whenRetired({ startedBeforeNotice, isService }: RetiringTask): 'keep' | 'replace' | 'stop' {
  if (!startedBeforeNotice) return 'keep';
  return isService ? 'replace' : 'stop';
}

/** T.STOP-7 */
export const RETIRED_REASON = 'ECS is performing maintenance on the underlying infrastructure hosting the task';
