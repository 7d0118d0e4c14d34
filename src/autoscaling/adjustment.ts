/** Capacity that a scaling policy requests: arithmetic shared by groups and services (A.SAS-8). */

/** Tolerance for metrics that are quotients: a value within rounding error of a whole number counts as whole. */
const BUT_FOR_ROUNDING = 1 - 1e-12;

/**
 * Returns the capacity at which the metric would meet the target, rounded up: a fraction adds one instance more or removes one less
 * (A.ASG-1, A.SAS-2, S.TT-5).
 */
export function inProportion(capacity: number, metric: number, target: number): number {
  return Math.ceil(((capacity * metric) / target) * BUT_FOR_ROUNDING);
}

/** Bounds relative to the alarm's threshold; null: unbounded. */
export interface StepAdjustment {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly change: number;
}

export interface StepAdjustments {
  readonly adjustmentType: 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity';
  readonly steps: readonly StepAdjustment[];
  /** `MinAdjustmentMagnitude`, for percentages. */
  readonly minMagnitude: number;
}

/**
 * Returns the capacity after the step of a breach (A.ASG-7); null: no step covers it. A breach is the metric less the threshold. A step
 * includes its lower bound above the threshold and its upper bound below it; at the threshold, a step that begins there precedes one that
 * ends there.
 */
export function stepCapacity(adjustments: StepAdjustments, breach: number, capacity: number): number | null {
  const { steps } = adjustments;
  const step = (breach >= 0 ? stepFrom(steps, breach) : null) ?? (breach <= 0 ? stepTo(steps, breach) : null);
  return step === null ? null : capacityAfter(adjustments, step.change, capacity);
}

function stepFrom(steps: readonly StepAdjustment[], breach: number): StepAdjustment | null {
  for (const step of steps)
    if ((step.lower ?? Number.NEGATIVE_INFINITY) <= breach && breach < (step.upper ?? Number.POSITIVE_INFINITY)) return step;
  return null;
}

function stepTo(steps: readonly StepAdjustment[], breach: number): StepAdjustment | null {
  for (const step of steps)
    if ((step.lower ?? Number.NEGATIVE_INFINITY) < breach && breach <= (step.upper ?? Number.POSITIVE_INFINITY)) return step;
  return null;
}

function capacityAfter({ adjustmentType, minMagnitude }: StepAdjustments, change: number, capacity: number): number {
  if (adjustmentType === 'ExactCapacity') return change;
  if (adjustmentType === 'ChangeInCapacity' || change === 0) return capacity + change;
  const units = wholeChange((capacity * change) / 100);
  return capacity + Math.sign(change) * Math.max(Math.abs(units), minMagnitude);
}

/** Rounds towards zero, but never to zero. */
export function wholeChange(units: number): number {
  return Math.sign(units) * Math.max(1, Math.floor(Math.abs(units)));
}
