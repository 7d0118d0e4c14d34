import { expect, it } from 'vitest';
import { COUNTED_IN_TASKS } from '../../src/market/pools.js';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import { Fact } from '../../src/sim/facts.js';
import { predict } from '../predicted/predict.js';
import { constant, MINUTE, onProvider, PLAIN_CARE, run, service, taskDefinition } from '../sim/setups.js';

/** When the task is STOPPED that its service gives up at this minute. It ignores SIGTERM; the notice of Spot comes at 10 min. */
function stoppedAt(scaleInMinute: number): number[] {
  const targetGroup = { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 5 * MINUTE };
  const revisions = [{ atMs: 0, taskDefinition: 0, mode: SOUND }];
  const steps: [number, number][] = [
    [0, 1],
    [scaleInMinute, 0],
  ];
  const { recorder } = run({
    minutes: 60,
    capacityProviders: [],
    taskDefinitions: [taskDefinition({ eni: 1, stopTimeoutMs: 30_000 })],
    timings: { containerStop: constant(10 * MINUTE) },
    services: [service(steps, { capacity: onProvider(1), deploymentSpec: { ...PLAIN_CARE, targetGroup, revisions, checks: [[]] } })],
    market: {
      overlays: [{ kind: 'interruption', where: { isSpot: true, type: COUNTED_IN_TASKS, zone: null }, atMs: 10 * MINUTE, share: 1 }],
    },
  });
  return recorder.of(Fact.taskStopped).map(({ atMs }) => atMs / MINUTE);
}

it('[C.FGS-03] sends SIGTERM with the notice to a task whose target drains already', () => {
  // The target would drain until 13 min; stopTimeout ends 30 s after the notice.
  expect(stoppedAt(8)).toEqual([10.5]);
});

it('[C.FGS-03] leaves alone a task that got SIGTERM before the notice', () => {
  // SIGTERM at 9 min 48 s, when the target had drained.
  expect(stoppedAt(4.8)).toEqual([10.3]);
});

/**
 * [SIGTERM, exit, STOPPED] of a task on Fargate Spot that runs from 15 s on, exits by itself at 75 s and takes 40 s to stop. ECS notices an exit after
 * 10 s, and cleans up for 23 s.
 */
function endOf(...notices: string[]): (number | undefined)[] {
  const { of } = predict(`
name: notices
duration: 10m
fargate: { start: { whole: 15s, machine: 13s, containers: 2s, unknownImageMib: 0 }, stop: { exitNoticed: 10s, cleanup: 23s } }
timings: { containerStop: 40s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE_SPOT] }
taskDefinitions:
  - { family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: w, image: w, stopTimeout: 60 }] }
workloads:
  - name: w
    taskDefinition: w
    capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }]
    runTime: 60s
    arrivals: { type: schedule, at: [0s] }
faults: [${notices.map((at) => `{ at: ${at}, type: spotInterruption, share: 1 }`).join()}]
`);
  return of('taskStopped').flatMap(({ at, args: { sigtermMs, exitedMs } }) => [sigtermMs!, exitedMs!, at]);
}

it('[C.FGS-03] sends SIGTERM to a running task alone', () => {
  // Running at the notice: SIGTERM at 20 s, exit 40 s later, STOPPED 10 + 23 s after that.
  expect(endOf('20s')).toEqual([20_000, 60_000, 93]);
  // In PROVISIONING at the first notice: nothing runs, so it is STOPPED after the clean-up. The second notice finds no container either.
  expect(endOf('5s')).toEqual([-1, -1, 28]);
  expect(endOf('5s', '9s')).toEqual([-1, -1, 28]);
});

it('[C.FGS-03, S.TASK-8] sends no SIGTERM to a task that has exited', () => {
  // Without a notice the exit of 75 s is noticed at 85 s. A notice in between, or during the clean-up, changes nothing.
  expect(endOf()).toEqual([-1, 75_000, 108]);
  expect(endOf('80s')).toEqual([-1, 75_000, 108]);
  expect(endOf('90s')).toEqual([-1, 75_000, 108]);
});
