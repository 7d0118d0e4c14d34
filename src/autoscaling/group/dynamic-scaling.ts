import { inProportion, type StepAdjustments, stepCapacity } from '../adjustment.js';

/** What a scaling policy of a group sees. Metric and target are whole numbers of the same unit. */
export interface TrackedGroup {
  /** Metric of one warm instance; null: no data. */
  readonly metric: number | null;
  readonly desired: number;
  readonly minSize: number;
  readonly maxSize: number;
  /** In service and warm; in service or on the way and not warm yet; on the way out. */
  readonly warm: number;
  readonly warming: number;
  readonly terminating: number;
}

/**
 * DesiredCapacity by target tracking: capacity in proportion, a fraction rounded up, so that one more is added and one less removed
 * (A.ASG-1). Without data nothing changes (A.ASG-4); what warms counts as capacity, and blocks scale-in (A.ASG-5).
 */
export function trackTarget(seen: TrackedGroup, target: number): number {
  const { metric, desired, warm, warming, terminating } = seen;
  if (metric === null || metric === target) return desired;
  if (metric > target) return within(seen, Math.max(desired, inProportion(warm, metric, target)));
  if (warming > 0) return desired;
  return within(seen, Math.min(desired, inProportion(warm + terminating, metric, target)));
}

/** Steps and the threshold of the alarm that they are relative to. */
export interface StepPolicy extends StepAdjustments {
  readonly threshold: number;
}

/** DesiredCapacity by step scaling, from what is warm: a breach in the same step while instances warm up adds no more (A.ASG-7). */
export function stepScale(seen: TrackedGroup, policy: StepPolicy): number {
  const { metric, desired, warming } = seen;
  if (metric === null) return desired;
  const capacity = desired - warming;
  const wanted = stepCapacity(policy, metric - policy.threshold, capacity);
  if (wanted === null) return desired;
  if (policy.adjustmentType === 'ExactCapacity') return within(seen, wanted);
  if (wanted < capacity) return warming > 0 ? desired : within(seen, wanted);
  return within(seen, Math.max(desired, wanted));
}

/** Several policies at once: the one that leaves the largest capacity, so all must agree to remove (A.ASG-3). */
export function largestCapacity(desired: readonly number[]): number {
  return Math.max(...desired);
}

function within({ minSize, maxSize }: TrackedGroup, desired: number): number {
  return Math.min(maxSize, Math.max(minSize, desired));
}
