/** How much capacity a policy asks for: the arithmetic that groups and services share (A.SAS-8). */

/** A metric may be a quotient of its own: what is a whole number but for the last bits of a double is taken for whole. */
const BUT_FOR_ROUNDING = 1 - 1e-12;

/** The capacity at which the metric would meet the target, a fraction rounded up: one more is added, one less removed (A.ASG-1, A.SAS-2, S.TT-5). */
export function inProportion(capacity: number, metric: number, target: number): number {
  return Math.ceil(((capacity * metric) / target) * BUT_FOR_ROUNDING);
}

/** Bounds relative to the alarm's threshold; null: without end. */
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
 * The capacity that the step of a breach leads to (A.ASG-7); null: no step is for that breach. A breach is the metric less the threshold. Above the threshold
 * the lower bound belongs to a step, below it the upper one; at the threshold a step that begins there is meant before one that ends there.
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

/** Towards zero, but never to zero. */
export function wholeChange(units: number): number {
  if (units === 0) return 0;
  return Math.sign(units) * Math.max(1, Math.floor(Math.abs(units)));
}
