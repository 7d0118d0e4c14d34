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
