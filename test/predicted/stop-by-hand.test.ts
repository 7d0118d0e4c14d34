import { expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';

// Source: exp-d03-failover of MISW4501-202614-Grupo14-Solventa, run C1 (V.10). What's New of AWS, 13 February 2023, "Amazon ECS improves accuracy of
// service load balancing"; aws/containers-roadmap 708 (P.103). nextagency-demo, "Three failure drills against the live stack" (P.135).
// JadenRazo/sre-reference-app (P.95); raynerC/makanlah-platform (P.235); plan and outcome of apuracao26 (P.237).

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

// The call comes at 600 s. At the next turn, 603 s, its target begins to drain and its replacement is requested. It drains for 30 s, gets SIGTERM
// at the turn after that, 643 s (P.119), and is gone at 644 s. The replacement runs at 623 s, which is a turn, so that it is registered then. No request is lost.
it('[V.10] a task that a user stops drains from the next turn on, when its replacement starts, and no request is lost', () => {
  const { tasks, of } = predict(SCENARIO, { hasTurns: true });
  expect(tasks[0]).toMatchObject({ stopping: 600, stopped: 644, cause: 'userStopped' });
  expect(tasks[2]).toMatchObject({ requested: 603, running: 623 });
  expect(of('targetRegistered').find(({ args }) => args.task === 2)!.at).toBe(623);
  expect(of('requestsLost')).toEqual([]);
});

// Sixty calls at 600 s, each noticed after 0 to 45 s: two in five by the turn of 618 s, three in five by that of 628 s, and all by that of 648 s.
it('[V.10, P.95, P.235] the scheduler notices a call within 45 s and a turn, half of them by some 25 s', () => {
  const many = SCENARIO.replace('turnPhase: 3s, stopTaskReaction: 0s', 'turnPhase: 8s')
    .replace('desiredCount: 2', 'desiredCount: 60')
    .replace('cpu: 256, memory: 256', 'cpu: 16, memory: 64')
    .replace(/ {4}load: .*\n/, '')
    .replace('service: web }]', 'service: web, count: 60 }]');
  const turns = predict(many, { hasTurns: true })
    .of('targetDeregistered')
    .map(({ at }) => at);
  expect([turns.length, turns[0], turns[30], turns.at(-1)]).toEqual([60, 608, 628, 648]);
});

// SIGTERM comes with the call, and the containers take 25 s. The scheduler notices the call at 620 s, and its turn of 623 s starts a replacement. Where
// they take 1 s, it notices that the task is STOPPED at 601 s.
it('[P.179, P.237] without a load balancer the scheduler notices the call, or the end of the task if that is sooner', () => {
  const alone = SCENARIO.replace('stopTaskReaction: 0s', 'stopTaskReaction: 20s')
    .replace('    loadBalancers: [{ targetGroupArn: web }]\n', '')
    .replace(/ {4}load: .*\n/, '')
    .replace(/targetGroups: .*\n/, '');
  const { tasks } = predict(alone.replace('containerStop: 1s', 'containerStop: 25s'), { hasTurns: true });
  expect(tasks[0]).toMatchObject({ stopping: 600, stopped: 625, cause: 'userStopped' });
  expect(tasks[2]).toMatchObject({ requested: 623 });
  const sooner = predict(alone, { hasTurns: true });
  expect(sooner.tasks[0]).toMatchObject({ stopping: 600, stopped: 601 });
  expect(sooner.tasks[2]).toMatchObject({ requested: 603 });
});

// SIGTERM comes with the call, at 600 s, and the containers take 10 s. The turn of 603 s deregisters the target and requests the replacement. Half of 50
// requests a second go to the task that has its SIGTERM, for 3 s.
it('[P.103] before 2023 the process gets SIGTERM first, and requests are lost until the next turn', () => {
  const of2019 = SCENARIO.replace('turnPhase', 'sigtermFirst: true, turnPhase').replace('containerStop: 1s', 'containerStop: 10s');
  const { tasks, of } = predict(of2019, { hasTurns: true });
  expect(tasks[0]).toMatchObject({ stopping: 600, stopped: 610, cause: 'userStopped' });
  expect(of('targetDeregistered').map(({ at, args }) => [at, args.task])).toEqual([[603, 0]]);
  expect(tasks[2]).toMatchObject({ requested: 603, running: 623 });
  expect(of('requestsLost').reduce((sum, { args }) => sum + args.lostMilli!, 0) / 1000).toBeCloseTo(75, 0);
  expect(predict(of2019.replace('sigtermFirst: true', 'sigtermFirst: false'), { hasTurns: true }).of('requestsLost')).toEqual([]);
});

// The notice comes at 600 s, and the process ends with its SIGTERM. The turn of 603 s deregisters the target; a quarter of 50 requests a second are lost for 3 s.
it('[P.121] so it is with a notice of Fargate Spot', () => {
  const spot = (more: string) =>
    SCENARIO.replace('containerInstances: [{ instanceType: m5.large, count: 1 }]', 'capacityProviders: [FARGATE_SPOT]')
      .replace('networkMode: bridge', 'networkMode: awsvpc, cpu: "256", memory: "512"')
      .replace('launchType: EC2', 'capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }]')
      .replace('desiredCount: 2', 'desiredCount: 4')
      .replace('containerStop: 1s', 'containerStop: 0s')
      .replace('stopTaskReaction: 0s', more)
      .replace('type: stopTask, service: web', 'type: spotInterruption, share: 0.25, capacityProvider: FARGATE_SPOT');
  const first = predict(`${spot('sigtermFirst: true')}spot: { pools: [{ interruptionProbability: 0 }] }`, { hasTurns: true });
  expect(first.of('targetDeregistered').map(({ at }) => at)).toEqual([603]);
  expect(first.of('requestsLost').reduce((sum, { args }) => sum + args.lostMilli!, 0) / 1000).toBeCloseTo(37.5, 0);
  const since2023 = predict(`${spot('sigtermFirst: false')}spot: { pools: [{ interruptionProbability: 0 }] }`, { hasTurns: true });
  expect(since2023.of('targetDeregistered').map(({ at }) => at)).toEqual([600]);
  expect(since2023.of('requestsLost')).toEqual([]);
});

// Without a container that takes time it is STOPPED at 600 s; the load balancer learns of that at 603 s all the same.
it('[P.103] a task that ends at once has its target deregistered with its end', () => {
  const atOnce = SCENARIO.replace('stopTaskReaction', 'sigtermFirst: true, stopTaskReaction').replace(
    'containerStop: 1s',
    'containerStop: 0s',
  );
  const { tasks, of } = predict(atOnce, { hasTurns: true });
  expect(tasks[0]).toMatchObject({ stopping: 600, stopped: 600 });
  expect(of('targetDeregistered').map(({ at, args }) => [at, args.task])).toEqual([[600, 0]]);
  expect(of('requestsLost').reduce((sum, { args }) => sum + args.lostMilli!, 0) / 1000).toBeCloseTo(75, 0);
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
