import { z } from 'zod';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { instanceType, zone } from '../cluster/instances-schema.js';
import { choice, distributionField, duration, durationOr, flag, nonEmpty, period, shape, whole } from '../fields.js';
import { chance, images, which, window } from './common-schema.js';

/** Schema of the faults that incidents of AWS consist of: a part of AWS fails at a rate, is late, or goes wrong. */

const CONTROL_ACTIONS = ['startTask', 'stopTask', 'register', 'update', 'scaling', 'deregisterTarget'] as const;
const METRICS = ['service', 'capacity', 'alarms'] as const;

export const INCIDENT_FAULTS = [
  shape(
    'Attempts of groups to launch an instance, each in one pool (type, zone, purchase option), fail with a chance. An instance that runs in its warm pool is no attempt, nor are those of the start of the run.',
    () => ({
      type: z.literal('launchFailure'),
      ...window,
      share: chance('Chance of each attempt in a pool that it covers.').default(1),
      error: choice(
        ['InsufficientInstanceCapacity', 'InternalError'],
        'InsufficientInstanceCapacity: the group tries its next type and then its next zone at once, each with its own draw (A.ASG-12); when all fail, that is one failed launch. InternalError: the request fails as a whole. Either way a launch that fails is tried again by groups.launchRetry.',
      ).default('InsufficientInstanceCapacity'),
      instanceType: instanceType.describe('Only attempts to launch this type. Default: all types.').optional(),
      ...which,
      purchase: choice(['any', 'on-demand', 'spot'], 'The purchase options that it covers.').default('any'),
      starts: flag('Whether it also hits the start of a stopped or hibernated instance that leaves its warm pool.').default(true),
    }),
  ),
  shape('Instances whose launch begins while it lasts have no network: they are billed, and their agents do not register.', () => ({
    type: z.literal('noNetwork'),
    ...window,
    share: chance('Chance of each of them.').default(1),
    until: durationOr(
      ['faultEnd', 'never'],
      'When the network comes: at the end of the fault, never, or this long after the launch.',
    ).default('faultEnd'),
    statusCheck: choice(
      ['ok', 'impaired'],
      'Whether EC2 status checks see it. impaired: the group finds the instance at the next check after healthCheckGracePeriod, counted from when it would be in service, and launches another, which is drawn anew. Default: impaired where the network never comes, else ok.',
    ).optional(),
    attach: choice(
      ['wait', 'fail', 'unaffected'],
      'Network interfaces of awsvpc tasks that attach while it lasts, with the same chance: they wait until its end, their task fails to start (after 60 s on instances and 3 min on Fargate, a guess), or nothing.',
    ).default('wait'),
    ...which,
  })),
  shape(
    'Health checks of load balancers fail at once although the targets are healthy. The rest is as for bad targets: thresholds, fail open, replacement after the grace period.',
    () => ({
      type: z.literal('healthCheckFault'),
      ...window,
      failShare: chance('Chance of each check, with pattern random.').default(1),
      pattern: choice(
        ['random', 'alternating'],
        'random: each check fails with failShare. alternating: all fail for failFor, then none for passFor, and so on.',
      ).default('random'),
      failFor: period('With pattern alternating.').default('60s'),
      passFor: period('With pattern alternating.').default('60s'),
      targetGroup: nonEmpty('Only this target group, by its name. Default: all.').optional(),
      loadBalancerType: choice(['all', 'application', 'network'], 'Only target groups of such load balancers.').default('all'),
      targetGroupShare: chance('Chance of each target group to be hit, drawn once.').default(1),
      availabilityZone: zone.describe('Only targets in this zone. Default: all zones.').optional(),
      connectionErrorShare: chance(
        'Share of the requests to these target groups that fail at the load balancer. They are no part of RequestCountPerTarget (a guess).',
      ).default(0),
      zoneFailover: flag(
        'Without cross-zone load balancing: whether a zone with too few healthy targets leaves DNS, so that its requests go to the other zones. Until it has left, its targets get them although they are unhealthy. Default: as on other days, a zone without a healthy target leaves at once.',
      ).optional(),
      dnsShift: duration('With zoneFailover: how long that takes (a guess). A zone comes back at once.').default('60s'),
      dnsMinimumHealthyTargetCount: whole(
        1,
        1_000,
        'With zoneFailover: a zone with fewer healthy targets leaves, unless every zone is below.',
      ).default(1),
      registrationStuck: flag(
        'Whether registrations and deregistrations of targets take effect only at the end of the fault. New tasks serve nothing until then. A stopping task serves until SIGTERM; then the share of its target fails, until its health checks have failed or the fault is over (a guess).',
      ).default(false),
    }),
  ),
  shape('Points of CloudWatch metrics are missing, or late.', () => ({
    type: z.literal('metricGap'),
    ...window,
    mode: choice(
      ['missing', 'delayed'],
      'missing: points of minutes that end in (at, at + for] are not there. delayed: they come later, and at the end of the fault all that are due are seen at once.',
    ).default('missing'),
    delay: period('How long after the end of its minute a delayed point comes.').default('15m'),
    metrics: z
      .array(choice(METRICS, 'A kind of metric.'))
      .min(1)
      .describe('service: what scaling policies of services watch. capacity: CapacityProviderReservation. alarms: alarms of deployments.')
      .default([...METRICS]),
    share: chance('Chance of each minute of each metric.').default(1),
    backfill: flag('Whether missing points appear at the end of the fault, all at once.').default(false),
    metricGapRow: choice(
      ['strict', 'lenient'],
      'Whether a missing point ends a row of points that breach (strict), or the alarm looks up to two periods further back (lenient), as in examples of AWS. Which holds is not documented.',
    ).default('strict'),
  })),
  shape('The control plane of ECS rejects or delays actions. Running tasks go on.', () => ({
    type: z.literal('controlPlane'),
    ...window,
    actions: z
      .array(choice(CONTROL_ACTIONS, 'An action.'))
      .min(1)
      .describe(
        'startTask: create tasks of services and workloads, daemons too; a task of a workload exists from when its call gets through. stopTask: stop tasks, which run on until then. register: take agents of new instances. update: begin deployments, and change desired counts by scaling or schedule; the last delayed change holds. scaling: compute CapacityProviderReservation. deregisterTarget: take targets of tasks that stop, or have ended, out of their target group. Until then the task serves; afterwards it drains and gets SIGTERM (S.LB-1; that the stop waits is a reading).',
      )
      .default(['startTask']),
    mode: choice(
      ['reject', 'delay'],
      'Whether an attempt (a task of a service, or a call for up to 10 tasks of a workload) fails, or takes longer.',
    ).default('reject'),
    share: chance(
      'Chance of each attempt to fail, with mode reject. Below 1 it is made again after controlPlaneRetry. With 1 all requests are carried out at the end, in their order, as if first made then.',
    ).default(1),
    controlPlaneRetry: period(
      'The first wait after an attempt that failed; it doubles with each further one. 1s to 5m is plausible (a guess).',
    ).default('30s'),
    controlPlaneRetryMax: period('The longest such wait. 30s to 1h is plausible (a guess).').default('5m'),
    delay: distributionField(
      'Extra time of each action, with mode delay. Order is kept; of faults that overlap the longest delay counts, once.',
    ).default('0s'),
    launchType: choice(['all', 'EC2', 'FARGATE'], 'Only tasks of this kind.').default('all'),
    availabilityZone: zone
      .describe(
        'Only tasks, agents and targets in this zone; update and scaling are of no zone, and a service asks for tasks before it has one. Default: all zones.',
      )
      .optional(),
    clusterShare: chance('Chance that the cluster is in the part of ECS that is hit, drawn once a run.').default(1),
  })),
  shape(
    'Image pulls that begin while it lasts fail: the task stops with CannotPullContainerError, a failed start. With the image on the instance imagePullBehavior default goes on with that after the same time, once and prefer-cached do not pull, and always fails; Fargate caches nothing (T.IMG-1). Images of containers that wait for others are not hit (a guess).',
    () => ({
      type: z.literal('pullFailure'),
      ...window,
      share: chance('Chance of each pull.').default(1),
      images,
      after: duration('From the begin of the pull, with all tries of the agent, to its failure. 0s to 2m is plausible (a guess).').default(
        '15s',
      ),
    }),
  ),
  shape('Something that tasks depend on fails: requests that call it are answered with an error, or take longer.', () => ({
    type: z.literal('dependencyDown'),
    ...window,
    dependency: nonEmpty('Its name in dependencies of services.', 255),
    errorShare: chance('Share of the calls that fail.').default(1),
    addedLatency: duration('Extra time of calls that do not fail.').default('0s'),
    availabilityZone: zone
      .describe('Only tasks in this zone that call it; each zone then has its own queue. Default: all zones.')
      .optional(),
  })),
  shape(
    'DNS of the network fails: all dependencies with dns are down, images cannot be pulled, and agents of new instances do not register. Connected agents stay connected (a guess).',
    () => ({
      type: z.literal('dnsDown'),
      ...window,
      share: chance('Chance of each call, pull and registration to fail.').default(1),
    }),
  ),
  shape('Launches of tasks on Fargate fail with a chance.', () => ({
    type: z.literal('fargateLaunchFailure'),
    ...window,
    share: chance('Chance of each attempt.').default(1),
    error: choice(
      ['capacity', 'internal'],
      'capacity: as Fargate without capacity in that zone: other zones of the service are tried first, then it waits by fargate.capacityRetry; a task of a workload fails at once. internal: the task stops in PROVISIONING, which is a failed start, unbilled because its pull has not begun.',
    ).default('capacity'),
    failAfter: duration('With error internal: how long the task is in PROVISIONING. 0s to 10m is plausible (a guess).').default('1m'),
    capacityProvider: choice(ACCOUNT_PROVIDERS, 'Only tasks of this provider. Default: both.').optional(),
    availabilityZone: zone.describe('Only launches in this zone. Default: all zones.').optional(),
    cpu: z
      .array(whole(256, 16_384, 'CPU units of a task.'))
      .min(1)
      .describe('Only tasks of these sizes. Default: all.')
      .optional(),
  })),
  shape('Tasks that EventBridge starts, of workloads with arrivals by cron or rate, come late or not at all.', () => ({
    type: z.literal('scheduleDelay'),
    ...window,
    delay: duration('Delay of each. A task that falls due after the fault does not overtake a late one (a guess).'),
    dropShare: chance('Chance of each not to come at all.').default(0),
  })),
] as const;
