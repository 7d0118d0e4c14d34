import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { imported } from '../import/imported.js';
import { predict } from './predict.js';

interface Parts {
  readonly type?: string;
  readonly mode?: string;
  readonly count?: number;
  readonly root?: string;
  readonly volume?: string;
  readonly service?: string;
}

/** Tasks with a volume each on one instance that has room for all of them. */
const scenario = ({ type = 'm5.xlarge', mode = 'bridge', count = 1, root = '', volume = '', service = '' }: Parts = {}) => `
name: volumes
duration: 20m
timings: { eniAttach: 2s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 2s, volumeAttach: 10s, volumeDetach: 5s }
serviceScheduler: { reaction: 0s, throttleFreeFailures: 1000 }
${root}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: ${type}, count: 1 }]
taskDefinitions:
  - family: w
    networkMode: ${mode}
    volumes: [{ name: data, configuredAtLaunch: true }]
    containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64, mountPoints: [{ sourceVolume: data, containerPath: /d }] }]
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: ${count}
    launchType: EC2
    volumeConfigurations: [{ name: data, managedEBSVolume: { roleArn: "arn:aws:iam::1:role/x", sizeInGiB: 500${volume} } }]
    ${service}
`;

const mistakes = (parts: Parts) =>
  (checkScenario(scenario(parts), { file: 'scenario.yaml', read: () => undefined }).errors ?? []).map(({ message }) => message);

/** Tasks that run after 100 s, and those of the first round that failed. */
function outcome(parts: Parts) {
  const { tasks } = predict(scenario(parts), { until: 100 });
  return {
    running: tasks.filter(({ running, stopping }) => running !== undefined && stopping === undefined).length,
    failed: tasks.filter(({ requested, cause }) => requested === 0 && cause === 'notInitialized').length,
    waiting: tasks.filter(({ placed }) => placed === undefined).length,
  };
}

/** Source: pages ebs-volumes, volume_limits of the EC2 User Guide; attach time and order are guesses. */
describe('EBS volumes configured at launch', () => {
  it('[N.EBS-2, N.EBS-3, N.T-EBS-d] are attached beside the interface, before the pull', () => {
    // max(10, 2) + pull 0 + start 1 = 11; without a volume 2 + 1 = 3.
    const [task] = predict(scenario({ mode: 'awsvpc' })).tasks;
    expect(task).toMatchObject({ placed: 0, pending: 10, running: 11 });
    expect(predict(scenario({ root: '' }).replace('volumeAttach: 10s', 'volumeAttach: 0s')).tasks[0]!.running).toBe(1);
  });

  it('[N.EBS-4, N.EBS-5, N.T-EBS-a] fail beyond the attachments of the instance', () => {
    // m5.xlarge: 28 - root - one interface = 26.
    expect(outcome({ count: 26 })).toEqual({ running: 26, failed: 0, waiting: 0 });
    expect(outcome({ count: 27 })).toEqual({ running: 26, failed: 1, waiting: 0 });
    // m5d.xlarge with three interfaces, two of them of tasks: 28 - 1 - 3 - 1 NVMe = 23; with one interface 25.
    expect(outcome({ type: 'm5d.xlarge', count: 26 })).toEqual({ running: 25, failed: 1, waiting: 0 });
    // A limit of its own by the scenario.
    const own = 'instanceTypes: [{ name: box, cpuUnits: 4096, memoryMib: 16000, usdPerHour: 1, volumeSlots: 3 }]';
    expect(outcome({ type: 'box', count: 4, root: own })).toEqual({ running: 3, failed: 1, waiting: 0 });
  });

  it('[N.EBS-4, N.T-EBS-a] leave a slot less for each interface of a task, and none for branch interfaces', () => {
    // m5d.xlarge takes three interfaces of tasks: with two of them 26 - 1 NVMe - 2 = 23 volumes, two of which those tasks have.
    const pair = scenario({ type: 'm5d.xlarge', mode: 'awsvpc', count: 2 });
    const withBridge = pair.replace(
      'services:',
      `  - { family: b, volumes: [{ name: data, configuredAtLaunch: true }], containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64 }] }
workloads:
  - { name: b, taskDefinition: b, count: 24, launchType: EC2, arrivals: { type: schedule, at: [30s] }, runTime: forever,
      volumeConfigurations: [{ name: data, managedEBSVolume: { sizeInGiB: 1 } }] }
services:`,
    );
    const { tasks } = predict(withBridge, { until: 100 });
    const ofB = tasks.filter(({ of }) => of === 'b');
    expect(ofB.filter(({ running }) => running !== undefined)).toHaveLength(21); // 23 - 2
    expect(ofB.filter(({ cause }) => cause === 'notInitialized')).toHaveLength(3);
  });

  it('[N.EBS-5] are not placed beyond the slots where placement counts them', () => {
    expect(outcome({ count: 27, root: 'placement: { volumeSlots: seen }' })).toEqual({ running: 26, failed: 0, waiting: 1 });
  });

  it('[N.EBS-5] fail when they are not attached within five minutes', () => {
    const slow = scenario().replace('volumeAttach: 10s', 'volumeAttach: 301s');
    expect(predict(slow).tasks[0]).toMatchObject({ placed: 0, stopped: 300, cause: 'notInitialized' });
    expect(predict(slow.replace('301s', '300s')).tasks[0]!.running).toBe(301);
  });

  it('[N.EBS-1] need Nitro, a REPLICA service and at most one volume', () => {
    expect(mistakes({ type: 'm4.xlarge' })).toEqual([
      'needs instances built on Nitro, for EBS volumes at launch are not for others: m4.xlarge is none',
    ]);
    expect(mistakes({})).toEqual([]);
  });

  it('keep the service of a Fargate template with a volume on import', () => {
    const template = `
Resources:
  C: { Type: AWS::ECS::Cluster }
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: t
      NetworkMode: awsvpc
      Cpu: "256"
      Memory: "512"
      RequiresCompatibilities: [FARGATE]
      Volumes: [{ Name: v, ConfiguredAtLaunch: true }]
      ContainerDefinitions: [{ Name: a, Image: nginx, MountPoints: [{ SourceVolume: v, ContainerPath: /v }] }]
  S:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref C
      TaskDefinition: !Ref T
      DesiredCount: 3
      LaunchType: FARGATE
      VolumeConfigurations: [{ Name: v, ManagedEBSVolume: { SizeInGiB: 20, VolumeType: gp3, RoleArn: "arn:x" } }]
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1] } }
`;
    const { scenario: found } = imported(template);
    expect(found.services).toHaveLength(1);
    expect(found.services[0].volumeConfigurations).toMatchObject([{ name: 'v', managedEBSVolume: { sizeInGiB: 20, volumeType: 'gp3' } }]);
  });
});
