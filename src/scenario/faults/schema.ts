import { z } from 'zod';
import { RETIREMENT_LASTS_MS } from '../../fargate/retirement.js';
import { PROTECTION_MINUTES } from '../../services/protection.js';
import { zone } from '../cluster/instances-schema.js';
import { awsName, choice, duration, list, nonEmpty, period, positive, real, shape, whole } from '../fields.js';
import { share, where } from '../market/schema.js';
import { FAILINGS } from '../services/failure-mode-schema.js';
import { formatDuration } from '../units.js';
import { begin, chance, images, which, window } from './common-schema.js';
import { GROUP_CALLS } from './group-calls-schema.js';
import { INCIDENT_FAULTS } from './incident-schema.js';

/** Schema of the faults of a scenario and their times. */

/** An invented text: ECS does not publish its own. */
const STATUS_REASON = 'the trunk interface could not be attached';
/** A guess: the agent gives up as soon as the service that it calls has refused. */
const START_FAILS_AFTER = '5s';
const factor = positive(1_000, 'Multiplies the time; so do the factors of faults that overlap.');

const instanceNumbers = z
  .array(whole(0, 99_999_999, 'Number of the instance in instances.csv.'))
  .min(1)
  .max(1_000);

const chosen = {
  ...which,
  share: share.describe('Chance of each of them. Default: 1.').optional(),
  count: whole(1, 100_000, 'Instead of a share: this many of them, the first launched.').optional(),
  containerInstances: instanceNumbers.describe('Instead of a share or a count: their numbers in instances.csv.').optional(),
};

const FAULTS = [
  shape(
    'All instances of a zone, fixed ones too, end at once with their tasks, and nothing can be launched there. Afterwards groups make their zones even again.',
    () => ({
      type: z.literal('zoneOutage'),
      ...begin,
      for: period('How long the zone has no capacity. Default: to the end.').optional(),
      availabilityZone: zone.describe('The zone that fails.'),
      share: chance(
        'Chance of each instance and each task on Fargate to be lost: below 1 for a data centre of the zone. Default: 1.',
      ).optional(),
      launches: choice(['none', 'possible'], 'Whether something can be launched there meanwhile. Default: none.').optional(),
      recover: choice(
        ['terminated', 'rebooted'],
        'terminated: lost instances have ended. rebooted: an instance is out until the end of the fault, and registers again after a boot unless its group has replaced it. Default: terminated.',
      ).optional(),
    }),
  ),
  shape(
    'A share of the instances of each Spot pool gets its interruption notice, without a rebalance recommendation, and ends two minutes later. Capacity stays: a shortage is a spotDrought.',
    () => ({
      type: z.literal('spotInterruption'),
      ...begin,
      share: share.describe('Of the instances of each pool; a fraction of an instance is the chance of one more.'),
      ...where,
    }),
  ),
  shape('Nothing can be launched on Spot; running instances go on. Groups try again as after any launch without capacity.', () => ({
    type: z.literal('spotDrought'),
    ...window,
    ...where,
  })),
  shape(
    'Nothing can be launched, On-Demand or on Spot; running instances go on. Groups try again as after any launch without capacity.',
    () => ({
      type: z.literal('capacityDrought'),
      ...window,
      ...where,
    }),
  ),
  shape('Container agents lose their connection: tasks go on, and nothing is placed there.', () => ({
    type: z.literal('agentDisconnect'),
    ...window,
    share: share.describe('Chance of each instance that has registered.').default(1),
    ...which,
  })),
  shape(
    'Instances that are launched while it lasts take longer for their whole boot. A start out of a stopped or hibernated warm pool is a boot; an instance that runs in its pool has booted.',
    () => ({ type: z.literal('slowBoot'), ...window, factor }),
  ),
  shape('Image pulls that begin while it lasts take longer to their end.', () => ({
    type: z.literal('slowPull'),
    ...window,
    factor,
    images,
  })),
  shape(
    'No image can be pulled: agents and Fargate try again for a while, then the task fails to start with CannotPullContainerError. A pull that had begun goes on to its end.',
    () => ({
      type: z.literal('registryDown'),
      ...window,
      mode: choice(['refuse', 'hang'], 'How a try fails: it is refused at once, or nothing answers until timings.pullTryTimeout.').default(
        'refuse',
      ),
      images,
    }),
  ),
  shape(
    'Tasks fail to start before any container is created: a secret cannot be read, the credentials of a registry are missing, a log driver does not start (ResourceInitializationError). The consequences are those of a failed pull (page "Service throttle logic").',
    () => ({
      type: z.literal('startFailure'),
      ...window,
      share: share.describe('Chance of each task that becomes PENDING while it lasts.').default(1),
      after: duration('From PENDING to STOPPED; the default is a guess.').default(START_FAILS_AFTER),
    }),
  ),
  shape(
    'AWS announces that it retires the platform of the tasks on Fargate (T.FG-7). Tasks that run at the notice end when the wait period is over; services replace theirs first where their maximumPercent lets them.',
    () => ({
      type: z.literal('fargateRetirement'),
      ...begin,
      at: duration('When it is announced.'),
      for: period('From its start; tasks that services could not replace by then stop without a replacement.').default(
        formatDuration(RETIREMENT_LASTS_MS),
      ),
    }),
  ),
  shape(
    'AWS throttles calls of the account, because other callers use up its rate. A rejected call (ThrottlingException, T.THR-3) goes through in the order of the first tries, one at a time for each caller, and the rest at the end of the fault. How often callers try again, and that none gives up, is a guess.',
    () => ({
      type: z.literal('apiThrottling'),
      ...window,
      action: z
        .enum(['RunInstances', 'RunTask', 'RegisterContainerInstance'])
        .describe(
          'The calls that are throttled. RunInstances: a call for each instance that a group launches. RunTask: a call for up to 10 tasks (a guess) of a workload or a service, from one bucket (T.THR-4); a task of a workload exists when its call goes through, and its wait counts from then. RegisterContainerInstance: a call for each instance that has booted. Never throttled: stops, drains and terminations, daemons, replacements for age or at an interruption, and task reports of agents.',
        ),
      callsPerSecond: real(0.001, 1_000, 'Calls a second that succeed; the bucket holds those of a second, and at least one.'),
    }),
  ),
  shape(
    'Instances that would get a trunk interface while it lasts end in REGISTRATION_FAILED: they take no task, are billed, and stay until their group or an operator terminates them (C.ENI-09).',
    () => ({
      type: z.literal('registrationFailure'),
      ...window,
      share: share.describe('Chance of each of them.').default(1),
      ...which,
      statusReason: nonEmpty('Why, for instances.csv.', 1_000).default(STATUS_REASON),
    }),
  ),
  shape(
    'An operator sets ACTIVE instances to DRAINING: service tasks are replaced within the percentages of their service, standalone ones run on. An empty instance stays, in its group and billed, until the drain is lifted or an operator removes it (C.DRN-08); a scale-in may take it.',
    () => ({
      type: z.literal('drain'),
      ...begin,
      for: period('After that they are ACTIVE again. Default: never.').optional(),
      ...chosen,
    }),
  ),
  shape(
    'An operator deregisters instances: EC2 runs and bills them on, their group counts them on (C.CI-09), ECS no longer has them (C.CI-07). An instance that its group was draining ends. A trunk is released at once (C.ENI-10; a guess).',
    () => ({
      type: z.literal('deregister'),
      ...begin,
      force: z
        .boolean()
        .describe(
          'Also instances with tasks: these end for ECS at that moment (orphaned), services start others elsewhere (C.CI-08), and what the orphans do is not simulated. Without force ECS refuses an instance with tasks, daemons included.',
        )
        .default(false),
      ...chosen,
    }),
  ),
  shape('An operator terminates instances in EC2; their group launches others with its next health check (C.CI-09, P.92).', () => ({
    type: z.literal('terminate'),
    ...begin,
    status: choice(
      ['registered', 'outside'],
      'registered: instances in ECS. outside: those that ECS does not have, after REGISTRATION_FAILED or a deregistration.',
    ).default('registered'),
    ...chosen,
  })),
  shape(
    'EC2 status checks of instances in service fail from now on, and their agents are disconnected; groups find and replace them (A.ASG-18).',
    () => ({
      type: z.literal('instanceFailure'),
      ...begin,
      ...chosen,
    }),
  ),
  ...GROUP_CALLS,
  shape(
    'Running tasks of a service begin to fail and go on failing, those that were requested first: their health checks fail, their requests are lost, and the service replaces them. Without a health check it does not (a guess).',
    () => ({
      type: z.literal('taskFailure'),
      ...begin,
      service: nonEmpty('Its serviceName.'),
      count: whole(1, 100_000, 'Number of tasks.').default(1),
      unhealthyBy: choice(FAILINGS, 'Their behaviour from then on, as unhealthyBy in failureMode.').default('hang'),
    }),
  ),
  shape(
    'A user stops tasks with StopTask: running ones of a service, those that were requested first, or single ones. The scheduler looks at the service within serviceScheduler.stopTaskReaction, and starts others at its next turn.',
    () => ({
      type: z.literal('stopTask'),
      ...begin,
      service: nonEmpty('Its serviceName.').optional(),
      count: whole(1, 100_000, 'Number of tasks.').default(1),
      tasks: list(
        whole(0, 99_999_999, 'Number of the task in tasks.csv.'),
        [1, 1_000],
        'Instead of a service: these tasks, by their numbers in tasks.csv.',
      ).optional(),
    }),
  ),
  shape(
    'Tasks of services are protected from scale-in and deployments, as update-task-protection does (S.PROT-1). ECS refuses standalone tasks, and further tasks of a service whose protected tasks already exceed its desired count (S.PROT-4).',
    () => ({
      type: z.literal('taskProtection'),
      ...begin,
      tasks: list(whole(0, 99_999_999, 'Number of the task in tasks.csv.'), [1, 1_000], 'By their numbers in tasks.csv.'),
      protectionEnabled: z.boolean().describe('false: takes it off.').default(true),
      expiresInMinutes: whole(PROTECTION_MINUTES.min, PROTECTION_MINUTES.max, 'For how long.').default(PROTECTION_MINUTES.default),
    }),
  ),
  shape('An operator sets the scale-in protection of instances in service, as set-instance-protection does.', () => ({
    type: z.literal('protect'),
    ...begin,
    protectedFromScaleIn: z.boolean().describe('false: takes it off.').default(true),
    ...chosen,
    capacityProvider: awsName(
      'Only instances of this one, which is without managedTerminationProtection. Default: all instances.',
    ).optional(),
  })),
  shape(
    'A user changes attributes of instances, as put-attributes and delete-attributes do: placement follows at once, tasks stay.',
    () => ({
      type: z.literal('attributes'),
      ...begin,
      containerInstances: instanceNumbers.describe('Their numbers in instances.csv.'),
      attributes: z.record(z.string(), z.string().nullable()).describe('The attributes that they get; null: no value.').default({}),
      removed: list(z.string(), [0, 100], 'Names of the attributes that they lose.').default([]),
    }),
  ),
  shape('A user answers for instances that wait for a lifecycle hook, as complete-lifecycle-action does (A.ASG-14).', () => ({
    type: z.literal('lifecycleAction'),
    ...begin,
    containerInstances: instanceNumbers.describe('Their numbers in instances.csv.'),
    action: choice(
      ['CONTINUE', 'ABANDON', 'heartbeat'],
      'CONTINUE, ABANDON: the result, which ends the wait. heartbeat: the timeout of the hook begins anew, as record-lifecycle-action-heartbeat does.',
    ),
    lifecycleHookName: nonEmpty(
      'The hook that is answered for; instances wait for the others of its transition. Default: all of them.',
    ).optional(),
  })),
  shape('A user stops the deployment of a service that is IN_PROGRESS, as stop-service-deployment does.', () => ({
    type: z.literal('stopDeployment'),
    ...begin,
    service: nonEmpty('Its serviceName.'),
    stopType: choice(
      ['ROLLBACK', 'ABORT'],
      'ROLLBACK: back to the latest deployment that was COMPLETED. ABORT: the service stays as it is, and starts nothing (S.CB-5).',
    ).default('ROLLBACK'),
  })),
  shape('A user sets the state of an alarm of a scaling policy, as set-alarm-state does. It holds until the alarm is evaluated.', () => ({
    type: z.literal('alarmState'),
    ...begin,
    service: nonEmpty('Its serviceName.'),
    policyName: nonEmpty('The scaling policy that the alarm starts.'),
    alarm: choice(['high', 'low'], 'Of target tracking: the alarm that adds tasks, or the one that removes them.').default('high'),
    stateValue: choice(['OK', 'ALARM', 'INSUFFICIENT_DATA'], 'A change to ALARM calls for the action of the policy.'),
    value: z
      .number()
      .describe('The data point of the state. Default: the last one where it breaches the threshold, else the threshold.')
      .optional(),
  })),
  ...INCIDENT_FAULTS,
] as const;

export const faults = list(z.discriminatedUnion('type', FAULTS), [0, 10_000], 'Faults, and when they happen.').default([]);
