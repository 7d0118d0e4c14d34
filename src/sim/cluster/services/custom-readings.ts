import { EXTRA_PERIODS } from '../../../metrics/alarm.js';
import { CustomReadings } from '../../../metrics/custom.js';
import { type MathMetric, MathSeries, metricsIn } from '../../../metrics/math-metric.js';
import { isBeyondLoad, RUNNING_TASK_COUNT } from '../../../metrics/names.js';
import type { ScalingPolicy } from '../../../services/scaling/policies.js';
import type { Setup } from '../../setup.js';

/** Returns the readings of a service whose policies follow metrics that its load does not give; null where none does. */
export function customReadingsOf(policies: readonly ScalingPolicy[], setup: Setup): CustomReadings | null {
  const followed = policies.map(metricOf);
  if (!followed.some(isBeyondLoad)) return null;
  const maths = policies.flatMap((policy, place) => {
    const math = mathOf(policy);
    return math === undefined
      ? []
      : [{ column: followed[place]!, series: new MathSeries(math, setup.startsAtMs, periodsOf(policy, setup)) }];
  });
  const isCounted = followed.includes(RUNNING_TASK_COUNT) || policies.some((policy) => counts(mathOf(policy)));
  return new CustomReadings(setup.customMetrics ?? [], maths, isCounted);
}

function metricOf(policy: ScalingPolicy): number {
  return policy.policyType === 'StepScaling' ? policy.alarm.metric : policy.metric;
}

function mathOf(policy: ScalingPolicy): MathMetric | undefined {
  return policy.policyType === 'PredictiveScaling' ? undefined : policy.math;
}

function counts(math: MathMetric | undefined): boolean {
  return math !== undefined && metricsIn(math).includes(RUNNING_TASK_COUNT);
}

/** Periods that the alarms of a policy look back. */
function periodsOf(policy: ScalingPolicy, { serviceScaling: { highDatapoints, lowDatapoints } }: Setup): number {
  const evaluated = policy.policyType === 'StepScaling' ? policy.alarm.evaluationPeriods : Math.max(highDatapoints, lowDatapoints);
  return evaluated + EXTRA_PERIODS;
}
