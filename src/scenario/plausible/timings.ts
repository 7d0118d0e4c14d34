import {
  hasAwsvpc,
  hasGroups,
  hasHangs,
  hasInstances,
  hasLaunchVolumes,
  hasProxies,
  hasTrunks,
  hasWarmPool,
  runsOnFargate,
} from '../features.js';
import { BOOTS } from '../settings/setup.js';
import type { Measure, Plausible } from './range.js';

const BOOT: Measure = {
  look: "from StartTime of the group's activity to registeredAt of the container instance",
  command:
    "aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP --query 'Activities[].[StartTime,Description]'; aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN --query 'containerInstances[].[ec2InstanceId,registeredAt]'",
  isFitted: true,
};

/** For a task that was told to stop, executionStoppedAt is the time at which ECS notices its exit (P.127, P.150, P.336). */
const LESS_NOTICE = ', on Fargate less fargate.stop.exitNoticed';

/** Returns the times of a task, as DescribeTasks returns them. */
export function taskTimes(from: string, to: string, note = ''): Measure {
  return {
    look: `from ${from} to ${to} of some tasks${note}`,
    command: `aws ecs describe-tasks --cluster CLUSTER --tasks ARN --query 'tasks[].[${from},${to}]'`,
  };
}

export const TIMINGS: readonly Plausible[] = [
  {
    path: 'timings.instanceBoot',
    basis:
      '**M**, shape **G**: launch to registered: 41 s in one log of the agent on Amazon Linux 2; nodes of EKS with it registered after 39 and 40 s (awslabs/amazon-eks-ami 1099, aws/karpenter-provider-aws 3102). Amazon Linux 2023: 22.6 to 25.8 s to a login (V.23, six types), 21 and 24 s to the registration with ECS (P.197), some 33 s to that of a node (P.145), and user data takes its own time. Others: "1 to 4 minutes" (dask/dask-cloudprovider 66); about 150 s from zero to the first container (V. Ionescu, "Scaling containers on AWS in 2022"). Bottlerocket: joined after 17 s and ready after 26 s (P.183); after some 31 and 61 s in 2021 (keikoproj/instance-manager 290, less the launch). Windows **G**: "often 15 minutes or longer", up to 65 % faster with EC2 Fast Launch ("Configure EC2 Fast Launch" in the EC2 user guide); more than five minutes for a node of EKS (aws/karpenter-provider-aws 1774)',
    range: { least: '20s', most: '4m' },
    standard: { lognormal: BOOTS.al2023 },
    byAmi: {
      al2: { standard: { lognormal: BOOTS.al2 }, range: { least: '25s', most: '4m' } },
      al1: { standard: { lognormal: BOOTS.al1 }, range: { least: '25s', most: '4m' } },
      bottlerocket: { standard: { lognormal: BOOTS.bottlerocket }, range: { least: '15s', most: '2m' } },
      windows: { standard: { lognormal: BOOTS.windows }, range: { least: '3m', most: '20m' } },
    },
    why: 'Amazon Linux 2023 has registered 21 s after its launch; users report 1 to 4 minutes to start a machine, user data included',
    when: hasGroups,
    measure: BOOT,
  },
  {
    path: 'timings.warmStart',
    basis:
      '**M**, shape **G**: from leaving a warm pool, stopped or hibernated, to registered: 19 s until in service (P.108), some 19 s to a node (P.145); from StartInstances 20 to 22 s (P.199), 21 s to a login (V.23); 36 s in a workshop of AWS (A.ASG-16), "as low as 30 seconds" in its announcement',
    range: { least: '15s', most: '80s' },
    why: 'records have 19 to 36 s; a start from disk is no longer than twice a boot',
    when: hasWarmPool,
    measure: BOOT,
  },
  {
    path: 'timings.warmRegister',
    basis:
      '**D**, shape **G**: an instance that runs in the pool: its agent checks about once a minute whether it is in service (aws/amazon-ecs-agent, `asgLifecyclePollWait`)',
    range: { least: '10s', most: '2m' },
    why: 'the agent looks once a minute; it may look more often, or miss a look',
    when: hasWarmPool,
    measure: BOOT,
  },
  {
    path: 'timings.trunkAttach',
    basis: '**G**: after the boot, only on instances that get a trunk (C.ENI-09)',
    range: { least: '1s', most: '20s' },
    why: 'as eniAttach',
    when: hasTrunks,
    measure: BOOT,
  },
  {
    path: 'timings.eniAttach',
    basis:
      "**M**, shape **G**: 13.4 and 14.5 s from `createdAt` to `pullStartedAt` in two records of 2025 (P.79, P.90). The 4 s from the agent's message to ATTACHED in 2017 (V.25) leave out that ECS creates the interface before. The agent gives up after 60 s (aws/amazon-ecs-agent)",
    range: { least: '4s', most: '25s' },
    why: 'two records have 13 and 14 s, and a third 4 s from the message to the agent on; the agent gives up after 60 s, and few tasks are known to come near',
    when: (scenario) => hasInstances(scenario) && hasAwsvpc(scenario),
    measure: taskTimes('createdAt', 'connectivityAt'),
  },
  {
    path: 'timings.imagePull',
    basis: '**M**, shape **G**: "10 s to 10 minutes" (dask/dask-cloudprovider 66); it depends mostly on your images',
    range: { least: '2s', most: '2m' },
    why: 'users report 10 s to 10 minutes; small images near their registry take 2 s',
    when: hasInstances,
    measure: { ...taskTimes('pullStartedAt', 'pullStoppedAt'), isFitted: true },
  },
  {
    path: 'imageCache.pullMibPerSecond',
    basis:
      '**M**: 29 compressed MiB a second on a volume with the baseline of gp3 (P.198), and 97 on one of 1,000 MiB/s (P.184). Nodes of EKS pulled 8 GB in two to three minutes (awslabs/amazon-eks-ami 1273), and 3 GB in almost five minutes at the 99th percentile (knechtions.com, 2026). AWS recommends 600 MiB/s and more for fast pulls (awslabs/data-on-eks 1120). That the volume writes, reads and unpacks each MiB is **G**',
    range: { least: 8, most: 120 },
    standard: 27.8,
    why: '10 to 30 on volumes with the baseline of gp3, 97 on a fast one',
    when: (scenario) => hasInstances(scenario) && scenario.images.length > 0,
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'timings.windowsPullFactor',
    basis: '**G**: images of Windows are about 9 GiB (C.AGT-03); on Fargate the sizes under `images` count instead',
    range: { least: 2, most: 12 },
    why: 'images of Windows are some 9 GiB, those of Linux 0.1 to 2',
    when: ({ cluster }) => cluster.ami === 'windows',
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'timings.containerStart',
    basis:
      '**M**, shape **G**: 0.45 s in one log of the agent (V.24), 1.0 s in a record of 2019 (P.37), 1.6 s in a profile of 2026 (P.126); 1 to 5 s with all steps before, the image on the instance (aws/containers-roadmap 696)',
    range: { least: '200ms', most: '5s' },
    why: '0.45, 1.0 and 1.6 s in three records; users report 1 to 5 s with what comes before',
    when: hasInstances,
    measure: { ...taskTimes('pullStoppedAt', 'startedAt'), isFitted: true },
  },
  {
    path: 'timings.containerStop',
    basis: '**G**: from SIGTERM to exit, a property of your program; cut at stopTimeout, 30 s by default (T.CTR-4)',
    range: { least: '500ms', most: '30s' },
    why: 'from a program that ends at SIGTERM to one that waits for SIGKILL after stopTimeout',
    measure: taskTimes('stoppingAt', 'executionStoppedAt', LESS_NOTICE),
  },
  {
    path: 'timings.hungStop',
    basis:
      '**M**: 18 to 37 s from SIGTERM to the exit fit eleven replacements of overloaded tasks with a stopTimeout of 30 s (P.162, P.163), and P.134',
    range: { values: ['stopTimeout', 'containerStop'] },
    why: 'a program whose requests hang may still handle signals',
    when: hasHangs,
    measure: taskTimes('stoppingAt', 'executionStoppedAt', LESS_NOTICE),
  },
  {
    path: 'timings.eniDetach',
    basis:
      "**M**, shape **G**: 12.5 s from ECS's notice of the exit to STOPPED in a record of 2025 (P.79); within a second in another network mode (P.37)",
    range: { least: '1s', most: '25s' },
    why: 'one record has 12 s',
    when: (scenario) => hasInstances(scenario) && hasAwsvpc(scenario),
    measure: taskTimes('executionStoppedAt', 'stoppedAt'),
  },
  {
    path: 'timings.volumeAttach',
    range: { least: '3s', most: '60s' },
    why: 'an attachment fails after 5 minutes; EC2 shows volumes attached within seconds',
    when: hasLaunchVolumes,
    measure: taskTimes('createdAt', 'pullStartedAt'),
  },
  {
    path: 'timings.proxyStart',
    basis:
      '**G**: the agent on an instance starts the other containers once the proxy is HEALTHY (aws/amazon-ecs-agent 3178 for awsvpc, 3200 for bridge mode); the time is a guess. In P.117 and P.140 a container check every 30 s passed some 20 s later than in a run without this wait',
    range: { least: '2s', most: '30s' },
    why: 'how often ECS checks the proxy is not published',
    when: hasProxies,
    measure: taskTimes('pullStoppedAt', 'startedAt'),
  },
  {
    path: 'timings.proxyStop',
    basis:
      '**D** by source, **M**: the agent stops the proxy after the other containers (aws/amazon-ecs-agent 3178 for awsvpc, 3200 for bridge mode; Fargate **G**), and its connections drain for 20 s (`LISTENER_DRAIN_WAIT_TIME_S`, README of aws/amazon-ecs-service-connect-agent); P.117 has some 20 s more',
    range: { least: '5s', most: '30s' },
    why: 'Envoy may stop later than its connections have drained; SIGKILL comes after 30 s',
    when: hasProxies,
    measure: taskTimes('stoppingAt', 'executionStoppedAt', LESS_NOTICE),
  },
  {
    path: 'timings.volumeDetach',
    range: { least: '1s', most: '60s' },
    why: 'not published; as volumeAttach',
    when: hasLaunchVolumes,
    measure: {
      look: "from a task's stoppedAt to the DeleteVolume of its volume",
      command: 'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=DeleteVolume',
    },
  },
  {
    path: 'placement.volumeSlots',
    basis: '**G**: not documented',
    range: { values: ['unseen', 'seen'] },
    why: 'nothing says which of the two ECS does',
    when: hasLaunchVolumes,
    measure: {
      look: 'whether a task beyond the last slot of an instance is placed and fails to start',
      command: "aws ecs describe-tasks --cluster CLUSTER --tasks ARN --query 'tasks[].stoppedReason'",
    },
  },
  {
    path: 'timings.pullTryTimeout',
    basis: '**G**: the agent gives up a try without a first line after 5 minutes',
    range: { least: '5s', most: '60s' },
    why: "from a connection that is refused late to the agent's patience of a minute and more",
    when: ({ faults }) => faults.length > 0,
  },
  {
    path: 'timings.fargatePullFailure',
    basis:
      '**M**: starts that could not reach ECR failed after 287.9 to 289.1 s, 13 s of them for the machine (three of fleetshell-portal-service, V.1\'s source, August 2026). Before: "about 3 minutes" (aws/amazon-ecs-agent 1680, 2018), "5 minutes at least" (1128, 2017)',
    range: { least: '1m30s', most: '6m' },
    standard: '4m35s',
    older: { standard: '3m', range: { least: '1m30s', most: '6m' } },
    why: '4 min 35 s in three starts of one record; users report about 3 minutes and 5 minutes at least',
    when: runsOnFargate,
    measure: taskTimes('pullStartedAt', 'stoppedAt'),
  },
  {
    path: 'timings.fargatePullRefusal',
    basis:
      '**M**: since 2026 Fargate asks for a missing tag seven more times ("pull image manifest has been retried 7 time(s)"): starts failed after 84 to 92 s, 13 s of them for the machine (ms-reporting in cordillera-cluster, July; madar-stage-app-service, June; legalworkflows). In 2021 28.5 s after the task was created (P.18). A registry that denies access is asked twice, and fails sooner',
    range: { least: '50s', most: '90s' },
    standard: '75s',
    older: { standard: '10s', range: { least: '5s', most: '30s' } },
    why: '71 to 79 s with eight tries in two records of 2026; 15 s with one try in 2021',
    when: runsOnFargate,
    measure: taskTimes('pullStartedAt', 'stoppedAt'),
  },
  {
    path: 'timings.fargatePullsUpfront',
    range: { values: ['true', 'false'] },
    why: 'nothing says which of the two Fargate does',
    when: runsOnFargate,
  },
];
