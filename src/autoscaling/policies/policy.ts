import type { Alarm, AlarmState } from '../../metrics/alarm.js';
import type { AlarmTerms } from '../../metrics/alarm-terms.js';
import type { AlarmTimes } from '../../metrics/alarm-times.js';
import type { MathMetric } from '../../metrics/math-metric.js';
import type { Statistic } from '../../metrics/statistics.js';
import type { StepAdjustments } from '../adjustment.js';

/** Keeps a metric near a target (S.TT-1, A.ASG-1). The metric is a column of MetricReadings. */
export interface Tracking {
  readonly metric: number;
  /** The metric comes each 20 seconds (A.SAS-7). */
  readonly isHighResolution: boolean;
  readonly targetValue: number;
  readonly disableScaleIn: boolean;
  /** Of a custom metric; absent: the average. */
  readonly statistic?: Statistic;
  /** Computes the metric; absent: the metric is recorded. */
  readonly math?: MathMetric;
}

/** Changes capacity by the size of the breach of an alarm of the user's (S.STEP-1, A.ASG-7). */
export interface Stepping extends StepAdjustments {
  readonly alarm: AlarmTerms;
  /** Computes the metric of its alarm; absent: the metric is recorded. */
  readonly math?: MathMetric;
  /** The actions of its alarm are disabled. */
  readonly isOff?: boolean;
}

/** The state that a call sets for an alarm: `policy` is the place of its policy, `nth` its own among those of the policy. */
export interface AlarmSetting {
  readonly policy: number;
  readonly nth: number;
  readonly state: AlarmState;
  /** The data point that the state is of; null: the call has none. */
  readonly value: number | null;
}

/** Capacity that policies change, as a scaler evaluates it: tasks of a service, or instances of a group. */
export interface CapacityView {
  readonly atMs: number;
  /** The base of a scale-out: tasks in RUNNING (S.SAS-3), or instances past their warm-up (A.ASG-5). */
  readonly running: number;
  /** The base of a scale-in, with the capacity that ends (A.ASG-5); absent: as `running`. */
  readonly notEnded?: number;
  /** Tasks that ran before the scale-out whose cooldown lasts: the base of target tracking (P.10). */
  readonly ranBefore?: number;
  readonly desired: number;
}

export type Direction = -1 | 0 | 1;

/** A policy that acts on alarms, with its request as its alarms are now. */
export interface DynamicPolicy {
  /** 1: more capacity, -1: less, 0: nothing. */
  readonly direction: Direction;
  /** Capacity, before any bound; of no meaning while the direction is 0. */
  readonly wanted: number;
  /** Capacity from which `wanted` was computed. */
  readonly base: number;
  /** Last value of the alarm; NaN: no data yet. */
  readonly metric: number;
  /** State of the deciding alarm, or of the one that would add. */
  readonly alarm: AlarmState;
  /** `wanted` replaces the capacity: no base leads to it. */
  readonly isExact: boolean;
  /** Such policies remove only together (S.TT-6, A.ASG-3). */
  readonly mustAgreeToScaleIn: boolean;
  /** Period at which it needs the metrics. */
  readonly periodMs: number;
  readonly alarms: readonly Alarm[];
  readonly isHighResolution: boolean;
  /** Returns whether one of its alarms, just evaluated, calls for an action. */
  isCalledBy(alarm: Alarm, running: number): boolean;
  /** Returns whether the alarm may call for an action by a point that breaches, whatever its state. */
  isCalledByPoints(alarm: Alarm): boolean;
  /** Sets the request by the alarms and the newest points that they have seen. */
  update(seen: CapacityView): void;
}

/** Returns the times of one more alarm on a metric with this period. */
export type TimesOf = (periodMs: number, metric: number) => AlarmTimes;
