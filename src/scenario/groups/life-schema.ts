import { z } from 'zod';
import { HOOK_DEFAULTS } from '../../autoscaling/group/hooks.js';
import { REFRESH_DEFAULTS } from '../../autoscaling/group/refresh.js';
import { choice, distributionField, duration, flag, ignored, list, notYet, percentage, shape, whole } from '../fields.js';
import { show } from '../text/suggest.js';
import { instanceTypes, typesOfPolicy } from './overrides-schema.js';

/** Schema of the life of a group's instances from launch to end, in the words of EC2 Auto Scaling. */

/** The most instances of a group in a scenario; AWS allows 5,000 in a cluster (quotas-check). */
export const GROUP_SIZE_MAX = 100_000;
/** C.MID-08. */
const HOOKS_MAX = 50;
const HEARTBEAT_MIN_S = 30;
const HEARTBEAT_MAX_S = 7_200;

const TRANSITIONS = ['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'] as const;

export const hook = shape('A lifecycle hook: an instance waits for it before it is in service, or before it ends (A.ASG-14).', () => ({
  lifecycleHookName: z
    .string()
    .regex(/^[A-Za-z0-9\-_/]{1,255}$/, { error: (issue) => `${show(issue.input)} is not a name: up to 255 letters, digits, -, _ and /` })
    .describe('Unique in the group.'),
  lifecycleTransition: choice(TRANSITIONS, 'Before an instance is in service, or before it ends.'),
  heartbeatTimeout: whole(HEARTBEAT_MIN_S, HEARTBEAT_MAX_S, 'Seconds after which the default result applies.').default(
    HOOK_DEFAULTS.heartbeatMs / 1000,
  ),
  defaultResult: choice(
    ['ABANDON', 'CONTINUE'],
    'The result of an action that has not completed. ABANDON ends an instance that launches, and lets one that ends go at once.',
  ).default(HOOK_DEFAULTS.defaultResult),
  actionTime: z
    .union([z.literal('never'), distributionField('How long.')], {
      error: ({ input }) => (input === undefined ? 'is missing: how long its action takes, such as "2m", or never' : undefined),
    })
    .describe('Not of AWS: from the begin of the wait until the action completes with CONTINUE; never: it hangs.'),
  recordsHeartbeats: flag('Not of AWS: the action records heartbeats, so that it may take 100 timeouts, at most 48 hours.').default(
    HOOK_DEFAULTS.recordsHeartbeats,
  ),
  ...ignored('notificationMetadata', 'notificationTargetARN', 'roleARN'),
}));

export const hooks = list(
  hook,
  [0, HOOKS_MAX],
  'Lifecycle hooks: actions that must complete before instances are in service, or before they end. At most 50; they run side by side (C.MID-08). The hook that ECS makes for managedDraining is not written here.',
);

const reusePolicy = shape('As put-warm-pool takes it.', () => ({
  reuseOnScaleIn: z
    .boolean({ error: (issue) => `${show(issue.input)} is neither true nor false` })
    .refine((is) => !is, 'true is not for instances of an ECS cluster (C.WARM-02): leave it out: instances that are scaled in end')
    .describe('Only false: ECS does not take instances back into the pool (C.WARM-02).')
    .default(false),
}));

export const warmPool = shape(
  'Instances that are made ready ahead of need, as put-warm-pool takes it (A.ASG-15). Not for a group with Spot.',
  () => ({
    minSize: whole(0, GROUP_SIZE_MAX, 'Fewest instances in the pool.').default(0),
    maxGroupPreparedCapacity: whole(-1, GROUP_SIZE_MAX, 'Most instances in the group and the pool together; -1: as maxSize.').default(-1),
    poolState: choice(['Stopped', 'Running', 'Hibernated'], 'How instances rest in the pool.').default('Stopped'),
    instanceReusePolicy: reusePolicy.optional(),
    warmPoolsCheck: flag(
      'ECS_WARM_POOLS_CHECK of the container agents: they register only when they have left the pool (C.WARM-03). Without it a warning states the effect.',
    ).default(false),
  }),
);

const R = REFRESH_DEFAULTS;

const version = z
  .union([z.string(), z.number()], { error: (issue) => versionHelp(issue.input) })
  .refine((text) => /^[1-9]\d{0,5}$/.test(String(text)), { error: (issue) => versionHelp(issue.input) })
  .describe('Of the launch template, a number: the group begins with 1, and a refresh without a desiredConfiguration brings the next.');

const versionHelp = (value: unknown) =>
  `${show(value)} is no version of the launch template: write its number; the group begins with 1, and a refresh without a desiredConfiguration brings the next`;

const desiredConfiguration = shape('The configuration of instances from then on, as start-instance-refresh takes it.', () => ({
  launchTemplate: shape('The types, as create-auto-scaling-group takes them.', () => ({
    version,
    ...ignored('launchTemplateId', 'launchTemplateName'),
  }))
    .describe('The version of the launch template. Default: the version stays as it is.')
    .optional(),
  instanceTypes: instanceTypes.describe(
    'The types that the group launches from then on, the preferred one first: of the architecture and the operating system that it has. Default: the types that it launches now.',
  ),
  mixedInstancesPolicy: shape('Instead of instanceTypes, as AWS has them.', () => ({
    launchTemplate: typesOfPolicy,
    instancesDistribution: notYet('leave it out: a refresh changes the launch template and the instance types'),
  })).optional(),
}));

const refresh = shape(
  'An instance refresh: instances are replaced by others of a new version of the launch template, or of other types.',
  () => ({
    at: duration('When it begins. It is refused while another is in progress.'),
    cancelAt: duration(
      'When it is cancelled, as cancel-instance-refresh does, unless it has ended: its replacements stay, and the group launches as it did before. Default: never.',
    ).optional(),
    desiredConfiguration: desiredConfiguration
      .describe('The configuration of instances from then on. Default: a new version of the launch template; the types stay.')
      .optional(),
    preferences: shape('As start-instance-refresh takes them.', () => ({
      minHealthyPercentage: percentage(
        0,
        100,
        'Percent of DesiredCapacity, rounded up, that stays ready. Where that allows no replacement, one instance at a time is replaced.',
      ).default(R.minHealthyPercent),
      maxHealthyPercentage: percentage(100, 200, 'Above 100 launches come first, up to this percentage.').default(R.maxHealthyPercent),
      instanceWarmup: whole(0, 10_000, 'Seconds in service after which a new instance is ready.').default(R.instanceWarmupMs / 1000),
      checkpointPercentages: z
        .array(z.int().min(1).max(100))
        .min(1)
        .max(100)
        .refine((list) => list.every((percent, i) => i === 0 || percent > list[i - 1]!), 'must go up')
        .describe('Where it waits; it ends at the last.')
        .default([...R.checkpointPercentages]),
      checkpointDelay: whole(0, 172_800, 'Seconds that it waits at each.').default(R.checkpointDelayMs / 1000),
      scaleInProtectedInstances: choice(
        ['Wait', 'Refresh', 'Ignore'],
        'How it treats instances protected from scale-in, by ECS or by hand: waits an hour for them and fails, replaces them, or leaves them.',
      ).default(R.scaleInProtectedInstances),
      skipMatching: flag('Skips instances that have the version and a type of the desired configuration.').default(R.skipsMatching),
      autoRollback: notYet('leave it out: the new instances of a failed refresh stay'),
      alarmSpecification: notYet('leave it out'),
      bakeTime: notYet('leave it out'),
      ...ignored('standbyInstances'),
    })).prefault({}),
  }),
);

export const refreshes = list(
  refresh,
  [0, 100],
  'Not of AWS as a list: instance refreshes, in order of time. Each replaces instances by ones of a new launch template version, or of other types.',
);
