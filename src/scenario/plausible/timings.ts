import { hasAwsvpc, hasGroups, hasInstances, hasLaunchVolumes, hasTrunks, hasWarmPool, runsOnFargate } from '../features.js';
import type { Measure, Plausible } from './range.js';

const BOOT: Measure = {
  look: "from StartTime of the group's activity to registeredAt of the container instance",
  command:
    "aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP --query 'Activities[].[StartTime,Description]'; aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN --query 'containerInstances[].[ec2InstanceId,registeredAt]'",
  isFitted: true,
};

/** The times of a task, as DescribeTasks returns them. */
export function taskTimes(from: string, to: string): Measure {
  return {
    look: `from ${from} to ${to} of some tasks`,
    command: `aws ecs describe-tasks --cluster CLUSTER --tasks ARN --query 'tasks[].[${from},${to}]'`,
  };
}

export const TIMINGS: readonly Plausible[] = [
  {
    path: 'timings.instanceBoot',
    range: { least: '25s', most: '4m' },
    why: 'Amazon Linux 2023 takes 23 to 26 s to a login; users report 1 to 4 minutes to start a machine, user data included',
    when: hasGroups,
    measure: BOOT,
  },
  {
    path: 'timings.warmStart',
    range: { least: '20s', most: '2m' },
    why: 'AWS says as low as 30 seconds and showed 36; a start from disk is no longer than twice a boot',
    when: hasWarmPool,
    measure: BOOT,
  },
  {
    path: 'timings.warmRegister',
    range: { least: '10s', most: '2m' },
    why: 'the agent looks once a minute; it may look more often, or miss a look',
    when: hasWarmPool,
    measure: BOOT,
  },
  {
    path: 'timings.trunkAttach',
    range: { least: '1s', most: '20s' },
    why: 'as eniAttach',
    when: hasTrunks,
    measure: BOOT,
  },
  {
    path: 'timings.eniAttach',
    range: { least: '4s', most: '25s' },
    why: 'two records have 13 and 14 s, and a third 4 s from the message to the agent on; the agent gives up after 60 s, and few tasks are known to come near',
    when: (scenario) => hasInstances(scenario) && hasAwsvpc(scenario),
    measure: taskTimes('createdAt', 'connectivityAt'),
  },
  {
    path: 'timings.imagePull',
    range: { least: '2s', most: '2m' },
    why: 'users report 10 s to 10 minutes; small images near their registry take 2 s',
    when: hasInstances,
    measure: { ...taskTimes('pullStartedAt', 'pullStoppedAt'), isFitted: true },
  },
  {
    path: 'timings.windowsPullFactor',
    range: { least: 2, most: 12 },
    why: 'images of Windows are some 9 GiB, those of Linux 0.1 to 2',
    when: ({ cluster }) => cluster.ami === 'windows',
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'timings.containerStart',
    range: { least: '200ms', most: '5s' },
    why: '0.45 s in one log; users report 1 to 5 s with what comes before',
    when: hasInstances,
    measure: { ...taskTimes('pullStoppedAt', 'startedAt'), isFitted: true },
  },
  {
    path: 'timings.containerStop',
    range: { least: '500ms', most: '30s' },
    why: 'from a program that ends at SIGTERM to one that waits for SIGKILL after stopTimeout',
    measure: taskTimes('stoppingAt', 'executionStoppedAt'),
  },
  {
    path: 'timings.eniDetach',
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
    range: { least: '5s', most: '60s' },
    why: "from a connection that is refused late to the agent's patience of a minute and more",
    when: ({ faults }) => faults.length > 0,
  },
  {
    path: 'timings.fargatePullFailure',
    range: { least: '1m30s', most: '6m' },
    standard: '4m35s',
    why: '4 min 35 s in three starts of one record; users report about 3 minutes and 5 minutes at least',
    when: runsOnFargate,
    measure: taskTimes('pullStartedAt', 'stoppedAt'),
  },
  {
    path: 'timings.fargatePullRefusal',
    range: { least: '10s', most: '90s' },
    standard: '75s',
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
