import { z } from 'zod';
import { RETIREMENT_LASTS_MS } from '../../fargate/retirement.js';
import { zone } from '../cluster/instances-schema.js';
import { awsName, choice, duration, period, shape, whole } from '../fields.js';
import { share, where } from '../market/schema.js';
import { formatDuration } from '../units.js';

/** What goes wrong in a scenario, and when. */

const at = duration('Since the start.');
const until = period('For so long. Default: to the end.').optional();
/** Not ECS's own words, which are not published. */
const STATUS_REASON = 'the trunk interface could not be attached';
const factor = z.number().gt(0).max(1_000).describe('So many times as long.');

/** Which instances an operator means. */
const which = {
  capacityProvider: awsName('Only instances of this capacity provider. Default: all instances.').optional(),
  availabilityZone: zone.describe('Only instances in this zone. Default: all zones.').optional(),
};
const chosen = {
  ...which,
  share: share.describe('Chance of each of them. Default: 1.').optional(),
  count: whole(1, 100_000, 'Instead of a share: so many of them, those that were launched first.').optional(),
};

const FAULTS = [
  shape('All instances of a zone end at once with their tasks, and nobody can launch there.', {
    type: z.literal('zoneOutage'),
    at,
    for: until,
    availabilityZone: zone.describe('The zone that fails.'),
  }),
  shape('A share of the instances of each Spot pool gets its interruption notice.', {
    type: z.literal('spotInterruption'),
    at,
    share: share.describe('Of the instances of each pool; a fraction is the chance of one more.'),
    ...where,
  }),
  shape('Nobody can launch on Spot; instances that run go on.', { type: z.literal('spotDrought'), at, for: until, ...where }),
  shape('Nobody can launch, On-Demand or on Spot; instances that run go on.', {
    type: z.literal('capacityDrought'),
    at,
    for: until,
    ...where,
  }),
  shape('Container agents lose their connection: tasks go on, and nothing is placed there.', {
    type: z.literal('agentDisconnect'),
    at,
    for: until,
    share: share.describe('Chance of each instance that has registered.').default(1),
    ...which,
  }),
  shape('Instances that are launched meanwhile take longer to boot.', { type: z.literal('slowBoot'), at, for: until, factor }),
  shape('Images take longer to pull where the pull begins meanwhile.', { type: z.literal('slowPull'), at, for: until, factor }),
  shape('No image can be pulled: pulls wait until the registry is back.', { type: z.literal('registryDown'), at, for: until }),
  shape('AWS announces that it retires what the tasks on Fargate run on: they go when the wait period is over.', {
    type: z.literal('fargateRetirement'),
    at: duration('When it is announced.'),
    for: period('From its start, until what services could not replace stops without a replacement.').default(
      formatDuration(RETIREMENT_LASTS_MS),
    ),
  }),
  shape('AWS throttles calls of the account: who is turned away tries again until it gets through.', {
    type: z.literal('apiThrottling'),
    at,
    for: until,
    action: z
      .enum(['RunInstances', 'RunTask', 'RegisterContainerInstance'])
      .describe('RunInstances: launches of groups. RunTask: tasks of workloads and starts of services. RegisterContainerInstance: agents.'),
    callsPerSecond: z.number().min(0.001).max(1_000).describe('So many get through.'),
  }),
  shape('Instances that would get a trunk interface meanwhile end in REGISTRATION_FAILED: billed, and of no use (C.ENI-09).', {
    type: z.literal('registrationFailure'),
    at,
    for: until,
    share: share.describe('Chance of each of them.').default(1),
    ...which,
    statusReason: z.string().min(1).max(1_000).describe('Why, for instances.csv.').default(STATUS_REASON),
  }),
  shape('Somebody sets instances to DRAINING; they stay when they are empty (C.DRN-08).', {
    type: z.literal('drain'),
    at,
    for: period('After that they are ACTIVE again. Default: never.').optional(),
    ...chosen,
  }),
  shape('Somebody deregisters instances: EC2 bills them on, ECS has them no more (C.CI-07).', {
    type: z.literal('deregister'),
    at,
    force: z
      .boolean()
      .describe('Also instances with tasks, which ECS sees no more; without force those are left as they are.')
      .default(false),
    ...chosen,
  }),
  shape('Somebody terminates instances in EC2, behind the back of their group, which replaces them (C.CI-09).', {
    type: z.literal('terminate'),
    at,
    status: choice(
      ['registered', 'outside'],
      'registered: instances that ECS has. outside: those that it has not, after REGISTRATION_FAILED or a deregistration.',
    ).default('registered'),
    ...chosen,
  }),
  shape('EC2 status checks of instances in service fail from now on, and their agents are gone: groups find and replace them (A.ASG-18).', {
    type: z.literal('instanceFailure'),
    at,
    ...chosen,
  }),
  shape('Somebody sets the scale-in protection of instances in service, as set-instance-protection does.', {
    type: z.literal('protect'),
    at,
    protectedFromScaleIn: z.boolean().describe('false: takes it off.').default(true),
    ...chosen,
  }),
] as const;

export const faults = z.array(z.discriminatedUnion('type', FAULTS)).max(10_000).describe('What goes wrong, and when.').default([]);
