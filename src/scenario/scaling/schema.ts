import { z } from 'zod';
import { PREDEFINED_METRICS } from '../../metrics/names.js';
import {
  COOLDOWN_DEFAULT_MS,
  SCALING_DEFAULTS as D,
  SCHEDULING_BUFFER_DEFAULT_MS,
} from '../../services/scaling/service-scaling-settings.js';
import {
  choice,
  distributionField,
  duration,
  durationOr,
  ignored,
  instant,
  list,
  nonEmpty,
  period,
  positive,
  shape,
  whole,
} from '../fields.js';
import { formatDuration } from '../units.js';
import { dimensions } from './custom-schema.js';
import { metricQueries, STATISTICS } from './math-schema.js';

/**
 * Schema of service auto scaling in the words of Application Auto Scaling and CloudWatch. Keys may begin with a capital letter, as they do
 * there.
 */

const SECONDS_MAX = 86_400;
const TASKS_MAX = 5_000;
const cooldown = (description: string) => whole(0, SECONDS_MAX, `${description} In seconds.`).default(COOLDOWN_DEFAULT_MS / 1_000);
export const number = z.number().min(-1e12).max(1e12);
const target = positive(1e12, 'Value to keep the metric at.');
const ofTarget = ignored('serviceNamespace', 'resourceId', 'scalableDimension');

const customMetric = shape('Another metric of the load, or one of customMetrics.', () => ({
  metricName: nonEmpty(
    'BacklogPerTask, Backlog, MessagesPerSecondPerTask, RequestsPerSecond, ResponseTime, RequestCountPerTarget, CPUUtilization or MemoryUtilization. This or metrics.',
  ).optional(),
  namespace: nonEmpty('With dimensions it names a metric of customMetrics; that of a metric of AWS has no effect.').optional(),
  dimensions: dimensions.optional(),
  statistic: choice(STATISTICS, 'Of a metric of customMetrics; for others it is the average. Default: Average.').optional(),
  ...ignored('unit'),
  metrics: metricQueries.optional(),
}));

const targetTracking = shape('Keeps a metric near a target. Exactly one of the three configurations is given.', () => ({
  targetValue: target,
  predefinedMetricSpecification: shape('A metric of ECS or of the load balancer; this or customizedMetricSpecification.', () => ({
    predefinedMetricType: choice(
      [...PREDEFINED_METRICS.keys()],
      'The metric. High-resolution metrics come each 20 seconds, the others each minute; ALBRequestCountPerTarget is per minute.',
    ),
    ...ignored('resourceLabel'),
  })).optional(),
  customizedMetricSpecification: customMetric.optional(),
  scaleOutCooldown: cooldown('Seconds after a scale-out in which only a larger one acts.'),
  scaleInCooldown: cooldown('Seconds after a scale-in in which no other acts.'),
  disableScaleIn: z.boolean().describe('It never removes tasks.').default(false),
}));

const stepScaling = shape('Changes the number of tasks by the size of the breach of an alarm.', () => ({
  adjustmentType: choice(['ChangeInCapacity', 'PercentChangeInCapacity', 'ExactCapacity'], 'The unit of scalingAdjustment.'),
  stepAdjustments: z
    .array(
      shape('The adjustment in one range of the breach.', () => ({
        metricIntervalLowerBound: number.describe('Metric less threshold, from here on. Default: no bound.').optional(),
        metricIntervalUpperBound: number.describe('Until here. Default: no bound.').optional(),
        scalingAdjustment: z.int().min(-100_000).max(100_000).describe('Tasks, or percent of those that run.'),
      })),
    )
    .describe('Adjustments side by side, without gap or overlap.')
    .min(1)
    .max(20),
  minAdjustmentMagnitude: whole(1, TASKS_MAX, 'Fewest tasks that a change in percent changes.').default(1),
  cooldown: cooldown('As the cooldowns of target tracking.'),
  ...ignored('metricAggregationType'),
}));

export const alarmKeys = {
  metricName: nonEmpty('The metric that is watched, as in customizedMetricSpecification, such as TargetResponseTime, in seconds.'),
  statistic: choice(STATISTICS, 'Of the data points of a period.').default('Average'),
  comparisonOperator: choice(
    ['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'],
    'When a data point breaches.',
  ),
  threshold: number.describe('The value it is compared with.'),
  period: whole(1, SECONDS_MAX, 'Of a data point, in seconds: 10, 20, 30 or a multiple of 60.').default(60),
  evaluationPeriods: whole(1, SECONDS_MAX, 'Latest data points that count.').default(1),
  datapointsToAlarm: whole(1, SECONDS_MAX, 'How many of them must breach. Default: all.').optional(),
  treatMissingData: choice(['missing', 'ignore', 'breaching', 'notBreaching'], 'How a period without data counts.').default('missing'),
};
const ofAlarm = ignored('alarmDescription', 'alarmActions', 'unit');

const alarm = shape('The alarm that starts a step scaling policy, as put-metric-alarm takes it.', () => ({
  ...alarmKeys,
  metricName: alarmKeys.metricName.optional(),
  metrics: metricQueries.optional(),
  namespace: nonEmpty('As in customizedMetricSpecification.').optional(),
  dimensions: dimensions.optional(),
  actionsEnabled: z.boolean().describe('false: the alarm changes its state, and starts nothing. Default: true.').optional(),
  ...ignored('alarmName'),
  ...ofAlarm,
}));

export const metricAlarm = shape('An alarm of deployments, as put-metric-alarm takes it.', () => ({
  alarmName: nonEmpty('As in alarmNames.', 255),
  tasks: choice(
    ['all', 'new'],
    'The metric is of all tasks, or of those of the latest deployment, which have a target group of their own where traffic is shifted.',
  ).default('all'),
  ...alarmKeys,
  ...ignored('namespace', 'dimensions', 'actionsEnabled'),
  ...ofAlarm,
}));

const PAIRS = ['ECSServiceCPUUtilization', 'ECSServiceMemoryUtilization', 'ALBRequestCount'] as const;

const predictive = shape('Raises the number of tasks ahead of the demand that is forecast from the last days.', () => ({
  metricSpecifications: z
    .array(
      shape('The metric, and its target.', () => ({
        targetValue: target,
        predefinedMetricPairSpecification: shape('A metric and its load.', () => ({
          predefinedMetricType: choice(PAIRS, 'The metric and its load.'),
          ...ignored('resourceLabel'),
        })),
      })),
    )
    .describe('The metric and its target.')
    .refine((all) => all.length === 1, 'has not one entry: AWS takes one'),
  mode: choice(['ForecastOnly', 'ForecastAndScale'], 'Whether it only forecasts, or also scales.').default('ForecastOnly'),
  schedulingBufferTime: whole(0, 3_600, 'Seconds before the hour at which it acts.').default(SCHEDULING_BUFFER_DEFAULT_MS / 1_000),
  maxCapacityBreachBehavior: choice(['HonorMaxCapacity', 'IncreaseMaxCapacity'], 'When it expects more than the maximum.').default(
    'HonorMaxCapacity',
  ),
  maxCapacityBuffer: whole(
    0,
    100,
    'Percent above the forecast that the maximum is raised to. Default: 0 with IncreaseMaxCapacity.',
  ).optional(),
}));

export const policy = shape('As put-scaling-policy takes it: one of the three configurations.', () => ({
  policyName: nonEmpty('Names it in reports. Default: its kind.', 256).optional(),
  policyType: choice(
    ['TargetTrackingScaling', 'StepScaling', 'PredictiveScaling'],
    'Must agree with the configuration that is given. Default: as configured.',
  ).optional(),
  targetTrackingScalingPolicyConfiguration: targetTracking.optional(),
  stepScalingPolicyConfiguration: stepScaling.optional(),
  predictiveScalingPolicyConfiguration: predictive.optional(),
  alarm: alarm.optional(),
  ...ofTarget,
  ...ignored('policyARN', 'creationTime', 'alarms'),
}));

export const scheduledAction = shape('New bounds at a time, as put-scheduled-action takes it.', () => ({
  scheduledActionName: nonEmpty('Unique in the scaler.', 256),
  schedule: nonEmpty(
    'cron(minutes hours day-of-month month day-of-week year), rate(value unit) or at(yyyy-mm-ddThh:mm:ss), counted on the calendar of startsAt.',
  ),
  timezone: nonEmpty('Of cron and at, such as Europe/Berlin.').default('UTC'),
  startTime: instant('Not before.').optional(),
  endTime: instant('Not after.').optional(),
  scalableTargetAction: shape('New bounds.', () => ({
    minCapacity: whole(0, TASKS_MAX, 'New minimum. Default: as it is.').optional(),
    maxCapacity: whole(0, TASKS_MAX, 'New maximum; at least one of the two is given. Default: as it is.').optional(),
  })),
  ...ofTarget,
  ...ignored('scheduledActionARN', 'creationTime'),
}));

export const scaling = shape(
  'Service auto scaling, as register-scalable-target takes it, with its policies and scheduled actions. The desired count of a schedule holds until a policy changes it (S.SAS-9).',
  () => ({
    minCapacity: whole(0, TASKS_MAX, 'Fewest tasks that it leaves.'),
    maxCapacity: whole(0, TASKS_MAX, 'Most tasks that it asks for.'),
    suspendedState: shape('The suspended parts.', () => ({
      dynamicScalingInSuspended: z.boolean().describe('Policies remove nothing.').default(false),
      dynamicScalingOutSuspended: z.boolean().describe('Policies add nothing.').default(false),
      scheduledScalingSuspended: z.boolean().describe('Scheduled actions change nothing.').default(false),
    })).prefault({}),
    policies: list(policy, [0, 50], 'As put-scaling-policy takes them. They need a load, or a metric of customMetrics.').default([]),
    scheduledActions: list(scheduledAction, [0, 200], 'As put-scheduled-action takes them.').default([]),
    ...ofTarget,
    ...ignored('roleARN', 'tags', 'creationTime'),
  }),
);

export const serviceScaling = shape(
  'Open choices of service auto scaling; docs/reference/ranges.md and docs/reference/readings.md have their sources.',
  () => ({
    highDatapoints: whole(1, 1_440, 'Data points in a row above the target before target tracking adds.').default(D.highDatapoints),
    lowDatapoints: whole(1, 1_440, 'Minutes in a row below the low threshold before it removes.').default(D.lowDatapoints),
    lowDatapointsHigh: whole(1, 4_320, 'The same in points of 20 seconds, for a metric of high resolution.').default(D.lowDatapointsHigh),
    scaleInSteps: choice(
      ['single', 'proportional'],
      'Tasks that target tracking removes in one step: one, or all that leave the metric at the target.',
    ).default(D.scaleInSteps),
    scaleOutBase: choice(
      ['beforeCooldown', 'running'],
      'Tasks from which target tracking starts while a scale-out cooldown lasts: those that ran before it, or those that run.',
    ).default(D.scaleOutBase),
    lowThresholdPercent: positive(100, 'That threshold, in percent of the target.').default(D.lowThresholdPercent),
    metricDelay: distributionField('From the end of a minute of a metric to its data point.').prefault('150s'),
    metricDelayHigh: distributionField('The same for the points of 20 seconds of a metric of high resolution.').prefault('18s'),
    metricDelayRequests: distributionField(
      'The same for a metric of the load balancer: requests of a target, response time. Default: 60s, and metricDelay where that is shorter.',
    ).optional(),
    evaluationInterval: period('Between two evaluations of an alarm whose period is a minute or more (N.DLY-1).').default(
      formatDuration(D.evaluationIntervalMs),
    ),
    evaluationIntervalHigh: period('The same with a period of 10, 20 or 30 seconds (CloudWatch, "Alarm evaluation").').default(
      formatDuration(D.evaluationIntervalHighMs),
    ),
    evaluationPhase: durationOr(['drawn'], 'First evaluation of an alarm; drawn: each alarm has its own, within its interval.').default(
      'drawn',
    ),
    actionDelay: duration('From the evaluation of an alarm to the new desired count.').default(formatDuration(D.actionDelayMs)),
    activityTime: duration(
      'From the new desired count until its scaling activity is over; the cooldown counts from there. Default: 30s, and 0s without actionDelay.',
    ).optional(),
    scheduleDelay: duration(
      'From the time of a scheduled action until it changes the bounds. Default: 13s, and 0s without actionDelay.',
    ).optional(),
    forecastAfterHours: whole(1, 336, 'Hours of history that a forecast begins with (A.SAS-10).').default(D.forecastAfterHours),
    forecastHistoryDays: whole(1, 14, 'Days that it looks back (A.SAS-10).').default(D.forecastHistoryDays),
  }),
);
