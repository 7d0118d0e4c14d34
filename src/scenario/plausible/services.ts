import { hasManagedScaling } from '../cluster/providers.js';
import { bakes } from '../complete.js';
import {
  createsConnected,
  hasBreaker,
  hasContainerChecks,
  hasDeployments,
  hasFaults,
  hasFirstTasks,
  hasLoadOnTargets,
  hasNetworkTargets,
  hasServices,
  hasTargets,
  hasTurns,
  hasTurnsAtTargets,
  hasWaits,
  hasWaitsAtTargets,
  mayExitOnFargate,
  stopsTasks,
} from '../features.js';
import type { Scenario } from '../schema.js';
import { EITHER, type Plausible, sharing } from './range.js';
import { EVENTS } from './waiting.js';

const isWithoutManagedScaling = (scenario: Scenario) => hasServices(scenario) && !hasManagedScaling(scenario);

export const SERVICES: readonly Plausible[] = sharing({ measure: EVENTS }, [
  {
    path: 'serviceScheduler.order',
    basis:
      '**G**: whether old tasks stop before their replacements are healthy where both percentages leave room: not documented (S.STOP-9)',
    range: { values: ['together', 'startFirst'] },
    why: EITHER,
    when: hasDeployments,
  },
  {
    path: 'alarms.rollingBakeTime',
    basis: '**G**: ECS computes it from the alarms without saying how (S.ALARM-4): "less than 5 minutes" (deployment-alarm-failure)',
    range: { least: '1m', most: '10m' },
    why: 'AWS says less than 5 minutes in one place, and that it computes the time in another',
    when: ({ services }) => services.some(bakes),
  },
  {
    path: 'serviceScheduler.registersWhen',
    basis: '**M**: nine services registered tasks before a container check every 30 s can have passed (decision 19)',
    range: { values: ['running', 'healthy'] },
    why: 'with a container check a task was registered half a minute later in one run (V.11)',
    when: (scenario) => hasTargets(scenario) && hasContainerChecks(scenario),
  },
  {
    path: 'serviceScheduler.rollingScaleOut',
    basis: '**G**: a scale-out during a rolling update goes to both revisions, in shares that are not published (N.ROLL-2)',
    range: { values: ['both', 'new'] },
    why: EITHER,
    when: hasDeployments,
  },
  {
    path: 'serviceScheduler.versionConsistency',
    basis:
      '**D** and **M**: tags are resolved with the first task of a deployment (deployment-type-ecs, "Container image resolution"; aws/amazon-ecs-agent 4226, 4177), since June 2024. The others started a turn later (P.116), about two (P.124; open-AIMS reefguide, October 2024: 23 s) or three (P.81); with `versionConsistency: disabled` all at once (P.70, P.71)',
    range: null,
    why: 'it is documented, and your task definitions say where it is off',
    when: hasFirstTasks,
  },
  {
    path: 'serviceScheduler.breakerStartsInStage2',
    basis: '**G**: the page says only that this stage looks at health checks (N.CB-5)',
    range: { values: ['true', 'false'] },
    why: EITHER,
    when: hasBreaker,
  },
  {
    path: 'serviceScheduler.breakerCountsStarts',
    basis:
      '**M**, on instances **G**: three failures end a deployment of one task on Fargate 3 to 5 s after its fourth start (fleetshell-portal-service; TreyWright360/aws-ecs-bedrock-devsecops, claims-approval-api and ms-reporting, all 2026; P.13). There is no record of instances',
    range: { values: ['replacedOnFargate', 'replaced', 'atOnce'] },
    standard: 'replacedOnFargate',
    why: 'the third failure failed deployments only after a fourth start in five records of Fargate; nothing was found of instances',
    when: (scenario) => hasTurns(scenario) && hasBreaker(scenario),
  },
  {
    path: 'serviceScheduler.breakerCountsChecksAfter',
    basis:
      '**M**: FAILED came 37 s, some 45 s, and 64 s after the failed check of the third task (legalworkflows, 2026; P.11; V.13), and 67 to 85 s after failedTasks was 3 (P.130), which it was by the stop of the task',
    range: { least: '20s', most: '80s' },
    standard: '50s',
    why: '37 to 85 s in four records, polled or less a turn',
    when: (scenario) => hasTurns(scenario) && hasBreaker(scenario),
  },
  {
    path: 'serviceScheduler.registration',
    range: { least: '0s', most: '10s' },
    why: 'at most a turn of the scheduler',
    when: hasTargets,
  },
  {
    path: 'serviceScheduler.firstCheckNetwork',
    basis:
      '**M**: until 2021 a new target of a Network Load Balancer stayed `initial` for 70 to 180 s (aws/containers-roadmap 469, 2019; awsdocs/elb-network-load-balancers-user-guide 11, 2019; AWS staff in kubernetes-sigs/aws-load-balancer-controller 1834, 2021), and was healthy after 4 to 5 minutes with three checks of 30 s (AWS staff there, 1786; P.19, P.20). In 2026 the old task behind one went 41 s after the registration of the new one, seven times (V.1), so that its checks were over by then; 20 s is the middle **G**',
    range: { least: '2s', most: '180s' },
    standard: '20s',
    older: { standard: '3m', range: { least: '70s', most: '4m' } },
    why: 'at most 40 s in seven updates of one service of 2026; 70 to 200 s in records and statements of 2017 to 2021, and "a few minutes" in the user guide of today',
    when: (scenario) => hasTurnsAtTargets(scenario) && hasNetworkTargets(scenario),
    measure: {
      look: 'from the registration of a target until it is healthy, less its checks',
      command: 'aws elbv2 describe-target-health --target-group-arn ARN, each second',
    },
  },
  {
    path: 'serviceScheduler.firstCheck',
    basis: '**M**: 14 new targets were healthy 1.1 to 2.4 seconds after registration, with intervals of 5 and of 30 seconds (V.12)',
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
    basis: '**G**: 3.7 seconds after a stop by hand (V.10)',
    range: { least: '0s', most: '30s' },
    why: 'not published for tasks that end by themselves; 3.7 s for one that was stopped',
    when: hasLoadOnTargets,
    measure: { look: 'HTTPCode_ELB_5XX_Count after a task ends by itself', command: 'aws cloudwatch get-metric-data' },
  },
  {
    path: 'serviceScheduler.reaction',
    basis: '**M**: service events of 2015, 2017, 2020 and 2026 lie 9 to 11 s apart, or a multiple of that (V.1, V.2, V.3, V.7, V.8)',
    range: null,
    why: 'turns are drawn by their length, serviceScheduler.turn',
  },
  {
    path: 'serviceScheduler.turn',
    basis: '**M**: the mean of those intervals',
    range: { least: '5s', most: '20s' },
    why: 'events of services lie 9 to 11 s apart in records of 2015 to 2026; a busy control plane may be slower',
    when: hasTurns,
  },
  {
    path: 'serviceScheduler.restTurn',
    basis: '**M**: 40 repeated messages came 0.5 to 46 s after the six hours, evenly between (V.15, P.60)',
    range: { least: '30s', most: '60s' },
    why: 'in two sources none came later than 46 s',
    when: hasTurns,
  },
  { path: 'serviceScheduler.turnPhase', range: null, why: 'every run draws it already, from its seed', when: hasTurns },
  {
    path: 'serviceScheduler.checkingNodes',
    basis:
      '**D**, the number **M**: each node of a load balancer checks each target at its own times; an Application Load Balancer has nodes in at least two zones ("Health checks for Application Load Balancer target groups"). In all 20 runs of one source a hang was noticed late in the range of a single checker, so the last node decides (V.8, V.9, P.5, P.7, P.8)',
    range: { values: ['2', '1', '3', '4', '8'] },
    standard: '2',
    why: 'a load balancer has a node in each of two zones or more, and more nodes with more load',
    when: hasTurnsAtTargets,
    measure: { look: 'addresses of the load balancer', command: 'dig +short NAME' },
  },
  {
    path: 'serviceScheduler.containerHealthReport',
    basis:
      '**M**: the agent reports container health each 20 s (`DefaultContainerMetricsPublishInterval` of amazon-ecs-agent); ECS knew of a passed check after 4 to 5 s in three records (P.4, P.9, P.27), 20 s in a fourth (V.11)',
    range: { least: '8s', most: '40s' },
    standard: { uniform: { min: '4s', max: '24s' } },
    why: "the longest: 4 to 5 s in three records, 20 s and more in a fourth; the agent's period is 20 s",
    when: (scenario) => hasTurns(scenario) && hasContainerChecks(scenario),
  },
  {
    path: 'serviceScheduler.unhealthyReaction',
    basis:
      '**M**: 9 to 43 s from an unhealthy target to the start of its replacement, with the wait for a turn, in five cases (V.8), 6 s in another (V.9)',
    range: { least: '10s', most: '60s' },
    standard: { uniform: { min: '0s', max: '35s' } },
    why: 'the longest: 6 to 43 s were seen in six cases',
    when: hasTurnsAtTargets,
  },
  {
    path: 'serviceScheduler.stopTaskReaction',
    basis:
      '**M**, that it is even **G**: from the call to the start of a replacement 4 s (V.10), at most 16 s twice (P.9), 38, 39 and 43 s (P.94, P.95, P.235), and by the whole recovery, less a usual start and registration, some 17 and 23 s (P.101, P.93), 23, 35, 53, 57, 110 and 125 s (P.31, P.156, P.36, P.236, P.241, P.155), at most 35 s (P.248), each with a turn of up to 10 s: 35 s at the median of thirteen services. With 14 s at the median most were too short; an even draw of up to 40, 45 or 50 s has three more services within tolerance. A service at rest repeats its messages up to 45 s late, too (`restTurn`). No request was lost in 39 s (P.95). Without a load balancer a replacement started after 19 s (P.179), ran after 50 s (P.237), and was listed after 59 to 66 s (P.135)',
    range: { least: '20s', most: '60s' },
    standard: { uniform: { min: '0s', max: '45s' } },
    why: 'the longest: 4 to 57 s in eleven services, a turn of up to 10 s included, and some two minutes in two others',
    when: stopsTasks,
  },
  {
    path: 'serviceScheduler.deploysAfter',
    basis:
      '**M**: 6 to 17 s from the call to the first act in four records of 2026 (P.4, P.70, P.71, V.4). 10 to 38 s in six updates of 2017 to 2020 (P.72, P.73, P.139, P.166, P.176)',
    range: { least: '0s', most: '20s' },
    standard: '10s',
    why: 'the first act came 14 to 19 s after the call in four records, a turn of up to 10 s included, and 6 s in a fifth; before 2025 after 10 to 38 s (P.72, P.73, P.139, P.166, P.176)',
    when: (scenario) => hasTurns(scenario) && hasDeployments(scenario),
  },
  {
    path: 'serviceScheduler.createsAfter',
    basis:
      '**M**: 13 to 17 s from CreateService to the first act in two records of 2026 (P.71, P.81), 1 to 7 s in five of 2015 to 2021 (P.74, P.80, P.161, P.167)',
    range: { least: '0s', most: '20s' },
    standard: '10s',
    older: { standard: '0s', range: { least: '0s', most: '10s' } },
    why: 'the first act came 13 to 17 s after the call in two records, a turn of up to 10 s included; before 2025 after 1 to 7 s',
    when: (scenario) => hasTurns(scenario) && scenario.services.some(({ createdAt }) => createdAt !== undefined),
  },
  {
    path: 'serviceScheduler.serviceConnectSetup',
    basis:
      '**M**: the first task came 52 s after CreateService on Fargate and 51 s on an instance (P.196), where services without Service Connect have 13 to 17 s (P.71, P.81). A later start of the same services has 3 to 11 s (P.195). One author; the same log has 0.5 s for another first start, less than its own calls before it took',
    range: { least: '0s', most: '60s' },
    why: '34 to 39 s more than other services in two records of one author, nothing in a third',
    when: createsConnected,
  },
  {
    path: 'serviceScheduler.replacesAfter',
    basis:
      '**M**: after its registration, which ECS shows up to a turn before RUNNING (8.4 s in P.4), 50.0 to 51.4 s passed in three services (P.1 to P.3), 40.3 to 41.9 s in a fourth (V.1), 33 and 42 s in 2018 (P.51, P.73). A container check spares no wait: 41 s with one every 10 s (P.70), 40 s with one every 30 s (P.192). With the proxy of Service Connect 10 s passed (P.63). Outside of an update it is one turn, 9 s (V.8)',
    range: { least: '20s', most: '60s' },
    standard: '50s',
    why: '50 to 51 s in the records of three services, 40 to 42 s in two others (V.1, P.70), 20 s in a sixth (P.104)',
    when: (scenario) => hasWaitsAtTargets(scenario) && hasDeployments(scenario),
  },
  {
    path: 'serviceScheduler.replacesExited',
    basis:
      '**M**: without a load balancer the next task came 9 and 10 s after the last one was STOPPED (P.270), and a program that ends after 15 minutes was started every 956 to 965 s in two services of one author (P.333), 20 s later than with a replacement at the exit. Behind one it came 11 s after the deregistration (P.6), and at once after it (P.164)',
    range: { values: ['onceStopped', 'atExit'] },
    standard: 'onceStopped',
    why: 'three services of two authors show it, all on Fargate; AWS does not say so',
    when: mayExitOnFargate,
  },
  {
    path: 'serviceScheduler.settlesAfter',
    basis:
      '**M**: an update without a task was COMPLETED 87 s after its call (Y. Park, as V.4, second experiment), one that stopped the only task 80 s after that stop (V.4). A rollback does not settle: COMPLETED came 24 to 53 s after FAILED (fleetshell-portal-service, P.11)',
    range: { least: '20s', most: '60s' },
    standard: '40s',
    why: '40 s in two records of deployments that had nothing to wait for',
    when: (scenario) => hasWaits(scenario) && hasDeployments(scenario),
  },
  {
    path: 'serviceScheduler.completesAfter',
    basis:
      '**M**: COMPLETED came 52 to 62 s after the draining of the last old task (V.1 and five other services of 2026). Logs of 2015 to 2022 lack this wait and `settlesAfter` (V.2, V.3, V.7, P.51 to P.53); the first that has them is of July 2025 (P.3)',
    range: { least: '20s', most: '80s' },
    standard: '40s',
    why: '52 to 62 s, less a turn, in two records',
    when: (scenario) => hasWaits(scenario) && hasDeployments(scenario),
  },
  {
    path: 'serviceScheduler.shiftsComplete',
    basis:
      '**D**, **M**: in CLEAN_UP "the blue service revision has completely scaled down to 0 running tasks" (API, ServiceDeployment). In P.136 COMPLETED came 63 s after the order to stop the old tasks, and 53 s after their deregistration',
    range: null,
    why: 'documented, and one record agrees',
  },
  {
    path: 'serviceScheduler.drainingTasks',
    basis:
      '**M**: today such a task does not count (V.6, V.8 to V.10), unless it has a proxy of Service Connect (P.140: COMPLETED 411 s after the deregistration, with a delay of 300 s); in 2017 to 2020 it did (V.2, V.7, P.51)',
    range: null,
    why: 'logs before 2023 show that draining tasks count, logs since 2025 that they do not: awsBehaviour chooses',
  },
  {
    path: 'serviceScheduler.throttleFreeFailures',
    basis: '**G**: AWS documents that the wait grows, and its maximum, not the steps (S.THR-1, A.FL-1). The fourth start waits (N.THR-2)',
    range: { values: ['3', '1', '2', '5', '10'] },
    why: 'AWS documents that the wait grows, not from when',
    when: hasFaults,
  },
  {
    path: 'serviceScheduler.throttleFirst',
    range: { least: '15s', most: '3m' },
    why: 'AWS documents the longest wait alone',
    when: hasFaults,
  },
  {
    path: 'serviceScheduler.placementAttempts',
    basis: '**M**: "3 successive placement attempts": AWS staff in aws/amazon-ecs-agent 1160, 2018 (A.FL-2)',
    range: { values: ['3', '2', '5'] },
    why: 'three in words of AWS staff, in 2018',
    when: isWithoutManagedScaling,
  },
  {
    path: 'serviceScheduler.placementEvery',
    basis:
      '**G**: room that came within some 50 seconds was found at once (reproio/ecs_deploy, pull request 53, 2019). From a try in vain to a start: 31 s (aws/aws-cdk 14108, 2021), 35 s twice (worker-portable-exportation of 4Shark, 2026), 61.5 s, perhaps over two waits (P.334, 2021)',
    range: { least: '10s', most: '60s' },
    why: 'some 20 to 25 s in 2019, 31 to 35 s in three later services',
    when: isWithoutManagedScaling,
  },
  {
    path: 'serviceScheduler.placementBackOff',
    basis:
      '**M**, the order **G**: five minutes measured in 2019 (reproio/ecs_deploy, pull request 53), 15 reported in 2018 (aws/amazon-ecs-agent 1160); not known for today',
    range: { values: ['[5m, 15m]', '[5m]', '[15m]', 'none'] },
    why: '5 minutes were measured in 2019, 15 reported in 2018; whether AWS still does so is not known',
    when: isWithoutManagedScaling,
  },
]);
