import type { StepAdjustment } from '../../autoscaling/adjustment.js';
import { type AlarmProblem, alarmProblems } from '../../metrics/alarm-terms.js';
import { metricsIn } from '../../metrics/math-metric.js';
import { ServiceMetric } from '../../metrics/names.js';
import type { ScalableTarget, ScalingPolicy, TargetTracking } from './policies.js';
import type { ScheduledAction } from './scheduled-actions.js';

/** Properties that determine whether a service may have a scaler and a policy. */
export interface ScaledService {
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly deploymentController: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** The metrics that it has, as columns of MetricReadings: no requests without a load balancer, no backlog without a queue. */
  readonly metrics: ReadonlySet<number>;
  /** Metrics that are published every 20 seconds (N.MON-2). */
  readonly highResolution: ReadonlySet<number>;
}

/** Why Application Auto Scaling does not register a service. */
export type TargetProblem = 'daemon' | 'minAboveMax' | 'notWhole';

/** Returns all mistakes in the bounds of a scaler. A minimum of 0 is allowed (S.SAS-8). */
export function targetProblems(
  { minCapacity, maxCapacity }: Pick<ScalableTarget, 'minCapacity' | 'maxCapacity'>,
  service: Pick<ScaledService, 'schedulingStrategy'>,
): TargetProblem[] {
  const found: TargetProblem[] = [];
  if (service.schedulingStrategy === 'DAEMON') found.push('daemon'); // S.SAS-10: the instances are its desired count
  if (![minCapacity, maxCapacity].every(isCount)) found.push('notWhole');
  if (minCapacity > maxCapacity) found.push('minAboveMax');
  return found;
}

/** Why a policy is refused. */
type PolicyProblem =
  | AlarmProblem
  | StepProblem
  /** The service has no such metric, it does not come each 20 seconds, or it is not available with blue/green of CodeDeploy (S.TT-1). */
  | 'unknownMetric'
  | 'noHighResolution'
  | 'requestCountWithBlueGreen'
  /** Another target tracking policy follows it (S.TT-6). */
  | 'sameMetric'
  | 'targetNotPositive'
  | 'cooldown'
  | 'buffer';

export interface PolicyFinding {
  /** The policy's place. */
  readonly policy: number;
  readonly problem: PolicyProblem;
}

/** Returns all mistakes in a scaler's policies, by policy. */
export function policyProblems(policies: readonly ScalingPolicy[], service: ScaledService): PolicyFinding[] {
  return policies.flatMap((policy, place) => {
    const found: PolicyProblem[] = [...metricProblems(policy, service), ...ownProblems(policy)];
    if (policy.policyType === 'TargetTrackingScaling' && policies.slice(0, place).some((other) => isSameTracked(other, policy)))
      found.push('sameMetric');
    return found.map((problem) => ({ policy: place, problem }));
  });
}

function isSameTracked(other: ScalingPolicy, { metric, math }: TargetTracking): boolean {
  if (other.policyType !== 'TargetTrackingScaling') return false;
  return other.metric === metric || (math !== undefined && JSON.stringify(other.math) === JSON.stringify(math));
}

function metricProblems(policy: ScalingPolicy, { metrics, highResolution, deploymentController }: ScaledService): PolicyProblem[] {
  const isTracking = policy.policyType === 'TargetTrackingScaling';
  const metric = policy.policyType === 'StepScaling' ? policy.alarm.metric : policy.metric;
  if (isTracking && metric === ServiceMetric.RequestCountPerTarget && deploymentController === 'CODE_DEPLOY')
    return ['requestCountWithBlueGreen'];
  const followed = policy.policyType === 'PredictiveScaling' || policy.math === undefined ? [metric] : metricsIn(policy.math);
  if (!followed.every((one) => metrics.has(one))) return ['unknownMetric'];
  return isTracking && policy.isHighResolution && !highResolution.has(metric) ? ['noHighResolution'] : [];
}

const BUFFER_MAX_MS = 3_600_000;

function ownProblems(policy: ScalingPolicy): PolicyProblem[] {
  if (policy.policyType === 'StepScaling') {
    const cooldown: PolicyProblem[] = isCount(policy.cooldownMs) ? [] : ['cooldown'];
    return [...alarmProblems(policy.alarm), ...stepProblems(policy.steps), ...cooldown];
  }
  const found: PolicyProblem[] = [];
  if (!(policy.targetValue > 0)) found.push('targetNotPositive');
  if (policy.policyType === 'TargetTrackingScaling') {
    if (![policy.scaleOutCooldownMs, policy.scaleInCooldownMs].every(isCount)) found.push('cooldown');
  } else if (!isCount(policy.schedulingBufferMs) || policy.schedulingBufferMs > BUFFER_MAX_MS) found.push('buffer');
  return found;
}

export type StepProblem = 'noSteps' | 'emptyStep' | 'stepsOverlap' | 'stepsGap' | 'notOpenBelow' | 'notOpenAbove';

/** Returns all mistakes in steps (A.ASG-7): they must be adjacent, and the outermost ones unbounded. */
export function stepProblems(steps: readonly StepAdjustment[]): StepProblem[] {
  if (steps.length === 0) return ['noSteps'];
  const ranges = steps
    .map(({ lower, upper }) => ({ from: lower ?? Number.NEGATIVE_INFINITY, to: upper ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (a.from === b.from ? 0 : a.from - b.from));
  const found: StepProblem[] = [];
  if (ranges.some(({ from, to }) => from >= to)) found.push('emptyStep');
  const next = ranges.slice(1).map((range, i) => ({ gap: range.from - ranges[i]!.to, isTwice: range.from === ranges[i]!.from }));
  if (next.some(({ gap, isTwice }) => isTwice || gap < 0)) found.push('stepsOverlap');
  if (next.some(({ gap }) => gap > 0)) found.push('stepsGap');
  if (ranges[0]!.from < 0 && Number.isFinite(ranges[0]!.from)) found.push('notOpenBelow');
  const top = Math.max(...ranges.map(({ to }) => to));
  if (top > 0 && Number.isFinite(top)) found.push('notOpenAbove');
  return found;
}

export type ScheduledActionProblem = 'noBound' | 'notWhole' | 'minAboveMax' | 'endsBeforeStart';

/** Returns all mistakes in a scheduled action. A bound that it does not set is that of the scaler. readSchedule() checks the expression. */
export function scheduledActionProblems(
  { minCapacity, maxCapacity, startMs, endMs }: Omit<ScheduledAction, 'schedule'>,
  target: Pick<ScalableTarget, 'minCapacity' | 'maxCapacity'>,
): ScheduledActionProblem[] {
  const found: ScheduledActionProblem[] = [];
  if (minCapacity === null && maxCapacity === null) found.push('noBound');
  if (![minCapacity ?? 0, maxCapacity ?? 0].every(isCount)) found.push('notWhole');
  if ((minCapacity ?? target.minCapacity) > (maxCapacity ?? target.maxCapacity)) found.push('minAboveMax');
  if (endMs !== null && endMs < (startMs ?? 0)) found.push('endsBeforeStart');
  return found;
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0;
}
