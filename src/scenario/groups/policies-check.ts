import { alarmProblems } from '../../metrics/alarm-terms.js';
import { stepProblems } from '../../services/scaling/rules.js';
import { type Context, checkUniqueIn } from '../context.js';
import { notSimulated } from '../fields.js';
import { alarmWords, STEP_WORDS } from '../scaling/check.js';
import { customCalled, type MetricReference } from '../scaling/custom-setup.js';
import type { GroupText, ProviderText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead, show } from '../text/suggest.js';
import { type GroupPolicyText, groupMetricNamed, groupPolicyOf, kindOfPolicy } from './policies-setup.js';

const METRICS = ['CPUUtilization', 'CPUReservation', 'MemoryReservation', 'GPUReservation'];
/** The CPU of the group's instances, as `groupMetricNamed` numbers it. */
const OF_GROUP = 0;
const CONFIGURATIONS = ['targetTrackingConfiguration', 'stepAdjustments', 'scalingAdjustment'] as const;

/** Reports scaling policies that EC2 Auto Scaling and CloudWatch would refuse, or that could never act. */
export function checkGroupPolicies(
  context: Context,
  path: Path,
  { autoScalingGroup: group, autoScalingGroupProvider }: ProviderText,
): void {
  const { scalingPolicies: policies = [] } = group;
  if (policies.length === 0) return;
  const at = [...path, 'scalingPolicies'];
  checkUniqueIn(context, at, policies, 'policyName');
  for (const [i, policy] of policies.entries()) checkPolicy(context, [...at, i], policy);
  checkTracked(context, at, group);
  if (autoScalingGroupProvider.managedScaling.status === 'ENABLED')
    context.warn(
      at,
      'stands beside managed scaling, which has a policy of its own: each undoes what the other does, and AWS advises against it (A.CAS-22): write managedScaling: { status: DISABLED }, or leave the policies out',
    );
  if (group.minSize === 0 && policies.every((policy) => isBlindAtZero(context, policy)))
    context.warn(
      [...path, 'minSize'],
      'is 0: without an instance the metrics of a group and a cluster have no points, and no policy on them can leave zero',
    );
  warnOfCpu(context, at, group);
}

/** Returns whether it has no point to act on while the group has no instance. */
function isBlindAtZero({ scenario }: Context, policy: GroupPolicyText): boolean {
  const metric = metricOf(policy);
  return policy.alarm?.treatMissingData !== 'breaching' && (metric === undefined || customCalled(metric, scenario.customMetrics) < 0);
}

/** Returns the metric that it names, beside the predefined ones. */
function metricOf({ alarm, targetTrackingConfiguration }: GroupPolicyText): MetricReference | undefined {
  return alarm ?? targetTrackingConfiguration?.customizedMetricSpecification;
}

function checkPolicy(context: Context, path: Path, policy: GroupPolicyText): void {
  const given = CONFIGURATIONS.filter((key) => policy[key] !== undefined);
  if (given.length !== 1) return context.error(path, `needs exactly one of ${CONFIGURATIONS.join(', ')}`);
  const kind = kindOfPolicy(policy);
  if (policy.policyType !== undefined && policy.policyType !== kind)
    context.error([...path, 'policyType'], `${policy.policyType} does not go with ${given[0]}: ${kind}`);
  if (policy.targetTrackingConfiguration !== undefined) return checkTracking(context, path, policy);
  if (policy.adjustmentType === undefined)
    context.error([...path, 'adjustmentType'], 'is missing: ChangeInCapacity, PercentChangeInCapacity or ExactCapacity');
  if (policy.minAdjustmentMagnitude !== undefined && policy.adjustmentType !== 'PercentChangeInCapacity')
    context.error([...path, 'minAdjustmentMagnitude'], 'belongs to PercentChangeInCapacity');
  const made = groupPolicyOf({ ...policy, alarm: undefined, adjustmentType: 'ChangeInCapacity' }, {} as GroupText);
  if (kind === 'StepScaling' && made !== null && made.policyType !== 'TargetTrackingScaling')
    for (const problem of stepProblems(made.steps)) context.error([...path, 'stepAdjustments'], STEP_WORDS[problem]!);
  if (policy.alarm !== undefined) checkAlarm(context, [...path, 'alarm'], policy);
}

function checkTracking(context: Context, path: Path, { targetTrackingConfiguration: tracking, alarm }: GroupPolicyText): void {
  const at = [...path, 'targetTrackingConfiguration'];
  const { predefinedMetricSpecification: predefined, customizedMetricSpecification: custom } = tracking!;
  if (alarm !== undefined) context.error([...path, 'alarm'], 'belongs to step and simple scaling: target tracking makes its own alarms');
  if ((predefined === undefined) === (custom === undefined))
    return context.error(at, 'needs exactly one of predefinedMetricSpecification, customizedMetricSpecification');
  if (custom !== undefined) return isKnown(context, [...at, 'customizedMetricSpecification', 'metricName'], custom);
  const { predefinedMetricType: type } = predefined!;
  const what = type === 'ALBRequestCountPerTarget' ? 'requests go to tasks here, not to instances' : 'instances have no network here';
  if (type !== 'ASGAverageCPUUtilization')
    context.error(
      [...at, 'predefinedMetricSpecification', 'predefinedMetricType'],
      `${type} ${notSimulated(`${what}: track ASGAverageCPUUtilization, or give the points as one of customMetrics`)}`,
    );
}

function isKnown(context: Context, path: Path, metric: MetricReference): void {
  const { customMetrics = [] } = context.scenario;
  if (groupMetricNamed(metric, customMetrics) >= 0) return;
  const others = customMetrics.length === 0 ? '' : ', nor one of customMetrics with this namespace and these dimensions';
  context.error(
    path,
    `${show(metric.metricName)} is no metric of a group or the cluster here${others}${instead(metric.metricName, METRICS)}`,
  );
}

function checkAlarm(context: Context, path: Path, policy: GroupPolicyText): void {
  const alarm = policy.alarm!;
  isKnown(context, [...path, 'metricName'], alarm);
  const { alarm: terms } = groupPolicyOf({ ...policy, scalingAdjustment: 1, adjustmentType: 'ChangeInCapacity' }, {} as GroupText) as {
    alarm: NonNullable<Parameters<typeof alarmProblems>[0]>;
  };
  if (alarm.period < 60)
    context.error([...path, 'period'], `${alarm.period} is below a minute: metrics of groups and clusters have points of a minute`);
  else
    for (const problem of alarmProblems(terms)) {
      const [where, message] = alarmWords(problem, alarm);
      context.error([...path, ...where], message);
    }
}

/** Target tracking takes one policy for each metric (S.TT-6). */
function checkTracked(context: Context, path: Path, group: GroupText): void {
  const seen = new Set<number>();
  for (const [i, policy] of group.scalingPolicies!.entries()) {
    const made = policy.targetTrackingConfiguration === undefined ? null : groupPolicyOf(policy, group, context.scenario.customMetrics);
    if (made?.policyType !== 'TargetTrackingScaling' || made.metric < 0) continue;
    if (seen.has(made.metric))
      context.error([...path, i], 'tracks the metric of a policy before it: target tracking takes one policy for each metric');
    seen.add(made.metric);
  }
}

/** Warns of what the points of the CPU rest on where the scenario does not say it: how often they come, and what tasks without a load use. */
function warnOfCpu(context: Context, path: Path, group: GroupText): void {
  const { services, workloads, groupScaling, customMetrics } = context.scenario;
  const followed = group.scalingPolicies!.flatMap((policy) => {
    const metric = metricOf(policy);
    if (metric === undefined) return policy.targetTrackingConfiguration?.predefinedMetricSpecification === undefined ? [] : [OF_GROUP];
    const number = groupMetricNamed(metric, customMetrics);
    return metric.metricName === 'CPUUtilization' && number >= 0 ? [number] : [];
  });
  if (followed.length === 0) return;
  if (followed.includes(OF_GROUP) && group.monitoring === undefined)
    context.warn(
      path,
      'follow CPU, and without detailed monitoring EC2 has a point every five minutes, not every minute: write monitoring: { enabled: true }, or false if it is so (M.MET-3)',
    );
  const silent = services.filter(({ load }) => load === undefined).length + workloads.length;
  if (silent === 0 || groupScaling !== undefined) return;
  context.warn(
    path,
    'follow CPU, and not all tasks have a load: a task without one is taken to use what it reserves; groupScaling.taskCpuPercent says otherwise',
  );
}
