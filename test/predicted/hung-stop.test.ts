import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: exp-d03-failover of MISW4501-202614-Grupo14-Solventa, runs C6a and C6b (P.162, P.163). Incident of the simulator of tobiassugandi/trackrelay (P.134).

/** The only task fails its container check; a start takes 20 s, a sound program ends 1 s after SIGTERM. Turns at 3, 13, 23 s ... */
const SCENARIO = `
name: hung-stop
duration: 20m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 1s }
serviceScheduler: { turnPhase: 3s, containerHealthReport: 0s }
taskDefinitions:
  - family: web
    networkMode: bridge
    containerDefinitions:
      - { name: web, image: web, cpu: 256, memory: 256, stopTimeout: 45, healthCheck: { command: [CMD, check], interval: 10, timeout: 2, retries: 3 } }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    launchType: EC2
    deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }
faults: [{ at: 10m, type: taskFailure, service: web }]
`;
const first = (text: string) => predict(text, { hasTurns: true }).tasks.slice(0, 2);

// It runs from 20 s on, so a check begins at 600 s, and the next ones 10 s after the end of the one before, as in Docker. Each fails at its timeout of
// 2 s: at 602, 614 and 626 s. The turn of 633 s stops the task. SIGKILL comes 45 s later, at 678 s, and the turn of 683 s starts the replacement, as
// 100 % leaves no room before.
it('[P.134] SIGKILL ends a task that hangs at its stopTimeout, and its replacement waits for it', () => {
  const [old, next] = first(SCENARIO);
  expect(old).toMatchObject({ stopping: 633, stopped: 678, cause: 'unhealthy' });
  expect(next).toMatchObject({ requested: 683 });
});

// The same stop with its SIGTERM handled in 1 s: STOPPED at 634 s, the next turn is at 643 s.
it('[P.134] a program whose requests hang may handle SIGTERM', () => {
  const [old, next] = first(SCENARIO.replace('containerStop: 1s', 'containerStop: 1s, hungStop: containerStop'));
  expect(old).toMatchObject({ stopping: 633, stopped: 634 });
  expect(next).toMatchObject({ requested: 643 });
});

// A refused check fails at once, the third at 620 s; SIGTERM at the turn of 623 s ends the program in 1 s.
it('[P.134] a program that answers its checks with an error handles SIGTERM', () => {
  expect(first(SCENARIO.replace('service: web }]', 'service: web, unhealthyBy: refusal }]'))[0]).toMatchObject({
    stopping: 623,
    stopped: 624,
  });
});

// It hangs 100 s after RUNNING at 20 s, or is stopped by a user before that, at 100 s: then its program handles SIGTERM.
it('[P.162] a failure mode hangs a task at its age', () => {
  const aged = SCENARIO.replace('launchType: EC2', 'launchType: EC2\n    failureMode: { unhealthyAfter: 100s }');
  const [hung] = first(aged.replace(/faults: .*/, ''));
  expect(hung.stopped! - hung.stopping!).toBe(45);
  expect(first(aged.replace(/faults: .*/, 'faults: [{ at: 100s, type: stopTask, service: web }]'))[0]).toMatchObject({
    stopping: 100,
    stopped: 101,
  });
});

// The check is of the essential container: its sidecar handles SIGTERM, and stops first, as it depends on the other.
it('[P.134] only the essential containers of a task with an order hang', () => {
  const ordered = SCENARIO.replace(
    '    containerDefinitions:\n',
    '    containerDefinitions:\n      - { name: log, image: log, cpu: 16, memory: 16, essential: false, stopTimeout: 60, dependsOn: [{ containerName: web, condition: START }] }\n',
  );
  const [old] = first(ordered);
  expect(old.stopped! - old.stopping!).toBe(46);
});

// It hangs 100 s after it runs. Recorded at an age of 110 s: asked to stop at 90 s, it ended 1 s later; asked at 105 s, 45 s later, in 40 s.
it('[P.162] a recorded task hangs by its age when it got SIGTERM', () => {
  const recorded = (stoppingAt: string) =>
    `${SCENARIO.replace('launchType: EC2', 'launchType: EC2\n    failureMode: { unhealthyAfter: 100s }').replace(/faults: .*/, '')}
startsAt: 2026-11-26T03:00:00Z
present:
  at: 2026-11-26T03:00:00Z
  containerInstances: [{ ec2InstanceId: i-0abc, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T18:00:00Z }]
  tasks: [{ id: old, taskDefinition: "web:1", group: "service:web", containerInstance: i-0abc, launchType: EC2, lastStatus: RUNNING, desiredStatus: STOPPED, startedAt: 2026-11-26T02:58:10Z, stoppingAt: 2026-11-26T${stoppingAt}Z }]
`.replace('containerInstances: [{ instanceType: m5.large, count: 1 }]', 'containerInstances: []');
  expect(first(recorded('02:59:40'))[0].stopped).toBe(0);
  expect(first(recorded('02:59:55'))[0].stopped).toBe(40);
});
