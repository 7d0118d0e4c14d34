import { z } from 'zod';
import { CODE_DEPLOY_HOOKS } from '../../services/deployments/code-deploy.js';
import { HOOK_STAGES, HOOK_TIMEOUT_MINUTES, HOOKS_OF_TYPE_MAX } from '../../services/deployments/native.js';
import { CODE_DEPLOY_CONFIGS, CODE_DEPLOY_DEFAULT } from '../../services/deployments/traffic.js';
import { PROTECTION_MINUTES } from '../../services/protection.js';
import { choice, distributionField, duration, ignored, list, nonEmpty, percentage, period, real, shape, whole } from '../fields.js';
import { capacityProviderStrategy } from '../placement/schema.js';
import { metricAlarm } from '../scaling/schema.js';
import { volumeConfigurations } from '../work/volumes-schema.js';
import { failureMode } from './failure-mode-schema.js';
import { loadBalancer } from './target-groups-schema.js';

/** Schema of deployments, health and load balancers of services. */

const deployment = shape('An UpdateService at a time: a new deployment.', () => ({
  at: period('When UpdateService is called; each after the one before it.'),
  taskDefinition: nonEmpty(
    'Family, family:revision or ARN of one of taskDefinitions. Default: the one before, anew (forceNewDeployment).',
  ).optional(),
  failureMode: failureMode.optional(),
  capacityProviderStrategy: capacityProviderStrategy
    .describe('Where its tasks run, on capacity providers of the same kind as before. Default: as before.')
    .optional(),
  volumeConfigurations: volumeConfigurations
    .describe('The EBS volume of its tasks; an empty list: none. Default: the one before. A change of it alone is a deployment as well.')
    .optional(),
}));

const detection = {
  enable: z.boolean().describe('Whether it looks.').default(false),
  rollback: z
    .boolean()
    .describe('A failed deployment goes back to the latest that was COMPLETED; without it the deployment stays as it is.')
    .default(false),
};

const taskProtection = shape(
  'Tasks that protect themselves from scale-in and deployments while they work, from RUNNING on (S.PROT-1).',
  () => ({
    share: real(0, 1, 'Share of the tasks that get work.').default(1),
    for: distributionField('How long the work takes; a task that is done takes its protection off.'),
    expiresInMinutes: whole(
      PROTECTION_MINUTES.min,
      PROTECTION_MINUTES.max,
      'For how long a task asks for protection; work that lasts longer is unprotected from then on, unless it renews.',
    ).default(PROTECTION_MINUTES.default),
    renews: z.boolean().describe('Work that lasts longer sets the protection anew when it expires (S.PROT-2).').default(true),
  }),
);

const ALARMS =
  'Fails a deployment while one of its alarms is in ALARM (S.ALARM-1); deploymentAlarms and metricAlarms say when that is. Default: off.';

/** Keys of deploymentConfiguration that detect failures. */
export const detections = {
  deploymentCircuitBreaker: shape(
    'Fails a deployment after a number of tasks in a row that do not start or are not healthy (N.CB-1). Default: off.',
    () => ({
      ...detection,
      resetOnHealthyTask: z
        .boolean()
        .describe('A task that becomes healthy sets the count of failures to 0 (N.CB-3). Since July 2026. Default: true.')
        .optional(),
      thresholdConfiguration: shape('How many failures fail the deployment. Since July 2026. Default: BOUNDED_PERCENT 50.', () => ({
        type: choice(
          ['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT'],
          'Percent of the desired count, at least 3 and at most 200 or without these bounds; or a number of failures.',
        ),
        value: whole(1, 1_000_000, 'Percent, from 1 to 100; or the number.'),
      })).optional(),
    }),
  ).optional(),
  alarms: shape(ALARMS, () => ({
    ...detection,
    alarmNames: z
      .array(z.string().min(1))
      .describe('As AWS has them; deploymentAlarms and, by name, metricAlarms say when they are in ALARM.')
      .default([]),
  })).optional(),
};

const stages = z.array(choice(HOOK_STAGES, 'A stage.')).min(1).max(HOOK_STAGES.length);

const lifecycleHook = shape('A hook, as create-service takes it, with its duration.', () => ({
  targetType: choice(['AWS_LAMBDA', 'PAUSE'], 'AWS_LAMBDA: a function answers. PAUSE: the deployment waits for an operator.').default(
    'AWS_LAMBDA',
  ),
  lifecycleStages: stages.describe(
    'The stages at whose beginning it is called; those of production traffic begin anew with each step. All hooks of a stage run at once. No PAUSE at the two TRAFFIC_SHIFT stages. RECONCILE_SERVICE comes only where another deployment was under way.',
  ),
  takes: duration('From the beginning of the stage until it answers. Default: at once; a PAUSE never.').optional(),
  callBackDelay: period('From an answer IN_PROGRESS until a function is asked again, as it returns it. Default: 30s.').optional(),
  timeoutConfiguration: shape('How long ECS waits.', () => ({
    timeoutInMinutes: whole(1, HOOK_TIMEOUT_MINUTES.PAUSE, 'For its answer; for that of a function at most 1,440.').default(
      HOOK_TIMEOUT_MINUTES.default,
    ),
    action: choice(['ROLLBACK', 'CONTINUE'], 'Its action after that time.').default('ROLLBACK'),
  })).prefault({}),
  ...ignored('hookTargetArn', 'roleArn', 'hookDetails'),
}));

const minutes = (description: string) => whole(0, 1_440, description);

/** Keys of deploymentConfiguration with which ECS itself shifts traffic (A.NW-4). */
export const shifting = {
  strategy: choice(
    ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'],
    'ROLLING: within the percentages. The others: a second set of tasks beside the first, to which ECS moves the traffic; LINEAR and CANARY need a load balancer, Service Connect or VPC Lattice. Default: ROLLING.',
  ).optional(),
  bakeTimeInMinutes: minutes(
    'How long both sets run on after all traffic has moved; required with BLUE_GREEN, 0 by default with LINEAR and CANARY. With ROLLING: how long alarms are watched once the update is steady, by default alarms.rollingBakeTime.',
  ).optional(),
  canaryConfiguration: shape('Of CANARY.', () => ({
    canaryPercent: real(0.1, 100, 'Traffic of the first step.').default(5),
    canaryBakeTimeInMinutes: minutes('Until the second.').default(10),
  })).optional(),
  linearConfiguration: shape('Of LINEAR.', () => ({
    stepPercent: real(3, 100, 'Traffic of each step.').default(10),
    stepBakeTimeInMinutes: minutes('Between two.').default(6),
  })).optional(),
  lifecycleHooks: list(
    lifecycleHook,
    [0, 2 * HOOKS_OF_TYPE_MAX],
    'Hooks of the stages of a traffic shift; at most 10 of each type.',
  ).optional(),
};

export const earlySuccess = {
  earlySuccessCriteria: shape(
    'A rolling update is COMPLETED before its last task is healthy (N.EARLY-1). Since 2026. Default: off.',
    () => ({
      enable: z.boolean().describe('Whether it may end early.').default(false),
      healthyPercent: percentage(
        0,
        100,
        'Healthy tasks of the new revision that are enough, in percent of the desired count, rounded up.',
      ).default(100),
      sourceServiceRevisionCleanup: choice(
        ['BLOCKING', 'DEFERRED'],
        'Whether the old tasks are removed before the deployment is COMPLETED, or after.',
      ).default('BLOCKING'),
    }),
  ).optional(),
};

const codeDeploy = shape('The deployment group of CodeDeploy.', () => ({
  deploymentConfigName: choice(
    Object.keys(CODE_DEPLOY_CONFIGS) as [string, ...string[]],
    'How traffic moves: all at once, a canary, or in equal steps.',
  ).default(CODE_DEPLOY_DEFAULT),
  readyWait: duration('How long it waits with a steady green before traffic moves.').default('0s'),
  terminationWait: duration('How long blue is kept after all traffic has moved.').default('0s'),
  autoRollback: z
    .boolean()
    .describe('A deployment that fails gives the traffic back to blue. It also fails when deploymentAlarms or metricAlarms go off.')
    .default(true),
  hooks: list(
    shape('A function that validates, as the AppSpec file names it for an event.', () => ({
      lifecycleEvent: choice(CODE_DEPLOY_HOOKS, 'At which event it is called; one function an event.'),
      takes: duration('Until it answers; longer than an hour is a failure.').default('0s'),
    })),
    [0, CODE_DEPLOY_HOOKS.length],
    'Functions that validate, as the AppSpec file names them; one for each event (S.BG-8).',
  ).optional(),
}));

const taskSet = shape('A task set, as create-task-set and update-task-set make it.', () => ({
  at: duration('When it is created.').default('0s'),
  taskDefinition: nonEmpty('Family, family:revision or ARN of one of taskDefinitions; without a revision the highest one.'),
  scale: list(
    shape('From then on.', () => ({
      at: duration('Since the start; before the first entry it has no tasks.'),
      value: real(0, 100, 'Percent of the desired count, a fraction of a task being one.'),
    })),
    [1, 1_000],
    'Its scale over time.',
  ),
  weights: list(
    shape('From then on.', () => ({
      at: duration('Since the start; before the first entry it is 0.'),
      value: whole(0, 999, 'Weight, as in the forward action of a rule of the listener.'),
    })),
    [1, 1_000],
    'Weight of its target group in the rule of the listener, over time. All sets have weights, or none: then each task gets as many requests. While all weights are 0, requests go where they went before.',
  ).optional(),
}));

/** Keys of a service. */
export const deploymentsAndHealth = {
  deployments: list(deployment, [0, 1_000], 'Deployments on the timeline, in order of time.').default([]),
  codeDeploy: codeDeploy.describe('Of a service with the deployment controller CODE_DEPLOY.').optional(),
  taskSets: list(
    taskSet,
    [1, 100],
    'Of a service with the deployment controller EXTERNAL: its task sets, in place of its task definition.',
  ).optional(),
  failureMode: failureMode.describe('How tasks of the first task definition fail. Default: sound.').optional(),
  taskProtection: taskProtection.optional(),
  availabilityZoneRebalancing: choice(
    ['ENABLED', 'DISABLED'],
    'Tasks go from the fullest zone to the emptiest while there is no deployment (N.AZRB-1). Default: ENABLED where AWS permits it, and absent in guide-2024.',
  ).optional(),
  deploymentAlarms: list(
    shape('An alarm goes off.', () => ({
      at: duration('When the alarm goes off, since the start.'),
      for: period('For so long.'),
      alarmName: nonEmpty('As in alarmNames; an alarm that they do not name has no effect. Default: the only one of them.').optional(),
    })),
    [0, 10_000],
    'When the alarms of the deployments are in ALARM.',
  ).default([]),
  metricAlarms: list(metricAlarm, [0, 100], 'Alarms of its deployments that go off by metrics of its load.').optional(),
  loadBalancers: list(
    loadBalancer,
    [0, 100],
    'Target groups in which its tasks are registered; at most 5, unless quotas say otherwise (T.LB-1).',
  ).default([]),
  healthCheckGracePeriodSeconds: whole(
    0,
    2_147_483_647,
    'Seconds after RUNNING in which bad news of a task behind a load balancer is ignored (S.HEALTH-4). Default: 0.',
  ).optional(),
};
