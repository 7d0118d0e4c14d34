/**
 * Lifecycle state of an instance in its group, in the terms of EC2 Auto Scaling; a number for a column. Wait and Proceed states are not
 * separate: an instance waits while an answer of its hooks is pending (A.ASG-14).
 */
export const Lifecycle = {
  /** The instance boots, or its launch hooks are pending. */
  Pending: 0,
  InService: 1,
  /** The group terminates the instance: it drains, or its hooks are pending. */
  Terminating: 2,
  /** The instance is prepared for the warm pool; then it rests there, stopped, running or hibernated. */
  WarmedPending: 3,
  Warmed: 4,
  /** Prepared, it stops or hibernates, and then rests. */
  WarmedStopping: 5,
} as const;
export type Lifecycle = (typeof Lifecycle)[keyof typeof Lifecycle];

/** Returns whether the instance belongs to the warm pool, which DesiredCapacity excludes. */
export function isPooled(lifecycle: number): boolean {
  return lifecycle >= Lifecycle.WarmedPending;
}
