/**
 * THE table of event kinds, each with its rank within one millisecond: what frees capacity comes first, what measures comes last
 * (docs/model.md, "Order within a millisecond"). Kinds of one rank are handled in the order of scheduling. A handler may schedule, for
 * the present millisecond, only kinds whose rank is at or after that of its own; the loop asserts it. A phase of zero length is passed
 * inline, never scheduled. `detail` is 0 where the comment does not name it.
 */
const RANKS = {
  /** The essential container of a running task exits: what ends frees its room for everything below. */
  taskExits: 1,
  /** A stopping task is gone (SIGTERM to exit, interface detached): frees room. */
  taskStops: 2,
  /** A placed task moves on: interface attached, then RUNNING. */
  taskAdvances: 3,
  /** The checks of a running task bring it to another condition. `detail`: the condition, and which task of the slot. */
  taskHealthChanges: 3,
  /** The scale-in protection of a task expires before its work is done. `detail`: the ordinal of the task. */
  taskProtectionExpires: 3,
  /** A booted instance registers: brings room before anybody asks for it. */
  instanceRegisters: 4,
  /** The lifecycle hooks of an instance have answered CONTINUE. */
  instanceContinues: 4,
  /** One of its lifecycle hooks has answered ABANDON. */
  instanceIsAbandoned: 4,
  /** An interrupted Spot instance ends, two minutes after its notice: its tasks are gone before services look. */
  instanceIsReclaimed: 5,
  /** A fault of the timeline begins or ends: a zone fails, agents come and go. What it kills is gone before anybody looks. */
  faultMoves: 6,
  /** The Spot market moves: interruptions first, then what can be had at which price. */
  marketMoves: 7,
  /** A standalone request arrives. */
  taskArrives: 8,
  /** A service's count may be off, or a throttled call of its scheduler goes through: its tasks are made or stopped. */
  serviceChanges: 9,
  /** The desired count of a service changes to the next entry of its list. */
  serviceIsResized: 9,
  /** A service may start more tasks than a while ago: the rate of launches lets it. */
  serviceResumes: 9,
  /** A service looks again because time has passed: a wait, a bake time, a protection or an alarm is over. */
  serviceLooksAgain: 9,
  /** A deployment of the timeline begins. `detail`: the revision. */
  serviceDeploys: 9,
  /** Waiting tasks are placed: after all requests of the millisecond are known. */
  tasksArePlaced: 10,
  /** Waiting tasks are tried at a period, too (`waiting.retryEvery`). */
  tasksAreRetried: 10,
  /** A service without managed scaling looks for an instance again. */
  serviceLooksForRoom: 10,
  /** Tasks that wait for capacity of a platform, such as Fargate, are started. */
  platformTasksStart: 10,
  /** A waiting task gives up (provisioningTimeout): only when this millisecond's placement did not help it. */
  taskGivesUp: 11,
  /** The CapacityProviderReservation metric is measured and acted on: sees the state after everything above. */
  capacityIsMeasured: 12,
  /** The Auto Scaling group launches or terminates towards DesiredCapacity: the metric just changed it, or an earlier launch found no capacity. */
  groupAdjusts: 13,
  /** With capacity rebalancing, an instance under an interruption notice gets a replacement. */
  instanceIsReplaced: 13,
  /** The health check of its group has found an instance unhealthy. */
  instanceIsUnhealthy: 13,
  /** An instance refresh of a group begins. `detail`: its place among those of the group. */
  groupRefreshes: 13,
  /** An instance has been DRAINING for as long as it may: it ends with what is left on it. */
  drainTimesOut: 14,
  /**
   * Services are measured, and their scalers act: they see the tasks that the millisecond leaves. What they ask for, cluster auto scaling sees a
   * minute later, as it does when both read the same minute of CloudWatch.
   */
  servicesAreMeasured: 15,
  /** Services replace what the group terminated, and follow their scalers. */
  serviceRepairs: 16,
  /** And those tasks are placed, once more. */
  tasksArePlacedAgain: 17,
  /** Tasks that wait for a platform are started once more. */
  platformTasksStartAgain: 17,
} as const;

/** Names of the kinds, by number. */
export const EVENT_NAMES = Object.keys(RANKS) as (keyof typeof RANKS)[];
export type EventName = keyof typeof RANKS;

/** Numbers of the kinds. */
export const EventKind = Object.fromEntries(EVENT_NAMES.map((name, kind) => [name, kind])) as Readonly<Record<EventName, number>>;

/** By kind: its rank within one millisecond. */
export const EVENT_RANKS = Uint8Array.from(EVENT_NAMES, (name) => RANKS[name]);
