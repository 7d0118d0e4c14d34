import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { capitals } from '../../../answers/scaling.js';
import { groupPolicy } from '../../../scenario/groups/policies-schema.js';
import { kindOfPolicy } from '../../../scenario/groups/policies-setup.js';
import { validationError } from '../../aws-error.js';
import type { Draft, ProviderDraft } from '../../cluster/draft.js';
import { alarmsOfGroups } from '../cloudwatch/group-alarms.js';
import { MANAGED_POLICY, managedAlarms } from '../cloudwatch/managed-alarms.js';
import { withMetrics } from '../cloudwatch/service-alarms.js';
import { inScenario } from '../ecs/in-scenario.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { groupNamed, groupAnswers as groups, providerOf } from './group-lookup.js';
import { policyArn } from './policy-arns.js';

const lists = listsOf('autoscaling', 50);

type GroupPolicyDraft = NonNullable<ProviderDraft['autoScalingGroup']['scalingPolicies']>[number];

/** Calls on scaling policies of groups. */
export const GROUP_POLICIES = {
  PutScalingPolicy: writes(
    {
      uses: [
        ...(['AutoScalingGroupName', 'PolicyName', 'PolicyType', 'AdjustmentType', 'MinAdjustmentMagnitude', 'ScalingAdjustment'] as const),
        ...(['Cooldown', 'StepAdjustments', 'EstimatedInstanceWarmup', 'TargetTrackingConfiguration', 'Enabled'] as const),
      ],
      keeps: ['MetricAggregationType'],
      refuses: ['PredictiveScalingConfiguration', 'MinAdjustmentStep'],
    },
    async (input, context) => {
      const { AutoScalingGroupName: group = '', PolicyName: name = '' } = input;
      groupNamed(context, group);
      const { AutoScalingGroupName: _, ...rest } = input;
      const policy = inScenario(context, 'PutScalingPolicy', { schema: groupPolicy, input: rest }) as unknown as GroupPolicyDraft;
      const before = policyIn(context.cluster.draft, group, name);
      if (before !== undefined && kindOfPolicy(before as never) !== kindOfPolicy(policy as never))
        throw validationError('The policy type of a scaling policy cannot be changed: delete it and put another one.');
      const custom = policy.targetTrackingConfiguration?.customizedMetricSpecification;
      await context.cluster.edit({
        ...(custom === undefined ? {} : { ahead: (draft: Draft) => withMetrics(draft, custom as never) }),
        fromNow: [(draft) => put(draft, group, policy)],
      });
      const PolicyARN = policyArn(context, group, name);
      context.cluster.apiState.deletedPolicies.delete(PolicyARN);
      return { PolicyARN, Alarms: alarmNames(context, group, name) };
    },
  ),
  DescribePolicies: lists(
    'ScalingPolicies',
    ['AutoScalingGroupName', 'PolicyNames', 'PolicyTypes', 'IncludeManagedResources'],
    ({ AutoScalingGroupName: group, PolicyNames: names = [], PolicyTypes: types = [] }, context) => {
      if (group !== undefined) groupNamed(context, group);
      const isRequested = (one: { readonly PolicyName: string; readonly PolicyARN: string }) =>
        names.length === 0 || names.includes(one.PolicyName) || names.includes(one.PolicyARN);
      return groups(context)
        .filter(({ AutoScalingGroupName }) => group === undefined || AutoScalingGroupName === group)
        .flatMap(({ AutoScalingGroupName }) => describedIn(context, AutoScalingGroupName))
        .filter((one) => isRequested(one) && (types.length === 0 || types.includes(one.PolicyType)));
    },
  ),
  DeletePolicy: writes(['AutoScalingGroupName', 'PolicyName'], async (input, context) => {
    const { group, policy } = named(context, input);
    // It stays in the scenario, for calls of the past name it.
    await context.cluster.edit({ fromNow: [(draft) => put(draft, group, { ...policy, enabled: false })] });
    context.cluster.apiState.deletedPolicies.add(policyArn(context, group, policy.policyName));
  }),
  ExecutePolicy: writes(
    ['AutoScalingGroupName', 'PolicyName', 'HonorCooldown', 'MetricValue', 'BreachThreshold'],
    async (input, context) => {
      const { group, policy } = named(context, input);
      const { HonorCooldown: honorCooldown = false, MetricValue: metricValue, BreachThreshold: breachThreshold } = input;
      const values = Object.entries({ metricValue, breachThreshold }).filter(([, value]) => value !== undefined);
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          const on = { at: `${atMs}ms`, capacityProvider: providerOf(draft, group).name, policyName: policy.policyName, honorCooldown };
          draft.faults.push({ type: 'executePolicy', ...on, ...Object.fromEntries(values) } as never);
        },
      });
    },
  ),
} satisfies OperationsOf<AutoScaling>;

/** Puts a policy in the place of the one of its name, whose alarm stays. */
function put(draft: Draft, group: string, policy: GroupPolicyDraft): void {
  const own = providerOf(draft, group).autoScalingGroup;
  const policies = own.scalingPolicies ?? [];
  const place = policies.findIndex(({ policyName }) => policyName === policy.policyName);
  const alarm = policy.alarm ?? policies[place]?.alarm;
  const next = structuredClone({ ...policy, ...(alarm === undefined ? {} : { alarm }) });
  own.scalingPolicies = place < 0 ? [...policies, next] : policies.with(place, next);
}

function policyIn(draft: Readonly<Draft>, group: string, name: string): GroupPolicyDraft | undefined {
  return providerOf(draft, group).autoScalingGroup.scalingPolicies?.find(({ policyName }) => policyName === name);
}

/** Returns the policy that a call names, by its name in a group or by its ARN. */
function named(
  context: Context,
  {
    AutoScalingGroupName: given,
    PolicyName: reference = '',
  }: { readonly AutoScalingGroupName?: string | undefined; readonly PolicyName?: string | undefined },
): { readonly group: string; readonly policy: GroupPolicyDraft } {
  const [, ofArn, inArn] = /:autoScalingGroupName\/(.+):policyName\/(.+)$/.exec(reference) ?? [];
  const group = ofArn ?? given ?? '';
  groupNamed(context, group);
  const name = inArn ?? reference;
  if (name === MANAGED_POLICY && managedIn(context, group).length > 0)
    throw validationError(`${name} of ${group} belongs to ECS: UpdateCapacityProvider changes managed scaling.`);
  const policy = policyIn(context.cluster.draft, group, name);
  if (policy === undefined || context.cluster.apiState.deletedPolicies.has(policyArn(context, group, name)))
    throw validationError(`PolicyName '${name}' not found in group '${group}'`);
  return { group, policy };
}

function alarmNames(context: Context, group: string, name: string): object[] {
  return alarmsOfGroups(context)
    .filter((one) => one.known.group === group && one.known.policyName === name)
    .map(({ AlarmName, AlarmArn: AlarmARN }) => ({ AlarmName, AlarmARN }));
}

/** The policy by which ECS scales a group; empty without managed scaling. */
function managedIn(context: Context, group: string) {
  const alarms = managedAlarms(context).filter(({ known }) => known.group === group);
  return alarms.slice(0, 1).map(({ Namespace, MetricName, Dimensions, Statistic, Threshold }) => ({
    AutoScalingGroupName: group,
    PolicyName: MANAGED_POLICY,
    PolicyARN: policyArn(context, group, MANAGED_POLICY),
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: {
      CustomizedMetricSpecification: { MetricName, Namespace, Dimensions, Statistic },
      TargetValue: Threshold,
      DisableScaleIn: false,
    },
    Alarms: alarms.map(({ AlarmName, AlarmArn: AlarmARN }) => ({ AlarmName, AlarmARN })),
    Enabled: true,
  }));
}

/** Returns the policies of a group, as DescribePolicies returns them. */
function describedIn(context: Context, group: string) {
  const { autoScalingGroup: own } = providerOf(context.cluster.draft, group);
  const given = (own.scalingPolicies ?? []).flatMap((policy) => {
    const { policyName: PolicyName, alarm: _, enabled: Enabled = true, policyType: _t, ...rest } = policy;
    const PolicyARN = policyArn(context, group, PolicyName);
    if (context.cluster.apiState.deletedPolicies.has(PolicyARN)) return [];
    const PolicyType = kindOfPolicy(policy as never);
    const settings = capitals(rest) as object;
    const Alarms = alarmNames(context, group, PolicyName);
    return [{ AutoScalingGroupName: group, PolicyName, PolicyARN, PolicyType, ...settings, Alarms, Enabled }];
  });
  return [...given, ...managedIn(context, group)];
}
