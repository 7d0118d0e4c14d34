import { TaskState } from './task-states.js';

/** The properties of a task that decide the effect of a drain. */
export interface DrainedTask {
  readonly isService: boolean;
  readonly isDaemon: boolean;
  readonly state: TaskState;
}

/**
 * Returns the effect of DRAINING on a task: `stop` at once (C.DRN-02), `replace` within the service's percentages (C.DRN-03; as part of
 * `onDraining` in reconcileReplica), stop `last` after the others (C.MID-04), or `keep` for standalone tasks, which end by themselves
 * (C.DRN-07).
 */
export function whenDraining(task: DrainedTask): 'stop' | 'replace' | 'last' | 'keep' {
  if (!task.isService || task.state > TaskState.RUNNING) return 'keep';
  if (task.isDaemon) return 'last';
  return task.state === TaskState.RUNNING ? 'replace' : 'stop';
}

/** Limit of managed draining: after 48 hours the instance terminates with any tasks still running (T.LIFE-13). */
export const MANAGED_DRAIN_MAX_MS = 48 * 3_600_000;
