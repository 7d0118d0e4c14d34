import { healthyMin } from './replica.js';

/** What the scheduler sees of one instance when it asks whether the daemon service wants a task there. */
export interface DaemonSite {
  readonly isActive: boolean;
  readonly isDraining: boolean;
  readonly isAgentConnected: boolean;
  /** All placement constraints hold now; they are asked again while the task runs (S.DAEMON-2). */
  readonly meetsConstraints: boolean;
  /** Its free room takes the daemon. */
  readonly hasRoom: boolean;
  /** Tasks of this daemon service here, not counting those that stop. */
  readonly daemons: number;
  /** Tasks here of other services or of none, those that stop included. */
  readonly otherTasks: number;
}

/** Tasks to start (positive) or to stop (negative) on one instance, so that each ACTIVE instance that fits has exactly one (S.DAEMON-1). */
export function daemonChange(site: DaemonSite): number {
  if (wantsDaemon(site)) return site.daemons > 0 ? 1 - site.daemons : canStart(site) ? 1 : 0;
  return mayStop(site) ? 0 - site.daemons : 0;
}

/** Whether one daemon belongs on the instance, room or no room. */
function wantsDaemon(site: Pick<DaemonSite, 'isActive' | 'meetsConstraints'>): boolean {
  return site.isActive && site.meetsConstraints;
}

/** A daemon is the first task on an instance: while it is wanted and could still start, others leave its room alone (S.DAEMON-3). */
export function isOwedRoom(site: DaemonSite): boolean {
  return wantsDaemon(site) && site.daemons === 0 && canStart(site);
}

function canStart(site: DaemonSite): boolean {
  return site.isAgentConnected && site.hasRoom;
}

/** A drain stops the daemon last, when every other task has gone (S.DAEMON-5); a constraint that no longer holds stops it at once. */
function mayStop(site: DaemonSite): boolean {
  return !site.meetsConstraints || (site.isDraining && site.otherTasks === 0);
}

/**
 * Room on the instance that is the daemon's and nobody else's, whether or not it is enough yet: from when the daemon is wanted until it is there, so that what comes free
 * adds up for a daemon that has grown (S.DAEMON-6). An instance that no longer matches is released.
 */
export function holdsRoom(site: Pick<DaemonSite, 'isActive' | 'meetsConstraints' | 'daemons'>): boolean {
  return wantsDaemon(site) && site.daemons === 0;
}

/** What the service tells of an instance: that the daemon does not fit there, and waits, or that it goes because a constraint no longer holds (S.DAEMON-2, S.DAEMON-6). */
export function daemonEvent(site: DaemonSite): 'SERVICE_TASK_PLACEMENT_FAILURE' | 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED' | null {
  if (site.daemons > 0) return site.meetsConstraints ? null : 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED';
  return wantsDaemon(site) && site.isAgentConnected && !site.hasRoom ? 'SERVICE_TASK_PLACEMENT_FAILURE' : null;
}

/** A daemon service on its way to another task definition. */
export interface DaemonRollout {
  /** Instances that are to have the daemon. */
  readonly instances: number;
  /** Healthy daemons of the new definition, and of the old one. */
  readonly nextHealthy: number;
  readonly oldHealthy: number;
  readonly oldUnhealthy: number;
}

/** Old daemons to stop now: as the maximum is always 100, an instance loses its daemon before it gets the new one, and the minimum limits how many do at a time. */
export function oldDaemonsToStop(
  rollout: DaemonRollout,
  minimumHealthyPercent: number,
): { readonly unhealthy: number; readonly healthy: number } {
  const { instances, nextHealthy, oldHealthy, oldUnhealthy } = rollout;
  const spare = nextHealthy + oldHealthy - healthyMin(instances, minimumHealthyPercent);
  return { unhealthy: oldUnhealthy, healthy: Math.max(0, Math.min(oldHealthy, spare)) };
}

/** `daemonChange` during such an update: `daemons` are those of the new definition, and none starts beside an old one, which may be stopping (S.DAEMON-7). */
export function daemonUpdateChange(site: DaemonSite, oldDaemons: number): number {
  const change = daemonChange(site);
  return change > 0 && oldDaemons > 0 ? 0 : change;
}
