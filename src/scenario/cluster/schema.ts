import { z } from 'zod';
import type { Ami } from '../../catalog/registered.js';
import { RETIREMENT_WAIT_DAYS, RETIREMENT_WAIT_DAYS_DEFAULT } from '../../fargate/retirement.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { awsName, choice, ignored, list, notYet, percentage, real, shape, whole } from '../fields.js';
import { autoScalingGroup } from '../groups/schema.js';
import { capacityProviderStrategy } from '../placement/schema.js';
import { instanceType, onOrOff, traits, trunking, zone } from './instances-schema.js';

const AMIS = ['al2023', 'al2', 'al1', 'bottlerocket', 'windows'] as const satisfies readonly Ami[];
const onOff = ['ENABLED', 'DISABLED'] as const;
const managedScaling = shape('Cluster auto scaling: the group follows the CapacityProviderReservation metric.', () => ({
  status: choice(onOff, 'DISABLED: the group keeps its desiredCapacity.').default('ENABLED'),
  targetCapacity: percentage(
    1,
    100,
    'Percent of the instances that should be needed; below 100 keeps whole empty ones (A.CAS-17).',
  ).default(100),
  minimumScalingStepSize: whole(1, 10_000, 'Fewest instances of a scale-out (A.CAS-9).').default(1),
  maximumScalingStepSize: whole(1, 10_000, 'At most this many instances a scale-out (A.CAS-9).').default(10_000),
  instanceWarmupPeriod: whole(0, 10_000, 'Seconds after its launch before an instance counts as warm (A.CAS-12).').default(300),
}));

export const autoScalingGroupProvider = shape('As create-capacity-provider takes it. Left out, nothing scales.', () => ({
  managedScaling: managedScaling.prefault({ status: 'DISABLED' }),
  managedTerminationProtection: choice(
    onOff,
    'Only instances without non-daemon tasks are scaled in. Needs managed scaling (A.CAS-18).',
  ).default('DISABLED'),
  managedDraining: choice(
    onOff,
    'ENABLED: an instance with tasks that is scaled in is emptied first, for at most 48 hours (A.CAS-19).',
  ).default('ENABLED'),
  ...ignored('autoScalingGroupArn'),
}));

const capacityProvider = z.union([
  choice(ACCOUNT_PROVIDERS, 'Fargate, associated with the cluster (C.FGS-01).'),
  shape('An Auto Scaling group provider: a name, managed scaling and termination protection, and the group (C.CAP-01).', () => ({
    name: awsName('Unique in the cluster; not beginning with aws, ecs or fargate.').refine((name) => !/^(aws|ecs|fargate)/i.test(name), {
      error: (issue) => `${JSON.stringify(issue.input)} may not begin with aws, ecs or fargate`,
    }),
    autoScalingGroupProvider: autoScalingGroupProvider.prefault({}),
    autoScalingGroup,
    managedInstancesProvider: notYet('give the provider an autoScalingGroup of the types that it would choose', 'autoScalingGroup'),
    drawnBy: awsName(
      'Not of AWS: the name in the draws of its instances, so that the provider can be renamed without other draws. Default: its name.',
    ).optional(),
    ...ignored('tags', 'capacityProviderArn', 'status'),
  })),
]);

const accountSettings = shape('Account settings with an effect on a simulation.', () => ({
  awsvpcTrunking: choice(onOrOff, 'ENI trunking: more awsvpc tasks per instance, on types that have a trunk (C.ENI-02).').default(
    'disabled',
  ),
  ...trunking,
  trunkLimits: choice(
    ['ecs', 'ec2-api'],
    "ecs: the types in the table of ECS. ec2-api: other types too, by a formula on EC2's limits.",
  ).default('ecs'),
  trunkUnsupported: choice(
    ['table', 'list'],
    'The 15 types that ECS has both in its table and in its list of unsupported types (m5n, m5zn, r5b.16xlarge, r5dn.16xlarge, u-6tb1.56xlarge): table, they have a trunk; list, they have none (C.X-04).',
  ).default('table'),
  fargateTaskRetirementWaitPeriod: z
    .literal([...RETIREMENT_WAIT_DAYS])
    .describe('Days from the notice of a task retirement to its start (T.FG-7).')
    .default(RETIREMENT_WAIT_DAYS_DEFAULT),
}));

const containerInstances = shape('Container instances outside any capacity provider, there from the start to the end.', () => ({
  instanceType,
  count: whole(1, 100_000, 'Number of them, for the whole run.'),
  availabilityZones: z.array(zone).min(1).describe('Zones to which they are dealt in turn. Default: all zones of the cluster.').optional(),
  launchType: choice(
    ['EC2', 'EXTERNAL'],
    'EXTERNAL: outside AWS, for tasks of that launch type only (C.EXT-01). They are in no zone, have no network interfaces for tasks and no capacity provider, and are not scaled.',
  ).default('EC2'),
  usdPerHour: real(
    0,
    100_000,
    'Of an EXTERNAL instance: its cost, including what AWS bills for it. Default: 0.01025, which is the bill of AWS alone.',
  ).optional(),
  ...traits,
}));

const capacityReservation = shape(
  'An open On-Demand Capacity Reservation for the whole run: On-Demand instances of the type in the zone use it first.',
  () => ({
    instanceType,
    availabilityZone: zone.describe('Zone of the reserved capacity.'),
    instanceCount: whole(1, 100_000, 'Instances. Unused capacity costs the On-Demand price.'),
  }),
);

export const cluster = shape('The cluster and its capacity.', () => ({
  availabilityZones: list(zone, [1, 20], 'Zones of the cluster. Default: the zones a, b and c of the region.').optional(),
  availabilityZoneIds: z
    .record(z.string(), z.string().min(1))
    .describe(
      'Zone to zone id, such as use1-az3, because names differ between accounts. With it Fargate runs only in the zones that have it (T.FG-9); a task for another zone is refused.',
    )
    .optional(),
  subnets: z.record(z.string(), zone).describe('Subnet id to zone, so that networkConfiguration can be written as in AWS.').optional(),
  accountSettings: accountSettings.prefault({}),
  ami: choice(AMIS, 'Decides how much memory an instance registers, and its operating system.').default('al2023'),
  capacityProviders: list(
    capacityProvider,
    [0, 1_000],
    'At most 20, unless quotas say otherwise (T.QUOTA-1). FARGATE and FARGATE_SPOT are listed by name alone.',
  ).default([]),
  defaultCapacityProviderStrategy: capacityProviderStrategy
    .describe('Of services and workloads with neither launchType nor capacityProviderStrategy.')
    .optional(),
  capacityReservations: list(
    capacityReservation,
    [0, 1_000],
    'Reserved capacity that groups can launch into even when EC2 has none left, unless the zone has failed.',
  ).default([]),
  containerInstances: list(containerInstances, [0, 1_000], 'Instances outside any capacity provider.').default([]),
  ...ignored('clusterName', 'tags', 'settings', 'configuration', 'serviceConnectDefaults'),
}));
