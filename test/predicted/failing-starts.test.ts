import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import type { Setup } from '../../src/sim/setup.js';
import { linesOf, listenedTo, type ServiceMessage } from '../report/ecs-stream.js';
import { predict } from './predict.js';

/** A task on an instance that fails 12.5 min after each start, before RUNNING: events of 16 July 2018 (aws/amazon-ecs-agent 1453). */
const THROTTLED = `
name: throttled
duration: 5h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 750s, containerStartTimeout: 15m, containerStop: 0s }
serviceScheduler: { turnPhase: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2, failureMode: { failedStarts: 1 } }]
`;

/** Times of the service's messages that begin so, in seconds since the start. */
function told(text: string, part: string): number[] {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as { setup: Setup };
  const { simulation, subscriber, text: sent } = listenedTo(setup);
  simulation.advance();
  subscriber.finish(setup.durationMs);
  return linesOf<ServiceMessage & { createdAt: string }>(sent.messages).flatMap(({ createdAt, message }) =>
    message.includes(part) ? [(Date.parse(createdAt) - setup.startsAtMs) / 1000] : [],
  );
}

// Failures in a row from the third on are throttled: 60, 120, 240, 480, 960 and then 1,620 s. Each is told at the failure, before the next start.
it('[V.14] a service whose tasks never start says so after each failed attempt, before it tries again', () => {
  const starts = predict(THROTTLED, { hasTurns: true }).tasks.map(({ requested }) => requested);
  const failures = starts.map((at) => at + 750).filter((at) => at < 5 * 3_600);
  const messages = told(THROTTLED, 'unable to consistently start');
  expect(messages).toEqual(failures.slice(2));
  for (const [i, at] of messages.slice(0, -1).entries()) expect(at).toBeLessThan(starts[i + 3]!);
});
