import { z } from 'zod';
import { awsName, choice, distributionField, duration, ignored, period, rate, shape, whole } from '../fields.js';
import { load, recordedCount } from '../load/schema.js';
import { whereToRun } from '../placement/schema.js';
import { scaling } from '../scaling/schema.js';
import { care, detections, shifting } from '../services/schema.js';
import { show } from '../text/suggest.js';

/** Far above the quota of a service, which is checked beside. */
const TASK_COUNT_MAX = 1_000_000;
const taskDefinition = z.string().min(1).describe('Family, family:revision or ARN of one of taskDefinitions.');

const desiredCountSchedule = shape('Desired count over time.', {
  every: period('The schedule repeats after this; before its first entry holds what its last one said.').optional(),
  entries: z
    .array(
      shape('From this time on, this many.', {
        at: duration('Since the start, or since the start of the period.'),
        desiredCount: whole(0, TASK_COUNT_MAX, 'Tasks.'),
      }),
    )
    .max(10_000)
    .default([]),
  recorded: recordedCount.describe('In the place of entries: what CloudWatch recorded.').optional(),
});

const deploymentConfiguration = shape('As create-service takes it.', {
  minimumHealthyPercent: whole(0, 100, 'Default: 100, and 0 for a DAEMON service.').optional(),
  maximumPercent: whole(100, 100_000, 'Default: 200, and 100 for a DAEMON service.').optional(),
  ...shifting,
  ...detections,
});

const deploymentController = shape('As create-service takes it.', {
  type: choice(['ECS', 'CODE_DEPLOY', 'EXTERNAL'], 'ECS: by deploymentConfiguration. CODE_DEPLOY: by codeDeploy. EXTERNAL: by taskSets.'),
});

export const service = shape('A service, as create-service takes it. The scheduler keeps its desired count.', {
  serviceName: awsName('Unique in the cluster.'),
  taskDefinition,
  schedulingStrategy: choice(['REPLICA', 'DAEMON'], 'DAEMON: one task on each active instance.').default('REPLICA'),
  desiredCount: whole(0, TASK_COUNT_MAX, 'Tasks to keep; a DAEMON service has none (C.SCH-01). At most 5,000 (T.QUOTA-2).').optional(),
  desiredCountSchedule: desiredCountSchedule.optional(),
  ...whereToRun,
  deploymentConfiguration: deploymentConfiguration.prefault({}),
  deploymentController: deploymentController.optional(),
  timeToFailure: distributionField('From RUNNING until a task crashes by itself. Default: never.').optional(),
  ...care,
  load: load.optional(),
  scaling: scaling.optional(),
  ...ignored('cluster', 'clientToken', 'tags', 'enableECSManagedTags', 'propagateTags', 'enableExecuteCommand'),
  ...ignored('role', 'serviceRegistries', 'serviceConnectConfiguration', 'volumeConfigurations', 'vpcLatticeConfigurations'),
});

const unit = choice(['ms', 's', 'm', 'h', 'd'], 'Unit of the column.');
const column = z.string().min(1);

const traceColumns = shape('Which columns of the file say what. Absent ones fall back to the task definition and runTime.', {
  arrival: column.describe('Time of arrival, since the start of the trace.'),
  arrivalUnit: unit.default('s'),
  duration: column.describe('How long the task runs.').optional(),
  durationMax: column.describe('With this second column the duration is drawn uniformly between the two.').optional(),
  durationUnit: unit.default('s'),
  cpu: column.optional(),
  cpuUnit: choice(['units', 'vCPU'], '1,024 units are one vCPU.').default('vCPU'),
  memory: column.optional(),
  memoryUnit: choice(['MiB', 'GiB'], 'Unit of the column.').default('GiB'),
  censored: column.describe('1 where the task still ran when the trace ended.').optional(),
  censoredRuns: choice(['minimum', 'forever'], 'What the run of a censored row is.').default('minimum'),
});

const ARRIVALS = [
  shape('One arrival each period.', {
    type: z.literal('constant'),
    every: period('Gap between arrivals.'),
    first: duration('The first one.').default('0s'),
  }),
  shape('A Poisson process.', { type: z.literal('poisson'), rate: rate('Mean rate.') }),
  shape('A Poisson process whose rate follows a cosine over the day.', {
    type: z.literal('diurnal'),
    peak: rate('Rate at the peak.'),
    trough: rate('Rate 12 hours later.'),
    peakAt: duration('Time of day of the peak.').default('14h'),
  }),
  shape('Many arrivals at once, with exponential gaps.', {
    type: z.literal('bursts'),
    rate: rate('Bursts.'),
    size: whole(1, 100_000, 'Arrivals per burst.'),
  }),
  shape('Exact times.', {
    type: z.literal('schedule'),
    at: z.array(duration('Since the start, or since the start of the period.')).min(1).max(100_000),
    every: period('The list repeats after this.').optional(),
  }),
  shape('A schedule of EventBridge, by the clocks of a time zone.', {
    type: z.literal('cron'),
    scheduleExpression: z.string().describe('cron(minutes hours day-of-month month day-of-week year).'),
    scheduleExpressionTimezone: z.string().describe('IANA name of the time zone.').default('UTC'),
  }),
  shape('A schedule of EventBridge that repeats after a time.', {
    type: z.literal('rate'),
    scheduleExpression: z.string().describe('rate(value unit), from the start of the run.'),
  }),
  shape('Rows of a CSV file.', {
    type: z.literal('trace'),
    file: z.string().min(1).describe('Path, relative to the scenario.'),
    columns: traceColumns,
  }),
] as const;

const startTask = shape('Start them as start-task does: no placement, and what does not fit has failed.', {
  containerInstances: z
    .array(whole(0, 99_999_999, 'Number of the instance in instances.csv.'))
    .min(1)
    .max(10)
    .describe('A task on each; at most 10 (T.QUOTA-4).'),
});

export const workload = shape('Standalone tasks, as run-task takes them, and when they come.', {
  name: awsName('Unique among workloads.'),
  taskDefinition,
  count: whole(1, 10_000, 'Tasks per arrival.').default(1),
  group: z
    .string()
    .min(1)
    .max(255)
    .refine((group) => !group.startsWith('service:'), {
      error: (issue) => `${show(issue.input)} may not begin with service:, for such a group is a service's own`,
    })
    .describe('Task group, as run-task takes it, for constraints and spread. Default: family:FAMILY (S.GROUP-1).')
    .optional(),
  ...whereToRun,
  startTask: startTask.optional(),
  arrivals: z.discriminatedUnion('type', ARRIVALS).describe('When they come.'),
  runTime: distributionField(
    'From RUNNING to the exit of the essential container. A trace with a duration column brings its own.',
  ).optional(),
  ...ignored(
    'cluster',
    'startedBy',
    'tags',
    'enableECSManagedTags',
    'propagateTags',
    'enableExecuteCommand',
    'overrides',
    'referenceId',
    'volumeConfigurations',
  ),
});
