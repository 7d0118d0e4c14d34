import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: page container-instance-draining: tasks on a draining instance stop as far as the minimum healthy percent allows (S.DEP-1), here 100.

/** Instances in zones a, b and a have room for a task each. The first is free from 100 s on; web runs on the others from 60 s on. That in zone b drains at 200 s. */
const SCENARIO = `
name: shrinking-while-draining
duration: 20m
cluster: { availabilityZones: [us-east-1a, us-east-1b], containerInstances: [{ instanceType: m5.large, count: 3 }] }
timings: { imagePull: 0s, containerStart: 60s, containerStop: 0s }
serviceScheduler: { reaction: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 1500, memory: 1024 }] }]
services:
  - serviceName: before
    taskDefinition: web
    launchType: EC2
    desiredCount: 1
    desiredCountSchedule: { entries: [{ at: 100s, desiredCount: 0 }] }
  - serviceName: web
    taskDefinition: web
    launchType: EC2
    desiredCount: 2
    availabilityZoneRebalancing: DISABLED
    desiredCountSchedule: { entries: [{ at: 220s, desiredCount: 1 }] }
faults: [{ at: 200s, type: drain, availabilityZone: us-east-1b }]
`;

// The replacement starts on the first instance and runs at 260 s. At 220 s the task on the newest instance of the fuller zone goes, which serves. The
// one on the draining instance is the last healthy one then: it stays until the replacement is healthy, 40 s after RUNNING.
it('[S.DEP-1, S.STOP-2] a task on a draining instance stays while a scale-in has left no more healthy ones than the minimum', () => {
  const { tasks } = predict(SCENARIO);
  const ends = tasks.filter(({ of }) => of === 'web').map(({ running, stopping, cause }) => ({ running, stopping, cause }));
  expect(ends.filter(({ cause }) => cause === 'serviceScaledIn')).toEqual([{ running: 60, stopping: 220, cause: 'serviceScaledIn' }]);
  expect(ends.filter(({ cause }) => cause === 'replaced')).toEqual([{ running: 60, stopping: 300, cause: 'replaced' }]);
  expect(ends.filter(({ stopping }) => stopping === undefined).map(({ running }) => running)).toEqual([260]);
});
