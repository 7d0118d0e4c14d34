import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { groupNameOf } from '../../../answers/groups.js';
import { AwsError, validationError } from '../../aws-error.js';
import { type Draft, groupNamed as groupOfDraft, providerNamed, retiredName } from '../../cluster/draft.js';
import { keep } from '../kept.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { beginWithin, creationOf, deletionOf, launchesOf, settingsOf } from './group-edits.js';
import { desire, groupAnswers, groupNamed, providerOf } from './group-lookup.js';
import { keepHook } from './hooks.js';
import { passes, tagsOf } from './tags.js';

const lists = listsOf('autoscaling', 50);
/** Members that a simulation does not have. */
const KEPT = [
  ...(['Context', 'HealthCheckType', 'PlacementGroup', 'ServiceLinkedRoleARN'] as const),
  ...(['DeletionProtection', 'AvailabilityZoneImpairmentPolicy', 'SkipZonalShiftValidation'] as const),
] as const;
const REFUSED = [
  ...(['AvailabilityZoneIds', 'CapacityReservationSpecification', 'InstanceLifecyclePolicy', 'InstanceMaintenancePolicy'] as const),
  ...(['LaunchConfigurationName'] as const),
] as const;

/** Calls on Auto Scaling groups. In a scenario a group is that of a capacity provider, by whose name it goes unless it has its own. */
export const GROUPS = {
  DescribeAutoScalingGroups: lists(
    'AutoScalingGroups',
    ['AutoScalingGroupNames', 'Filters', 'IncludeInstances', 'IncludeManagedResources'],
    ({ AutoScalingGroupNames: names = [], Filters: filters = [], IncludeInstances }, context) => {
      const named = groupAnswers(context).filter((one) => names.length === 0 || names.includes(one.AutoScalingGroupName));
      const passed = named.filter((one) => filters.every((filter) => passes(one.Tags, filter)));
      return IncludeInstances === false ? passed.map((one) => ({ ...one, Instances: [] })) : passed;
    },
  ),
  DescribeScalingActivities: lists(
    'Activities',
    {
      uses: ['AutoScalingGroupName', 'ActivityIds', 'IncludeDeletedGroups', 'IncludeManagedResources'],
      refuses: ['Filters'],
    },
    ({ AutoScalingGroupName: name, ActivityIds: ids, IncludeDeletedGroups: withDeleted = false }, context) => {
      const { deletedGroups } = context.cluster.apiState;
      if (name !== undefined && !(withDeleted && deletedGroups.has(name))) groupNamed(context, name);
      const all = context.cluster.activities.map((one) => ({
        ...one,
        AutoScalingGroupName: groupOfProvider(context, one.AutoScalingGroupName),
      }));
      return all.filter(
        (one) =>
          (withDeleted || !deletedGroups.has(one.AutoScalingGroupName)) &&
          (name === undefined || one.AutoScalingGroupName === name) &&
          (ids === undefined || ids.includes(one.ActivityId)),
      );
    },
  ),
  SetDesiredCapacity: writes(
    ['AutoScalingGroupName', 'DesiredCapacity', 'HonorCooldown'],
    async ({ AutoScalingGroupName: name = '', DesiredCapacity: count = 0 }, context) => {
      const { MinSize, MaxSize } = groupNamed(context, name);
      const wrong = count > MaxSize ? `above max value ${MaxSize}` : count < MinSize ? `below min value ${MinSize}` : null;
      if (wrong !== null) throw validationError(`New SetDesiredCapacity value ${count} is ${wrong} for the AutoScalingGroup.`);
      await context.cluster.edit({ ahead: (draft, atMs) => desire(draft, atMs, { name, count }) });
    },
  ),
  CreateAutoScalingGroup: writes(
    {
      uses: [
        ...(['AutoScalingGroupName', 'MinSize', 'MaxSize', 'DesiredCapacity', 'AvailabilityZones', 'VPCZoneIdentifier'] as const),
        ...(['LaunchTemplate', 'MixedInstancesPolicy', 'HealthCheckGracePeriod', 'TerminationPolicies', 'CapacityRebalance'] as const),
        ...(['NewInstancesProtectedFromScaleIn', 'MaxInstanceLifetime', 'AvailabilityZoneDistribution'] as const),
        ...(['LifecycleHookSpecificationList', 'DesiredCapacityType', 'Tags', 'DefaultCooldown', 'DefaultInstanceWarmup'] as const),
      ],
      keeps: [...KEPT, 'LoadBalancerNames', 'TargetGroupARNs', 'TrafficSources'],
      refuses: [...REFUSED, 'InstanceId', 'Operator'],
    },
    async (input, context) => {
      const { AutoScalingGroupName: name = '' } = input;
      needsUnits(input);
      const { apiState } = context.cluster;
      const past = pastOf(context, name);
      await context.cluster.edit(creationOf(context, input, past));
      if (past !== undefined) apiState.retireGroup(name, past);
      apiState.aloneGroups.add(name);
      apiState.notAssociated.add(name);
      keep(
        context,
        `group ${name}`,
        { ...input, Tags: tagsOf(name, input.Tags) },
        { keeps: [...KEPT, 'Tags', 'TargetGroupARNs', 'LoadBalancerNames', 'TrafficSources', 'VPCZoneIdentifier'] },
      );
      for (const hook of input.LifecycleHookSpecificationList ?? []) keepHook(context, name, hook);
    },
  ),
  UpdateAutoScalingGroup: writes(
    {
      uses: [
        ...(['AutoScalingGroupName', 'MinSize', 'MaxSize', 'DesiredCapacity', 'HealthCheckGracePeriod', 'TerminationPolicies'] as const),
        ...(['NewInstancesProtectedFromScaleIn', 'CapacityRebalance', 'MaxInstanceLifetime', 'AvailabilityZoneDistribution'] as const),
        ...(['LaunchTemplate', 'MixedInstancesPolicy', 'AvailabilityZones', 'VPCZoneIdentifier', 'DesiredCapacityType'] as const),
        ...(['DefaultCooldown', 'DefaultInstanceWarmup'] as const),
      ],
      keeps: KEPT,
      refuses: REFUSED,
    },
    async (input, context) => {
      const { AutoScalingGroupName: name = '', MinSize, MaxSize, DesiredCapacity } = input;
      const group = groupNamed(context, name);
      if ((MinSize ?? group.MinSize) > (MaxSize ?? group.MaxSize))
        throw validationError('Max bound must be greater than or equal to min bound');
      needsUnits(input);
      const settings = settingsOf(input);
      const launches = launchesOf(context, name, input);
      const change = (draft: Draft) => {
        const { autoScalingGroup } = providerOf(draft, name);
        Object.assign(autoScalingGroup, settings);
        beginWithin(autoScalingGroup);
        launches?.(autoScalingGroup);
      };
      await context.cluster.edit({
        ...(Object.keys(settings).length === 0 && launches === null ? {} : { fromNow: [change] }),
        ahead: (draft, atMs) => {
          resize(draft, atMs, {
            name,
            ...(MinSize === undefined ? {} : { minSize: MinSize }),
            ...(MaxSize === undefined ? {} : { maxSize: MaxSize }),
          });
          if (DesiredCapacity !== undefined) desire(draft, atMs, { name, count: DesiredCapacity });
        },
      });
      keep(context, `group ${name}`, input, { keeps: [...KEPT, 'VPCZoneIdentifier'] });
    },
  ),
  DeleteAutoScalingGroup: writes(
    ['AutoScalingGroupName', 'ForceDelete'],
    async ({ AutoScalingGroupName: name = '', ForceDelete: isForced = false }, context) => {
      const { Instances, DeletionProtection: protection } = groupNamed(context, name);
      if (protection === 'prevent-all-deletion' || (isForced && protection === 'prevent-force-deletion'))
        throw new AwsError('ResourceInUse', `The AutoScalingGroup has the deletion protection ${protection}.`);
      if (Instances.length > 0 && !isForced)
        throw new AwsError('ResourceInUse', 'You cannot delete an AutoScalingGroup while there are instances still in the group.');
      const numbers = Instances.map(({ InstanceId }) => context.cluster.instanceNumber(InstanceId));
      await context.cluster.edit(deletionOf(name, numbers));
      context.cluster.apiState.deletedGroups.add(name);
    },
  ),
} satisfies OperationsOf<AutoScaling>;

/** Returns another name for a deleted group that has the name; undefined where none has it. Throws AWS's error where it is taken. */
function pastOf({ cluster: { draft, apiState, moment } }: Context, name: string): string | undefined {
  const provider = groupOfDraft(draft, name) ?? providerNamed(draft, name);
  if (provider === undefined) return undefined;
  const { fleet, setup } = moment.world;
  const number = setup.capacityProviders.findIndex((one) => one.name === provider.name);
  const isPending = fleet.provider.subarray(0, fleet.count).includes(number);
  if (!apiState.deletedGroups.has(name) || isPending)
    throw new AwsError(
      'AlreadyExists',
      `AutoScalingGroup by this name already exists - A group with the name ${name} already exists${isPending && apiState.deletedGroups.has(name) ? ' and is pending delete' : ''}`,
    );
  const taken = draft.cluster.capacityProviders.flatMap((one) => (typeof one === 'string' ? [] : [one.name, groupNameOf(one as never)]));
  return retiredName(taken, name);
}

/** Sets the bounds of a group: by a further action on the timeline if an action has set them before. */
function resize(
  draft: Draft,
  atMs: number,
  { name, ...bounds }: { readonly name: string; readonly minSize?: number; readonly maxSize?: number },
): void {
  const capacityProvider = providerOf(draft, name).name;
  const isSet = draft.faults.some((fault) => fault.type === 'groupSize' && fault.capacityProvider === capacityProvider);
  if (isSet && Object.keys(bounds).length > 0)
    draft.faults.push({ type: 'groupSize', at: `${atMs}ms`, capacityProvider, ...bounds } as never);
}

/** Instance weighting is not supported (C.CAP-16). */
function needsUnits({ DesiredCapacityType: type = 'units' }: { readonly DesiredCapacityType?: string | undefined }): void {
  if (type !== 'units') throw validationError(`Drydock counts the capacity of a group in units, and not in ${type}.`);
}

/** Returns the name of the group of a capacity provider. */
function groupOfProvider({ cluster }: Context, provider: string): string {
  const found = providerNamed(cluster.draft, provider);
  return found === undefined ? provider : groupNameOf(found as never);
}
