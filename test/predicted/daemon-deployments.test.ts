import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: pages ecs_services (DAEMON: one task an instance, maximumPercent 100) and, for the room, What's New of 30 June 2023.

/** One daemon of 1,536 units on an instance of 2,048; a deployment at 10 min, and a stop that takes 60 s. */
const text = (cpu: number, more = '') => `
name: daemons
duration: 1h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 1s, containerStop: 60s }
taskDefinitions:
  - { family: d, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "d:1", cpu: ${cpu}, memory: 256, stopTimeout: 120 }] }
  - { family: d, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "d:2", cpu: ${cpu}, memory: 256, stopTimeout: 120 }] }
services:
  - { serviceName: d, schedulingStrategy: DAEMON, taskDefinition: "d:1", launchType: EC2, deployments: [{ at: 10m, taskDefinition: "d:2" }] }
${more}`;

describe('the new daemon of a deployment', () => {
  // Begins to stop at 600, gone at 660. The room of the old one is free at 600 for placement; its containers hold it on the instance until 660.
  it('[N.ROOM-1, S.DAEMON-8] is placed when the old one begins to stop, and waits on the instance for its room', () => {
    const [old, next] = predict(text(1536)).tasks;
    expect(old).toMatchObject({ stopping: 600, stopped: 660 });
    expect(next).toMatchObject({ placed: 600, queued: 600, pending: 660, running: 661 });
  });

  it('[S.DAEMON-8] starts before the old one has drained where the instance has room for both', () => {
    const [old, next] = predict(text(256)).tasks;
    expect(old).toMatchObject({ stopping: 600, stopped: 660 });
    expect(next).toMatchObject({ placed: 600, running: 601 });
  });

  it('[S.DAEMON-7] starts after the old one has stopped where the room of stopping tasks is held', () => {
    const [, next] = predict(text(256, 'placement: { stoppingRoom: held }')).tasks;
    expect(next).toMatchObject({ placed: 660, running: 661 });
  });

  // Protected from 300 to 900 s; it stops at 960 s.
  it('[S.PROT-1, S.DAEMON-8] comes when the protection of the old one expires', () => {
    const protects = 'faults: [{ at: 5m, type: taskProtection, tasks: [0], expiresInMinutes: 10 }]';
    const [old, next] = predict(text(256, protects)).tasks;
    expect(old).toMatchObject({ stopping: 900, stopped: 960 });
    expect(next).toMatchObject({ placed: 900, running: 901 });
  });
});
