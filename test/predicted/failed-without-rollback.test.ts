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

  // Two old tasks, and an instance that takes one new task: healthy at 641, so that an old one stops. The other new one waits. From 700 on the
  // instance of the first drains, and its replacement waits as well. The update ends at 800 with three new tasks of two: a waiting one stops, as
  // the minimum needs the healthy one.
  it('[S.DEP-5, S.DRAIN-2] keeps a healthy task on a draining instance that the minimum needs', () => {
    const side = (name: string) => `placementConstraints: [{ type: memberOf, expression: "attribute:side == ${name}" }]`;
    const size = 'containerDefinitions: [{ name: c, image: w, cpu: 1500, memory: 512 }]';
    const { tasks } = predict(`
name: failed-in-a-drain
duration: 1h
timings: { imagePull: 0s, containerStart: 1s, containerStop: 1s }
serviceScheduler: { reaction: 0s, placementBackOff: none }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances:
    - { instanceType: m5.large, count: 2, attributes: { side: old } }
    - { instanceType: m5.large, count: 1, attributes: { side: new } }
taskDefinitions:
  - { family: old, networkMode: bridge, ${side('old')}, ${size} }
  - { family: new, networkMode: bridge, ${side('new')}, ${size} }
services:
  - { serviceName: w, taskDefinition: old, launchType: EC2, desiredCount: 2, deployments: [{ at: 600s, taskDefinition: new }] }
faults:
  - { at: 700s, type: drain, containerInstances: [2] }
  - { at: 800s, type: stopDeployment, service: w, stopType: ABORT }
`);
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 600, 600, 700]);
    expect(tasks.slice(0, 2).map(({ stopping }) => stopping)).toContain(641);
    expect(tasks.slice(2).map(({ stopping }) => stopping)).toEqual([undefined, undefined, 800]);
  });
});
