import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

// Source: SDK, ContainerInstance.remainingResources and Task.desiredStatus; What's New of 30 June 2023.

/** A m5.large (2,048 CPU units) in the middle of a deployment that stops its task first. The stop takes 100 s, a start 1 s. */
const recorded = (remaining: number, tasks: string) => `
name: mid-deployment
duration: 30m
startsAt: 2026-11-26T03:00:00Z
timings: { imagePull: 0s, containerStart: 1s, containerStop: 100s }
serviceScheduler: { reaction: 0s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 4 }
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 1536, memory: 1024, stopTimeout: 120 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: y, cpu: 1536, memory: 1024, stopTimeout: 120 }] }
services:
  - { serviceName: w, taskDefinition: "w:2", desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }], deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } }
present:
  at: 2026-11-26T03:00:00Z
  containerInstances:
    - { ec2InstanceId: i-0abc, capacityProvider: p, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T18:00:00Z, remainingResources: { cpu: ${remaining} } }
  tasks:
${tasks}`;

const OLD = (more = '') =>
  `    - { id: old, taskDefinition: "w:1", group: "service:w", containerInstance: i-0abc, capacityProvider: p, lastStatus: RUNNING, desiredStatus: STOPPED, startedAt: 2026-11-26T01:00:00Z${more} }
`;
const NEW = `    - { id: new, taskDefinition: "w:2", group: "service:w", containerInstance: i-0abc, capacityProvider: p, lastStatus: PENDING, desiredStatus: RUNNING, createdAt: 2026-11-26T02:59:30Z }
`;

const errorsOf = (text: string) =>
  checkScenario(text, { file: 'scenario.yaml', read: () => undefined }).errors?.map(({ message }) => message);

describe('a present state recorded in the middle of a deployment', () => {
  it('[N.T-ROOM-g, N.ROOM-9] the old task stops, and the new one waits on the instance until its containers have', () => {
    const { tasks } = predict(recorded(512, OLD() + NEW));
    // No stoppingAt: the stop begins at the snapshot.
    expect(tasks[0]).toMatchObject({ placed: 0, stopping: 0, stopped: 100 });
    expect(tasks[1]).toMatchObject({ placed: 0, queued: 0, pending: 100, running: 101 });
    expect(tasks).toHaveLength(2);
  });

  it('[N.ROOM-9] a stop that began 40 s before the snapshot takes 60 s more', () => {
    const { tasks } = predict(recorded(512, OLD(', stoppingAt: 2026-11-26T02:59:20Z') + NEW));
    expect(tasks[1]).toMatchObject({ queued: 0, pending: 60, running: 61 });
  });

  it('[N.T-ROOM-g] the whole instance remains while its one task is to stop, and another figure is refused', () => {
    const { tasks } = predict(recorded(2048, OLD()));
    // The service lacks a task: it places one at once.
    expect(tasks[1]).toMatchObject({ placed: 100, running: 101 });
    expect(errorsOf(recorded(512, OLD()))).toEqual(['512 does not add up: 2048 of a m5.large leave 2048']);
  });

  it.each(['stoppingRoom: held', 'stoppingRoomFrom: sigterm'])(
    '[N.T-ROOM-g] with %s both tasks together are more than the instance has',
    (kept) => {
      const errors = errorsOf(`${recorded(512, OLD() + NEW)}placement: { ${kept} }\n`);
      expect(errors?.[0]).toMatch(/= 3072 CPU units: a m5.large has 2048/);
    },
  );

  it('[N.ROOM-2, N.ROOM-8] a task that ended by itself keeps its room until its interface is detached, and no remaining resource shows it', () => {
    const ended = OLD(', lastStatus: DEPROVISIONING, stopCause: crashed, stoppingAt: 2026-11-26T02:59:56Z').replace(
      'lastStatus: RUNNING, ',
      '',
    );
    // Its desiredStatus is STOPPED, so all 2,048 units remain. The next one comes 10 s after the exit, 6 s after the snapshot, and attaches for 4 s.
    const text = recorded(2048, ended).replaceAll('bridge', 'awsvpc').replace('maximumPercent: 100', 'maximumPercent: 200');
    const { tasks } = predict(text.replace('timings: {', 'timings: { eniAttach: 4s, eniDetach: 10s,'));
    expect(tasks[0]).toMatchObject({ placed: 0, stopped: 6, cause: 'crashed' });
    expect(tasks[1]).toMatchObject({ placed: 6, running: 11 });
  });
});
