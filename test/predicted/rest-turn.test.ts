import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import type { Setup } from '../../src/sim/setup.js';
import { linesOf, listenedTo, type ServiceMessage } from '../report/ecs-stream.js';

// Source: events of two services of michaelrommel/fleetshell, August 2026 (V.15): 34 steady states, 0.5 to 46 s more than six hours after the one before.
// aws/containers-roadmap 333, boto/boto3 1942 and 2845 (P.60).

const SCENARIO = `
name: at-rest
duration: 10d
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
serviceScheduler: { turnPhase: 3s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2 }]
`;

/** The seconds over six hours between one message and the next. */
function overdue(text: string): number[] {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as { setup: Setup };
  const { simulation, subscriber, text: files } = listenedTo(setup);
  simulation.advance();
  subscriber.finish(setup.durationMs);
  const at = linesOf<ServiceMessage & { createdAt: string }>(files.messages)
    .filter(({ message }) => message.endsWith('has reached a steady state.'))
    .map(({ createdAt }) => Date.parse(createdAt) / 1000);
  return at.slice(1).map((atS, i) => atS - at[i]! - 21_600);
}

// Ten days have 39 repetitions, 40 less what they are late. With 45 s of one in another the mean is 22.5 s and its standard error 45 / sqrt(12 x 39) = 2.1 s.
it('[V.15] repeats a steady state after six hours at the next check of a service at rest, any time within 45 s', () => {
  const late = overdue(SCENARIO);
  expect(late).toHaveLength(39);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...late)).toBeLessThan(45);
  expect(Math.abs(late.reduce((sum, s) => sum + s, 0) / late.length - 22.5)).toBeLessThan(3 * 2.1);
});

it('[V.15] repeats it after six hours to the millisecond without such checks, or with a given reaction', () => {
  for (const scheduler of ['restTurn: 0s', 'reaction: 0s'])
    expect(new Set(overdue(SCENARIO.replace('turnPhase: 3s', scheduler)))).toEqual(new Set([0]));
});
