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
