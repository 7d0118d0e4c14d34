import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import type { Setup } from '../../src/sim/setup.js';
import { linesOf, listenedTo, type ServiceMessage } from '../report/ecs-stream.js';
import { predict } from './predict.js';

/** One task of two hangs at 10 min; the scheduler reacts at once, a start takes 20 s, and a target drains for 30 s. */
const SCENARIO = `
name: deregistered
duration: 20m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 2, launchType: EC2, loadBalancers: [{ targetGroupArn: web }] }]
targetGroups: [{ name: web, deregistrationDelaySeconds: 30, healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3 }]
faults: [{ at: 10m, type: taskFailure, service: web }]
`;

/** The service's messages after the hang: seconds since the start, and the text without ids. */
function messages(text: string) {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as { setup: Setup };
  const { simulation, subscriber, text: told } = listenedTo(setup);
  simulation.advance();
  subscriber.finish(setup.durationMs);
  return linesOf<ServiceMessage & { createdAt: string }>(told.messages)
    .map(({ createdAt, message }): [number, string] => [
      (Date.parse(createdAt) - setup.startsAtMs) / 1000,
      message
        .replace('(service web) ', '')
        .replace(/ ?\(task [0-9a-f]{32}\)/g, '')
        .trim(),
    ])
    .filter(([at]) => at > 600);
}

// The check at 606.5 s is the second to fail, at 609.5 s. The replacement runs 20 s later, and is healthy after 1.5 s more, at 631 s.
it('[V.8] tells in this order that a task is unhealthy, that another has started, that it has stopped, and that its target drains', () => {
  expect(messages(SCENARIO)).toEqual([
    [609.5, 'is unhealthy in (target-group web) due to (reason Health checks failed).'],
    [609.5, 'has started 1 tasks:.'],
    [629.5, 'registered 1 targets in (target-group web)'],
    [631, 'has stopped 1 running tasks:.'],
    [631, 'deregistered 1 targets in (target-group web)'],
    [631, 'has begun draining connections on 1 tasks.'],
    [661, 'has reached a steady state.'],
  ]);
});

it('[V.10] deregisters the target of a task that stops, which drains for its delay', () => {
  const { of, tasks } = predict(SCENARIO);
  expect(of('targetDeregistered')).toEqual([{ name: 'targetDeregistered', at: 631, args: { task: 0, drainedMs: 661_000 } }]);
  expect(tasks[0]).toMatchObject({ told: 631, stopped: 661 });
});
