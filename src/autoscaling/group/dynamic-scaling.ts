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
  if (metric > target) return within(seen, Math.max(desired, Math.ceil((warm * metric) / target)));
  if (warming > 0) return desired;
  return within(seen, Math.min(desired, Math.ceil(((warm + terminating) * metric) / target)));
}

/** Bounds relative to the alarm's threshold; null: without end. */
interface StepAdjustment {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly change: number;
}

export interface StepPolicy {
  readonly adjustmentType: 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity';
  readonly threshold: number;
  readonly steps: readonly StepAdjustment[];
  /** `MinAdjustmentMagnitude`, for percentages. */
  readonly minMagnitude: number;
}

/** DesiredCapacity by step scaling, from what is warm: a breach in the same step while instances warm up adds no more (A.ASG-7). */
export function stepScale(seen: TrackedGroup, policy: StepPolicy): number {
  const { metric, desired, warming } = seen;
  if (metric === null) return desired;
  const breach = metric - policy.threshold;
  const step = policy.steps.find((candidate) => isIn(candidate, breach));
  if (step === undefined) return desired;
  if (policy.adjustmentType === 'ExactCapacity') return within(seen, step.change);
  const change = changeOf(policy, step.change, desired - warming);
  if (change < 0) return warming > 0 ? desired : within(seen, desired + change);
  return within(seen, Math.max(desired, desired - warming + change));
}

/** Above the threshold the lower bound belongs to a step, below it the upper one. */
function isIn({ lower, upper }: StepAdjustment, breach: number): boolean {
  const from = lower ?? Number.NEGATIVE_INFINITY;
  const to = upper ?? Number.POSITIVE_INFINITY;
  return breach >= 0 ? from <= breach && breach < to : from < breach && breach <= to;
}

function changeOf({ adjustmentType, minMagnitude }: StepPolicy, change: number, capacity: number): number {
  if (adjustmentType !== 'PercentChangeInCapacity' || change === 0) return change;
  const instances = wholeChange((capacity * change) / 100);
  return Math.sign(change) * Math.max(Math.abs(instances), minMagnitude);
}

/** Towards zero, but never to zero. */
export function wholeChange(instances: number): number {
  if (instances === 0) return 0;
  return Math.sign(instances) * Math.max(1, Math.floor(Math.abs(instances)));
}

/** Several policies at once: the one that leaves the largest capacity, so all must agree to remove (A.ASG-3). */
export function largestCapacity(desired: readonly number[]): number {
  return Math.max(...desired);
}

function within({ minSize, maxSize }: TrackedGroup, desired: number): number {
  return Math.min(maxSize, Math.max(minSize, desired));
}
