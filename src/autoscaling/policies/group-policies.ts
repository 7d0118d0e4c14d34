import type { StepAdjustments } from '../adjustment.js';
import type { AlarmSettings } from './alarm-times.js';
import type { Stepping, Tracking } from './policy.js';
import type { TrackingSettings } from './target-tracker.js';

/** Scaling policies of an Auto Scaling group, as PutScalingPolicy of EC2 Auto Scaling takes them. Times in milliseconds. */

/**
 * Columns of MetricReadings: metrics of a group (AWS/EC2) and of the cluster (AWS/ECS). Those of custom metrics come after all of services.
 */
export const GroupMetric = {
  CPUUtilization: 0,
  ClusterCPUUtilization: 1,
  CPUReservation: 2,
  MemoryReservation: 3,
  GPUReservation: 4,
} as const;
export type GroupMetric = (typeof GroupMetric)[keyof typeof GroupMetric];

export const GROUP_METRIC_NAMES: readonly string[] = Object.keys(GroupMetric);

interface Named {
  readonly name: string;
}

export interface GroupTracking extends Tracking, Named {
  readonly policyType: 'TargetTrackingScaling';
  /** The policy is disabled. */
  readonly isOff?: boolean;
}

/** `alarm` null: no alarm starts it, only ExecutePolicy. */
export interface GroupStepping extends StepAdjustments, Named {
  readonly policyType: 'StepScaling' | 'SimpleScaling';
  readonly alarm: Stepping['alarm'] | null;
  readonly isOff?: boolean;
  /** Of simple scaling: how long the next simple policy waits once its activity is over (M.SIM-1). */
  readonly cooldownMs: number;
}

export type GroupPolicy = GroupTracking | GroupStepping;

/** Parameters that EC2 Auto Scaling does not document, by the names of docs/model.md. */
export interface GroupScalingSettings extends AlarmSettings, TrackingSettings {
  /** The low alarm's threshold of ASGAverageCPUUtilization, in percent of the target (A.ASG-6). */
  readonly lowThresholdPercentCpu: number;
  /** The instances that target tracking removes in one step: one, or as many as leave the metric at the target. */
  readonly scaleInSteps: 'single' | 'proportional';
  /** CPU of a task without a load, in percent of its reservation. */
  readonly taskCpuPercent: number;
}

const AT = (ms: number) => ({ kind: 'constant', ms }) as const;

export const GROUP_SCALING_DEFAULTS: GroupScalingSettings = {
  highDatapoints: 3,
  lowDatapoints: 15,
  lowThresholdPercent: 90,
  lowThresholdPercentCpu: 70,
  lowDatapointsHigh: 45,
  scaleInSteps: 'single',
  taskCpuPercent: 100,
  metricDelay: AT(60_000),
  metricDelayHigh: AT(60_000),
  metricDelayRequests: AT(60_000),
  evaluationIntervalMs: 60_000,
  evaluationIntervalHighMs: 60_000,
  evaluationPhaseMs: null,
  actionDelayMs: 3_000,
};

/** DefaultCooldown of a group; it is the warm-up too where neither policy nor group names one (M.STEP-2). */
export const GROUP_COOLDOWN_DEFAULT_MS = 300_000;

export interface GroupScaling {
  readonly policies: readonly GroupPolicy[];
  /** Time in service from which an instance counts in metrics and as capacity. */
  readonly warmupMs: number;
  /** EC2 sends points of a minute, and not of five (M.MET-3). */
  readonly isDetailed: boolean;
}
