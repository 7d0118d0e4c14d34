import { plural } from '../../kernel/quantity-text.js';
import { metricsIn } from '../../metrics/math-metric.js';
import { SERVICE_METRIC_NAMES } from '../../metrics/names.js';
import { metricNamed } from '../../scenario/scaling/custom-setup.js';
import { mathProblems, type QueryText } from '../../scenario/scaling/math.js';
import { policy as policySchema, scaling as scalingSchema } from '../../scenario/scaling/schema.js';
import { policyOf } from '../../scenario/scaling/setup.js';
import { type Place, under } from '../findings.js';
import { blockIn, field, incompleteness, shapedReporting, textAt } from '../in-scenario-shape.js';
import { isBlock, keyLetters, listOf, nameIn, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { isUnresolved, shownText } from '../unresolved.js';
import type { Building, Part } from './context.js';
import type { Scaled } from './definitions.js';
import { loadOf } from './load.js';
import { foreignMetric } from './metric-owner.js';

/** Returns the `scaling` of a service from its scalable target, policies, alarms and scheduled actions. */
export function scalingOf(building: Building, scaled: Scaled): Part | undefined {
  const { inventory, findings } = building;
  const target = inventory.scalableTargets.find((one) => isOf(one, scaled.described));
  if (target === undefined) return undefined;
  const { place, value } = target;
  const policies = policiesOf(building, target, scaled);
  const actions = actionsOf(building, target, scaled);
  const shape = shapedReporting(scalingSchema, bounds(value), { place, findings }) as Part;
  const { minCapacity, maxCapacity } = shape;
  if (typeof minCapacity !== 'number' || typeof maxCapacity !== 'number' || policies.length + actions.length === 0) {
    findings.leftOut(place, `the scaling of ${scaled.name}: it has no policy and no scheduled action that is simulated`);
    return undefined;
  }
  const scaling = { ...shape, ...(policies.length > 0 ? { policies } : {}), ...(actions.length > 0 ? { scheduledActions: actions } : {}) };
  findings.understood(
    place,
    `scaling of ${scaled.name}: ${minCapacity} to ${maxCapacity} tasks, ${policies.length === 1 ? '1 policy' : `${policies.length} policies`}, ${plural(actions.length, 'scheduled action')}`,
    scaled.part,
  );
  return { ...(policies.length > 0 ? loadOf(building, scaled, followedMetrics(policies)) : {}), scaling };
}

const READ_APART = /^(scheduledActions|policies|serviceNamespace|resourceId|scalableDimension)$/i;

/** Properties of the target beside its resource, policies and actions. */
function bounds(value: unknown): Part {
  return Object.fromEntries(Object.entries(isBlock(value) ? value : {}).filter(([key]) => !READ_APART.test(key)));
}

/** Matches the resource id `service/CLUSTER/NAME`; an unknown cluster name matches any. */
export function isOf({ value }: DescribedResource, service: DescribedResource): boolean {
  const [kind, cluster = '', name = ''] = shownText(field(value, 'resourceId') ?? '').split('/');
  if (kind !== 'service' || name === '') return false;
  const ours = nameIn(textAt(service.value, 'cluster', 'clusterArn') ?? cluster);
  if (cluster !== ours && ![cluster, ours].some((text) => text.includes('${') || text === '')) return false;
  const own = textAt(service.value, 'serviceName', 'name') ?? service.id ?? '';
  return name === own || name === service.id || nameIn(name) === own;
}

function policiesOf(building: Building, target: DescribedResource, scaled: Scaled): Part[] {
  const { inventory, findings } = building;
  const { described, name } = scaled;
  const own = inventory.scalingPolicies.filter((policy) => isPolicyOf(policy, target, described));
  return own.flatMap((policy) => {
    const { place, value } = policy;
    const given = withAlarm(building, policy);
    const { policies = [] } = shapedReporting(scalingSchema, { policies: [given] }, { place, findings }) as { policies?: Part[] };
    const [part] = policies;
    const foreign = metricsOf(given).flatMap((metric) => foreignMetric(metric, scaled) ?? [])[0];
    const problem =
      part === undefined
        ? 'is not understood'
        : foreign === undefined
          ? (alarmProblem(given.alarm) ?? incompleteness(policySchema, part) ?? problemOf(part))
          : `follows ${foreign}, which is not of the service`;
    if (problem === undefined) return [part!];
    findings.leftOut(
      place,
      `the policy ${shortText(textAt(value, 'policyName', 'name') ?? policy.id ?? 'without a name')} of ${name} ${problem}`,
    );
    return [];
  });
}

function isPolicyOf({ value }: DescribedResource, target: DescribedResource, service: DescribedResource): boolean {
  const reference = textAt(value, 'scalingTargetId', 'scalableTargetId');
  if (reference === undefined) return isOf({ value, place: target.place }, service);
  // The CloudFormation id is `service/CLUSTER/NAME|DIMENSION|ecs`.
  const [resource] = reference.split('|');
  return reference === `target:${target.id}` || reference === target.id || resource === textAt(target.value, 'resourceId');
}

/** Properties of a policy: name, target, configuration and alarms. */
const POLICY_READ_APART =
  /^(policyName|name|id|arn|policyARN|alarms|alarmArns|region|(resource|scal(ing|able)Target)Id|serviceNamespace|scalableDimension|\w+Configuration)$/i;

function othersOf(value: unknown): Part {
  return Object.fromEntries(Object.entries(isBlock(value) ? value : {}).filter(([key]) => !POLICY_READ_APART.test(key)));
}

/** Adds the alarm that starts a step scaling policy; the alarm names the policy among its actions. */
function withAlarm({ inventory }: Building, policy: DescribedResource): Part {
  const { value } = policy;
  const {
    stepScalingPolicyConfiguration: step,
    targetTrackingScalingPolicyConfiguration: tracking,
    predictiveScalingPolicyConfiguration: predictive,
  } = {
    stepScalingPolicyConfiguration: blockIn(field(value, 'stepScalingPolicyConfiguration')),
    targetTrackingScalingPolicyConfiguration: blockIn(field(value, 'targetTrackingScalingPolicyConfiguration')),
    predictiveScalingPolicyConfiguration: blockIn(field(value, 'predictiveScalingPolicyConfiguration')),
  };
  const policyName = textAt(value, 'policyName', 'name') ?? policy.id;
  const base = { ...othersOf(value), ...(policyName === undefined ? {} : { policyName: policyName.slice(0, 256) }) };
  if (tracking !== undefined) return { ...base, targetTrackingScalingPolicyConfiguration: tracking };
  if (predictive !== undefined) return { ...base, predictiveScalingPolicyConfiguration: predictive };
  const alarm = alarmOf(inventory.alarms, policy);
  return {
    ...base,
    ...(step === undefined ? {} : { stepScalingPolicyConfiguration: step }),
    ...(alarm === undefined ? {} : { alarm: alarmWords(alarm.value) }),
  };
}

/** Returns the metrics that the policy names: one, or those of its metric math. */
function metricsOf({ alarm, targetTrackingScalingPolicyConfiguration: tracking }: Part): unknown[] {
  const named = alarm ?? field(tracking, 'customizedMetricSpecification');
  const queries = listOf(field(named, 'metrics'));
  return queries.length === 0 ? [named] : queries.flatMap((query) => field(field(query, 'metricStat'), 'metric') ?? []);
}

/** Returns the alarm that starts a policy: the first, where several name it. */
export function alarmOf(alarms: readonly DescribedResource[], policy: DescribedResource): DescribedResource | undefined {
  return alarms.find((one) => startsPolicy(one, policy));
}

export function startsPolicy(alarm: DescribedResource, policy: DescribedResource): boolean {
  const actions = listOf(field(alarm.value, 'alarmActions')).map(shownText);
  const arn = textAt(policy.value, 'policyARN', 'arn');
  const names = [
    arn,
    policy.id,
    policy.id === undefined ? undefined : `arn:aws:autoscaling:${policy.id}`,
    textAt(policy.value, 'policyName', 'name'),
  ];
  const isNamed = actions.some((action) =>
    names.some((name) => name !== undefined && (action === name || action.endsWith(`:${name}`) || action.endsWith(`/${name}`))),
  );
  const listed = listOf(field(policy.value, 'alarms')).map((one) => textAt(one, 'alarmName'));
  return isNamed || listed.includes(textAt(alarm.value, 'alarmName') ?? '\0');
}

/** Keys of an alarm that name it, its actions and its state. */
const ALARM_READ_APART = new Set(
  'alarmActions alarmArn alarmConfigurationUpdatedTimestamp arn evaluationState id region stateReason stateReasonData stateTransitionedTimestamp stateUpdatedTimestamp stateValue'
    .split(' ')
    .map(keyLetters),
);

export function alarmWords(value: unknown): Part {
  const given = Object.entries(isBlock(value) ? value : {});
  return Object.fromEntries(given.filter(([key, own]) => own !== null && !ALARM_READ_APART.has(keyLetters(key))));
}

/** Returns what no alarm of a scenario has, and would change when it is in ALARM; undefined without that. */
export function alarmProblem(alarm: unknown): string | undefined {
  const percentile = textAt(alarm, 'extendedStatistic') ?? '';
  return percentile === '' ? undefined : `has an alarm on the statistic ${shortText(percentile)}, which no metric of a scenario has`;
}

/** Returns why a policy cannot act in a simulation; undefined when it can. */
function problemOf(part: Part): string | undefined {
  const { stepScalingPolicyConfiguration: step, alarm, targetTrackingScalingPolicyConfiguration: tracking } = part;
  if (step !== undefined && alarm === undefined) return 'has no alarm in the input: give the CloudWatch alarm that starts it as well';
  const named = metricsOf(part).flatMap((metric) => textAt(metric, 'metricName') ?? []);
  const unknown = named.find((metricName) => metricNamed({ metricName }) < 0);
  if (unknown !== undefined) return `follows ${shortText(unknown)}; a simulated service has ${SERVICE_METRIC_NAMES.join(', ')}`;
  if (isBlock(tracking) && named.length === 0 && tracking.predefinedMetricSpecification === undefined) return 'names no metric';
  const queries = field(alarm ?? field(tracking, 'customizedMetricSpecification'), 'metrics');
  const [wrong] = queries === undefined ? [] : mathProblems(queries as QueryText[], metricNamed);
  if (wrong !== undefined) return `has metric math that ${wrong[1]}`;
  return policyOf(part as Parameters<typeof policyOf>[0]) === null ? 'is not understood' : undefined;
}

function followedMetrics(policies: readonly Part[]): number[] {
  return policies.flatMap((part) => {
    const policy = policyOf(part as Parameters<typeof policyOf>[0]);
    if (policy === null) return [];
    if (policy.policyType === 'PredictiveScaling') return [policy.metric];
    if (policy.math !== undefined) return metricsIn(policy.math);
    return [policy.policyType === 'StepScaling' ? policy.alarm.metric : policy.metric];
  });
}

/** Collects scheduled actions, from the scalable target (CloudFormation) or from separate resources. */
function actionsOf({ inventory, findings }: Building, target: DescribedResource, { described }: Scaled): Part[] {
  const inside = listOf(field(target.value, 'scheduledActions')).map((value, i) => ({
    value,
    place: under(target.place, 'scheduledActions', i),
  }));
  const apart = inventory.scheduledActions.filter((action) => isOf(action, described));
  return [...inside, ...apart].flatMap(({ value, place }) => actionOf(value, place, findings));
}

function actionOf(value: unknown, place: Place, findings: Building['findings']): Part[] {
  if (isUnresolved(value) || !isBlock(value)) return [];
  const name = textAt(value, 'scheduledActionName', 'name');
  const { name: _, ...named } = value;
  const given = { ...named, ...(name === undefined ? {} : { scheduledActionName: name }) };
  const { scheduledActions = [] } = shapedReporting(scalingSchema, { scheduledActions: [given] }, { place, findings }) as {
    scheduledActions?: Part[];
  };
  return scheduledActions;
}
