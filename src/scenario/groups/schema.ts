import { z } from 'zod';
import { HEALTH_GRACE_DEFAULT_MS } from '../../autoscaling/group/health.js';
import { LIFETIME_MIN_MS } from '../../autoscaling/group/lifetime.js';
import type { TerminationPolicy } from '../../autoscaling/group/terminate.js';
import { traits, zone } from '../cluster/instances-schema.js';
import { choice, flag, ignored, list, notSimulated, notYet, percentage, shape, whole, wrongChoice } from '../fields.js';
import { show } from '../text/suggest.js';
import { GROUP_SIZE_MAX, hooks, refreshes, warmPool } from './life-schema.js';
import { instanceTypes, typesOfPolicy, weightedCapacity } from './overrides-schema.js';
import { policyKeys } from './policies-schema.js';

/** Schema of an Auto Scaling group, in the words of create-auto-scaling-group. */

const priceHelp = (value: unknown) =>
  `${show(value)} is no price: write USD per hour, such as 0.05, or leave it out for the On-Demand price`;

const priceText = z.string().regex(/^(?=.*[1-9])\d{1,6}(\.\d{1,9})?$/, { error: (issue) => priceHelp(issue.input) });

const spotMaxPrice = z
  .union([z.number().gt(0).max(100_000), priceText], { error: (issue) => priceHelp(issue.input) })
  .describe(
    'Highest price that is paid for a Spot Instance, in USD per hour; a text, as in AWS, or a number. Where the Spot price is above it, none is launched and running ones are interrupted. Default: the On-Demand price.',
  );

const instancesDistribution = shape(
  'Which share of the instances is On-Demand, and from which pools each kind comes (A.ASG-11, A.ASG-12).',
  () => ({
    onDemandBaseCapacity: whole(0, GROUP_SIZE_MAX, 'Instances that are On-Demand before any is Spot.').default(0),
    onDemandPercentageAboveBaseCapacity: percentage(
      0,
      100,
      'Percent of the others that are On-Demand, a fraction rounded up. By default, as in AWS, no instance is Spot.',
    ).default(100),
    onDemandAllocationStrategy: choice(
      ['prioritized', 'lowest-price'],
      'Which type is launched On-Demand: the first with capacity, or the cheapest.',
    ).default('prioritized'),
    spotAllocationStrategy: choice(
      ['lowest-price', 'capacity-optimized', 'capacity-optimized-prioritized', 'price-capacity-optimized'],
      'Which type is launched on Spot, within a zone. AWS advises price-capacity-optimized.',
    ).default('lowest-price'),
    spotInstancePools: whole(
      1,
      20,
      'Over how many of the cheapest pools of a zone lowest-price spreads; for no other strategy. Default: 2.',
    ).optional(),
    spotMaxPrice: spotMaxPrice.optional(),
  }),
);

const mixedInstancesPolicy = shape('Several instance types, and Spot beside On-Demand.', () => ({
  launchTemplate: typesOfPolicy,
  instancesDistribution: instancesDistribution.prefault({}),
}));

const TERMINATION_POLICIES = [
  'Default',
  'AllocationStrategy',
  'OldestLaunchTemplate',
  'ClosestToNextInstanceHour',
  'NewestInstance',
  'OldestInstance',
] as const satisfies readonly TerminationPolicy[];

function policyHelp(value: unknown): string {
  if (value === 'OldestLaunchConfiguration' || /^arn:/.test(String(value)))
    return `${show(value)} ${notSimulated(`choose from ${TERMINATION_POLICIES.join(', ')}`)}`;
  return wrongChoice(value, TERMINATION_POLICIES);
}

const LIFETIME_MAX_S = 31_536_000;
const GRACE_MAX_S = 172_800;

const maxInstanceLifetime = z
  .int()
  .min(0)
  .max(LIFETIME_MAX_S)
  .refine((seconds) => seconds === 0 || seconds * 1000 >= LIFETIME_MIN_MS, {
    error: (issue) => `${show(issue.input)} is below a day: at least ${LIFETIME_MIN_MS / 1000} seconds, or 0 for no limit`,
  })
  .describe('Seconds after which an instance is replaced, the new one being launched first; 0: never.');

export const autoScalingGroup = shape(
  'The Auto Scaling group of the provider, as create-auto-scaling-group takes it where it matters.',
  () => ({
    instanceTypes,
    mixedInstancesPolicy: mixedInstancesPolicy
      .describe('Which share is Spot, and from which pools instances come. Default: every instance is On-Demand.')
      .optional(),
    minSize: whole(0, GROUP_SIZE_MAX, 'Smallest number of instances.'),
    maxSize: whole(
      0,
      GROUP_SIZE_MAX,
      'Largest number of instances; not below minSize, and above 0, or the group can never scale out (C.CAP-16). At most 5,000, unless quotas.containerInstances says otherwise (T.QUOTA-1).',
    ),
    desiredCapacity: whole(0, GROUP_SIZE_MAX, 'Instances at the start, as far as there is capacity for them. Default: minSize.').optional(),
    atStart: choice(
      ['registered', 'launched'],
      'registered: the instances of the start are registered and warm at time 0. launched: a cold start, the group launches them at time 0. A present state takes its place.',
    ).default('registered'),
    availabilityZones: z
      .array(zone)
      .min(1)
      .describe('Zones of the group; their order decides ties. Default: all zones of the cluster.')
      .optional(),
    availabilityZoneDistribution: shape('The reaction to a zone without capacity (A.ASG-8).', () => ({
      capacityDistributionStrategy: choice(
        ['balanced-best-effort', 'balanced-only'],
        'balanced-best-effort: launch in another zone. balanced-only: wait for this one.',
      ).default('balanced-best-effort'),
    })).prefault({}),
    terminationPolicies: list(
      z.enum(TERMINATION_POLICIES, { error: (issue) => policyHelp(issue.input) }),
      [1, TERMINATION_POLICIES.length],
      'Which instance of the fullest zone a scale-in terminates: the first policy that decides (A.ASG-10).',
    ).default(['Default']),
    spotInstanceDraining: flag(
      'ECS_ENABLE_SPOT_INSTANCE_DRAINING of the container agents: the interruption notice puts the instance in DRAINING. managedDraining, which is on by default, does that too (C.SPOT-03).',
    ).default(false),
    capacityRebalance: flag(
      'A Spot Instance that has a rebalance recommendation or an interruption notice is replaced before it is gone (A.ASG-17).',
    ).default(false),
    maxInstanceLifetime: maxInstanceLifetime.default(0),
    newInstancesProtectedFromScaleIn: flag(
      'Scale-in passes over instances from the time they are in service until a fault of type protect lifts that. With managed termination protection ECS itself protects them and lifts it. Default: as managedTerminationProtection.',
    ).optional(),
    healthCheckGracePeriod: whole(
      0,
      GRACE_MAX_S,
      'Seconds in service before an instance may be found unhealthy; the console writes 300.',
    ).default(HEALTH_GRACE_DEFAULT_MS / 1000),
    lifecycleHookSpecificationList: hooks.optional(),
    warmPool: warmPool.optional(),
    instanceRefreshes: refreshes.optional(),
    ...policyKeys,
    ...traits,
    weightedCapacity,
    spotPrice: notYet(
      'write mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, spotMaxPrice: ... } }',
    ),
    instanceMaintenancePolicy: notYet('leave it out'),
    ...ignored('autoScalingGroupName', 'launchTemplate', 'vpcZoneIdentifier', 'healthCheckType', 'serviceLinkedRoleARN', 'tags'),
  }),
);
