import { hasManagedScaling } from '../cluster/providers.js';
import { bakes } from '../complete.js';
import {
  hasBreaker,
  hasContainerChecks,
  hasDeployments,
  hasFaults,
  hasLoadOnTargets,
  hasNetworkTargets,
  hasServices,
  hasSeveralGroups,
  hasTargets,
  hasTurns,
  hasTurnsAtTargets,
  hasWaits,
  hasWaitsAtTargets,
  stopsTasksAtTargets,
} from '../features.js';
import type { Scenario } from '../schema.js';
import type { Measure, Plausible } from './range.js';

const EVENTS: Measure = {
  look: 'times of the events of the service',
  command: "aws ecs describe-services --cluster CLUSTER --services NAME --query 'services[].events[].[createdAt,message]'",
};

const PLACES: Measure = {
  look: 'which instance a task was placed on, or taken from, among equal ones',
  command:
    "aws ecs describe-tasks --cluster CLUSTER --tasks ARN --query 'tasks[].[createdAt,stoppingAt,containerInstanceArn]'; aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN",
};

const EITHER = 'nothing says which of the two it is';
const isWithoutManagedScaling = (scenario: Scenario) => hasServices(scenario) && !hasManagedScaling(scenario);

const PLACING: readonly Plausible[] = [
  { path: 'waiting.order', range: null, why: 'the model knows one order alone' },
  { path: 'waiting.headOfLine', range: { values: ['skip', 'block'] }, why: 'the two extremes', measure: PLACES },
  {
    path: 'waiting.retryEvery',
    range: { values: ['none', '10s', '30s', '60s'] },
    why: 'AWS retries after a while, which is not published',
    measure: EVENTS,
  },
  { path: 'waiting.stopShares', range: { values: ['ignored', 'kept'] }, why: EITHER, when: hasSeveralGroups, measure: PLACES },
  { path: 'waiting.stopTie', range: { values: ['newest', 'oldest'] }, why: EITHER, when: hasServices, measure: PLACES },
  { path: 'placement.tie', range: { values: ['oldest', 'hash'] }, why: 'AWS documents no rule for ties', measure: PLACES },
  { path: 'attributes', range: null, why: 'they are yours, or follow from the operating system that you name' },
  { path: 'agentVersion', range: null, why: 'DescribeContainerInstances says yours; only constraints that name it depend on it' },
  {
    path: 'quotas.serviceLaunchesPerMinute',
    range: null,
    why: 'the quota is documented, and for its sharing within a minute there is one rule alone',
  },
  {
    path: 'workloads[].arrivals.columns.censoredRuns',
    range: null,
    why: 'both are bounds of a trace that ended; compare them in two runs',
  },
  {
    path: 'present.cachedImages',
    range: { values: ['ofTasks', 'all'] },
    why: 'the least and the most that an instance may hold',
    when: ({ present }) => present !== undefined,
    measure: {
      look: 'images on an instance',
      command: "aws ssm send-command --document-name AWS-RunShellScript --parameters commands='docker images'",
    },
  },
];

const SCHEDULER: readonly Plausible[] = [
  { path: 'serviceScheduler.order', range: { values: ['together', 'startFirst'] }, why: EITHER, when: hasDeployments, measure: EVENTS },
  {
    path: 'alarms.rollingBakeTime',
    range: { least: '1m', most: '10m' },
    why: 'AWS says less than 5 minutes in one place, and that it computes the time in another',
    when: ({ services }) => services.some(bakes),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.registersWhen',
    range: { values: ['healthy', 'running'] },
    why: 'one record speaks for healthy and is not reached in full',
    when: (scenario) => hasTargets(scenario) && hasContainerChecks(scenario),
    measure: EVENTS,
  },
  { path: 'serviceScheduler.rollingScaleOut', range: { values: ['both', 'new'] }, why: EITHER, when: hasDeployments, measure: EVENTS },
  {
    path: 'serviceScheduler.breakerStartsInStage2',
    range: { values: ['true', 'false'] },
    why: EITHER,
    when: hasBreaker,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.breakerCountsStarts',
    range: { values: ['replacedOnFargate', 'replaced', 'atOnce'] },
    standard: 'replacedOnFargate',
    why: 'the third failure failed deployments only after a fourth start in five records of Fargate; nothing was found of instances',
    when: (scenario) => hasTurns(scenario) && hasBreaker(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.breakerCountsChecksAfter',
    range: { least: '0s', most: '60s' },
    standard: '40s',
    why: '37 to 64 s in three records, polled or less a turn',
    when: (scenario) => hasTurns(scenario) && hasBreaker(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.registration',
    range: { least: '0s', most: '10s' },
    why: 'at most a turn of the scheduler',
    when: hasTargets,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.firstCheckNetwork',
    range: { least: '70s', most: '240s' },
    standard: '180s',
    why: '70 to 120 s, about 120 s, 90 to 180 s and some 200 s in records and statements of 2017 to 2021; whether it is shorter today is not known',
    when: (scenario) => hasTurnsAtTargets(scenario) && hasNetworkTargets(scenario),
    measure: {
      look: 'from the registration of a target until it is healthy, less its checks',
      command: 'aws elbv2 describe-target-health --target-group-arn ARN, each second',
    },
  },
  {
    path: 'serviceScheduler.firstCheck',
    range: { least: '500ms', most: '5s' },
    why: '1.1 to 2.4 s at 14 targets, looked at each 1.1 s',
    when: hasTargets,
    measure: {
      look: 'from the registration of a target until it is healthy',
      command: 'aws elbv2 describe-target-health --target-group-arn ARN, each second',
    },
  },
  {
    path: 'serviceScheduler.lostTarget',
    range: { least: '0s', most: '30s' },
    why: 'not published for tasks that end by themselves; 3.7 s for one that was stopped',
    when: hasLoadOnTargets,
    measure: { look: 'HTTPCode_ELB_5XX_Count after a task ends by itself', command: 'aws cloudwatch get-metric-data' },
  },
  { path: 'serviceScheduler.reaction', range: null, why: 'turns are drawn by their length, serviceScheduler.turn' },
  {
    path: 'serviceScheduler.turn',
    range: { least: '5s', most: '20s' },
    why: 'events of services lie 9 to 11 s apart in records of 2015 to 2026; a busy control plane may be slower',
    when: hasTurns,
    measure: EVENTS,
  },
  { path: 'serviceScheduler.turnPhase', range: null, why: 'every run draws it already, from its seed', when: hasTurns },
  {
    path: 'serviceScheduler.checkingNodes',
    range: { values: ['2', '1', '3', '4', '8'] },
    standard: '2',
    why: 'a load balancer has a node in each of two zones or more, and more nodes with more load',
    when: hasTurnsAtTargets,
    measure: { look: 'addresses of the load balancer', command: 'dig +short NAME' },
  },
  {
    path: 'serviceScheduler.containerHealthReport',
    range: { least: '8s', most: '40s' },
    standard: { uniform: { min: '4s', max: '24s' } },
    why: "the longest: 4 to 5 s in three records, 20 s and more in a fourth; the agent's period is 20 s",
    when: (scenario) => hasTurns(scenario) && hasContainerChecks(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.unhealthyReaction',
    range: { least: '10s', most: '60s' },
    standard: { uniform: { min: '0s', max: '35s' } },
    why: 'the longest: 6 to 43 s were seen in six cases',
    when: hasTurnsAtTargets,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.stopTaskReaction',
    range: { least: '1s', most: '40s' },
    standard: { lognormal: { median: '6s', p95: '35s' } },
    why: '4 to 5 s in one record, 38 and 39 s in two others, a turn of up to 10 s included',
    when: stopsTasksAtTargets,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.youngTargets',
    range: { least: '30s', most: '120s' },
    standard: '90s',
    why: 'tasks that failed from their start on were replaced 88 to 160 s after it, in two records',
    when: hasWaitsAtTargets,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.deploysAfter',
    range: { least: '0s', most: '15s' },
    standard: '10s',
    why: 'the first act came 14 to 17 s after the call in three records, a turn of up to 10 s included, and 6 s in a fourth',
    when: (scenario) => hasWaits(scenario) && hasDeployments(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.replacesAfter',
    range: { least: '40s', most: '60s' },
    standard: '50s',
    why: '50 to 51 s in the records of three services, 40 to 42 s in seven cases of a fourth',
    when: (scenario) => hasWaitsAtTargets(scenario) && hasDeployments(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.settlesAfter',
    range: { least: '20s', most: '60s' },
    standard: '40s',
    why: '40 s in two records of deployments that had nothing to wait for',
    when: (scenario) => hasWaits(scenario) && hasDeployments(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.completesAfter',
    range: { least: '20s', most: '80s' },
    standard: '40s',
    why: '52 to 62 s, less a turn, in two records',
    when: (scenario) => hasWaits(scenario) && hasDeployments(scenario),
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.drainingTasks',
    range: null,
    why: 'logs before 2023 show that draining tasks count, logs since 2025 that they do not: awsBehaviour chooses',
  },
  {
    path: 'serviceScheduler.throttleFreeFailures',
    range: { values: ['3', '1', '2', '5', '10'] },
    why: 'AWS documents that the wait grows, not from when',
    when: hasFaults,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.throttleFirst',
    range: { least: '15s', most: '3m' },
    why: 'AWS documents the longest wait alone',
    when: hasFaults,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.placementAttempts',
    range: { values: ['3', '2', '5'] },
    why: 'three in words of AWS staff, in 2018',
    when: isWithoutManagedScaling,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.placementEvery',
    range: { least: '10s', most: '60s' },
    why: 'room that came within some 50 s was found at once',
    when: isWithoutManagedScaling,
    measure: EVENTS,
  },
  {
    path: 'serviceScheduler.placementBackOff',
    range: { values: ['[5m, 15m]', '[5m]', '[15m]', 'none'] },
    why: '5 minutes were measured in 2019, 15 reported in 2018; whether AWS still does so is not known',
    when: isWithoutManagedScaling,
    measure: EVENTS,
  },
];

export const SERVICES: readonly Plausible[] = [...PLACING, ...SCHEDULER];
