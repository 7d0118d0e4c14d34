/**
 * Where an instance is in the life that its group gives it, in the words of EC2 Auto Scaling. Numbers, for a column. The Wait and Proceed
 * states are no states of their own: an instance waits while an answer of its hooks is due (A.ASG-14).
 */
export const Lifecycle = {
  /** It boots, or its launch hooks have not been answered. */
  Pending: 0,
  InService: 1,
  /** Its group has decided to end it; it drains, or its hooks have not been answered. */
  Terminating: 2,
  /** It is made ready for the warm pool; then it rests there, stopped, running or hibernated as the pool says. */
  WarmedPending: 3,
  Warmed: 4,
} as const;
export type Lifecycle = (typeof Lifecycle)[keyof typeof Lifecycle];

/** What DesiredCapacity does not speak of: instances of the warm pool. */
export function isPooled(lifecycle: number): boolean {
  return lifecycle >= Lifecycle.WarmedPending;
}
