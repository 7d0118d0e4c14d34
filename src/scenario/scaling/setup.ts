import type { Distribution } from '../../kernel/distribution.js';
import { type AlarmTerms, Comparison } from '../../metrics/alarm-terms.js';
import { type MathMetric, metricsIn } from '../../metrics/math-metric.js';
import { isCustom, mathColumn, PREDEFINED_METRICS, ServiceMetric } from '../../metrics/names.js';
import { Statistic } from '../../metrics/statistics.js';
import { dateSecondsOf } from '../../placement/query/literals.js';
import type { ScalingPolicy, TargetTracking } from '../../services/scaling/policies.js';
import { SCALING_DEFAULTS, type ScalingSettings } from '../../services/scaling/service-scaling-settings.js';
import type { ActionSpec, LoadSpec, ScalingSpec } from '../../sim/load-spec.js';
import type { ScalingText, Scenario } from '../schema.js';
import { type DistributionText, distribution, durationMs } from '../units.js';
import { type MetricReference, metricCalled, metricNamed } from './custom-setup.js';
import { mathOf } from './math.js';

type PolicyText = ScalingText['policies'][number];
type AlarmText = NonNullable<PolicyText['alarm']>;

const OF_REQUESTS = [ServiceMetric.RequestCountPerTarget, ServiceMetric.RequestsPerSecond, ServiceMetric.ResponseTime];
const OF_QUEUE = [ServiceMetric.BacklogPerTask, ServiceMetric.MessagesPerSecondPerTask, ServiceMetric.Backlog];

/** The metrics of a service with such a load; without a load it has none that changes. */
export function metricsOf(kind: LoadSpec['kind'] | null): ReadonlySet<number> {
  if (kind === null) return new Set();
  return new Set<number>([ServiceMetric.CPUUtilization, ServiceMetric.MemoryUtilization, ...(kind === 'queue' ? OF_QUEUE : OF_REQUESTS)]);
}

/** Converts the open choices of service auto scaling. */
export function serviceScalingOf({ serviceScaling }: Scenario): ScalingSettings {
  const { metricDelay, metricDelayHigh, metricDelayRequests, evaluationInterval, evaluationIntervalHigh, ...others } = serviceScaling;
  const { evaluationPhase, actionDelay, activityTime, scheduleDelay, ...same } = others;
  return {
    ...same,
    metricDelay: distribution(metricDelay),
    metricDelayHigh: distribution(metricDelayHigh),
    metricDelayRequests: delayOfRequests(metricDelayRequests, distribution(metricDelay)),
    evaluationIntervalMs: durationMs(evaluationInterval),
    evaluationIntervalHighMs: durationMs(evaluationIntervalHigh),
    evaluationPhaseMs: evaluationPhase === 'drawn' ? null : durationMs(evaluationPhase),
    actionDelayMs: durationMs(actionDelay),
    activityMs: timeOf(activityTime, SCALING_DEFAULTS.activityMs),
    scheduleDelayMs: timeOf(scheduleDelay, SCALING_DEFAULTS.scheduleDelayMs),
  };

  /** Without an action delay these take no time either. */
  function timeOf(text: string | undefined, standardMs: number): number {
    if (text !== undefined) return durationMs(text);
    return durationMs(actionDelay) === 0 ? 0 : standardMs;
  }
}

function delayOfRequests(text: DistributionText | undefined, ofOthers: Distribution): Distribution {
  if (text !== undefined) return distribution(text);
  const standard = SCALING_DEFAULTS.metricDelayRequests;
  return ofOthers.kind === 'constant' && standard.kind === 'constant' && ofOthers.ms < standard.ms ? ofOthers : standard;
}

/** Converts a valid scaler for the simulation. */
export function scalingOf(scaling: ScalingText | undefined, startsAtMs: number, custom?: readonly MetricReference[]): ScalingSpec | null {
  if (scaling === undefined) return null;
  const { minCapacity, maxCapacity, suspendedState, policies, scheduledActions } = scaling;
  return {
    target: { minCapacity, maxCapacity, ...suspendedState },
    policies: policies.map((policy, place) => policyOf(policy, custom, place)!),
    policyNames: policies.map(policyNameOf),
    actions: scheduledActions.map((action) => actionOf(action, startsAtMs)),
  };
}

/** Returns the policy's own name, or its kind. */
function policyNameOf({ policyName, ...policy }: PolicyText): string {
  return policyName ?? kindOf(policy) ?? 'policy';
}

/** The kind of the given configuration; undefined if none is given. */
export function kindOf(policy: Omit<PolicyText, 'policyName'>): ScalingPolicy['policyType'] | undefined {
  if (policy.targetTrackingScalingPolicyConfiguration !== undefined) return 'TargetTrackingScaling';
  if (policy.stepScalingPolicyConfiguration !== undefined) return 'StepScaling';
  return policy.predictiveScalingPolicyConfiguration === undefined ? undefined : 'PredictiveScaling';
}

/** Returns the policy of a service, or null if it lacks a part, which is reported elsewhere. An unknown metric is -1. */
export function policyOf(policy: PolicyText, metrics?: readonly MetricReference[], place = 0): ScalingPolicy | null {
  const { targetTrackingScalingPolicyConfiguration: tracking, predictiveScalingPolicyConfiguration: predictive } = policy;
  if (tracking !== undefined) {
    const { targetValue, scaleOutCooldown, scaleInCooldown, disableScaleIn } = tracking;
    const times = { scaleOutCooldownMs: scaleOutCooldown * 1_000, scaleInCooldownMs: scaleInCooldown * 1_000 };
    return { policyType: 'TargetTrackingScaling', ...trackedIn(tracking, metrics, place), targetValue, ...times, disableScaleIn };
  }
  if (predictive === undefined) return stepOf(policy, metrics, place);
  const [{ targetValue, predefinedMetricPairSpecification: pair }] = predictive.metricSpecifications as [
    (typeof predictive.metricSpecifications)[number],
  ];
  const { mode, schedulingBufferTime, maxCapacityBreachBehavior, maxCapacityBuffer = 0 } = predictive;
  return {
    policyType: 'PredictiveScaling',
    metric: METRIC_OF_PAIR[pair.predefinedMetricType],
    targetValue,
    mode,
    schedulingBufferMs: schedulingBufferTime * 1_000,
    maxCapacityBuffer: maxCapacityBreachBehavior === 'IncreaseMaxCapacity' ? maxCapacityBuffer : null,
  };
}

const METRIC_OF_PAIR = {
  ECSServiceCPUUtilization: ServiceMetric.CPUUtilization,
  ECSServiceMemoryUtilization: ServiceMetric.MemoryUtilization,
  ALBRequestCount: ServiceMetric.RequestCountPerTarget,
} as const;

type Tracked = Pick<TargetTracking, 'metric' | 'isHighResolution' | 'statistic' | 'math'>;

function trackedIn(
  {
    predefinedMetricSpecification: predefined,
    customizedMetricSpecification: custom,
  }: NonNullable<PolicyText['targetTrackingScalingPolicyConfiguration']>,
  metrics: readonly MetricReference[] | undefined,
  place: number,
): Tracked {
  if (predefined !== undefined) return { ...PREDEFINED_METRICS.get(predefined.predefinedMetricType)! };
  const { metric, math } = custom === undefined ? { metric: -1 } : followed(custom, metrics, place);
  if (math !== undefined) return { metric, math, isHighResolution: false };
  const statistic = isCustom(metric) && custom?.statistic !== undefined ? { statistic: Statistic[custom.statistic] } : {};
  return { metric, isHighResolution: false, ...statistic };
}

/** How a policy or an alarm names its metric. */
export type MetricText = Pick<AlarmText, 'metricName' | 'namespace' | 'dimensions' | 'metrics'>;

interface Followed {
  /** A column of MetricReadings; -1: an unknown metric. */
  readonly metric: number;
  readonly math?: MathMetric;
}

/** The metric that a policy or its alarm follows, or the metric math. */
function followed(
  { metrics: queries, metricName = '', ...names }: MetricText,
  known: readonly MetricReference[] | undefined,
  place: number,
): Followed {
  if (queries === undefined) return { metric: metricNamed({ metricName, ...names }, known) };
  const math = mathOf(queries, (metric) => metricNamed(metric, known));
  return { metric: mathColumn(place, metricsIn(math)), math };
}

function stepOf(
  { stepScalingPolicyConfiguration: step, alarm }: PolicyText,
  metrics: readonly MetricReference[] | undefined,
  place: number,
): ScalingPolicy | null {
  if (step === undefined || alarm === undefined) return null;
  const { metric, math } = followed(alarm, metrics, place);
  const terms = alarmTermsOf(alarm, metric);
  const { adjustmentType, stepAdjustments, minAdjustmentMagnitude, cooldown } = step;
  return {
    policyType: 'StepScaling',
    adjustmentType,
    steps: stepAdjustments.map(
      ({ metricIntervalLowerBound: lower = null, metricIntervalUpperBound: upper = null, scalingAdjustment: change }) => ({
        lower,
        upper,
        change,
      }),
    ),
    minMagnitude: minAdjustmentMagnitude,
    cooldownMs: cooldown * 1_000,
    ...(math === undefined ? { alarm: terms } : { alarm: { ...terms, statistic: Statistic.Average, periodMs: math.periodMs }, math }),
    ...(alarm.actionsEnabled === false ? { isOff: true } : {}),
  };
}

/** Returns the terms of an alarm in the form of put-metric-alarm. */
export function alarmTermsOf(
  alarm: Omit<AlarmText, 'namespace' | 'dimensions' | 'actionsEnabled' | 'metrics'>,
  metric = metricCalled(alarm.metricName ?? ''),
): AlarmTerms {
  const { datapointsToAlarm = alarm.evaluationPeriods } = alarm;
  return {
    metric,
    statistic: Statistic[alarm.statistic],
    comparison: Comparison[alarm.comparisonOperator],
    threshold: alarm.threshold,
    periodMs: alarm.period * 1_000,
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: alarm.treatMissingData,
  };
}

export function actionOf(action: ScalingText['scheduledActions'][number], startsAtMs: number): ActionSpec {
  const { scheduledActionName, schedule, timezone, startTime, endTime, scalableTargetAction } = action;
  const atMs = (time: string) => dateSecondsOf(time)! * 1_000 - startsAtMs;
  return {
    name: scheduledActionName,
    expression: schedule,
    timeZone: timezone,
    minCapacity: scalableTargetAction.minCapacity ?? null,
    maxCapacity: scalableTargetAction.maxCapacity ?? null,
    startMs: startTime === undefined ? null : atMs(startTime),
    endMs: endTime === undefined ? null : atMs(endTime),
  };
}

/** Application Auto Scaling writes keys with a capital first letter: this accepts them, with a small one. Changes the document in place. */
export function withSmallLetters(document: unknown): void {
  const { services, cluster } = (document ?? {}) as { services?: unknown; cluster?: { capacityProviders?: unknown } | null };
  for (const service of blocksIn(services)) rename(service, 'scaling');
  for (const { autoScalingGroup } of blocksIn(cluster?.capacityProviders))
    for (const group of blocksIn([autoScalingGroup])) rename(group, 'scalingPolicies');
}

/** The entries of a list that have keys; a list with others is refused later. */
function blocksIn(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

function rename(block: Record<string, unknown>, key: string): void {
  if (block[key] !== undefined) block[key] = renamed(block[key]);
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const small = (key: string) => key.charAt(0).toLowerCase() + key.slice(1);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [small(key), renamed(inner)]));
}
