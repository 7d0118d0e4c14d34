import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import type { Setup } from '../../src/sim/setup.js';
import { linesOf, listenedTo, type ServiceMessage } from '../report/ecs-stream.js';
import { predict } from './predict.js';

// Source: exp-d03-failover of MISW4501-202614-Grupo14-Solventa (V.8, V.10), aws/aws-sdk-go 457 (V.3), fleetshell (V.1).

/** One task of two hangs at 10 min; the scheduler reacts at once, a start takes 20 s, and a target drains for 30 s. */
const SCENARIO = `
name: deregistered
duration: 20m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 0s, hungStop: containerStop }
serviceScheduler: { reaction: 0s, registration: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 2, launchType: EC2, loadBalancers: [{ targetGroupArn: web }] }]
targetGroups: [{ name: web, deregistrationDelaySeconds: 30, healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3 }]
faults: [{ at: 10m, type: taskFailure, service: web }]
`;

/** The service's messages after the hang: seconds since the start, and the text without ids. */
function messages(text: string) {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as { setup: Setup };
  const { simulation, subscriber, text: files } = listenedTo(setup);
  simulation.advance();
  subscriber.finish(setup.durationMs);
  return linesOf<ServiceMessage & { createdAt: string }>(files.messages)
    .map(({ createdAt, message }): [number, string] => [
      (Date.parse(createdAt) - setup.startsAtMs) / 1000,
      message
        .replace('(service web) ', '')
        .replace(/ ?\(task [0-9a-f]{32}\)/g, '')
        .trim(),
    ])
    .filter(([at]) => at > 600);
}

// The check at 606.5 s is the second to fail, at 609.5 s. The replacement runs 20 s later, and is healthy after 1.5 s more, at 631 s.
// Observed: the message of the bad health is written with that of the stop, up to 40 ms before it (V.8, V.13).
it('[V.8, V.13] reports in this order that another task has started, that one is unhealthy, that it has stopped, and that its target drains', () => {
  expect(messages(SCENARIO)).toEqual([
    [609.5, 'has started 1 tasks:. Amazon ECS replaced 1 tasks due to an unhealthy status.'],
    [629.5, 'registered 1 targets in (target-group web)'],
    [631, 'is unhealthy in (target-group web) due to (reason Health checks failed).'],
    [631, 'has stopped 1 running tasks:.'],
    [631, 'deregistered 1 targets in (target-group web)'],
    [631, 'has begun draining connections on 1 tasks.'],
    [631, 'has reached a steady state.'],
  ]);
});

it('[V.10] deregisters the target of a task that stops, which drains for its delay', () => {
  const { of, tasks } = predict(SCENARIO);
  expect(of('targetDeregistered')).toEqual([{ name: 'targetDeregistered', at: 631, args: { task: 0, drainedMs: 661_000 } }]);
  expect(tasks[0]).toMatchObject({ stopping: 631, stopped: 661 });
});

// RUNNING at 20, it crashes ten minutes later, and the agent of an instance reports that at once.
it('[P.6] deregisters the target of a task that exits by itself with the notice of its exit', () => {
  const exits = SCENARIO.replace('desiredCount: 2', 'desiredCount: 1, timeToFailure: 10m').replace(/faults:.*/, '');
  expect(messages(exits).slice(0, 4)).toEqual([
    [620, 'has started 1 tasks:.'],
    [620, 'deregistered 1 targets in (target-group web)'],
    [620, 'has begun draining connections on 1 tasks.'],
    [640, 'registered 1 targets in (target-group web)'],
  ]);
  expect(predict(exits).of('targetDeregistered')[0]).toEqual({
    name: 'targetDeregistered',
    at: 620,
    args: { task: 0, drainedMs: 650_000 },
  });
});

/** Turns at 3, 13, 23 s ...; the reaction to an unhealthy target and to StopTask is a turn. */
const IN_TURNS = SCENARIO.replace('reaction: 0s', 'turnPhase: 3s, unhealthyReaction: 0s, stopTaskReaction: 0s');

// RUNNING at 20, registered at 23, checked from 24.5 on each 5 s: the checks at 604.5 and 609.5 fail, the second at 612.5. Turns: 613 starts
// a replacement, RUNNING and registered at 633, healthy at 634.5; the old one begins to stop at 643; 653 deregisters it; 663 is steady. It has
// drained at 683, and gets SIGTERM at the turn after that.
it('[V.8] deregisters a turn after the stop was reported, and is steady a turn after that, while the target drains', () => {
  expect(messages(IN_TURNS)).toEqual([
    [613, 'has started 1 tasks:. Amazon ECS replaced 1 tasks due to an unhealthy status.'],
    [633, 'registered 1 targets in (target-group web)'],
    [643, 'is unhealthy in (target-group web) due to (reason Health checks failed).'],
    [643, 'has stopped 1 running tasks:.'],
    [653, 'deregistered 1 targets in (target-group web)'],
    [653, 'has begun draining connections on 1 tasks.'],
    [663, 'has reached a steady state.'],
  ]);
  const { of, tasks } = predict(IN_TURNS, { hasTurns: true });
  expect(of('targetDeregistered')).toEqual([{ name: 'targetDeregistered', at: 653, args: { task: 0, drainedMs: 683_000 } }]);
  expect(tasks[0]).toMatchObject({ stopping: 643, stopped: 693 });
});

// StopTask at 600: the turn at 603 deregisters it and starts another, RUNNING and registered at 623, healthy at 624.5. Nothing is
// left to do, and the turn of 633 is steady.
it('[P.6, P.94, P.95] is steady a turn after the replacement of a stopped task was registered', () => {
  expect(messages(IN_TURNS.replace('type: taskFailure', 'type: stopTask'))).toEqual([
    [603, 'has started 1 tasks:.'],
    [603, 'deregistered 1 targets in (target-group web)'],
    [603, 'has begun draining connections on 1 tasks.'],
    [623, 'registered 1 targets in (target-group web)'],
    [633, 'has reached a steady state.'],
  ]);
});

// The replacement runs and is registered at 623. Its program answers from 633 on: the check at 624.5 fails, that at 654.5 passes, and the next turn is 663.
it('[P.290, P.295] is steady once the replacement has passed a check, an interval later where its program misses the first', () => {
  const late = IN_TURNS.replace('type: taskFailure', 'type: stopTask')
    .replace('launchType: EC2', 'launchType: EC2, failureMode: { answersAfter: 10s }')
    .replace('healthCheckIntervalSeconds: 5', 'healthCheckIntervalSeconds: 30');
  expect(messages(late).slice(-2)).toEqual([
    [623, 'registered 1 targets in (target-group web)'],
    [663, 'has reached a steady state.'],
  ]);
});

// StopTask at 600, noticed at 620: the turn at 623 deregisters the target, which drains for 30 s and gets SIGTERM at 663, and starts another, registered at 643.
it('[V.10, P.94, P.95] deregisters and replaces a task that a user stops once the scheduler has noticed that', () => {
  const noticed = IN_TURNS.replace('type: taskFailure', 'type: stopTask').replace('stopTaskReaction: 0s', 'stopTaskReaction: 20s');
  expect(messages(noticed).map(([at, message]) => [at, message.split(' ').slice(0, 2).join(' ')])).toEqual([
    [623, 'has started'],
    [623, 'deregistered 1'],
    [623, 'has begun'],
    [643, 'registered 1'],
    [653, 'has reached'],
  ]);
  expect(predict(noticed, { hasTurns: true }).tasks[0]).toMatchObject({ stopping: 600, stopped: 663 });
});

// The only task serves until 623, and the next one from 644.5 on.
it('[P.95] lets the task serve until its target is deregistered', () => {
  const loaded = IN_TURNS.replace('type: taskFailure', 'type: stopTask')
    .replace('stopTaskReaction: 0s', 'stopTaskReaction: 20s')
    .replace(
      'desiredCount: 2,',
      'desiredCount: 1, load: { arrivals: { type: constant, rate: 1/s }, task: { concurrency: 5, serviceTime: 100ms, cpuTime: 1ms }, requests: { timeout: 1s } },',
    );
  const minute = predict(loaded, { hasTurns: true })
    .of('serviceLoaded')
    .find(({ at }) => at === 660);
  expect(minute?.args).toMatchObject({ arrivedMilli: 60_000, servedMilli: 38_500, shedMilli: 21_500 });
});

// StopTask at 600; the replacement starts at 603 and is RUNNING at 623, a turn in which nothing is left to do: 633 is steady.
it('[V.3, V.7] without a load balancer a task that stops counts until it is STOPPED', () => {
  const plain = IN_TURNS.replace('type: taskFailure', 'type: stopTask').replace(', loadBalancers: [{ targetGroupArn: web }]', '');
  const steady = (text: string) => messages(text).flatMap(([at, message]) => (message === 'has reached a steady state.' ? [at] : []));
  expect(steady(plain)).toEqual([633]);
  // SIGTERM takes 90 s: STOPPED at 690, nothing is left to do; the turn of 693 is steady.
  const slow = plain.replace('containerStop: 0s', 'containerStop: 90s').replace('memory: 512', 'memory: 512, stopTimeout: 100');
  expect(steady(slow)).toEqual([693]);
});

// 40 s after the deregistration of the last old target the deployment is COMPLETED.
it('[V.1] reports the steady state with the end of a deployment', () => {
  const deployed = IN_TURNS.replace(/faults:.*/, '').replace('launchType: EC2,', 'launchType: EC2, deployments: [{ at: 10m }],');
  const said = messages(deployed);
  const [completed] = said.find(([, message]) => message.includes('deployment completed'))!;
  const [registered] = said.find(([, message]) => message.startsWith('registered'))!;
  expect(said.flatMap(([at, message]) => (message === 'has reached a steady state.' ? [at] : []))).toEqual([completed]);
  expect(completed - registered).toBeGreaterThan(40);
});
