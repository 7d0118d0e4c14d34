import { z } from 'zod';
import { SCALING_PROCESSES } from '../../autoscaling/group/processes.js';
import { GROUP_SCALING_DEFAULTS as D } from '../../autoscaling/policies/group-policies.js';
import {
  choice,
  distributionField,
  duration,
  durationOr,
  flag,
  ignored,
  list,
  nonEmpty,
  notYet,
  period,
  positive,
  real,
  shape,
  whole,
} from '../fields.js';
import { dimensions } from '../scaling/custom-schema.js';
import { STATISTICS } from '../scaling/math-schema.js';
import { alarmKeys, number } from '../scaling/schema.js';
import { formatDuration } from '../units.js';

/** Schema of the scaling policies of a group, in the words of EC2 Auto Scaling and CloudWatch. */

const SECONDS_MAX = 86_400;
const CHANGE_MAX = 100_000;
const PREDEFINED = ['ASGAverageCPUUtilization', 'ASGAverageNetworkIn', 'ASGAverageNetworkOut', 'ALBRequestCountPerTarget'] as const;

const metricKeys = {
  metricName: nonEmpty(
    'CPUUtilization (of the group, or with the namespace AWS/ECS of the cluster), CPUReservation, MemoryReservation, GPUReservation, or one of customMetrics.',
  ),
  namespace: nonEmpty('AWS/EC2, AWS/ECS, or that of a metric of customMetrics.').optional(),
  dimensions: dimensions.optional(),
};

const targetTracking = shape('Keeps a metric near a target.', () => ({
  targetValue: positive(1e12, 'Value to keep the metric at.'),
  predefinedMetricSpecification: shape('A metric of the group; this or customizedMetricSpecification.', () => ({
    predefinedMetricType: choice(PREDEFINED, 'The metric. Of these only ASGAverageCPUUtilization is simulated.'),
    ...ignored('resourceLabel'),
  })).optional(),
  customizedMetricSpecification: shape('Another metric of the group or the cluster, or one of customMetrics.', () => ({
    ...metricKeys,
    statistic: choice(STATISTICS, 'Of the points of a minute. Default: Average.').optional(),
    ...ignored('unit', 'period'),
    metrics: notYet('give a metricName, because metric math is not simulated'),
  })).optional(),
  disableScaleIn: flag('It never removes instances.').default(false),
}));

const step = shape('The adjustment in one range of the breach.', () => ({
  metricIntervalLowerBound: number.describe('Metric less threshold, from here on. Default: no bound.').optional(),
  metricIntervalUpperBound: number.describe('Until here. Default: no bound.').optional(),
  scalingAdjustment: z.int().min(-CHANGE_MAX).max(CHANGE_MAX).describe('Instances, or percent of those past their warm-up.'),
}));

export const groupPolicy = shape(
  'As put-scaling-policy takes it: target tracking, step scaling or simple scaling; with the alarm that starts it beside it.',
  () => ({
    policyName: nonEmpty('Unique in the group.', 255),
    policyType: choice(
      ['TargetTrackingScaling', 'StepScaling', 'SimpleScaling', 'PredictiveScaling'],
      'Must agree with the configuration that is given. Default: as configured; scalingAdjustment is of a simple one.',
    ).optional(),
    targetTrackingConfiguration: targetTracking.optional(),
    adjustmentType: choice(['ChangeInCapacity', 'PercentChangeInCapacity', 'ExactCapacity'], 'The unit of adjustments.').optional(),
    stepAdjustments: list(step, [1, 20], 'Of step scaling: side by side, without gap or overlap.').optional(),
    scalingAdjustment: z
      .int()
      .min(-CHANGE_MAX)
      .max(CHANGE_MAX)
      .describe('Of simple scaling: instances, or percent of DesiredCapacity.')
      .optional(),
    minAdjustmentMagnitude: whole(1, CHANGE_MAX, 'Fewest instances that a change in percent changes. Default: 1.').optional(),
    cooldown: whole(
      0,
      SECONDS_MAX,
      'Of simple scaling: seconds from the end of its activity to the next of a simple policy. Default: defaultCooldown.',
    ).optional(),
    estimatedInstanceWarmup: whole(
      0,
      SECONDS_MAX,
      'Seconds in service from which an instance counts in metrics and as capacity. Default: defaultInstanceWarmup, else defaultCooldown. The longest of the policies holds for the group.',
    ).optional(),
    enabled: flag('false: no alarm starts it.').default(true),
    alarm: shape(
      'The alarm that starts step or simple scaling, as put-metric-alarm takes it. Without one only ExecutePolicy starts it.',
      () => ({
        ...alarmKeys,
        ...metricKeys,
        actionsEnabled: flag('false: the alarm changes its state, and starts nothing. Default: true.').optional(),
        ...ignored('alarmName', 'alarmDescription', 'alarmActions', 'unit'),
      }),
    ).optional(),
    predictiveScalingConfiguration: notYet('leave it out: a group has target tracking, step and simple scaling here'),
    ...ignored('autoScalingGroupName', 'policyARN', 'alarms', 'metricAggregationType', 'minAdjustmentStep'),
  }),
);

/** Keys of a group about its policies. */
export const policyKeys = {
  scalingPolicies: list(
    groupPolicy,
    [0, 50],
    'Scaling policies of the group itself, as put-scaling-policy takes them. A group with managed scaling has that of ECS, and a further one is a mistake (A.CAS-22).',
  ).optional(),
  defaultCooldown: whole(0, SECONDS_MAX, 'Seconds, of simple scaling policies without a cooldown. Default: 300.').optional(),
  defaultInstanceWarmup: whole(
    -1,
    SECONDS_MAX,
    'Seconds in service from which an instance counts in metrics and as capacity of scaling policies; -1: none. Default: defaultCooldown.',
  ).optional(),
  suspendedProcesses: list(
    z.union([
      choice(SCALING_PROCESSES, 'A scaling process.'),
      shape('As describe-auto-scaling-groups returns it.', () => ({
        processName: choice(SCALING_PROCESSES, 'A scaling process.'),
        ...ignored('suspensionReason'),
      })),
    ]),
    [0, SCALING_PROCESSES.length],
    'Scaling processes that are suspended from the start; the faults suspendProcesses and resumeProcesses change them.',
  ).optional(),
  monitoring: shape('As a launch template has it.', () => ({
    enabled: flag('Detailed monitoring: EC2 has points of a minute, and not of five, of the CPU of instances.'),
  })).optional(),
};

/** Settings of policies that EC2 Auto Scaling does not document. */
export const groupScaling = shape(
  'Open choices of the scaling policies of groups; docs/reference/ranges.md and docs/reference/readings.md have their sources.',
  () => ({
    highDatapoints: whole(1, 1_440, 'Points in a row above the target before target tracking adds.').default(D.highDatapoints),
    lowDatapoints: whole(1, 1_440, 'Minutes in a row below the low threshold before it removes.').default(D.lowDatapoints),
    lowThresholdPercent: positive(100, 'That threshold, in percent of the target.').default(D.lowThresholdPercent),
    lowThresholdPercentCpu: positive(100, 'The same of the CPU of the group (ASGAverageCPUUtilization).').default(D.lowThresholdPercentCpu),
    scaleInSteps: choice(
      ['single', 'proportional'],
      'Instances that target tracking removes in one step: one, or all that leave the metric at the target.',
    ).default(D.scaleInSteps),
    taskCpuPercent: real(0, 1_000, 'CPU that a running task without a load uses, in percent of its reservation.').default(D.taskCpuPercent),
    metricDelay: distributionField('From the end of a minute of a metric to its data point.').prefault('60s'),
    evaluationInterval: period('Between two evaluations of an alarm (N.DLY-1).').default(formatDuration(D.evaluationIntervalMs)),
    evaluationPhase: durationOr(['drawn'], 'First evaluation of an alarm; drawn: each alarm has its own, within its interval.').default(
      'drawn',
    ),
    actionDelay: duration('From the evaluation of an alarm to the new DesiredCapacity.').default(formatDuration(D.actionDelayMs)),
  }),
);
