import { hasManagedScaling } from '../cluster/providers.js';
import {
  hasDaemons,
  hasGroupPolicies,
  hasHighResolution,
  hasRequestAlarms,
  hasScalingAlarms,
  hasScheduledActions,
  hasTargetTracking,
} from '../features.js';
import { EITHER, IN_EVERY_RUN, type Measure, type Plausible, sharing } from './range.js';

const SERVICE_ACTIVITIES = 'aws application-autoscaling describe-scaling-activities --service-namespace ecs';

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

const CLUSTER: readonly Plausible[] = sharing({ when: hasManagedScaling, measure: RESERVATION }, [
  { path: 'scaler.firstEvaluation', range: { least: '15s', most: '2m' }, why: 'within two measurements from the start' },
  {
    path: 'scaler.metricDelay',
    basis: '**G**: AWS names an "inherent latency" without a figure (page capacity-cluster-speed-up-ec2)',
    range: { least: '1s', most: '60s' },
    why: 'AWS names an inherent latency without a figure; with the other delays it has to come to the two or three minutes that users saw',
  },
  { path: 'scaler.evaluationPhase', range: null, why: IN_EVERY_RUN },
  { path: 'scaler.actionDelay', range: { least: '500ms', most: '15s' }, why: 'from a call that returns to one that is queued' },
  { path: 'scaler.countN', range: { values: ['registered', 'launched'] }, why: EITHER },
  {
    path: 'scaler.daemonRoom',
    basis:
      '**G**: daemons take their room first (S.DAEMON-3); whether AWS subtracts it is not documented. Subtracted are CPU, memory, interfaces, GPUs and static ports of every daemon that an empty instance could run: of its architecture and operating system, in at least one zone of the group',
    range: { values: ['reserved', 'ignored'] },
    why: EITHER,
    when: (scenario) => hasManagedScaling(scenario) && hasDaemons(scenario),
  },
  {
    path: 'scaler.highDatapoints',
    basis: '**M**: words of AWS in aws/containers-roadmap 638 and 1220, and alarms shown in a workshop (A.CAS-14)',
    range: { values: ['1', '2'] },
    why: 'one in words of AWS and in alarms of a workshop; two would still fit the times that users saw',
    measure: FITTED,
  },
  {
    path: 'scaler.newestPoint',
    basis:
      '**M**, **G**: six alarms that users showed were evaluated 2 to 64 s after the minute of their newest point was over, none within it. That a point of CapacityProviderReservation belongs to the minute that begins with its measurement is a guess: with it a group is raised some two minutes after the need (P.38, P.173, P.211)',
    range: { values: ['waits', 'counts'] },
    standard: 'waits',
    // With a given phase the points count at once, unless the scenario says otherwise.
    when: (scenario) =>
      hasManagedScaling(scenario) && (scenario.scaler.evaluationPhase === 'drawn' || scenario.scaler.newestPoint !== undefined),
    why: 'alarms of CloudWatch look at whole minutes, and the minute that ECS gives to a point is not documented',
  },
  { path: 'scaler.scaleInRounding', range: { values: ['floor', 'ceil'] }, why: EITHER },
  { path: 'scaler.scaleInWaitsFrom', range: { values: ['decision', 'registered'] }, why: EITHER },
  { path: 'scaler.zoneTie', range: { values: ['list', 'rotate'] }, why: EITHER },
]);

const SERVICE: readonly Plausible[] = sharing({ when: hasTargetTracking, measure: ALARMS }, [
  {
    path: 'serviceScaling.highDatapoints',
    basis: "**M**: aws/containers-roadmap 1208, lab 3 of Amazon's Fargate workshop (A.SAS-1); the pages do not say",
    range: { values: ['3', '1', '2', '5'] },
    why: 'three in alarms that users showed; AWS may change its own alarms',
  },
  {
    path: 'serviceScaling.lowDatapoints',
    basis: '**M**: the same',
    range: { least: 10, most: 20, isWhole: true },
    why: 'fifteen in alarms that users showed',
  },
  {
    path: 'serviceScaling.lowDatapointsHigh',
    basis: '**G**: points of 20 seconds: the same fifteen minutes (N.DLY-4)',
    range: { least: 15, most: 60, isWhole: true },
    why: 'from fifteen points to the same twenty minutes as above',
    when: hasHighResolution,
  },
  {
    path: 'serviceScaling.lowThresholdPercent',
    basis: '**M**: 27 for 30 in that lab, 45 for 50 and 63 for 70 in alarms that users showed (A.SAS-1)',
    range: { least: 80, most: 95, isWhole: true },
    why: 'nine tenths in alarms that users showed, rounded to whole numbers there',
  },
  {
    path: 'serviceScaling.scaleInSteps',
    basis:
      '**M**: after the load four tasks went to three and, 5 minutes later, to two, where two would have done at once (V.19). The pages say "gradually"',
    range: { values: ['single', 'proportional'] },
    why: 'one report has single steps, and AWS says gradually',
    measure: {
      look: 'NewDesiredCount of the scale-ins of a service',
      command: SERVICE_ACTIVITIES,
    },
  },
  {
    path: 'serviceScaling.scaleOutBase',
    basis:
      '**M**: at CPU of 96 % and a target of 50 a service went from two tasks to four, and only after a cooldown of 300 s to six (P.10); with 60 s one stayed at three (P.32). In the API reference the added capacity counts for the next step (PutScalingPolicy, ScaleOutCooldown); in S.SAS-3 every step starts from the running tasks',
    range: { values: ['beforeCooldown', 'running'] },
    why: 'two records have no larger step within the cooldown; the pages name the running tasks as the start of every step',
    measure: {
      look: 'scale-outs of a service within its scale-out cooldown',
      command: SERVICE_ACTIVITIES,
    },
  },
  {
    path: 'serviceScaling.metricDelay',
    basis:
      'sum **M**, **G**: AWS measured 363 s from the jump of a load to the scale-out ("Amazon ECS introduces new high-resolution metrics", AWS News blog, 18 June 2026, as retold): three minutes, this delay, half an interval and the action. How the sum divides is not published (N.DLY-3)',
    range: { least: '60s', most: '4m' },
    why: 'the sum of 363 s has other parts of a minute each, which may be shorter or longer',
    when: hasScalingAlarms,
  },
  {
    path: 'serviceScaling.metricDelayHigh',
    basis: 'sum **M**, **G**: the same for points of 20 seconds: 86 s (N.DLY-2)',
    range: { least: '5s', most: '40s' },
    why: 'as metricDelay, of a sum of 86 s',
    when: hasHighResolution,
  },
  {
    path: 'serviceScaling.metricDelayRequests',
    basis:
      '**G**: as `groupScaling.metricDelay`. A step came at most 288 s after the jump of the requests (P.181), where `metricDelay` would make it 355 s, and requests moved a service before its CPU did (P.41)',
    range: { least: '15s', most: '2m' },
    standard: '60s',
    why: 'a step within 288 s of a jump leaves some 80 s at most',
    when: hasRequestAlarms,
  },
  { path: 'serviceScaling.evaluationPhase', range: null, why: IN_EVERY_RUN, when: hasScalingAlarms },
  {
    path: 'serviceScaling.actionDelay',
    range: { least: '500ms', most: '15s' },
    why: 'as scaler.actionDelay',
    when: hasScalingAlarms,
  },
  {
    path: 'serviceScaling.activityTime',
    basis:
      '**M**: 31, 34 and 82 s in three records of describe-scaling-activities. Alarms call once a minute, so steps of the default cooldown of 300 s come 360 s apart, as in P.10 and V.19',
    range: { least: '1s', most: '80s' },
    standard: '30s',
    why: '31, 34 and 82 s in three records',
    when: hasScalingAlarms,
    measure: { look: 'EndTime less StartTime', command: SERVICE_ACTIVITIES },
  },
  {
    path: 'serviceScaling.scheduleDelay',
    basis:
      '**M**: 8.5, 14.6 and 16.5 s after the minute in three activities of scheduled actions: two in the user guide of Application Auto Scaling (a table, 2019), one of a service (P.180)',
    range: { least: '1s', most: '60s' },
    standard: '13s',
    why: '8.5 to 16.5 s in three activities',
    when: hasScheduledActions,
    measure: { look: 'StartTime', command: SERVICE_ACTIVITIES },
  },
]);

const GROUP_ALARMS: Measure = {
  look: 'EvaluationPeriods, Threshold and StateUpdatedTimestamp of the alarms of a policy',
  command: 'aws cloudwatch describe-alarms --alarm-name-prefix TargetTracking',
};

const GROUP: readonly Plausible[] = sharing({ when: hasGroupPolicies, measure: GROUP_ALARMS }, [
  {
    path: 'groupScaling.highDatapoints',
    basis: '**M**: console reports (A.ASG-6); the pages do not say',
    range: { values: ['3', '1', '2', '5'] },
    standard: 3,
    why: 'three in alarms that users showed; AWS may change its own alarms',
  },
  {
    path: 'groupScaling.lowDatapoints',
    basis: '**M**: the same; in V.20 the first step in came 16.6 minutes after the load',
    range: { least: 10, most: 20, isWhole: true },
    standard: 15,
    why: 'fifteen in alarms that users showed',
  },
  {
    path: 'groupScaling.lowThresholdPercent',
    basis: '**M**: as for services',
    range: { least: 70, most: 95, isWhole: true },
    standard: 90,
    why: 'nine tenths in older alarms, seven in those of the CPU',
  },
  {
    path: 'groupScaling.lowThresholdPercentCpu',
    basis: '**M**: 28 for 40, 35 for 50, 52.5 for 75 in alarms that users showed (A.ASG-6); older accounts had nine tenths',
    range: { least: 65, most: 90, isWhole: true },
    standard: 70,
    why: 'seven tenths in alarms that users showed, nine in older ones',
  },
  {
    path: 'groupScaling.scaleInSteps',
    basis: '**M**: in V.20 four idle instances went to three and then to two, where two would have done at once',
    range: { values: ['single', 'proportional'] },
    standard: 'single',
    why: 'one report has single steps, and AWS says gradually',
    measure: { look: 'Cause of the terminations of a group', command: 'aws autoscaling describe-scaling-activities' },
  },
  {
    path: 'groupScaling.taskCpuPercent',
    range: { least: 10, most: 120, isWhole: true },
    standard: 100,
    why: 'tasks use less than they reserve, all of it, or more where CPU is free',
    measure: {
      look: 'Average of CPUUtilization of the service',
      command: 'aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization',
    },
  },
  {
    path: 'groupScaling.metricDelay',
    basis: '**G**: with phase and action it makes the 100 to 106 s after the last point in V.20, in both directions',
    range: { least: '0s', most: '3m' },
    standard: '60s',
    why: 'one report has 100 to 106 s from the last point to the action; the phase is up to a minute of it',
  },
  { path: 'groupScaling.evaluationPhase', range: null, why: IN_EVERY_RUN },
  { path: 'groupScaling.actionDelay', range: { least: '500ms', most: '15s' }, standard: '3s', why: 'as scaler.actionDelay' },
]);

export const SCALING: readonly Plausible[] = [...CLUSTER, ...GROUP, ...SERVICE];
