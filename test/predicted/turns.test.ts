import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

const service = (more: string, rest = '') => `
name: turns
duration: 1h
timings: { imagePull: 0s, containerStart: 1s, containerStop: 60s }
serviceScheduler: { turnPhase: 3s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.xlarge, count: 2 }]
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "w:1", cpu: 256, memory: 256 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "w:2", cpu: 256, memory: 256 }] }
services:
  - { serviceName: w, taskDefinition: "w:1", launchType: EC2, ${more} }
${rest}`;

describe('the turns of the service scheduler', () => {
  // Turns at 3, 13, 23 s ... The run begins with the service: its tasks start at 0. At 600 s two more are wanted: the next turn is at 603 s.
  it('starts and stops tasks at the next turn after a change of the desired count', () => {
    const { tasks } = predict(
      service(
        'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 10m, desiredCount: 3 }, { at: 20m, desiredCount: 1 }] }',
      ),
      { hasTurns: true },
    );
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 603, 603]);
    expect(tasks.flatMap(({ told }) => (told === undefined ? [] : [told]))).toEqual([1203, 1203]);
  });

  // A task crashes 100 s after it runs at 1 s: it is replaced at the turn after 101 s, at 103 s, and so again 101 s later: 204 s, at 213 s.
  it('[V.10] replaces a task that has ended within a turn, not at once', () => {
    const { tasks } = predict(service('desiredCount: 1, timeToFailure: 100s'), { hasTurns: true });
    expect(tasks.slice(0, 3).map(({ requested }) => requested)).toEqual([0, 103, 213]);
  });

  it('acts at once where a reaction is given instead of turns', () => {
    const { tasks } = predict(
      service('desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 10m, desiredCount: 3 }] }').replace(
        'turnPhase: 3s',
        'reaction: 0s',
      ),
    );
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 600, 600]);
  });

  // Desired 2, room for one more, RUNNING is enough, containers ignore SIGTERM for their 30 s. A new one starts at 603 s and runs at 604 s; an old
  // one is told at 613 s (10 s later) and gone at 643 s; the next starts at the turn after that, 653 s (40 s), and so on: 663 s and 693 s.
  it('[V.3] a rolling update in single steps takes a turn from a start to a stop, and the stop and a turn from there to the next start', () => {
    const { tasks } = predict(
      service(
        'desiredCount: 2, deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 }, deployments: [{ at: 10m, taskDefinition: "w:2" }]',
      ).replace('turnPhase: 3s', 'turnPhase: 3s, healthyAfter: 0s'),
      { hasTurns: true },
    );
    const [, , firstNew, secondNew] = tasks;
    expect(tasks.slice(0, 2).map(({ told }) => told)).toEqual(expect.arrayContaining([613, 663]));
    expect([firstNew!.requested, firstNew!.running, secondNew!.requested]).toEqual([603, 604, 653]);
  });
});
