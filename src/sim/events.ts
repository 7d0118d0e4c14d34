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
  /** A booted instance registers: brings room before anybody asks for it. */
  instanceRegisters: 4,
  /** A standalone request arrives. */
  taskArrives: 5,
  /** A service's desired count changes; daemons and service tasks are made or stopped. */
  serviceChanges: 6,
  /** Waiting tasks are placed: after all requests of the millisecond are known. */
  tasksArePlaced: 7,
  /** A waiting task gives up (provisioningTimeout): only when this millisecond's placement did not help it. */
  taskGivesUp: 8,
  /** The CapacityProviderReservation metric is measured and acted on: sees the state after everything above. */
  capacityIsMeasured: 9,
  /** The Auto Scaling group launches or terminates towards DesiredCapacity, because the metric just changed it. */
  groupAdjusts: 10,
  /** An instance has been DRAINING for as long as it may: it ends with what is left on it. */
  drainTimesOut: 11,
  /** Services replace what the group terminated. */
  serviceRepairs: 12,
  /** And those tasks are placed, once more. */
  tasksArePlacedAgain: 13,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];
