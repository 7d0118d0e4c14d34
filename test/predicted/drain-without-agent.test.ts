import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: page container-instance-draining: the daemon task of a draining instance stops after its replica tasks.

/** One instance with a daemon and two tasks that stop at once. Its agent is away from 300 s to 900 s; the instance drains from 480 s on. */
const SCENARIO = `
name: drain-without-agent
duration: 20m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
taskDefinitions:
  - { family: log, networkMode: bridge, containerDefinitions: [{ name: log, image: log, cpu: 64, memory: 64 }] }
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }
services:
  - { serviceName: log, taskDefinition: log, schedulingStrategy: DAEMON, launchType: EC2 }
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    launchType: EC2
    deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }
faults:
  - { at: 5m, for: 10m, type: agentDisconnect }
  - { at: 8m, type: drain, count: 1 }
`;

// Both begin to stop at 480 s, and their agent learns of it when it is back at 900 s. They stop at once, and with the last of them the daemon, once.
it('[S.INST-5, S.DAEMON-5] an agent that is back stops what it missed, and the daemon after it, each once', () => {
  const { tasks, of } = predict(SCENARIO);
  const stops = of('taskStopped').map(({ at, args }) => ({ at, of: tasks.find(({ task }) => task === args.task)!.of }));
  expect(stops).toEqual([
    { at: 900, of: 'web' },
    { at: 900, of: 'web' },
    { at: 900, of: 'log' },
  ]);
});

/** A task behind a load balancer is requested at 240 s and pulls its image until 340 s. Its agent is away from 300 s on, and at 320 s the task is to stop. */
const NOT_YET_RUNNING = `
name: stopped-before-it-ran
duration: 30m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 100s, containerStart: 0s, containerStop: 0s }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256, portMappings: [{ containerPort: 80 }] }] }
services:
  - serviceName: web
    taskDefinition: web
    launchType: EC2
    loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]
    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 0 }, { at: 240s, desiredCount: 1 }, { at: 320s, desiredCount: 0 }] }
faults: [{ at: 300s, for: 10m, type: agentDisconnect }]
`;

// ECS never had it RUNNING, so no target was registered that would drain for 300 s: it stops when its agent is back at 900 s.
it('[S.LB-1, S.INST-5] a task that was to stop before it was RUNNING has no target to deregister', () => {
  const { tasks, of } = predict(NOT_YET_RUNNING);
  expect(tasks).toMatchObject([{ requested: 240, stopping: 320, stopped: 900 }]);
  expect(of('targetDeregistered')).toEqual([]);
});
