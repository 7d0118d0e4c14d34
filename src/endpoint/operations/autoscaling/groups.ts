import type {
  AutoScalingGroupNamesType,
  CreateAutoScalingGroupType,
  DeleteAutoScalingGroupType,
  DescribeScalingActivitiesType,
  SetDesiredCapacityType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { groupNameOf } from '../../../answers/groups.js';
import { AwsError } from '../../aws-error.js';
import { groupNamed as groupOfDraft, providerNamed } from '../../cluster/draft.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { described, desire, groupNamed, providerOf } from './described.js';
import { creationOf, deletionOf, settingsOf } from './group-edits.js';

const RECORDS_DEFAULT = 50;

/** Calls on Auto Scaling groups. In a scenario a group is that of a capacity provider, by whose name it goes unless it has its own. */
export const GROUPS: Operations = {
  DescribeAutoScalingGroups: reads<AutoScalingGroupNamesType>(
    ['AutoScalingGroupNames', 'NextToken', 'MaxRecords'],
    ({ AutoScalingGroupNames: names = [], NextToken: token, MaxRecords: most = RECORDS_DEFAULT }, context) => {
      const found = described(context).filter((one) => names.length === 0 || names.includes(one.AutoScalingGroupName));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { AutoScalingGroups: page, NextToken: next };
    },
  ),
  DescribeScalingActivities: reads<DescribeScalingActivitiesType>(
    ['AutoScalingGroupName', 'NextToken', 'MaxRecords', 'ActivityIds'],
    ({ AutoScalingGroupName: name, ActivityIds: ids, NextToken: token, MaxRecords: most = RECORDS_DEFAULT }, context) => {
      if (name !== undefined) groupNamed(context, name);
      const all = context.cluster.activities.map((one) => ({ ...one, AutoScalingGroupName: nameOf(context, one.AutoScalingGroupName) }));
      const found = all.filter(
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
  CreateAutoScalingGroup: writes<CreateAutoScalingGroupType>(
    [
      ...(['AutoScalingGroupName', 'MinSize', 'MaxSize', 'DesiredCapacity', 'AvailabilityZones', 'VPCZoneIdentifier'] as const),
      ...(['LaunchTemplate', 'MixedInstancesPolicy', 'HealthCheckGracePeriod', 'TerminationPolicies', 'CapacityRebalance'] as const),
      ...(['NewInstancesProtectedFromScaleIn', 'MaxInstanceLifetime', 'AvailabilityZoneDistribution'] as const),
    ],
    async (input, context) => {
      const { AutoScalingGroupName: name = '' } = input;
      const { draft, apiState } = context.cluster;
      if (groupOfDraft(draft, name) !== undefined || providerNamed(draft, name) !== undefined)
        throw new AwsError('AlreadyExists', 'AutoScalingGroup by this name already exists - A group with the name already exists');
      await context.cluster.edit(creationOf(context, input));
      apiState.aloneGroups.add(name);
      apiState.notAssociated.add(name);
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
        ...(Object.keys(settings).length === 0
          ? {}
          : { fromNow: [(draft) => Object.assign(providerOf(draft, name).autoScalingGroup, settings)] }),
        ahead: (draft, atMs) => {
          if (DesiredCapacity !== undefined) desire(draft, atMs, { name, count: DesiredCapacity });
        },
      });
    },
  ),
  DeleteAutoScalingGroup: writes<DeleteAutoScalingGroupType>(
    ['AutoScalingGroupName', 'ForceDelete'],
    async ({ AutoScalingGroupName: name = '', ForceDelete: isForced = false }, context) => {
      const { Instances } = groupNamed(context, name);
      if (Instances.length > 0 && !isForced)
        throw new AwsError('ResourceInUse', 'You cannot delete an AutoScalingGroup while there are instances still in the group.');
      await context.cluster.edit(
        deletionOf(
          name,
          Instances.map(({ InstanceId }) => context.cluster.instanceNumber(InstanceId)),
        ),
      );
      context.cluster.apiState.deletedGroups.add(name);
    },
  ),
};

/** The name of the group of a capacity provider. */
function nameOf({ cluster }: Context, provider: string): string {
  const found = providerNamed(cluster.draft, provider);
  return found === undefined ? provider : groupNameOf(found as never);
}
