import { alarmTimes } from '../../../src/autoscaling/policies/alarm-times.js';
import { Comparison } from '../../../src/metrics/alarm-terms.js';
import { SERVICE_METRIC_NAMES, ServiceMetric } from '../../../src/metrics/names.js';
import { MetricReadings, Statistic } from '../../../src/metrics/statistics.js';
import type { ScalingDecision } from '../../../src/services/scaling/decision.js';
import type {
  PredictiveScaling,
  ScalableTarget,
  ScalingPolicy,
  StepScaling,
  TargetTracking,
} from '../../../src/services/scaling/policies.js';
import { type ScheduledAction, ScheduledActions } from '../../../src/services/scaling/scheduled-actions.js';
import { ServiceScaler } from '../../../src/services/scaling/service-scaler.js';
import {
  COOLDOWN_DEFAULT_MS,
  SCHEDULING_BUFFER_DEFAULT_MS,
  type ScalingSettings,
} from '../../../src/services/scaling/service-scaling-settings.js';
import { SCALING_AT_ONCE } from '../../sim/setups.js';

export const MINUTE = 60_000;
/** At once, nothing is left for later and nothing is drawn. */
const NEVER = () => {
  throw new Error('this service has no delays');
};
const { CPUUtilization } = ServiceMetric;

export function targetOf(more: Partial<ScalableTarget> = {}): ScalableTarget {
  return {
    ...{ minCapacity: 1, maxCapacity: 100 },
    ...{ dynamicScalingInSuspended: false, dynamicScalingOutSuspended: false, scheduledScalingSuspended: false, ...more },
  };
}

export function tracking(targetValue: number, more: Partial<TargetTracking> = {}): TargetTracking {
  return {
    ...{ policyType: 'TargetTrackingScaling', metric: CPUUtilization, isHighResolution: false, targetValue },
    ...{ scaleOutCooldownMs: COOLDOWN_DEFAULT_MS, scaleInCooldownMs: COOLDOWN_DEFAULT_MS, disableScaleIn: false, ...more },
  };
}

/** One data point starts it: at or above 50 for what adds, at or below for what removes. */
export function stepping(change: number, more: Partial<StepScaling> & { at?: number; metric?: number } = {}): StepScaling {
  const { at = 50, metric = CPUUtilization, ...rest } = more;
  return {
    ...{
      policyType: 'StepScaling',
      adjustmentType: 'ChangeInCapacity',
      // What adds begins at the threshold and has no end, what removes ends there (S.STEP-2).
      steps: [change < 0 ? { lower: null, upper: 0, change } : { lower: 0, upper: null, change }],
      minMagnitude: 1,
      cooldownMs: 300_000,
    },
    alarm: {
      ...{ metric, statistic: Statistic.Average, threshold: at, periodMs: MINUTE, evaluationPeriods: 1, datapointsToAlarm: 1 },
      comparison: change < 0 ? Comparison.LessThanOrEqualToThreshold : Comparison.GreaterThanOrEqualToThreshold,
      treatMissingData: 'missing',
    },
    ...rest,
  };
}

export function predicting(targetValue: number, more: Partial<PredictiveScaling> = {}): PredictiveScaling {
  return {
    ...{ policyType: 'PredictiveScaling', metric: CPUUtilization, targetValue, mode: 'ForecastAndScale' },
    ...{ schedulingBufferMs: SCHEDULING_BUFFER_DEFAULT_MS, maxCapacityBuffer: null, ...more },
  };
}

interface ToySetup {
  readonly running?: number;
  readonly desired?: number;
  readonly target?: Partial<ScalableTarget>;
  readonly actions?: readonly ScheduledAction[];
  readonly settings?: Partial<ScalingSettings>;
  /** Tasks that find room; more are desired than run when there is none. */
  readonly room?: number;
}

/** A service whose tasks start and stop within the minute, as far as there is room. */
export class ToyService {
  readonly scaler: ServiceScaler;
  readonly readings = new MetricReadings(SERVICE_METRIC_NAMES.length);
  atMs = 0;
  running: number;
  desired: number;
  room: number;
  isDeploying = false;

  constructor(policies: readonly ScalingPolicy[], setup: ToySetup = {}) {
    const { running = 10, desired = running, target, actions = [], settings, room = 1_000 } = setup;
    this.running = running;
    this.desired = desired;
    this.room = room;
    const all = { ...SCALING_AT_ONCE, ...settings };
    const times = alarmTimes(all, { phase: NEVER, delayMs: () => 0 });
    this.scaler = new ServiceScaler(targetOf(target), policies, new ScheduledActions(actions), { settings: all, timesOf: times });
  }

  /** One minute with these metrics, by column; what is left out or NaN has no data point. A number alone is CPU. */
  minute(metrics: number | Readonly<Record<number, number>> = {}, stepMs = MINUTE): ScalingDecision {
    this.atMs += stepMs;
    const byMetric = typeof metrics === 'number' ? { [CPUUtilization]: metrics } : metrics;
    for (let metric = 0; metric < SERVICE_METRIC_NAMES.length; metric++)
      this.readings.set(metric, byMetric[metric] ?? Number.NaN, Math.max(1, this.running));
    const { atMs, running, desired, isDeploying } = this;
    const decided = this.scaler.measure({ atMs, running, desired, isDeploying, hasHighResolution: true }, this.readings, {
      evaluates: NEVER,
      acts: NEVER,
    });
    const decision = { ...(decided as ScalingDecision) };
    this.desired = decision.toDesired;
    this.running = Math.min(this.desired, this.room);
    return decision;
  }

  /** So many minutes alike; the last decision. */
  minutes(count: number, metrics: number | Readonly<Record<number, number>> = {}): ScalingDecision {
    for (let i = 1; i < count; i++) this.minute(metrics);
    return this.minute(metrics);
  }
}

const PERCENT = { adjustmentType: 'PercentChangeInCapacity', cooldownMs: 0 } as const;

/** The policies of A.SAS-8: with a threshold of 50, 10 % more tasks from 60 on and 30 % from 70 on, 10 % fewer from 40 down and 30 % from 30 down. */
export const IN_THREE_STEPS: readonly StepScaling[] = [
  stepping(1, {
    ...PERCENT,
    steps: [
      { lower: 0, upper: 10, change: 0 },
      { lower: 10, upper: 20, change: 10 },
      { lower: 20, upper: null, change: 30 },
    ],
  }),
  stepping(-1, {
    ...PERCENT,
    steps: [
      { lower: -10, upper: 0, change: 0 },
      { lower: -20, upper: -10, change: -10 },
      { lower: null, upper: -20, change: -30 },
    ],
  }),
];
