import { TaskState } from './task-states.js';

/** A task as a drain sees it. */
export interface DrainedTask {
  readonly isService: boolean;
  readonly isDaemon: boolean;
  readonly state: TaskState;
}

/**
 * What DRAINING means for a task: `stop` at once (C.DRN-02), `replace` within the service's percentages (C.DRN-03; then it is among
 * `onDraining` of reconcileReplica), stop `last` when the others are gone (C.MID-04), or `keep`: standalone tasks end by themselves (C.DRN-07).
 */
export function whenDraining(task: DrainedTask): 'stop' | 'replace' | 'last' | 'keep' {
  if (!task.isService || task.state > TaskState.RUNNING) return 'keep';
  if (task.isDaemon) return 'last';
  return task.state === TaskState.RUNNING ? 'replace' : 'stop';
}

/** Managed draining gives up waiting after 48 hours and lets the instance go with whatever still runs (T.LIFE-13). */
export const MANAGED_DRAIN_MAX_MS = 48 * 3_600_000;
