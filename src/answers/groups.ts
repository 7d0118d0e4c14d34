import { isPooled, Lifecycle } from '../autoscaling/group/lifecycle.js';
import { SCALING_PROCESSES } from '../autoscaling/group/processes.js';
import { GROUP_COOLDOWN_DEFAULT_MS } from '../autoscaling/policies/group-policies.js';
import { groupProviders, listedProviders } from '../scenario/cluster/providers.js';
import { hasSpot, typesOf } from '../scenario/groups/setup.js';
import type { ProviderText } from '../scenario/schema.js';
import { Draining } from '../sim/cluster/fleet.js';
import { capitalTags, ec2IdOf, type Moment, rowsOf, TAG, tagsOf } from './moment.js';

const LIFECYCLES: Readonly<Record<number, string>> = {
  [Lifecycle.Pending]: 'Pending',
  [Lifecycle.InService]: 'InService',
  [Lifecycle.Terminating]: 'Terminating',
};

/** describe-capacity-providers: those of the cluster. */
export function describeCapacityProviders({ scenario, names }: Moment): object {
  const providers = listedProviders(scenario).map(({ name, group }) => {
    const settings =
      group === null
        ? {}
        : { autoScalingGroupProvider: { ...group.autoScalingGroupProvider, autoScalingGroupArn: groupArn(names, groupNameOf(group)) } };
    return { capacityProviderArn: `${names.prefix}:capacity-provider/${name}`, name, status: 'ACTIVE', ...settings, tags: [] };
  });
  return { capacityProviders: providers };
}

/** Returns the name of a group: its own, or that of its capacity provider. */
export function groupNameOf({ name, autoScalingGroup }: Pick<ProviderText, 'name' | 'autoScalingGroup'>): string {
  const { autoScalingGroupName: given } = autoScalingGroup;
  return typeof given === 'string' ? given : name;
}

/** describe-auto-scaling-groups: settings, launch template and instances of each group. */
export function describeAutoScalingGroups(moment: Moment): object {
  const providers = groupProviders(moment.scenario);
  return { AutoScalingGroups: providers.map((provider, index) => groupOf(moment, provider, index)) };
}

/** describe-warm-pool: the instances of a group's pool, which rest in a state. */
export function warmPoolInstances(moment: Moment, provider: number, state: string): object[] {
  const { fleet, setup } = moment.world;
  const rows = Array.from({ length: fleet.count }, (_, row) => row);
  return rows
    .filter((row) => fleet.provider[row] === provider && isPooled(fleet.lifecycle[row]!))
    .map((row) => ({
      InstanceId: ec2IdOf(moment, fleet.instance[row]!),
      InstanceType: setup.instanceTypes[fleet.type[row]!]!.name,
      AvailabilityZone: setup.zones[fleet.zone[row]!],
      LifecycleState: `Warmed:${fleet.lifecycle[row] !== Lifecycle.Warmed ? 'Pending' : fleet.isUp[row] === 1 ? 'Running' : state}`,
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
    }));
}

function groupOf(moment: Moment, text: ProviderText, provider: number): object {
  const { autoScalingGroup: group } = text;
  const name = groupNameOf(text);
  const { world, names } = moment;
  const { desired } = world.records.groups[provider]!;
  const { minSize, maxSize } = world.conditions.groupSizes.at(provider, world.loop.nowMs);
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: groupArn(names, name),
    ...launchesOf(text),
    MinSize: minSize,
    MaxSize: maxSize,
    DesiredCapacity: desired,
    DefaultCooldown: group.defaultCooldown ?? GROUP_COOLDOWN_DEFAULT_MS / 1_000,
    ...(group.defaultInstanceWarmup === undefined ? {} : { DefaultInstanceWarmup: group.defaultInstanceWarmup }),
    AvailabilityZones: group.availabilityZones,
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: group.healthCheckGracePeriod,
    Instances: rowsOf(world)
      .filter((row) => world.fleet.provider[row] === provider)
      .map((row) => memberOf(moment, row, templateOf(text).LaunchTemplateId)),
    CreatedTime: moment.names.time(0),
    SuspendedProcesses: suspendedIn(moment, provider),
    VPCZoneIdentifier: '',
    EnabledMetrics: [],
    Tags: groupTags(moment, provider).map((tag) => ({
      ResourceId: name,
      ResourceType: 'auto-scaling-group',
      ...tag,
      PropagateAtLaunch: false,
    })),
    TerminationPolicies: group.terminationPolicies,
    NewInstancesProtectedFromScaleIn: group.newInstancesProtectedFromScaleIn,
    CapacityRebalance: group.capacityRebalance,
    AvailabilityZoneDistribution: {
      CapacityDistributionStrategy: group.availabilityZoneDistribution.capacityDistributionStrategy,
    },
    ...warmPoolOf(group),
    ...(group.maxInstanceLifetime === 0 ? {} : { MaxInstanceLifetime: group.maxInstanceLifetime }),
  };
}

function suspendedIn({ world }: Moment, provider: number): object[] {
  const { suspended } = world.conditions;
  const is = SCALING_PROCESSES.filter((process) => suspended.is(provider, process, world.loop.nowMs));
  return is.map((ProcessName) => ({ ProcessName, SuspensionReason: 'User suspended' }));
}

function warmPoolOf({ warmPool }: ProviderText['autoScalingGroup']): object {
  if (warmPool === undefined) return {};
  const { minSize, maxGroupPreparedCapacity, poolState } = warmPool;
  return {
    WarmPoolConfiguration: {
      MinSize: minSize,
      ...(maxGroupPreparedCapacity < 0 ? {} : { MaxGroupPreparedCapacity: maxGroupPreparedCapacity }),
      PoolState: poolState,
    },
  };
}

function groupTags({ world, names }: Moment, provider: number) {
  const { launched, scaler } = world.records.groups[provider]!;
  const time = (ms: number | null) => (ms === null ? null : names.time(ms));
  return capitalTags(
    tagsOf({ [TAG.soFar]: launched, [TAG.lastScaleOut]: time(scaler.lastRaiseMs), [TAG.lastScaleIn]: time(scaler.lastScaleInMs) }),
  );
}

/** The launch template that a group has in AWS, where it is in the scenario; else one by the name of the group. */
function templateOf(text: Pick<ProviderText, 'name' | 'autoScalingGroup'>) {
  const { launchTemplate } = text.autoScalingGroup;
  const given = typeof launchTemplate === 'object' && launchTemplate !== null ? (launchTemplate as Record<string, string>) : {};
  const name = groupNameOf(text);
  const { launchTemplateId = `lt-${name}`, launchTemplateName = name, version = '$Latest' } = given;
  return { LaunchTemplateId: launchTemplateId, LaunchTemplateName: launchTemplateName, Version: version };
}

/** A launch template for a group of one On-Demand type, otherwise a mixed instances policy. */
function launchesOf(text: ProviderText): object {
  const { autoScalingGroup: group } = text;
  const template = templateOf(text);
  const types = typesOf(group);
  if (group.mixedInstancesPolicy === undefined && types.length === 1) return { LaunchTemplate: template };
  const { instancesDistribution } = group.mixedInstancesPolicy ?? {};
  return {
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: template, Overrides: types.map((type) => ({ InstanceType: type })) },
      InstancesDistribution:
        instancesDistribution === undefined
          ? { OnDemandAllocationStrategy: 'prioritized', OnDemandBaseCapacity: 0, OnDemandPercentageAboveBaseCapacity: 100 }
          : Object.fromEntries(Object.entries(instancesDistribution).map(([key, value]) => [capital(key), value])),
    },
  };
}

function memberOf(moment: Moment, row: number, launchTemplateId: string): object {
  const { fleet, setup } = moment.world;
  const isWaiting = fleet.lifecycle[row] === Lifecycle.Terminating && fleet.state[row] === Draining;
  return {
    InstanceId: ec2IdOf(moment, fleet.instance[row]!),
    InstanceType: setup.instanceTypes[fleet.type[row]!]!.name,
    AvailabilityZone: setup.zones[fleet.zone[row]!],
    LifecycleState: `${LIFECYCLES[fleet.lifecycle[row]!]}${isWaiting ? ':Wait' : ''}`,
    HealthStatus: fleet.isImpaired[row] === 1 ? 'Unhealthy' : 'Healthy',
    LaunchTemplate: { LaunchTemplateId: launchTemplateId, Version: '1' },
    ProtectedFromScaleIn: fleet.isProtected[row] === 1 || isKept(moment, row),
  };
}

/** With managed termination protection ECS protects instances with tasks. */
function isKept({ world: { fleet, setup } }: Moment, row: number): boolean {
  return setup.capacityProviders[fleet.provider[row]!]!.isProtected && fleet.nonDaemonTasks[row]! > 0;
}

/** describe-launch-template-versions: what the groups launch, and the settings of the agent. */
export function describeLaunchTemplates({ scenario }: Moment): object {
  const providers = groupProviders(scenario);
  return {
    LaunchTemplateVersions: providers.map((provider) => {
      const { autoScalingGroup: group } = provider;
      const { LaunchTemplateId, LaunchTemplateName } = templateOf(provider);
      return {
        ...{ LaunchTemplateId, LaunchTemplateName, VersionNumber: 1, DefaultVersion: true },
        LaunchTemplateData: { InstanceType: typesOf(group)[0], UserData: userDataOf(group) },
      };
    }),
  };
}

/** Base64, as EC2 returns it. */
function userDataOf(group: ProviderText['autoScalingGroup']): string {
  const custom = Object.fromEntries(Object.entries(group.attributes).filter(([name, value]) => !name.startsWith('ecs.') && value !== null));
  const lines = [
    ...(Object.keys(custom).length === 0 ? [] : [`ECS_INSTANCE_ATTRIBUTES=${JSON.stringify(custom)}`]),
    ...(hasSpot(group) && group.spotInstanceDraining ? ['ECS_ENABLE_SPOT_INSTANCE_DRAINING=true'] : []),
    ...(group.warmPool?.warmPoolsCheck ? ['ECS_WARM_POOLS_CHECK=true'] : []),
  ];
  return btoa(['#!/bin/bash', ...lines.map((line) => `echo '${line}' >> /etc/ecs/ecs.config`), ''].join('\n'));
}

function groupArn({ setup, account }: Moment['names'], name: string): string {
  return `arn:aws:autoscaling:${setup.region}:${account}:autoScalingGroup:00000000-0000-0000-0000-000000000000:autoScalingGroupName/${name}`;
}

function capital(key: string): string {
  return key[0]!.toUpperCase() + key.slice(1);
}
