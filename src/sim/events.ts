/**
 * THE table of event kinds, each with its rank within one millisecond: kinds that free capacity come first, kinds that measure come last
 * (docs/model.md, "Order within a millisecond"). Kinds of one rank are handled in the order of scheduling. A handler may schedule, for the
 * present millisecond, only kinds whose rank is at or after that of its own; the loop asserts it. A phase of zero length is passed inline,
 * never scheduled. `detail` is 0 unless the comment names it.
 */
const RANKS = {
  /** The essential container of a running task exits, which frees room for the kinds below. */
  taskExits: 1,
  /** The target of a stopping task is deregistered. `detail`: a part of the task's ordinal. */
  targetDeregisters: 1,
  /** A stopping task is gone (SIGTERM to exit, interface detached): frees room. */
  taskStops: 2,
  /** A placed task moves on: interface attached, then RUNNING. */
  taskAdvances: 3,
  /** A task with a target is sent SIGTERM, from which on its room is free (`placement.stoppingRoomFrom: sigterm`). */
  taskGetsSigterm: 3,
  /** Containers have stopped on an instance where tasks wait: its agent checks its queue. */
  agentChecksQueue: 3,
  /** The health of a running task changes. `detail`: the condition, and a part of the task's ordinal. */
  taskHealthChanges: 3,
  /** The health of a task that a fault has hit changes. `detail` as before. */
  brokenTaskHealthChanges: 3,
  /** A running task is registered with its target groups. `detail` likewise, without a condition. */
  targetRegisters: 3,
  /** A container of a running task exits and is restarted, or has been. `detail` likewise, without a condition. */
  containerRestarts: 3,
  /** A running task stops to answer. `detail` likewise, without a condition. */
  taskHangs: 3,
  /** The target of a task that has ended leaves the rotation; the subject is its service. `detail`: the revision. */
  lostTargetLeaves: 3,
  /** The scale-in protection of a task expires before its work is done. `detail`: the ordinal of the task. */
  taskProtectionExpires: 3,
  /** A booted instance registers: it brings room before any kind that needs room. */
  instanceRegisters: 4,
  /** An instance of a warm pool has stopped. */
  instanceRests: 4,
  /** The lifecycle hooks of an instance have answered CONTINUE. */
  instanceContinues: 4,
  /** A lifecycle hook of an instance has answered ABANDON. */
  instanceIsAbandoned: 4,
  /** The interruption notice of a Spot instance has been seen: it drains. */
  noticeIsSeen: 5,
  /** An interrupted Spot instance ends, two minutes after its notice: its tasks are gone before services are reconciled. */
  instanceIsReclaimed: 5,
  /** A fault of the timeline begins or ends: a zone fails, agents disconnect or return. Whatever it ends is gone before services are reconciled. */
  faultMoves: 6,
  /** The Spot market moves: interruptions first, then capacity and prices. */
  marketMoves: 7,
  /** A standalone request arrives. */
  taskArrives: 8,
  /** A workload makes a call again that the control plane rejected or delayed; the subject is the number of the call. */
  callIsRepeated: 8,
  /** A service's count may be off, or a throttled call of its scheduler goes through: its tasks are made or stopped. */
  serviceChanges: 9,
  /** The desired count of a service changes to the next entry of its list. */
  serviceIsResized: 9,
  /** The limit of starts allows a service to start more tasks. */
  serviceResumes: 9,
  /** A service is reconciled because time has passed: a wait, a bake time, a protection or an alarm is over. */
  serviceIsReconciled: 9,
  /** A deployment of the timeline begins. `detail`: the revision. */
  serviceDeploys: 9,
  /** Waiting tasks are placed: after all requests of the millisecond are known. */
  tasksArePlaced: 10,
  /** Waiting tasks are also tried periodically (`waiting.retryEvery`). */
  tasksAreRetried: 10,
  /** The tasks of a service without managed scaling are placed again after a back-off. */
  servicePlacesAgain: 10,
  /** Tasks that wait for capacity of a platform, such as Fargate, are started. */
  platformTasksStart: 10,
  /** A group launches its minimum where the first measurement is at time 0, which comes after it. */
  groupBegins: 11,
  /** The CapacityProviderReservation metric is measured; it reflects the state after all kinds above. */
  capacityIsMeasured: 12,
  /** A provider's scaler acts on the oldest measurement that it has not acted on. */
  capacityIsScaled: 12,
  /** Groups with scaling policies are measured. */
  groupsAreMeasured: 12,
  /** An alarm of a group's policies is evaluated, or the action that it called for is taken. `detail`: the alarm. */
  groupAlarmIsEvaluated: 12,
  groupIsScaled: 12,
  /**
   * A waiting task reaches its time limit (provisioningTimeout): only when this millisecond's placement found no room for it. It still
   * waits in the measurement, because its service's next task comes after that.
   */
  taskGivesUp: 13,
  /**
   * The Auto Scaling group launches or terminates towards DesiredCapacity: the metric just changed it, or an earlier launch found no
   * capacity.
   */
  groupAdjusts: 13,
  /** With capacity rebalancing, an instance under an interruption notice gets a replacement. */
  instanceIsReplaced: 13,
  /** The health check of its group has found an instance unhealthy. */
  instanceIsUnhealthy: 13,
  /** The time in which an instance has to register is over. */
  registrationTimesOut: 13,
  /** An instance refresh of a group begins. `detail`: its place among those of the group. */
  groupRefreshes: 13,
  /** An instance reaches the time limit of DRAINING: it ends with the tasks that are left on it. */
  drainTimesOut: 14,
  /**
   * Services are measured, and their scalers act on the final state of the millisecond. Cluster auto scaling sees the new desired counts a
   * minute later, as it does when both read the same minute of CloudWatch.
   */
  servicesAreMeasured: 15,
  /** An alarm of a service's scaler is evaluated, or the action that it called for is taken. `detail`: the alarm. */
  scalingAlarmIsEvaluated: 16,
  serviceIsScaled: 16,
  /** An alarm of a service's deployments is evaluated. `detail`: the alarm. */
  deploymentAlarmIsEvaluated: 16,
  /** Services replace the tasks that the group terminated, and reach the counts of their scalers. */
  serviceRepairs: 17,
  /** Their tasks are placed in a second round. */
  tasksArePlacedAgain: 18,
  /** Tasks that wait for a platform are started once more. */
  platformTasksStartAgain: 18,
} as const;

/** Names of the kinds, by number. */
export const EVENT_NAMES = Object.keys(RANKS) as (keyof typeof RANKS)[];
export type EventName = keyof typeof RANKS;

export const EventKind = Object.fromEntries(EVENT_NAMES.map((name, kind) => [name, kind])) as Readonly<Record<EventName, number>>;

/** The rank within one millisecond, by kind. */
export const EVENT_RANKS = Uint8Array.from(EVENT_NAMES, (name) => RANKS[name]);
