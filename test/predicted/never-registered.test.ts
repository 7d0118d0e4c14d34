import { expect, it } from 'vitest';
import { predict } from './predict.js';

/** One task that starts in a second, with a check of its container. Turns begin at 0, and ECS knows the health of a container after 14 s. */
const stoppedAt = (at: string) => `
name: stopped
duration: 20m
timings: { eniAttach: 0s, imagePull: 0s, containerStart: 1s, containerStop: 1s }
serviceScheduler: { turnPhase: 0s, containerHealthReport: 14s, unhealthyReaction: 0s, stopTaskReaction: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - family: w
    networkMode: bridge
    containerDefinitions: [{ name: w, image: w, cpu: 256, memory: 512, healthCheck: { command: [CMD, "true"], interval: 30 } }]
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 1
    launchType: EC2
    loadBalancers: [{ targetGroupArn: w, containerName: w, containerPort: 80 }]
faults: [{ type: stopTask, at: ${at}, service: w }]
`;

const first = (text: string) => {
  const { of, tasks } = predict(text, { hasTurns: true });
  return { stopped: tasks[0]!.stopped, deregistered: of('targetDeregistered').find(({ args }) => args.task === 0)?.at };
};

// Source: Developer Guide, task-lifecycle-explanation: in DEACTIVATING ECS deregisters a task's target before it stops the containers.
// RUNNING at 1, the task passes its first check at 31. ECS knows it at 45 and registers the task at the turn of 50.
it('[S.LB-1] a task that is stopped before its registration has no target to drain', () => {
  expect(first(stoppedAt('40s'))).toEqual({ stopped: 41, deregistered: undefined });
});

// Deregistered at the turn of 70, it drains until 370. It gets its SIGTERM at the turn after that.
it('[S.LB-1] a task that is stopped after its registration drains for the whole delay', () => {
  expect(first(stoppedAt('60s'))).toEqual({ stopped: 381, deregistered: 70 });
});
