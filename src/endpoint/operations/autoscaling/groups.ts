import type {
  AutoScalingGroupNamesType,
  DescribeAutoScalingInstancesType,
  DescribeScalingActivitiesType,
  SetDesiredCapacityType,
  SetInstanceProtectionQuery,
  TerminateInstanceInAutoScalingGroupType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { describeAutoScalingGroups } from '../../../answers/groups.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';

const RECORDS_DEFAULT = 50;

interface Member {
  readonly InstanceId: string;
  readonly LifecycleState: string;
}

type Described = Record<string, unknown> & {
  readonly AutoScalingGroupName: string;
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly Instances: readonly Member[];
};

function described({ cluster }: Context): Described[] {
  return (describeAutoScalingGroups(cluster.moment) as { AutoScalingGroups: Described[] }).AutoScalingGroups;
}

function groupNamed(context: Context, name: string): Described {
  const found = described(context).find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  if (found === undefined) throw new AwsError('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  return found;
}

/** Returns the group of an instance, and the number of the instance in the run. */
function instanceNamed(context: Context, id: string): { readonly group: Described; readonly instance: number; readonly member: Member } {
  for (const group of described(context)) {
    const member = group.Instances.find(({ InstanceId }) => InstanceId === id);
    if (member !== undefined) return { group, member, instance: context.cluster.instanceNumber(id) };
  }
  throw new AwsError('ValidationError', `Instance Id not found - No managed instance found for instance ID: ${id}`);
}

type GroupDraft = Exclude<Draft['cluster']['capacityProviders'][number], string>['autoScalingGroup'];

function groupIn({ cluster }: Draft, name: string): GroupDraft {
  return cluster.capacityProviders.find((one): one is Exclude<typeof one, string> => typeof one !== 'string' && one.name === name)!
    .autoScalingGroup;
}

/** Writes a call of SetDesiredCapacity onto the timeline. */
function desire(draft: Draft, atMs: number, { name, count }: { readonly name: string; readonly count: number }): void {
  draft.faults.push({ type: 'desiredCapacity', at: `${atMs}ms`, capacityProvider: name, desiredCapacity: count } as never);
}

/** Calls on Auto Scaling groups: those of the capacity providers, by whose names they go. */
export const GROUPS: Operations = {
  DescribeAutoScalingGroups: reads<AutoScalingGroupNamesType>(
    ['AutoScalingGroupNames', 'NextToken', 'MaxRecords'],
    ({ AutoScalingGroupNames: names = [], NextToken: token, MaxRecords: most = RECORDS_DEFAULT }, context) => {
      const found = described(context).filter((one) => names.length === 0 || names.includes(one.AutoScalingGroupName));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { AutoScalingGroups: page, NextToken: next };
    },
  ),
  DescribeAutoScalingInstances: reads<DescribeAutoScalingInstancesType>(
    ['InstanceIds', 'NextToken', 'MaxRecords'],
    ({ InstanceIds: ids = [], NextToken: token, MaxRecords: most = RECORDS_DEFAULT }, context) => {
      const all = described(context).flatMap(({ AutoScalingGroupName, Instances }) =>
        Instances.map((one) => ({ ...one, AutoScalingGroupName, HealthStatus: 'HEALTHY' })),
      );
      const found = all.filter(({ InstanceId }) => ids.length === 0 || ids.includes(InstanceId));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { AutoScalingInstances: page, NextToken: next };
    },
  ),
  DescribeScalingActivities: reads<DescribeScalingActivitiesType>(
    ['AutoScalingGroupName', 'NextToken', 'MaxRecords', 'ActivityIds'],
    ({ AutoScalingGroupName: name, ActivityIds: ids, NextToken: token, MaxRecords: most = RECORDS_DEFAULT }, context) => {
      if (name !== undefined) groupNamed(context, name);
      const found = context.cluster.activities.filter(
        (one) => (name === undefined || one.AutoScalingGroupName === name) && (ids === undefined || ids.includes(one.ActivityId)),
      );
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { Activities: page, NextToken: next };
    },
  ),
  SetDesiredCapacity: writes<SetDesiredCapacityType>(
    ['AutoScalingGroupName', 'DesiredCapacity', 'HonorCooldown'],
    async ({ AutoScalingGroupName: name = '', DesiredCapacity: count = 0 }, context) => {
      const { MinSize, MaxSize } = groupNamed(context, name);
      const wrong = count > MaxSize ? `above max value ${MaxSize}` : count < MinSize ? `below min value ${MinSize}` : null;
      if (wrong !== null)
        throw new AwsError('ValidationError', `New SetDesiredCapacity value ${count} is ${wrong} for the AutoScalingGroup.`);
      await context.cluster.edit({ ahead: (draft, atMs) => desire(draft, atMs, { name, count }) });
    },
  ),
  UpdateAutoScalingGroup: writes<UpdateAutoScalingGroupType>(
    [
      ...(['AutoScalingGroupName', 'MinSize', 'MaxSize', 'DesiredCapacity', 'HealthCheckGracePeriod', 'TerminationPolicies'] as const),
      ...(['NewInstancesProtectedFromScaleIn', 'CapacityRebalance', 'MaxInstanceLifetime'] as const),
    ],
    async (input, context) => {
      const { AutoScalingGroupName: name = '', MinSize, MaxSize, DesiredCapacity } = input;
      const group = groupNamed(context, name);
      if ((MinSize ?? group.MinSize) > (MaxSize ?? group.MaxSize))
        throw new AwsError('ValidationError', 'Max bound must be greater than or equal to min bound');
      const settings = settingsOf(input);
      await context.cluster.edit({
        ...(Object.keys(settings).length === 0 ? {} : { fromNow: [(draft) => Object.assign(groupIn(draft, name), settings)] }),
        ahead: (draft, atMs) => {
          if (DesiredCapacity !== undefined) desire(draft, atMs, { name, count: DesiredCapacity });
        },
      });
    },
  ),
  TerminateInstanceInAutoScalingGroup: writes<TerminateInstanceInAutoScalingGroupType>(
    ['InstanceId', 'ShouldDecrementDesiredCapacity'],
    async ({ InstanceId: id = '', ShouldDecrementDesiredCapacity: isFewer = false }, context) => {
      const { group, instance } = instanceNamed(context, id);
      const count = Number(group.DesiredCapacity) - 1;
      if (isFewer && count < group.MinSize)
        throw new AwsError(
          'ValidationError',
          "Currently, desiredSize equals minSize. Terminating instance without replacement will violate group's min size constraint.",
        );
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          draft.faults.push({ type: 'terminate', at: `${atMs}ms`, containerInstances: [instance] } as never);
          if (isFewer) desire(draft, atMs, { name: group.AutoScalingGroupName, count });
        },
      });
      return { Activity: context.cluster.activities.find(({ Description }) => Description === `Terminating EC2 instance: ${id}`) };
    },
  ),
  SetInstanceProtection: writes<SetInstanceProtectionQuery>(
    ['InstanceIds', 'AutoScalingGroupName', 'ProtectedFromScaleIn'],
    async ({ InstanceIds: ids = [], AutoScalingGroupName: name = '', ProtectedFromScaleIn: isProtected = false }, context) => {
      groupNamed(context, name);
      const containerInstances = ids.map((id) => instanceNamed(context, id).instance);
      if (containerInstances.length === 0) return;
      const fault = { type: 'protect', containerInstances, protectedFromScaleIn: isProtected };
      await context.cluster.edit({ ahead: ({ faults }, atMs) => faults.push({ ...fault, at: `${atMs}ms` } as never) });
    },
  ),
};

/** Members of an input that are settings of the group in the scenario. */
function settingsOf(input: UpdateAutoScalingGroupType): Partial<GroupDraft> {
  const {
    MinSize,
    MaxSize,
    HealthCheckGracePeriod,
    TerminationPolicies,
    NewInstancesProtectedFromScaleIn,
    CapacityRebalance,
    MaxInstanceLifetime,
  } = input;
  const settings = {
    minSize: MinSize,
    maxSize: MaxSize,
    healthCheckGracePeriod: HealthCheckGracePeriod,
    terminationPolicies: TerminationPolicies,
    newInstancesProtectedFromScaleIn: NewInstancesProtectedFromScaleIn,
    capacityRebalance: CapacityRebalance,
    maxInstanceLifetime: MaxInstanceLifetime,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<GroupDraft>;
}
