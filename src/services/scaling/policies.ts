import type { CapacityView, Stepping, Tracking } from '../../autoscaling/policies/policy.js';
import { type CustomMetric, metricNameOf } from '../../metrics/names.js';

/** Keeps a metric of a service near a target (S.TT-1). */
export interface TargetTracking extends Tracking {
  readonly policyType: 'TargetTrackingScaling';
  readonly scaleOutCooldownMs: number;
  readonly scaleInCooldownMs: number;
}

/** Changes the number of tasks by the size of a breach (S.STEP-1). */
export interface StepScaling extends Stepping {
  readonly policyType: 'StepScaling';
  /** Of the policy's action, out or in (S.STEP-3). */
  readonly cooldownMs: number;
}

/** Raises capacity ahead of the load forecast from past days (A.SAS-10). */
export interface PredictiveScaling {
  readonly policyType: 'PredictiveScaling';
  /** A metric that is an average over running tasks: times their number it is the load. */
  readonly metric: number;
  readonly targetValue: number;
  readonly mode: 'ForecastOnly' | 'ForecastAndScale';
  readonly schedulingBufferMs: number;
  /** `MaxCapacityBuffer` of IncreaseMaxCapacity, in percent above the forecast; null: HonorMaxCapacity. */
  readonly maxCapacityBuffer: number | null;
}

export type ScalingPolicy = TargetTracking | StepScaling | PredictiveScaling;

/** The service as registered with Application Auto Scaling: bounds and suspended actions (S.SAS-7). */
export interface ScalableTarget {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly dynamicScalingInSuspended: boolean;
  readonly dynamicScalingOutSuspended: boolean;
  readonly scheduledScalingSuspended: boolean;
}

/** State of the service that a scaler evaluates. */
export interface ServiceView extends CapacityView {
  /** A deployment is in progress; false for one of the EXTERNAL controller, which holds nothing back (A.SAS-6). */
  readonly isDeploying: boolean;
  /** It sends points of 20 seconds: its first deployment is over (N.MON-1). */
  readonly hasHighResolution: boolean;
}

/** Returns the name of the metric that a policy follows; undefined for one of an unknown column. */
export function followedBy(policy: ScalingPolicy, custom: readonly CustomMetric[] | undefined): string | undefined {
  if (policy.policyType === 'PredictiveScaling') return metricNameOf(policy.metric, custom);
  return policy.math?.name ?? metricNameOf(policy.policyType === 'StepScaling' ? policy.alarm.metric : policy.metric, custom);
}
