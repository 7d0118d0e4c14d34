import { describe, expect, it } from 'vitest';
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

/** One task on Fargate whose image is not there: its start fails 30 s after it was asked for. */
const MISSING = (more = '', rest = '') => `
name: missing-image
duration: 2h
fargate: { start: { machine: 20s, p95OverMedian: 1 }, stop: { cleanup: 0s }${more} }
serviceScheduler: { turnPhase: 0s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 1, launchType: FARGATE, failureMode: { badImage: true }, deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } } }
${rest}`;

describe('a service on Fargate whose image is not there', () => {
  const startsOf = (text: string) => predict(text, { hasTurns: true }).tasks.map(({ requested }) => requested);

  // The start of 0 s fails at 30 s. The next may come 5 min later, at 330 s, a turn; it fails at 360 s, the next at 690 s. Observed without a
  // circuit breaker: a cycle of 6 to 7 minutes, after ten failures as well.
  it('[V.6] tries again five minutes after each failure, for ever', () => {
    const starts = startsOf(MISSING().replace('enable: true', 'enable: false'));
    expect(starts.slice(0, 4)).toEqual([0, 330, 660, 990]);
    expect(starts.slice(1).map((at, i) => at - starts[i]!)).toEqual(starts.slice(1).map(() => 330));
  });

  // The third failure is that of the start of 660 s, at 690 s, told at the turn of 700 s. Observed in a drill with two tasks: about 12 minutes.
  it('is FAILED after twelve minutes, at the third failure', () => {
    const [, failed] = predict(MISSING(), { hasTurns: true }).of('deploymentChanged');
    expect(failed).toMatchObject({ at: 700, args: { rollout: 3 } });
  });

  // As on instances three failures are free, each replaced at the next turn: FAILED at the turn of 120 s; by the guide of 2024, too.
  it.each([
    ['startRetry: grows', MISSING(', startRetry: grows')],
    ['guide-2024', MISSING('', 'awsBehaviour: guide-2024')],
  ])('waits as on instances with %s', (_, text) => {
    expect(startsOf(text)).toEqual([0, 40, 80]);
  });
});
