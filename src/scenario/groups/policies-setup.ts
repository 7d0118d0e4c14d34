import type { ScalingProcess } from '../../autoscaling/group/processes.js';
import {
  GROUP_COOLDOWN_DEFAULT_MS,
  GROUP_SCALING_DEFAULTS,
  GroupMetric,
  type GroupPolicy,
  type GroupScaling,
  type GroupScalingSettings,
  type GroupStepping,
} from '../../autoscaling/policies/group-policies.js';
import { isCustom } from '../../metrics/names.js';
import { Statistic } from '../../metrics/statistics.js';
import { customCalled, type MetricReference } from '../scaling/custom-setup.js';
import { alarmTermsOf } from '../scaling/setup.js';
import type { GroupText, Scenario } from '../schema.js';
import { distribution, durationMs } from '../units.js';

/** A scaling policy of a group as a user writes it. */
export type GroupPolicyText = NonNullable<GroupText['scalingPolicies']>[number];

const OF_CLUSTER: Readonly<Record<string, GroupMetric>> = {
  CPUUtilization: GroupMetric.ClusterCPUUtilization,
  CPUReservation: GroupMetric.CPUReservation,
  MemoryReservation: GroupMetric.MemoryReservation,
  GPUReservation: GroupMetric.GPUReservation,
};

/** Returns the column of a metric that a policy of a group follows; -1 if there is none. */
export function groupMetricNamed(metric: MetricReference, custom?: readonly MetricReference[]): number {
  const nth = customCalled(metric, custom);
  if (nth >= 0) return nth;
  const { namespace, metricName, dimensions = [] } = metric;
  const isOfService = dimensions.some(({ name }) => name === 'ServiceName');
  if (namespace !== 'AWS/ECS' && metricName === 'CPUUtilization') return namespace === undefined || namespace === 'AWS/EC2' ? 0 : -1;
  const isKnown = (namespace === undefined || namespace === 'AWS/ECS') && !isOfService && Object.hasOwn(OF_CLUSTER, metricName);
  return isKnown ? OF_CLUSTER[metricName]! : -1;
}

/** The kind of policy that is meant, by its configuration. */
export function kindOfPolicy(policy: GroupPolicyText): GroupPolicy['policyType'] {
  if (policy.targetTrackingConfiguration !== undefined) return 'TargetTrackingScaling';
  return policy.stepAdjustments === undefined ? 'SimpleScaling' : 'StepScaling';
}

/** Returns the policy of a group, or null if it lacks a part, which is reported elsewhere. An unknown metric is -1. */
export function groupPolicyOf(policy: GroupPolicyText, group: GroupText, custom?: readonly MetricReference[]): GroupPolicy | null {
  const { policyName: name, targetTrackingConfiguration: tracking } = policy;
  if (tracking === undefined) return steppingOf(policy, group, custom);
  const { predefinedMetricSpecification: predefined, customizedMetricSpecification: customized, targetValue } = tracking;
  const isCpu = predefined?.predefinedMetricType === 'ASGAverageCPUUtilization';
  const metric = isCpu ? GroupMetric.CPUUtilization : customized === undefined ? -1 : groupMetricNamed(customized, custom);
  const { statistic } = customized ?? {};
  return {
    ...{ name, policyType: 'TargetTrackingScaling', metric, isHighResolution: false, targetValue, disableScaleIn: tracking.disableScaleIn },
    ...(statistic === undefined || !isCustom(metric) ? {} : { statistic: Statistic[statistic] }),
    ...(policy.enabled ? {} : { isOff: true }),
  };
}

function steppingOf(policy: GroupPolicyText, group: GroupText, custom?: readonly MetricReference[]): GroupStepping | null {
  const { policyName: name, adjustmentType, stepAdjustments, scalingAdjustment, minAdjustmentMagnitude = 1, alarm, enabled } = policy;
  if (adjustmentType === undefined || (stepAdjustments === undefined && scalingAdjustment === undefined)) return null;
  const steps = (stepAdjustments ?? [{ scalingAdjustment: scalingAdjustment! }]).map((step: Step) => ({
    lower: step.metricIntervalLowerBound ?? null,
    upper: step.metricIntervalUpperBound ?? null,
    change: step.scalingAdjustment,
  }));
  return {
    ...{ name, policyType: stepAdjustments === undefined ? 'SimpleScaling' : 'StepScaling', adjustmentType, steps },
    minMagnitude: minAdjustmentMagnitude,
    alarm: alarm === undefined ? null : alarmTermsOf(alarm, groupMetricNamed(alarm, custom)),
    ...(alarm?.actionsEnabled === false || !enabled ? { isOff: true } : {}),
    cooldownMs: policy.cooldown === undefined ? cooldownMsOf(group) : policy.cooldown * 1_000,
  };
}

type Step = NonNullable<GroupPolicyText['stepAdjustments']>[number];

function cooldownMsOf({ defaultCooldown }: GroupText): number {
  return defaultCooldown === undefined ? GROUP_COOLDOWN_DEFAULT_MS : defaultCooldown * 1_000;
}

/** Returns the policies of a valid group. */
export function groupScalingOf(group: GroupText, scenario: Scenario): { readonly scaling?: GroupScaling } {
  const { scalingPolicies: texts = [], defaultInstanceWarmup: byGroup, monitoring } = group;
  if (texts.length === 0) return {};
  const seconds = byGroup === undefined || byGroup < 0 ? cooldownMsOf(group) / 1_000 : byGroup;
  const warmups = texts.filter((text) => kindOfPolicy(text) !== 'SimpleScaling').map((text) => text.estimatedInstanceWarmup ?? seconds);
  const warmup = warmups.length > 0 ? Math.max(...warmups) : byGroup === undefined || byGroup < 0 ? 0 : byGroup;
  const policies = texts.map((text) => groupPolicyOf(text, group, scenario.customMetrics)!);
  return { scaling: { policies, warmupMs: warmup * 1_000, isDetailed: monitoring?.enabled === true } };
}

/** Returns the settings of all groups; nothing where no group has a policy. */
export function groupScalingSettingsOf({ groupScaling: text }: Scenario): { readonly groupScaling?: GroupScalingSettings } {
  if (text === undefined) return {};
  const { metricDelay, evaluationInterval, evaluationPhase, actionDelay, ...same } = text;
  const delay = distribution(metricDelay);
  const intervalMs = durationMs(evaluationInterval);
  return {
    groupScaling: {
      ...GROUP_SCALING_DEFAULTS,
      ...same,
      ...{
        metricDelay: delay,
        metricDelayHigh: delay,
        metricDelayRequests: delay,
        evaluationIntervalMs: intervalMs,
        evaluationIntervalHighMs: intervalMs,
      },
      evaluationPhaseMs: evaluationPhase === 'drawn' ? null : durationMs(evaluationPhase),
      actionDelayMs: durationMs(actionDelay),
    },
  };
}

/** The scaling processes that are suspended from the start. */
export function suspendedOf({ suspendedProcesses: list = [] }: GroupText): { readonly suspended?: readonly ScalingProcess[] } {
  if (list.length === 0) return {};
  return { suspended: list.map((which) => (typeof which === 'string' ? which : which.processName)) };
}
