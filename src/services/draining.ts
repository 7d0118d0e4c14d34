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

/** A drain is over when every task is STOPPED; only a managed one also ends by time. Either leaves the status DRAINING (C.DRN-08). */
export function isDrainOver(tasksLeft: number, drainingMs: number, isManaged: boolean): boolean {
  return tasksLeft === 0 || (isManaged && drainingMs >= MANAGED_DRAIN_MAX_MS);
}

/** What takes a Spot instance away: an interruption by one of three actions, or capacity rebalancing. */
export type SpotEnd = 'terminate' | 'stop' | 'hibernate' | 'rebalance';

/** Notice that EC2 gives of an interruption; hibernation and rebalancing come without one (T.LIFE-14). */
export function spotNoticeMs(end: SpotEnd): number {
  return end === 'terminate' || end === 'stop' ? 120_000 : 0;
}

/** What makes ECS drain instances that are about to go. */
export interface DrainSettings {
  /** The agent's ECS_ENABLE_SPOT_INSTANCE_DRAINING; off by default. It acts on the notice and hears nothing else. */
  readonly isAgentDraining: boolean;
  /** managedDraining of the capacity provider; on by default. It also acts on what the group ends without a notice. */
  readonly isManaged: boolean;
}
export const DRAIN_DEFAULTS: DrainSettings = { isAgentDraining: false, isManaged: true };

/** Whether the instance becomes DRAINING before Spot takes it (T.LIFE-14). A hibernating instance is not terminated, so nothing drains it. */
export function drainsBeforeSpotEnd(end: SpotEnd, settings: DrainSettings): boolean {
  if (end === 'rebalance') return settings.isManaged;
  return spotNoticeMs(end) > 0 && (settings.isAgentDraining || settings.isManaged);
}
