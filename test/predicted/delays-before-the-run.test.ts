import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: measurements P.38 and P.39 (groups.terminationDelay) and P.70 (serviceScheduler.deploysAfter); SDK, Deployment.createdAt.

const present = (more: string) => `
name: recorded
duration: 10m
startsAt: 2026-11-26T03:00:00Z
timings: { instanceBoot: 30s, imagePull: 0s, containerStart: 1s, containerStop: 1s }
serviceScheduler: { reaction: 0s, deploysAfter: 10s }
groups: { terminationDelay: 9s }
scaler: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 4 }
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 256, memory: 256 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: y, cpu: 256, memory: 256 }] }
services:
  - { serviceName: w, taskDefinition: "w:2", desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }], deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } }
present:
  at: 2026-11-26T03:00:00Z
  containerInstances:
    - { ec2InstanceId: i-0a, capacityProvider: p, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T18:00:00Z }
    - { ec2InstanceId: i-0b, capacityProvider: p, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T19:00:00Z }
  tasks:
    - { id: old, taskDefinition: "w:1", group: "service:w", containerInstance: i-0a, capacityProvider: p, lastStatus: RUNNING, startedAt: 2026-11-26T01:00:00Z }
${more}`;
const deployed = (createdAt: string) => `  services:
    - serviceName: w
      deployments:
        - { status: ACTIVE, taskDefinition: "w:1", rolloutState: COMPLETED }
        - { status: PRIMARY, taskDefinition: "w:2", rolloutState: IN_PROGRESS${createdAt} }
`;

describe('a change just before the run', () => {
  it('of a task definition begins 10 s after its call, of which 4 s are over', () => {
    const { tasks } = predict(present(deployed(', createdAt: 2026-11-26T02:59:56Z')));
    expect(tasks[0]).toMatchObject({ stopping: 6 });
    expect(tasks[1]).toMatchObject({ of: 'w' });
    expect(tasks[1]!.requested).toBeGreaterThanOrEqual(6);
  });

  it.each(['', ', createdAt: 2026-11-26T02:50:00Z'])('of a task definition that began before has nothing to wait for (%s)', (createdAt) => {
    expect(predict(present(deployed(createdAt))).tasks[0]).toMatchObject({ stopping: 0 });
  });

  it.each([
    ['4 s', '2026-11-26T02:59:56Z', 5],
    ['a minute', '2026-11-26T02:59:00Z', 0],
  ])('of a group takes an instance out 9 s after it, when it was lowered %s ago', (_, lastScaleInAt, at) => {
    const group = `  autoScalingGroups: [{ capacityProvider: p, desiredCapacity: 1, lastScaleInAt: ${lastScaleInAt} }]\n`;
    const [left] = predict(present(deployed('') + group)).of('instanceDraining');
    expect(left).toMatchObject({ at });
  });
});
