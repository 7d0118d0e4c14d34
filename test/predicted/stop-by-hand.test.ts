import { expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';

// Source: exp-d03-failover of MISW4501-202614-Grupo14-Solventa, run C1 (V.10).

/** Two tasks, turns at 3, 13, 23 s ...; a start takes 20 s, and SIGTERM 1 s. A user stops one of them at 600 s. */
const SCENARIO = `
name: stopped-by-hand
duration: 20m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 1s }
serviceScheduler: { turnPhase: 3s, stopTaskReaction: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }]
targetGroups: [{ name: web, deregistrationDelaySeconds: 30 }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    launchType: EC2
    loadBalancers: [{ targetGroupArn: web }]
    load: { arrivals: { type: constant, rate: 50/s }, task: { concurrency: 50, serviceTime: 20ms, cpuTime: 1ms } }
faults: [{ at: 10m, type: stopTask, service: web }]
`;

// The call comes at 600 s. At the next turn, 603 s, its target begins to drain and its replacement is asked for. It drains for 30 s, gets SIGTERM
// at the turn after that, 643 s (P.119), and is gone at 644 s. The replacement runs at 623 s, which is a turn, so that it is registered then. No request is lost.
it('[V.10] a task that a user stops drains from the next turn on, when its replacement starts, and no request is lost', () => {
  const { tasks, of } = predict(SCENARIO, { hasTurns: true });
  expect(tasks[0]).toMatchObject({ stopping: 600, stopped: 644, cause: 'userStopped' });
  expect(tasks[2]).toMatchObject({ requested: 603, running: 623 });
  expect(of('targetRegistered').find(({ args }) => args.task === 2)!.at).toBe(623);
  expect(of('requestsLost')).toEqual([]);
});

// Task 1 is stopped at 600 s, like task 0 above.
it('stops a task by its number', () => {
  const { tasks } = predict(SCENARIO.replace('service: web }]', 'tasks: [1] }]'), { hasTurns: true });
  expect(tasks[1]).toMatchObject({ stopping: 600, stopped: 644, cause: 'userStopped' });
  expect(tasks[0]).not.toHaveProperty('told', 600);
});

it('drains an instance by its number', () => {
  const two = SCENARIO.replace('count: 1 }', 'count: 2 }').replace('type: stopTask, service: web', 'type: drain, containerInstances: [1]');
  expect(
    predict(two, { hasTurns: true })
      .of('instanceDraining')
      .map(({ at, args }) => [at, args.instance]),
  ).toEqual([[600, 1]]);
});

it('takes a service or tasks, and instances in one way', () => {
  const mistakesOf = (fault: string) => checked(SCENARIO.replace('{ at: 10m, type: stopTask, service: web }', fault)).errors;
  expect(mistakesOf('{ at: 10m, type: stopTask }').map(({ path }) => path)).toEqual(['faults.0.service']);
  expect(mistakesOf('{ at: 10m, type: stopTask, service: web, tasks: [1] }').map(({ path }) => path)).toEqual(['faults.0.tasks']);
  expect(mistakesOf('{ at: 10m, type: drain, containerInstances: [1], count: 1 }').map(({ path }) => path)).toEqual(['faults.0.count']);
});
