import { expect, it } from 'vitest';
import { predict } from './predict.js';
import { told } from './told.js';

// Source: stoppingAt and executionStoppedAt of tasks that were told to stop, records of 2021 and 2022 (12 s apart) and 2023 (43 s apart, P.336), and
// of one that exited by itself (V.17). In a log of 2021 (fujiwara/tracer) the process exits 1 s after stoppingAt.

/** One task behind a load balancer from 20 s on; turns at 3, 13, 23 s ... A user stops it at 600 s. */
const BEHIND = `
name: moments
duration: 20m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 5s }
serviceScheduler: { turnPhase: 3s, stopTaskReaction: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }]
targetGroups: [{ name: web, deregistrationDelaySeconds: 30 }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2, loadBalancers: [{ targetGroupArn: web }] }]
faults: [{ at: 10m, type: stopTask, service: web }]
`;

/** Seconds of a time of the run. */
const second = (time: string) => Date.parse(time) / 1000 - Date.parse('2026-01-05T00:00:00Z') / 1000;

function timesOf(text: string, at: number) {
  const tasks = told(text).events.filter(({ detail }) => detail.stoppedAt !== undefined);
  const { stoppingAt, executionStoppedAt, stoppedAt } = tasks[at]!.detail as Record<string, string>;
  return [stoppingAt, executionStoppedAt, stoppedAt].map((time) => (time === undefined ? null : second(time)));
}

// Deregistered at the turn of 603, drained at 633, SIGTERM at the turn of 643, and an exit 5 s later.
it('[P.119, S.TASK-17] a task that drains gets SIGTERM after that, and executionStoppedAt is its exit', () => {
  const [end] = predict(BEHIND, { hasTurns: true }).of('taskStopped');
  expect(end!.args).toMatchObject({ sigtermMs: 643_000, exitedMs: 648_000 });
  expect(timesOf(BEHIND, 0)).toEqual([600, 648, 648]);
});

// The default of stopTimeout is 30 s (S.TASK-8): SIGKILL is signal 9.
it.each([
  ['5s', 0],
  ['60s', 137],
])('[S.TASK-8] a program that takes %s to stop has the exit code %d', (stop, code) => {
  const [last] = told(BEHIND.replace('containerStop: 5s', `containerStop: ${stop}`)).events.filter(
    ({ detail }) => detail.stoppedAt !== undefined,
  );
  expect(last!.detail.containers).toMatchObject([{ exitCode: code }]);
});

// The proxy stops 20 s after the program, so that the task has exited 30 s after SIGTERM.
it('[P.117] the stop of the proxy of Service Connect kills no program', () => {
  const connected = BEHIND.replace('containerStop: 5s', 'containerStop: 10s')
    .replace('networkMode: bridge,', 'networkMode: bridge, memory: "512",')
    .replace('desiredCount: 1,', 'desiredCount: 1, serviceConnectConfiguration: { enabled: true },');
  const [last] = told(connected).events.filter(({ detail }) => detail.stoppedAt !== undefined);
  expect(last!.detail.containers).toMatchObject([{ exitCode: 0 }]);
});

// The instance ends while the target drains: no SIGTERM, and no exit that ECS could see.
it('[S.INST-4] a task that its instance takes with it has neither', () => {
  const lost = BEHIND.replace('faults: [', 'faults: [{ at: 620s, type: terminate, containerInstances: [0] }, ');
  const [end] = predict(lost, { hasTurns: true }).of('taskStopped');
  expect(end).toMatchObject({ at: 620, args: { sigtermMs: -1, exitedMs: -1 } });
});

const ON_FARGATE = `
name: moments-of-an-exit
duration: 20m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: job, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: job, image: job }] }]
fargate: { start: { machine: 20s, containers: 0s, unknownImageMib: 0, p95OverMedian: 1 }, stop: { exitNoticed: 10s, cleanup: 23s } }
workloads: [{ name: job, taskDefinition: job, runTime: 1m, arrivals: { type: schedule, at: [1m] } }]
`;

// RUNNING at 80, it exits at 140; ECS notices that at 150, and has detached its interface at 173.
it('[V.17] ECS notices an exit on Fargate after it', () => {
  expect(timesOf(ON_FARGATE, 0)).toEqual([150, 140, 173]);
  const [end] = predict(ON_FARGATE).of('taskStopped');
  expect(end!.args).toMatchObject({ sigtermMs: -1, exitedMs: 140_000 });
});

const TOLD_TO_STOP = ON_FARGATE.replace(/workloads: .*/, 'services: [{ serviceName: job, taskDefinition: job, desiredCount: 1 }]')
  .replace('name: moments-of-an-exit', 'name: moments-of-a-stop\ntimings: { containerStop: 5s }')
  .replace('taskDefinitions:', 'faults: [{ at: 10m, type: stopTask, service: job }]\ntaskDefinitions:');

// SIGTERM comes with the call and the exit 5 s later; ECS notices that after 10 s, and has detached the interface after another 23 s.
it('[P.336] executionStoppedAt of a task on Fargate that was told to stop is when ECS notices its exit', () => {
  expect(timesOf(TOLD_TO_STOP, 0)).toEqual([600, 615, 638]);
  const [end] = predict(TOLD_TO_STOP, { hasTurns: true }).of('taskStopped');
  expect(end!.args).toMatchObject({ sigtermMs: 600_000, exitedMs: 605_000 });
});
