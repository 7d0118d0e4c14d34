import type { CreateAutoScalingGroupType, UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import { autoScalingGroup as groupSchema } from '../../../scenario/groups/schema.js';
import { typesOf } from '../../../scenario/groups/setup.js';
import { validationError } from '../../aws-error.js';
import { type Draft, type ProviderDraft, renameGroup } from '../../cluster/draft.js';
import type { Edit } from '../../cluster/live-cluster.js';
import { templateTypes, versionOf } from '../ec2/templates.js';
import { inScenario } from '../ecs/in-scenario.js';
import type { Context } from '../operation.js';
import { desire, providerOf } from './group-lookup.js';
import { hookOf } from './hooks.js';

type GroupDraft = ProviderDraft['autoScalingGroup'];

/** A group without a capacity provider: nothing scales, protects or drains its instances. */
const ALONE = { managedScaling: { status: 'DISABLED' }, managedTerminationProtection: 'DISABLED', managedDraining: 'DISABLED' };

/** Members that a scenario's group has under the same names. */
const AS_THEY_ARE = [
  'HealthCheckGracePeriod',
  'TerminationPolicies',
  'NewInstancesProtectedFromScaleIn',
  'CapacityRebalance',
  'MaxInstanceLifetime',
  'AvailabilityZoneDistribution',
  'DefaultCooldown',
  'DefaultInstanceWarmup',
] as const;

/**
 * Returns the edit of CreateAutoScalingGroup. Until now the group has no instance; in the scenario it has a capacity provider of its name.
 * `past`: the name that a deleted group of this name gets.
 */
export function creationOf(context: Context, input: CreateAutoScalingGroupType, past?: string): Edit {
  const { AutoScalingGroupName: name = '', MinSize = 0, MaxSize = 0, DesiredCapacity: desired = MinSize } = input;
  if (MinSize > MaxSize) throw validationError('Max bound must be greater than or equal to min bound');
  if (desired < MinSize || desired > MaxSize)
    throw validationError(`Desired capacity:${desired} must be between the specified min size:${MinSize} and max size:${MaxSize}`);
  const hooks = (input.LifecycleHookSpecificationList ?? []).map((hook) => hookOf(context, 'CreateAutoScalingGroup', hook));
  const group = {
    autoScalingGroupName: name,
    ...shapeOf(context, 'CreateAutoScalingGroup', input),
    ...zonesOf(context, input),
    ...(hooks.length === 0 ? {} : { lifecycleHookSpecificationList: hooks }),
  };
  const provider = { name, autoScalingGroupProvider: ALONE, autoScalingGroup: { ...group, minSize: 0, maxSize: MaxSize } };
  return {
    ahead: (draft, atMs) => {
      if (past !== undefined) renameGroup(draft, name, past);
      const drawn = past === undefined ? {} : { drawnBy: `${past}-next` };
      draft.cluster.capacityProviders.push(structuredClone({ ...provider, ...drawn }) as never);
      desire(draft, atMs, { name, count: desired });
    },
    fromNow: [(draft) => Object.assign(providerOf(draft, name).autoScalingGroup, { minSize: MinSize })],
  };
}

/** Members of the input in the words of the scenario, with the instance types of its launch template. */
function shapeOf(context: Context, action: string, input: CreateAutoScalingGroupType): Record<string, unknown> {
  const { LaunchTemplate: template, MixedInstancesPolicy: policy } = input;
  const rest = Object.fromEntries(AS_THEY_ARE.flatMap((key) => (input[key] === undefined ? [] : [[key, input[key]]])));
  const specification = template ?? policy?.LaunchTemplate?.LaunchTemplateSpecification;
  const overrides = policy?.LaunchTemplate?.Overrides ?? [];
  if (specification === undefined && overrides.length === 0)
    throw validationError('Valid requests must contain a launch template or a mixed instances policy with overrides.');
  const types = specification === undefined ? [] : templateTypes(context, specification);
  const distribution = policy?.InstancesDistribution;
  const mixed = {
    ...(overrides.length === 0 ? {} : { LaunchTemplate: { Overrides: overrides } }),
    ...(distribution === undefined ? {} : { InstancesDistribution: distribution }),
  };
  const shape = inScenario(context, action, {
    schema: groupSchema,
    input: { ...rest, ...(policy === undefined ? {} : { MixedInstancesPolicy: mixed }) },
  });
  return {
    ...shape,
    ...(overrides.length > 0 ? {} : { instanceTypes: types }),
    ...(specification === undefined ? {} : { launchTemplate: versionOf(context, specification) }),
  };
}

/** Zones by name, else those of the subnets in the scenario. */
function zonesOf(
  { cluster, report }: Context,
  { AvailabilityZones: zones, VPCZoneIdentifier: subnets }: CreateAutoScalingGroupType,
): { readonly availabilityZones?: string[] } {
  if (zones !== undefined && zones.length > 0) return { availabilityZones: zones };
  const known = cluster.draft.cluster.subnets ?? {};
  const requested = (subnets ?? '').split(',').filter((one) => one !== '');
  const strange = requested.filter((one) => known[one] === undefined);
  for (const one of strange) report(`the subnet ${one} is not in cluster.subnets of the scenario: the group has every zone`);
  return requested.length === 0 || strange.length > 0 ? {} : { availabilityZones: [...new Set(requested.map((one) => known[one]!))] };
}

/** Returns the edit of DeleteAutoScalingGroup: its instances end, and none takes their place. */
export function deletionOf(name: string, containerInstances: readonly number[]): Edit {
  const disable = (draft: Draft) => {
    const { autoScalingGroupProvider: settings, autoScalingGroup: group } = providerOf(draft, name);
    settings.managedScaling.status = 'DISABLED';
    settings.managedTerminationProtection = 'DISABLED';
    group.minSize = 0;
    if (group.warmPool !== undefined) Object.assign(group.warmPool, { minSize: 0, maxGroupPreparedCapacity: 0 });
  };
  return {
    fromNow: [disable],
    ahead: (draft, atMs) => {
      desire(draft, atMs, { name, count: 0 });
      if (containerInstances.length > 0) draft.faults.push({ type: 'terminate', at: `${atMs}ms`, containerInstances } as never);
    },
  };
}

/**
 * Returns the change of what a group launches, in which zones: null without one. Its types stay, because instances of others come by an
 * instance refresh.
 */
export function launchesOf(context: Context, name: string, input: UpdateAutoScalingGroupType): ((group: GroupDraft) => void) | null {
  const { LaunchTemplate: template, MixedInstancesPolicy: policy } = input;
  const zones = zonesOf(context, input as CreateAutoScalingGroupType);
  const isOther = template !== undefined || policy !== undefined;
  if (!isOther && zones.availabilityZones === undefined) return null;
  const given = isOther
    ? shapeOf(context, 'UpdateAutoScalingGroup', { LaunchTemplate: template, MixedInstancesPolicy: policy } as CreateAutoScalingGroupType)
    : {};
  const own = providerOf(context.cluster.draft, name).autoScalingGroup;
  if (isOther && JSON.stringify(typesOf(given as never)) !== JSON.stringify(typesOf(own as never)))
    throw validationError('Drydock changes the instance types of a group by an instance refresh: give them in its DesiredConfiguration.');
  const { instancesDistribution } = (given.mixedInstancesPolicy ?? {}) as { readonly instancesDistribution?: object };
  return (group) => {
    Object.assign(group, zones, given.launchTemplate === undefined ? {} : { launchTemplate: given.launchTemplate });
    if (instancesDistribution === undefined) return;
    const before = group.mixedInstancesPolicy;
    group.mixedInstancesPolicy = {
      ...before,
      instancesDistribution: { ...before?.instancesDistribution, ...instancesDistribution },
    } as never;
  };
}

/** Moves the size at the start between minSize and maxSize, as a scenario requires. */
export function beginWithin(group: GroupDraft): void {
  const { desiredCapacity, minSize, maxSize } = group;
  if (desiredCapacity !== undefined) group.desiredCapacity = Math.min(Math.max(desiredCapacity, minSize), maxSize);
}

/** Members of an input that are settings of the group in the scenario. */
export function settingsOf(input: UpdateAutoScalingGroupType): Partial<GroupDraft> {
  const {
    MinSize,
    MaxSize,
    HealthCheckGracePeriod,
    TerminationPolicies,
    NewInstancesProtectedFromScaleIn,
    CapacityRebalance,
    MaxInstanceLifetime,
    AvailabilityZoneDistribution: distribution,
    DefaultCooldown: defaultCooldown,
    DefaultInstanceWarmup: defaultInstanceWarmup,
  } = input;
  const settings = {
    minSize: MinSize,
    maxSize: MaxSize,
    healthCheckGracePeriod: HealthCheckGracePeriod,
    terminationPolicies: TerminationPolicies,
    newInstancesProtectedFromScaleIn: NewInstancesProtectedFromScaleIn,
    capacityRebalance: CapacityRebalance,
    maxInstanceLifetime: MaxInstanceLifetime,
    defaultCooldown,
    defaultInstanceWarmup,
    availabilityZoneDistribution: distribution && { capacityDistributionStrategy: distribution.CapacityDistributionStrategy },
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<GroupDraft>;
}
