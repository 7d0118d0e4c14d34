import type { StepAdjustments } from '../../autoscaling/adjustment.js';
import type { Alarm, AlarmState, AlarmTimes } from '../../metrics/alarm.js';
import type { AlarmTerms } from '../../metrics/alarm-terms.js';
import type { Statistic } from '../../metrics/statistics.js';

/** Keeps a metric near a target (S.TT-1). The metric is a column of MetricReadings. */
export interface TargetTracking {
  readonly policyType: 'TargetTrackingScaling';
  readonly metric: number;
  /** The metric comes each 20 seconds (A.SAS-7). */
  readonly isHighResolution: boolean;
  readonly targetValue: number;
  readonly scaleOutCooldownMs: number;
  readonly scaleInCooldownMs: number;
  readonly disableScaleIn: boolean;
  /** Of a custom metric; absent: the average. */
  readonly statistic?: Statistic;
}

/** Changes capacity by the size of the breach of an alarm of the user's (S.STEP-1). */
export interface StepScaling extends StepAdjustments {
  readonly policyType: 'StepScaling';
  readonly alarm: AlarmTerms;
  /** The actions of its alarm are disabled. */
  readonly isOff?: boolean;
  /** Of what the policy does, out or in (S.STEP-3). */
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

/** The state that a call sets for an alarm: `policy` is the place of its policy, `nth` its own among those of the policy. */
export interface AlarmSetting {
  readonly policy: number;
  readonly nth: number;
  readonly state: AlarmState;
  /** The data point that the state is of; null: the call has none. */
  readonly value: number | null;
}

/** State of the service that a scaler evaluates. */
export interface ServiceView {
  readonly atMs: number;
  /** Tasks in RUNNING: the base of every computation (S.SAS-3). */
  readonly running: number;
  readonly desired: number;
  /** A deployment is in progress; false for one of the EXTERNAL controller, which holds nothing back (A.SAS-6). */
  readonly isDeploying: boolean;
  /** It sends points of 20 seconds: its first deployment is over (N.MON-1). */
  readonly hasHighResolution: boolean;
}

export type Direction = -1 | 0 | 1;

/** A policy that acts on alarms, with its request as its alarms are now. */
export interface DynamicPolicy {
  /** 1: more capacity, -1: less, 0: nothing. */
  readonly direction: Direction;
  /** Tasks, before any bound; of no meaning while the direction is 0. */
  readonly wanted: number;
  /** Last value of the alarm; NaN: no data yet. */
  readonly metric: number;
  /** Of the alarm that speaks, or of the one that would add. */
  readonly alarm: AlarmState;
  readonly scaleOutCooldownMs: number;
  readonly scaleInCooldownMs: number;
  /** Such policies remove only together (S.TT-6). */
  readonly mustAgreeToScaleIn: boolean;
  /** How often it has to be shown the metrics. */
  readonly periodMs: number;
  readonly alarms: readonly Alarm[];
  readonly isHighResolution: boolean;
  /** Returns whether one of its alarms, just evaluated, calls for an action. */
  isCalledBy(alarm: Alarm, running: number): boolean;
  /** Sets the request by the alarms and the newest points that they have seen. */
  ask(seen: ServiceView): void;
}

/** Returns the times of one more alarm on a metric with this period. */
export type TimesOf = (periodMs: number, metric: number) => AlarmTimes;
