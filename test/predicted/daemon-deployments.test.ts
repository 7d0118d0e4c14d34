import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: pages ecs_services (DAEMON: one task an instance, maximumPercent 100) and, for the room, What's New of 30 June 2023.

/** One daemon of 1,536 units on an instance of 2,048; a deployment at 10 min, and a stop that takes 60 s. */
const text = (cpu: number, more = '') => `
name: daemons
duration: 1h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 1s, containerStop: 60s }
taskDefinitions:
  - { family: d, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "d:1", cpu: ${cpu}, memory: 256, stopTimeout: 120 }] }
  - { family: d, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "d:2", cpu: ${cpu}, memory: 256, stopTimeout: 120 }] }
services:
  - { serviceName: d, schedulingStrategy: DAEMON, taskDefinition: "d:1", launchType: EC2, deployments: [{ at: 10m, taskDefinition: "d:2" }] }
${more}`;

describe('the new daemon of a deployment', () => {
  // Begins to stop at 600, gone at 660. The room of the old one is free at 600 for placement; its containers hold it on the instance until 660.
  it('[N.ROOM-1, S.DAEMON-8] is placed when the old one begins to stop, and waits on the instance for its room', () => {
    const [old, next] = predict(text(1536)).tasks;
    expect(old).toMatchObject({ stopping: 600, stopped: 660 });
    expect(next).toMatchObject({ placed: 600, queued: 600, pending: 660, running: 661 });
  });

  it('[S.DAEMON-8] starts before the old one has drained where the instance has room for both', () => {
    const [old, next] = predict(text(256)).tasks;
    expect(old).toMatchObject({ stopping: 600, stopped: 660 });
    expect(next).toMatchObject({ placed: 600, running: 601 });
  });

  it('[S.DAEMON-7] starts after the old one has stopped where the room of stopping tasks is held', () => {
    const [, next] = predict(text(256, 'placement: { stoppingRoom: held }')).tasks;
    expect(next).toMatchObject({ placed: 660, running: 661 });
  });

  // Protected from 300 to 900 s; it stops at 960 s.
  it('[S.PROT-1, S.DAEMON-8] comes when the protection of the old one expires', () => {
    const protects = 'faults: [{ at: 5m, type: taskProtection, tasks: [0], expiresInMinutes: 10 }]';
    const [old, next] = predict(text(256, protects)).tasks;
    expect(old).toMatchObject({ stopping: 900, stopped: 960 });
    expect(next).toMatchObject({ placed: 900, running: 901 });
  });

  // Two of four instances at a time. The new daemons end 5 s after they run, at 606 s and 612 s: the third failure is at 612 s. One more instance
  // registers later, and the daemon on the first one ends.
  const FAILING = text(256)
    .replace('count: 1 }', 'count: 4 }')
    .replace(
      'containerInstances',
      'capacityProviders: [{ name: p, autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 1 } }], containerInstances',
    )
    .replace(
      '"d:2" }]',
      '"d:2", failureMode: { exitsAfter: 5s } }], deploymentConfiguration: { minimumHealthyPercent: 50, deploymentCircuitBreaker: { enable: true } }',
    )
    .replace('containerStop: 60s', 'containerStop: 0s');
  const LATER =
    'faults: [{ at: 15m, type: desiredCapacity, capacityProvider: p, desiredCapacity: 1 }, { at: 20m, type: stopTask, tasks: [0] }]';

  it('[S.CB-5, S.SM-2] starts nowhere once its deployment has FAILED without a rollback, and the others stay', () => {
    const { tasks, of } = predict(`${FAILING}${LATER}`);
    expect(of('deploymentChanged').at(-1)).toMatchObject({ at: 612, args: { rollout: 3 } });
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 0, 0, 600, 600, 606, 606]);
    expect(tasks.filter(({ stopping }) => stopping === undefined).map(({ task }) => task)).toEqual([1]);
  });

  // Five instances have 2,048 units each, and one kept its old daemon of 256: there is room for one replica of 1,024 there, and for two on each other one.
  it('[S.SM-2, S.DAEMON-6] leaves all room of its instances to others then', () => {
    const replicas =
      '  - { serviceName: w, taskDefinition: "d:2", launchType: EC2, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 0 }, { at: 21m, desiredCount: 9 }] } }';
    const { tasks } = predict(`${FAILING.replace('image: "d:2", cpu: 256', 'image: "d:2", cpu: 1024')}${replicas}\n${LATER}`);
    expect(tasks.flatMap(({ of, placed }) => (of === 'w' ? [placed] : []))).toEqual(Array(9).fill(1260));
  });

  // The old ones are gone at 660, and the new ones healthy before. One of these is on an instance that drains, and a task there never ends.
  it('[S.DAEMON-5, S.DEP-11] does not hold up its deployment where it stays on an instance that drains', () => {
    const busy = `
workloads: [{ name: w, taskDefinition: "d:1", launchType: EC2, runTime: forever, startTask: { containerInstances: [1] }, arrivals: { type: schedule, at: [1m] } }]
faults: [{ at: 630s, type: drain, containerInstances: [1] }]
`;
    const { of } = predict(text(256, busy).replace('count: 1 }', 'count: 2 }'));
    const ends = of('deploymentChanged').filter(({ args }) => args.revision === 1 && args.rollout === 2);
    expect(ends.map(({ at }) => at)).toEqual([660]);
  });

  // The two old ones that are left would follow at 641 s, when the new ones are healthy.
  it('[S.CB-5] stays on its instances after an ABORT', () => {
    const aborted = FAILING.replace('"d:2", failureMode: { exitsAfter: 5s } }', '"d:2" }');
    const { tasks } = predict(`${aborted}faults: [{ at: 610s, type: stopDeployment, service: d, stopType: ABORT }]`);
    expect(tasks.map(({ requested, stopping }) => [requested, stopping])).toEqual([
      ...[[0, undefined], [0, undefined], [0, 600], [0, 600], [600, undefined], [600, undefined]], // biome-ignore format: steps
    ]);
  });
});

describe('an old task that fails its checks', () => {
  // The new one never starts, so that one of two old ones stays. Its checks fail from 660 s on.
  it.each(['DAEMON', 'REPLICA, desiredCount: 2'])('[S.SVC-3] stops as unhealthy, in a service with %s', (strategy) => {
    const check = 'stopTimeout: 120, healthCheck: { command: [CMD, x], interval: 30, retries: 3 }';
    const percents = 'deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 }';
    const { tasks } = predict(
      text(256, 'faults: [{ at: 11m, type: taskFailure, service: d, count: 2, unhealthyBy: check }]')
        .replace('count: 1 }', 'count: 2 }')
        .replaceAll('stopTimeout: 120', check)
        .replace('DAEMON', strategy)
        .replace('"d:2" }]', `"d:2", failureMode: { failedStarts: 1 } }], ${percents}`),
    );
    expect(tasks.slice(0, 2).map(({ cause }) => cause)).toEqual(['unhealthy', 'deployment']);
  });
});
