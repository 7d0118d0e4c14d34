import { ServiceMetric } from '../../metrics/names.js';
import type { ScalingPolicy } from '../../services/scaling/policies.js';
import type { ServiceSpec } from '../../sim/setup.js';

/** Metrics without data points while no task serves. */
const OF_TASKS: readonly number[] = [
  ServiceMetric.CPUUtilization,
  ServiceMetric.MemoryUtilization,
  ServiceMetric.RequestCountPerTarget,
  ServiceMetric.MessagesPerSecondPerTask,
];

/** Whether the scaler cannot act while no task serves: it has no forecast, and no alarm that treats missing data as breaching. */
export function needsTasks(scaling: ServiceSpec['scaling']): boolean {
  const isBlind = (policy: ScalingPolicy) => {
    if (policy.policyType === 'PredictiveScaling') return false;
    if (policy.policyType === 'TargetTrackingScaling') return OF_TASKS.includes(policy.metric);
    return OF_TASKS.includes(policy.alarm.metric) && policy.alarm.treatMissingData !== 'breaching';
  };
  return scaling !== null && scaling.policies.length > 0 && scaling.policies.every(isBlind);
}
