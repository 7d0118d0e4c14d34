import { hasManagedScaling } from '../cluster/providers.js';
import { hasDaemons, hasGroupPolicies, hasHighResolution, hasScalingAlarms, hasTargetTracking } from '../features.js';
import type { Measure, Plausible } from './range.js';

const RESERVATION: Measure = {
  look: 'points of CapacityProviderReservation, and the history of its alarms beside the activities of the group',
  command:
    'aws cloudwatch describe-alarm-history --alarm-name TargetTracking-NAME-AlarmHigh; aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP',
};
const FITTED: Measure = { ...RESERVATION, isFitted: true };

const ALARMS: Measure = {
  look: "periods and datapoints of the policy's alarms, and their history",
  command:
    'aws cloudwatch describe-alarms --alarm-name-prefix TargetTracking-service; aws cloudwatch describe-alarm-history --alarm-name NAME',
};

const IN_EVERY_RUN = 'every run draws it already, from its seed';

const CLUSTER: readonly Plausible[] = [
  {
    path: 'scaler.firstEvaluation',
    range: { least: '15s', most: '2m' },
    why: 'within two measurements from the start',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
  {
    path: 'scaler.metricDelay',
    range: { least: '1s', most: '60s' },
    why: 'AWS names an inherent latency without a figure; with the other delays it has to come to the 150 s from zero that one user saw',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
  { path: 'scaler.evaluationPhase', range: null, why: IN_EVERY_RUN, when: hasManagedScaling },
  {
    path: 'scaler.actionDelay',
    range: { least: '500ms', most: '15s' },
    why: 'from a call that returns to one that is queued',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
  {
    path: 'scaler.countN',
    range: { values: ['registered', 'launched'] },
    why: 'nothing says which of the two it is',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
  {
    path: 'scaler.daemonRoom',
    range: { values: ['reserved', 'ignored'] },
    why: 'nothing says which of the two it is',
    when: (scenario) => hasManagedScaling(scenario) && hasDaemons(scenario),
    measure: RESERVATION,
  },
  {
    path: 'scaler.highDatapoints',
    range: { values: ['1', '2'] },
    why: 'one in words of AWS and in alarms of a workshop; two would still fit the times that users saw',
    when: hasManagedScaling,
    measure: FITTED,
  },
  {
    path: 'scaler.scaleInRounding',
    range: { values: ['floor', 'ceil'] },
    why: 'nothing says which of the two it is',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
  {
    path: 'scaler.scaleInWaitsFrom',
    range: { values: ['decision', 'registered'] },
    why: 'nothing says which of the two it is',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
  {
    path: 'scaler.zoneTie',
    range: { values: ['list', 'rotate'] },
    why: 'nothing says which of the two it is',
    when: hasManagedScaling,
    measure: RESERVATION,
  },
];

const SERVICE: readonly Plausible[] = [
  {
    path: 'serviceScaling.highDatapoints',
    range: { values: ['3', '1', '2', '5'] },
    why: 'three in alarms that users showed; AWS may change its own alarms',
    when: hasTargetTracking,
    measure: ALARMS,
  },
  {
    path: 'serviceScaling.lowDatapoints',
    range: { least: 10, most: 20, isWhole: true },
    why: 'fifteen in alarms that users showed',
    when: hasTargetTracking,
    measure: ALARMS,
  },
  {
    path: 'serviceScaling.lowDatapointsHigh',
    range: { least: 15, most: 60, isWhole: true },
    why: 'from fifteen points to the same twenty minutes as above',
    when: hasHighResolution,
    measure: ALARMS,
  },
  {
    path: 'serviceScaling.lowThresholdPercent',
    range: { least: 80, most: 95, isWhole: true },
    why: 'nine tenths in alarms that users showed, rounded to whole numbers there',
    when: hasTargetTracking,
    measure: ALARMS,
  },
  {
    path: 'serviceScaling.scaleInSteps',
    range: { values: ['single', 'proportional'] },
    why: 'one report has single steps, and AWS says gradually',
    when: hasTargetTracking,
    measure: {
      look: 'NewDesiredCount of the scale-ins of a service',
      command: 'aws application-autoscaling describe-scaling-activities --service-namespace ecs',
    },
  },
  {
    path: 'serviceScaling.scaleOutBase',
    range: { values: ['beforeCooldown', 'running'] },
    why: 'two records have no larger step within the cooldown; the pages name the running tasks as the start of every step',
    when: hasTargetTracking,
    measure: {
      look: 'scale-outs of a service within its scale-out cooldown',
      command: 'aws application-autoscaling describe-scaling-activities --service-namespace ecs',
    },
  },
  {
    path: 'serviceScaling.metricDelay',
    range: { least: '60s', most: '4m' },
    why: 'the sum of 363 s has other parts of a minute each, which may be shorter or longer',
    when: hasScalingAlarms,
    measure: ALARMS,
  },
  {
    path: 'serviceScaling.metricDelayHigh',
    range: { least: '5s', most: '40s' },
    why: 'as metricDelay, of a sum of 86 s',
    when: hasHighResolution,
    measure: ALARMS,
  },
  { path: 'serviceScaling.evaluationPhase', range: null, why: IN_EVERY_RUN, when: hasScalingAlarms },
  {
    path: 'serviceScaling.actionDelay',
    range: { least: '500ms', most: '15s' },
    why: 'as scaler.actionDelay',
    when: hasScalingAlarms,
    measure: ALARMS,
  },
  {
    path: 'serviceScaling.activityTime',
    range: { least: '1s', most: '80s' },
    standard: '30s',
    why: '31, 34 and 82 s in three records',
    when: hasScalingAlarms,
    measure: { look: 'EndTime less StartTime', command: 'aws application-autoscaling describe-scaling-activities --service-namespace ecs' },
  },
];

const GROUP_ALARMS: Measure = {
  look: 'EvaluationPeriods, Threshold and StateUpdatedTimestamp of the alarms of a policy',
  command: 'aws cloudwatch describe-alarms --alarm-name-prefix TargetTracking',
};

const GROUP: readonly Plausible[] = [
  {
    path: 'groupScaling.highDatapoints',
    range: { values: ['3', '1', '2', '5'] },
    standard: 3,
    why: 'three in alarms that users showed; AWS may change its own alarms',
    when: hasGroupPolicies,
    measure: GROUP_ALARMS,
  },
  {
    path: 'groupScaling.lowDatapoints',
    range: { least: 10, most: 20, isWhole: true },
    standard: 15,
    why: 'fifteen in alarms that users showed',
    when: hasGroupPolicies,
    measure: GROUP_ALARMS,
  },
  {
    path: 'groupScaling.lowThresholdPercent',
    range: { least: 70, most: 95, isWhole: true },
    standard: 90,
    why: 'nine tenths in older alarms, seven in those of the CPU',
    when: hasGroupPolicies,
    measure: GROUP_ALARMS,
  },
  {
    path: 'groupScaling.lowThresholdPercentCpu',
    range: { least: 65, most: 90, isWhole: true },
    standard: 70,
    why: 'seven tenths in alarms that users showed, nine in older ones',
    when: hasGroupPolicies,
    measure: GROUP_ALARMS,
  },
  {
    path: 'groupScaling.scaleInSteps',
    range: { values: ['single', 'proportional'] },
    standard: 'single',
    why: 'one report has single steps, and AWS says gradually',
    when: hasGroupPolicies,
    measure: { look: 'Cause of the terminations of a group', command: 'aws autoscaling describe-scaling-activities' },
  },
  {
    path: 'groupScaling.taskCpuPercent',
    range: { least: 10, most: 120, isWhole: true },
    standard: 100,
    why: 'tasks use less than they reserve, all of it, or more where CPU is free',
    when: hasGroupPolicies,
    measure: {
      look: 'Average of CPUUtilization of the service',
      command: 'aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization',
    },
  },
  {
    path: 'groupScaling.metricDelay',
    range: { least: '0s', most: '3m' },
    standard: '60s',
    why: 'one report has 100 to 106 s from the last point to the action; the phase is up to a minute of it',
    when: hasGroupPolicies,
    measure: GROUP_ALARMS,
  },
  { path: 'groupScaling.evaluationPhase', range: null, why: IN_EVERY_RUN, when: hasGroupPolicies },
  {
    path: 'groupScaling.actionDelay',
    range: { least: '500ms', most: '15s' },
    standard: '3s',
    why: 'as scaler.actionDelay',
    when: hasGroupPolicies,
    measure: GROUP_ALARMS,
  },
];

export const SCALING: readonly Plausible[] = [...CLUSTER, ...GROUP, ...SERVICE];
