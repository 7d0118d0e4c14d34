import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/**
 * Source: developer guide, deployment-circuit-breaker (a FAILED deployment starts no task), and API reference, UpdateService (desiredCount).
 * A task runs a second after its request, and stops a second after SIGTERM.
 */
const text = (counts: string, deployment: string, more: string) => `
name: failed-without-rollback
duration: 1h
timings: { imagePull: 0s, containerStart: 1s, containerStop: 1s }
serviceScheduler: { reaction: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 1 }] }
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 256, memory: 512, healthCheck: { command: [x], interval: 10, retries: 1 } }] }
services:
  - serviceName: w
    taskDefinition: w
    launchType: EC2
    desiredCountSchedule: { entries: [${counts}] }
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } }
    deployments: [{ at: 600s${deployment} }]
${more}`;
const counts = (steps: readonly (readonly [number, number])[]) =>
  steps.map(([at, count]) => `{ at: ${at}s, desiredCount: ${count} }`).join();
const ABORT = 'faults: [{ at: 605s, type: stopDeployment, service: w, stopType: ABORT }]';

/** Seconds at which tasks began to stop: [old revision, new one]. */
function stops(scenario: string) {
  const { tasks } = predict(scenario);
  const of = (isNew: boolean) => tasks.filter(({ requested }) => requested >= 600 === isNew);
  return [false, true].map((isNew) => of(isNew).flatMap(({ stopping }) => stopping ?? []));
}

describe('a FAILED deployment without a rollback', () => {
  // Four old and four new tasks are there at 605 s: they stay. Three, and none, are left of each later; at 1500 s nothing starts.
  it('[S.CB-5, S.SM-2] keeps the tasks of both revisions, each up to the desired count', () => {
    const scenario = text(counts([[0, 4], [900, 3], [1200, 0], [1500, 2]]), '', ABORT); // biome-ignore format: steps
    expect(stops(scenario)).toEqual([[1200, 1200, 1200, 900], [1200, 1200, 1200, 900]]); // biome-ignore format: steps
    expect(predict(scenario).tasks).toHaveLength(8);
  });

  // No task of the new revision starts: the breaker counts three of the first four, and fails the deployment.
  it('[S.CB-5, S.STOP-1] lets its service shrink to nothing', () => {
    const desired = counts([[0, 4], [900, 1], [1200, 0]]); // biome-ignore format: steps
    const scenario = text(desired, ', failureMode: { failedStarts: 1 }', '');
    expect(stops(scenario)[0]).toEqual([1200, 900, 900, 900]);
  });
});
