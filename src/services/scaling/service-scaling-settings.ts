import type { AlarmSettings } from '../../autoscaling/policies/alarm-times.js';
import type { TrackingSettings } from '../../autoscaling/policies/target-tracker.js';
import type { StepScaling, TargetTracking } from './policies.js';

/** Parameters that Application Auto Scaling does not document, by the names of docs/model.md. */
export interface ScalingSettings extends AlarmSettings, TrackingSettings {
  /** The tasks that target tracking removes in one step: one, or as many as leave the metric at the target. */
  readonly scaleInSteps: 'single' | 'proportional';
  /** The tasks that target tracking counts in a scale-out cooldown: those that ran before it, or those that run now. */
  readonly scaleOutBase: 'beforeCooldown' | 'running';
  /** From the change of the desired count until its scaling activity is over. The cooldown begins then. */
  readonly activityMs: number;
  /** From the time of a scheduled action until it acts. */
  readonly scheduleDelayMs: number;
  /** Hours of history that a forecast begins with, and days that it looks back (A.SAS-10). */
  readonly forecastAfterHours: number;
  readonly forecastHistoryDays: number;
}

export const SCALING_DEFAULTS: ScalingSettings = {
  highDatapoints: 3,
  lowDatapoints: 15,
  lowThresholdPercent: 90,
  scaleInSteps: 'single',
  scaleOutBase: 'beforeCooldown',
  lowDatapointsHigh: 45,
  metricDelay: { kind: 'constant', ms: 150_000 },
  metricDelayHigh: { kind: 'constant', ms: 18_000 },
  metricDelayRequests: { kind: 'constant', ms: 60_000 },
  evaluationIntervalMs: 60_000,
  evaluationIntervalHighMs: 10_000,
  evaluationPhaseMs: null,
  actionDelayMs: 3_000,
  activityMs: 30_000,
  scheduleDelayMs: 13_000,
  forecastAfterHours: 24,
  forecastHistoryDays: 14,
};

/** How long an action of a policy holds back the next one. */
export interface Cooldowns {
  readonly outMs: number;
  readonly inMs: number;
}

export function cooldownsOf(policy: TargetTracking | StepScaling): Cooldowns {
  if (policy.policyType === 'StepScaling') return { outMs: policy.cooldownMs, inMs: policy.cooldownMs };
  return { outMs: policy.scaleOutCooldownMs, inMs: policy.scaleInCooldownMs };
}

/**
 * How long an action holds back the next one: until its activity is over and then for the cooldown. One of 0 lets the next follow at once.
 */
export function holdMs(cooldownMs: number, { activityMs }: Pick<ScalingSettings, 'activityMs'>): number {
  return cooldownMs === 0 ? 0 : activityMs + cooldownMs;
}

/** The cooldown of a policy on an ECS service that names none, out and in (A.SAS-4). */
export const COOLDOWN_DEFAULT_MS = 300_000;
/** How much before the hour a forecast acts by default. */
export const SCHEDULING_BUFFER_DEFAULT_MS = 300_000;
