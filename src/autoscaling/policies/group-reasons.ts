/** Reason of a decision of a group's policies, as a code for facts. */
export const GroupScalingReason = {
  /** No alarm calls for a change. */
  steady: 1,
  /** No policy has data to judge by. */
  insufficientData: 2,
  policyScaledOut: 3,
  policyScaledIn: 4,
  /** No more is wanted than is desired already. */
  onTheWay: 5,
  atMaximum: 6,
  atMinimum: 7,
  /** One instance less would bring the metric above the target. */
  nothingToRemove: 8,
  /** Some target tracking policies would remove instances, and some would not. */
  notAllReady: 9,
  /** An instance boots or warms up: nothing is removed (A.ASG-5). */
  heldByWarmingInstances: 10,
  /** Instances launch or end: a simple policy waits (M.SIM-1). */
  heldByActivity: 11,
  heldByCooldown: 12,
  /** SuspendProcesses: AlarmNotification. */
  alarmNotificationSuspended: 13,
  /** A call of ExecutePolicy. */
  policyExecuted: 14,
} as const;
export type GroupScalingReason = (typeof GroupScalingReason)[keyof typeof GroupScalingReason];

export const GROUP_SCALING_REASON_NAMES: readonly string[] = ['', ...Object.keys(GroupScalingReason)];

const R = GroupScalingReason;
/** Reasons of a steady state. */
const CALM: readonly GroupScalingReason[] = [R.steady, R.insufficientData, R.nothingToRemove, R.atMinimum, R.onTheWay];

/** Returns whether DesiredCapacity changed, or a rule kept it from changing. */
export function isReportable(reason: GroupScalingReason): boolean {
  return !CALM.includes(reason);
}

/** Why DesiredCapacity stays as it is, by GroupScalingReason. */
export const WHY_GROUP_HELD: Readonly<Record<number, string>> = {
  [R.onTheWay]: 'its instances are on their way',
  [R.atMaximum]: 'it is the most that maxSize allows',
  [R.atMinimum]: 'it is the least that minSize allows',
  [R.nothingToRemove]: 'one instance less would be above the target',
  [R.notAllReady]: 'not every policy would remove instances',
  [R.heldByWarmingInstances]: 'nothing is removed while an instance boots or warms up',
  [R.heldByActivity]: 'a simple policy waits while instances launch or end',
  [R.heldByCooldown]: 'a simple policy waits for its cooldown',
  [R.alarmNotificationSuspended]: 'AlarmNotification is suspended',
};
