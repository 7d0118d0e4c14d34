import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { EcsEvents } from '../../src/record/ecs-events/ecs-events.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';

// Source: service events of V.8 and V.13; k-k1/agent-fleet (P.63) for an update without the sentence.

/** The messages about started and stopped tasks from ten minutes on, without the ids of tasks. */
function messagesOf(service: string, rest = ''): string[] {
  const text = `
name: replaced-messages
duration: 40m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: w, image: w, versionConsistency: disabled }] }]
services: [{ serviceName: w, taskDefinition: w, desiredCount: 2, loadBalancers: [{ targetGroupArn: w, containerName: w, containerPort: 80 }]${service} }]
fargate: { start: { p95OverMedian: 1 } }
${rest}`;
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => '' }) as unknown as { setup: Setup };
  const lines: string[] = [];
  const events = new EcsEvents(setup, { events: { write: () => true }, messages: { write: (line: string) => lines.push(line) > 0 } });
  new Simulation(setup, { sources: [], subscribers: [events] }).advance(setup.durationMs);
  events.finish(setup.durationMs);
  const messages = lines
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { createdAt: string; message: string });
  return messages
    .filter(({ createdAt }) => Date.parse(createdAt) >= setup.startsAtMs + 600_000)
    .map(({ message }) => message.replace(/ ?\(task \w+\)/g, '').replace('(service w) ', ''))
    .filter((message) => /^has (started|stopped)/.test(message));
}

it('[V.8] reports that a started task takes the place of an unhealthy one, which stops after it', () => {
  expect(messagesOf('', 'faults: [{ at: 10m, type: taskFailure, service: w }]')).toEqual([
    'has started 1 tasks:. Amazon ECS replaced 1 tasks due to an unhealthy status.',
    'has stopped 1 running tasks:.',
  ]);
});

it('reports nothing of the kind where a user stops a task, a service grows or is updated', () => {
  expect(messagesOf('', 'faults: [{ at: 10m, type: stopTask, service: w }]')).toEqual(['has started 1 tasks:.']);
  expect(messagesOf(', deployments: [{ at: 10m }]')).toEqual(['has started 2 tasks:.', 'has stopped 2 running tasks:.']);
  expect(messagesOf(', desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 3 }] }')).toEqual(['has started 1 tasks:.']);
});
