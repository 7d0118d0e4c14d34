/** Tasks of a service by condition; every task is counted once. */
export interface ReplicaCounts {
  /** Requested and not yet healthy: PROVISIONING, PENDING, or RUNNING without a first verdict of its health checks. */
  readonly waiting: number;
  /** Healthy, on instances that are not DRAINING. Without health checks RUNNING is healthy. */
  readonly healthy: number;
  readonly unhealthy: number;
  /** Tasks of `waiting` whose checks fail within their grace period; absent: none. */
  readonly failingInGrace?: number;
  /** Healthy tasks on DRAINING instances: they serve until replaced. Tasks of older deployments are counted here as well. */
  readonly onDraining: number;
  /** Tasks that are stopping. They count towards the maximum (S.DEP-4); a caller with the other interpretation passes 0. */
  readonly stopping: number;
  /** Tasks of older revisions, stopping ones included, that only count towards the maximum; absent: none. */
  readonly older?: number;
  /** Tasks of `stopping` that have exited by themselves and whose places no others take yet; absent: none. */
  readonly keepingPlace?: number;
}

export interface ReplicaTarget {
  readonly desired: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly isRollingUpdate: boolean;
  /**
   * Replacement is mandatory, as for a retired Fargate revision: where the maximum allows no start first, one task at a time stops first.
   */
  readonly stopsFirst?: boolean;
}

export interface ReplicaDecision {
  /** Tasks to request now. */
  readonly start: number;
  /** Tasks to stop now, by condition: `waiting` the newest first, `surplus` healthy ones by the caller's stop rule. */
  readonly stop: { readonly waiting: number; readonly unhealthy: number; readonly draining: number; readonly surplus: number };
  /** The percentages allow neither a start nor a stop and nothing is in progress, so the state is permanent (S.DEP-8). */
  readonly isBlocked: boolean;
}

/** Returns the fewest healthy tasks that a stop may leave: rounded up (S.DEP-1, T.HC-8). */
export function healthyMin(desired: number, minimumHealthyPercent: number): number {
  return Math.ceil((desired * minimumHealthyPercent) / 100);
}

/** Returns the most tasks after a start: rounded down (S.DEP-2, T.HC-8). */
export function tasksMax(desired: number, maximumPercent: number): number {
  return Math.floor((desired * maximumPercent) / 100);
}

/**
 * Returns the next starts and stops of a REPLICA service. Called after every change of a count, it converges to `desired` healthy tasks on
 * instances that are not draining. It never starts above the maximum or stops a healthy task below the minimum (S.DEP-6).
 */
export function reconcileReplica(counts: ReplicaCounts, target: ReplicaTarget): ReplicaDecision {
  const { waiting, healthy, unhealthy, onDraining, stopping, older = 0, keepingPlace = 0 } = counts;
  const room = tasksMax(target.desired, target.maximumPercent) - (waiting + healthy + unhealthy + onDraining + stopping + older);
  // Tasks on draining instances and unhealthy ones are missing already: their replacements start first (S.SVC-3, C.DRN-04).
  const missing = target.desired - waiting - healthy - keepingPlace - (target.isRollingUpdate ? unhealthy : 0);
  const start = Math.max(0, Math.min(missing, room));
  const surplus = Math.max(0, waiting + healthy - target.desired);
  const stopWaiting = Math.min(waiting, surplus);
  const spare = Math.max(0, healthy + onDraining - healthyMin(target.desired, target.minimumHealthyPercent)); // S.DEP-6
  const isStuck = spare === 0 && start + waiting + stopping === 0;
  const stop = {
    waiting: stopWaiting,
    unhealthy: unhealthyToStop(counts, target, { missing, room }),
    draining: Math.min(onDraining, isStuck && target.stopsFirst ? 1 : spare),
    surplus: surplus - stopWaiting, // Leaves `desired` healthy tasks, which is never below the minimum.
  };
  const isUnderWay = start + stop.unhealthy + stop.draining + waiting + stopping > 0;
  return { start, stop, isBlocked: onDraining > 0 && !isUnderWay };
}

/**
 * An unhealthy task goes when the tasks that have started, it among them, are more than desired: its replacement is healthy, or unhealthy
 * too and one of the two goes (S.SVC-3), also within the grace period of the replacement (P.272). When the maximum leaves no room to start
 * first, one goes at a time, making room (S.SVC-4). During a rolling update all go at once and are replaced after (S.SVC-5).
 */
function unhealthyToStop(counts: ReplicaCounts, target: ReplicaTarget, gap: { readonly missing: number; readonly room: number }): number {
  const { healthy, unhealthy, failingInGrace = 0, onDraining, stopping } = counts;
  if (target.isRollingUpdate) return unhealthy;
  const replaced = Math.max(0, Math.min(unhealthy, healthy + unhealthy + failingInGrace + onDraining - target.desired));
  const isCramped = gap.room < 0 || (gap.room === 0 && gap.missing > 0);
  return replaced === 0 && unhealthy > 0 && isCramped && stopping === 0 ? 1 : replaced;
}
