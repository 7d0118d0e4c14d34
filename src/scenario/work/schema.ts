import { z } from 'zod';
import {
  awsName,
  choice,
  distributionField,
  distributionOr,
  duration,
  durationOr,
  ignored,
  list,
  nonEmpty,
  percentage,
  period,
  rate,
  shape,
  whole,
} from '../fields.js';
import { dependencies } from '../load/dependencies-schema.js';
import { load, recordedCount } from '../load/schema.js';
import { whereToRun } from '../placement/schema.js';
import { monitoring } from '../scaling/monitoring-schema.js';
import { scaling } from '../scaling/schema.js';
import { deploymentsAndHealth, detections, earlySuccess, shifting } from '../services/schema.js';
import { show } from '../text/suggest.js';
import { traceArrivals } from '../traces/schema.js';

import { volumeConfigurations } from './volumes-schema.js';

/** Schema of what the containers of a service or workload do. */

const behavior = shape('A container, by its name in the task definition.', () => ({
  runTime: z
    .union([distributionField('Of each start alike.'), z.array(period('Of one start.')).min(1).max(1_000)])
    .describe(
      'From its start to its exit; a list: of its first start, of its first restart, and so on, the last one for all others. Default: it runs until it is stopped.',
    )
    .optional(),
  exitCode: whole(0, 255, 'The code with which it exits.').default(0),
  stopTime: distributionField('From its SIGTERM to its exit, cut at its stopTimeout. Default: timings.containerStop.').optional(),
  healthyAfter: durationOr(['never'], 'From its start until the command of its health check succeeds; never: it always fails.').default(
    '0s',
  ),
}));

const containerBehaviors = z
  .record(z.string().min(1), behavior)
  .describe('Behaviour of its containers that a task definition does not have: when an init container exits, and with which code.');

/** Far above the quota of a service, which is checked separately. */
const TASK_COUNT_MAX = 1_000_000;
const taskDefinition = nonEmpty('Family, family:revision or ARN of one of taskDefinitions; without a revision the highest one.');

const desiredCountSchedule = shape('Desired count over time. Without an entry at 0 it begins with desiredCount, or 0.', () => ({
  every: period('The schedule repeats after this; before its first entry the value of the last one holds.').optional(),
  entries: list(
    shape('From this time on, this many.', () => ({
      at: duration('Since the start, or since the start of the period.'),
      desiredCount: whole(0, TASK_COUNT_MAX, 'Desired count from then on.'),
    })),
    [0, 10_000],
    'In order of time, within the period.',
  ).default([]),
  recorded: recordedCount.describe('Instead of entries: a count that CloudWatch recorded.').optional(),
}));

const deploymentConfiguration = shape('As create-service takes it.', () => ({
  minimumHealthyPercent: percentage(
    0,
    100,
    'Fewest healthy tasks that a planned stop leaves, rounded up. Default: 100, and 0 for a DAEMON service.',
  ).optional(),
  maximumPercent: percentage(
    100,
    100_000,
    'Most tasks, stopping ones included, rounded down; 100 is the only value for DAEMON. Default: 200, and 100 for a DAEMON service.',
  ).optional(),
  ...shifting,
  ...earlySuccess,
  ...detections,
}));

const deploymentController = shape('As create-service takes it.', () => ({
  type: choice(['ECS', 'CODE_DEPLOY', 'EXTERNAL'], 'ECS: by deploymentConfiguration. CODE_DEPLOY: by codeDeploy. EXTERNAL: by taskSets.'),
}));

export const service = shape('A service, as create-service takes it. The scheduler keeps its desired count.', () => ({
  serviceName: awsName('Unique in the cluster.'),
  taskDefinition,
  schedulingStrategy: choice(['REPLICA', 'DAEMON'], 'DAEMON: one task on each active instance that fits.').default('REPLICA'),
  createdAt: period('When the service is created, in the middle of the run. Default: before the run.').optional(),
  drawnBy: awsName('Not of AWS: the name in its draws, so that it can be renamed without other draws. Default: its name.').optional(),
  desiredCount: whole(
    0,
    TASK_COUNT_MAX,
    'Tasks to keep. At most 5,000 (T.QUOTA-2). A REPLICA service has this or a schedule, or both; a DAEMON service has neither (C.SCH-01).',
  ).optional(),
  desiredCountSchedule: desiredCountSchedule.optional(),
  ...whereToRun,
  deploymentConfiguration: deploymentConfiguration.prefault({}),
  deploymentController: deploymentController.optional(),
  containers: containerBehaviors.optional(),
  timeToFailure: distributionField('From RUNNING until a task crashes by itself. Default: never.').optional(),
  ...deploymentsAndHealth,
  load: load.optional(),
  dependencies,
  monitoring: monitoring.optional(),
  scaling: scaling.optional(),
  ...ignored('cluster', 'clientToken', 'tags', 'enableECSManagedTags', 'propagateTags', 'enableExecuteCommand'),
  volumeConfigurations: volumeConfigurations.optional(),
  ...ignored('role', 'serviceRegistries', 'vpcLatticeConfigurations'),
  serviceConnectConfiguration: z
    .unknown()
    .describe(
      'Service Connect: ECS adds a proxy to each task, within its size. It needs task-level memory above that of the containers in all (N.LBX-5), and ECS waits for its health check.',
    )
    .optional(),
}));

const ARRIVALS = [
  shape('One arrival each period.', () => ({
    type: z.literal('constant'),
    every: period('Gap between arrivals.'),
    first: duration('The first one.').default('0s'),
  })),
  shape('A Poisson process.', () => ({ type: z.literal('poisson'), rate: rate('Mean rate.') })),
  shape('A Poisson process whose rate follows a cosine over the day.', () => ({
    type: z.literal('diurnal'),
    peak: rate('Rate at the peak.'),
    trough: rate('Rate 12 hours later, not above the peak.'),
    peakAt: duration('Time of day of the peak; the run begins at midnight.').default('14h'),
  })),
  shape('Many arrivals in one millisecond, with exponential gaps between.', () => ({
    type: z.literal('bursts'),
    rate: rate('Bursts per unit of time.'),
    size: whole(1, 100_000, 'Arrivals per burst.'),
  })),
  shape('Exact times.', () => ({
    type: z.literal('schedule'),
    at: list(
      duration('Since the start, or since the start of the period.'),
      [1, 100_000],
      'Times, in any order; one that is listed twice is two arrivals.',
    ),
    every: period('The list repeats after this.').optional(),
  })),
  shape('A schedule of EventBridge, by the clocks of a time zone.', () => ({
    type: z.literal('cron'),
    scheduleExpression: z
      .string()
      .describe(
        'cron(minutes hours day-of-month month day-of-week year): day of the week 1 to 7 from Sunday, or SUN to SAT; one of the two days is ?.',
      ),
    scheduleExpressionTimezone: z
      .string()
      .describe(
        'IANA name of the time zone, such as Europe/Berlin. A time that summer time leaves out is skipped, one that comes twice is taken once.',
      )
      .default('UTC'),
  })),
  shape('A schedule of EventBridge that repeats after a fixed time.', () => ({
    type: z.literal('rate'),
    scheduleExpression: z.string().describe('rate(value unit), from time 0: rate(1 hour), rate(5 minutes), rate(2 days).'),
  })),
  traceArrivals,
] as const;

const startTask = shape(
  'Starts them as start-task does: without placement, and a task that does not fit has failed. Default: as run-task.',
  () => ({
    containerInstances: list(
      whole(0, 99_999_999, 'Number of the instance in instances.csv.'),
      [1, 10],
      'A task on each; at most 10 (T.QUOTA-4). Numbers as in instances.csv: those of cluster.containerInstances from 0, in the order of the list, then those of groups in order of launch.',
    ),
  }),
);

export const workload = shape('Standalone tasks, as run-task takes them, and when they come.', () => ({
  name: awsName('Unique among workloads.'),
  taskDefinition,
  count: whole(1, 10_000, 'Tasks per arrival. Above 10 it stands for several calls of RunTask in the same millisecond.').default(1),
  group: z
    .string()
    .min(1)
    .max(255)
    .refine((group) => !group.startsWith('service:'), {
      error: (issue) => `${show(issue.input)} may not begin with service:, for such a group is a service's own`,
    })
    .describe(
      'Task group, as run-task takes it, by which constraints and spread know the tasks. It may not begin with service:. Default: family:FAMILY (S.GROUP-1).',
    )
    .optional(),
  ...whereToRun,
  startTask: startTask.optional(),
  arrivals: z.discriminatedUnion('type', ARRIVALS).describe('When they come.'),
  containers: containerBehaviors.optional(),
  runTime: distributionOr(
    'forever',
    'From RUNNING to the exit of the essential container; forever: it never exits by itself. Required unless a trace has a duration column.',
  ).optional(),
  volumeConfigurations: volumeConfigurations.optional(),
  ...ignored('cluster', 'startedBy', 'tags', 'enableECSManagedTags', 'propagateTags', 'enableExecuteCommand', 'overrides', 'referenceId'),
}));
