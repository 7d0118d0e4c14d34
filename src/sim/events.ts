/**
 * THE table of event kinds. A kind's number is its rank within one millisecond: what frees capacity comes first, what measures
 * comes last (docs/model.md, "Order within a millisecond"). A handler may schedule, for the present millisecond, only kinds at or
 * after its own; the loop asserts it. A phase of zero length is passed inline, never scheduled.
 */
export const EventKind = {
  /** The essential container of a running task exits: what ends frees its room for everything below. */
  taskExits: 1,
  /** A stopping task is gone (SIGTERM to exit, interface detached): frees room. */
  taskStops: 2,
  /** A placed task moves on: interface attached, then RUNNING. */
  taskAdvances: 3,
  /** A booted instance registers, or its lifecycle hooks let it go on: brings room before anybody asks for it. */
  instanceRegisters: 4,
  /** An interrupted Spot instance ends, two minutes after its notice: its tasks are gone before services look. */
  instanceIsReclaimed: 5,
  /** A fault of the timeline begins or ends: a zone fails, agents come and go. What it kills is gone before anybody looks. */
  faultMoves: 6,
  /** The Spot market moves: who has to go is told first, then what can be had at which price. */
  marketMoves: 7,
  /** A standalone request arrives. */
  taskArrives: 8,
  /** A service's desired count changes; daemons and service tasks are made or stopped. */
  serviceChanges: 9,
  /** Waiting tasks are placed: after all requests of the millisecond are known. */
  tasksArePlaced: 10,
  /** A waiting task gives up (provisioningTimeout): only when this millisecond's placement did not help it. */
  taskGivesUp: 11,
  /** The CapacityProviderReservation metric is measured and acted on: sees the state after everything above. */
  capacityIsMeasured: 12,
  /** The Auto Scaling group launches or terminates towards DesiredCapacity: the metric just changed it, or an earlier launch found no capacity. */
  groupAdjusts: 13,
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
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];
