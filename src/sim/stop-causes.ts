/** Why a task stopped; the names are ECS's stop codes where ECS has one. */
export const StopCause = {
  runEnded: 1,
  serviceScaledIn: 2,
  instanceTerminated: 3,
  crashed: 4,
  provisioningTimeout: 5,
  replaced: 6,
  userStopped: 7,
  spotInterruption: 8,
  retired: 9,
  zoneOutage: 10,
  /** Its instance was deregistered: it may run on, but is unknown to ECS. */
  orphaned: 11,
  cannotPull: 12,
  failedToStart: 13,
  deployment: 14,
  unhealthy: 15,
  /** Its replacement was started first, in a zone with fewer tasks. */
  zoneRebalanced: 16,
  /** A daemon whose placement constraints do not hold any more. */
  constraintViolated: 17,
  /** As `retired`, but before its replacement was started. */
  retiredFirst: 18,
  /** An image could not be pulled, and the agent or Fargate has given up. */
  pullFailed: 19,
  /** A resource of the task, such as a secret or its network interface, was not there in time. */
  notInitialized: 20,
  /** An essential container could not start, or had stopped before all others had started. */
  dependencyFailed: 21,
} as const;
export type StopCause = (typeof StopCause)[keyof typeof StopCause];

const { cannotPull, failedToStart, pullFailed, notInitialized, dependencyFailed } = StopCause;
/** Failed starts: the task was PENDING, or attached its interface, and its containers did not start (T.MSG-7). */
export const FAILED_START_CAUSES: readonly number[] = [cannotPull, failedToStart, pullFailed, notInitialized, dependencyFailed];
/** Stops of a running task without a request: its essential container exited by itself. */
export const EXITED_CAUSES: readonly number[] = [StopCause.runEnded, StopCause.crashed];
/** Stops without a request: the containers exited by themselves, or did not start. */
export const OWN_END_CAUSES: readonly number[] = [...EXITED_CAUSES, ...FAILED_START_CAUSES];

/** Returns when a task that exits in the millisecond of its stop gets SIGTERM: then, or never (-1). */
export function sigtermAtOnce(cause: number, atMs: number): number {
  return cause === StopCause.runEnded || cause === StopCause.crashed ? -1 : atMs;
}
