import { z } from 'zod';
import type { Ami } from '../../catalog/registered.js';
import { RETIREMENT_WAIT_DAYS, RETIREMENT_WAIT_DAYS_DEFAULT } from '../../fargate/retirement.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { awsName, choice, ignored, shape, whole } from '../fields.js';
import { autoScalingGroup } from '../groups/schema.js';
import { capacityProviderStrategy } from '../placement/schema.js';
import { instanceType, onOrOff, traits, trunking, zone } from './instances-schema.js';

const AMIS = ['al2023', 'al2', 'al1', 'bottlerocket', 'windows'] as const satisfies readonly Ami[];
const onOff = ['ENABLED', 'DISABLED'] as const;
const managedScaling = shape('Cluster auto scaling: the group follows the CapacityProviderReservation metric.', {
  status: choice(onOff, 'DISABLED: the group keeps its desiredCapacity.').default('ENABLED'),
  targetCapacity: whole(1, 100, 'Percent of the instances that should be needed; below 100 keeps whole empty ones (A.CAS-17).').default(
    100,
  ),
  minimumScalingStepSize: whole(1, 10_000, 'At least this many instances a scale-out (A.CAS-9).').default(1),
  maximumScalingStepSize: whole(1, 10_000, 'At most this many instances a scale-out (A.CAS-9).').default(10_000),
  instanceWarmupPeriod: whole(0, 10_000, 'Seconds after its launch before an instance counts as warm (A.CAS-12).').default(300),
});

export const autoScalingGroupProvider = shape('As create-capacity-provider takes it.', {
  managedScaling: managedScaling.prefault({ status: 'DISABLED' }),
  managedTerminationProtection: choice(onOff, 'ENABLED: only instances without non-daemon tasks are scaled in (A.CAS-18).').default(
    'DISABLED',
  ),
  managedDraining: choice(onOff, 'ENABLED: what is scaled in is emptied first, for at most 48 hours (A.CAS-19).').default('ENABLED'),
  ...ignored('autoScalingGroupArn'),
});

const capacityProvider = z.union([
  choice(ACCOUNT_PROVIDERS, 'Fargate, associated with the cluster (C.FGS-01).'),
  shape('An Auto Scaling group provider: a name, managed scaling and termination protection, and the group (C.CAP-01).', {
    name: awsName('Unique in the cluster.').refine((name) => !/^(aws|ecs|fargate)/i.test(name), {
      error: (issue) => `${JSON.stringify(issue.input)} may not begin with aws, ecs or fargate`,
    }),
    autoScalingGroupProvider: autoScalingGroupProvider.prefault({}),
    autoScalingGroup,
    ...ignored('tags', 'capacityProviderArn', 'status'),
  }),
]);

const accountSettings = shape('Account settings that matter.', {
  awsvpcTrunking: choice(onOrOff, 'ENI trunking: more awsvpc tasks per instance, on types that have it.').default('disabled'),
  ...trunking,
  trunkLimits: choice(
    ['ecs', 'ec2-api'],
    'ecs: the types that the ECS table lists. ec2-api: other types too, by the formula on the limits of the EC2 API.',
  ).default('ecs'),
  trunkUnsupported: choice(
    ['table', 'list'],
    'Types that ECS has in its table and in its list of unsupported types (C.X-04): table, they have a trunk; list, they have none.',
  ).default('table'),
  fargateTaskRetirementWaitPeriod: z
    .literal([...RETIREMENT_WAIT_DAYS])
    .describe('Days from the notice of a task retirement to its start (T.FG-7).')
    .default(RETIREMENT_WAIT_DAYS_DEFAULT),
});

const containerInstances = shape('Container instances outside any capacity provider, there from the start to the end.', {
  instanceType,
  count: whole(1, 100_000, 'How many.'),
  availabilityZones: z.array(zone).min(1).describe('Dealt to these zones in turn. Default: all zones of the cluster.').optional(),
  launchType: choice(['EC2', 'EXTERNAL'], 'EXTERNAL: outside AWS, for tasks of that launch type only (C.EXT-01).').default('EC2'),
  usdPerHour: z
    .number()
    .min(0)
    .max(100_000)
    .describe('Of an EXTERNAL instance: what it costs you, with what AWS bills for it. Default: 0.01025, which is that alone.')
    .optional(),
  ...traits,
});

export const cluster = shape('The cluster and its capacity.', {
  availabilityZones: z.array(zone).min(1).max(20).describe('Default: the zones a, b and c of the region.').optional(),
  availabilityZoneIds: z
    .record(z.string(), z.string().min(1))
    .describe('Zone to zone id, such as use1-az3: names differ between accounts, and Fargate is not in every zone (T.FG-9).')
    .optional(),
  subnets: z.record(z.string(), zone).describe('Subnet id to zone, for networkConfiguration as AWS writes it.').optional(),
  accountSettings: accountSettings.prefault({}),
  ami: choice(AMIS, 'Decides how much memory an instance registers.').default('al2023'),
  capacityProviders: z.array(capacityProvider).max(1_000).describe('At most 20, unless quotas say otherwise (T.QUOTA-1).').default([]),
  defaultCapacityProviderStrategy: capacityProviderStrategy
    .describe('For services and tasks that say neither launchType nor strategy.')
    .optional(),
  containerInstances: z.array(containerInstances).max(1_000).default([]),
  ...ignored('clusterName', 'tags', 'settings', 'configuration', 'serviceConnectDefaults'),
});
