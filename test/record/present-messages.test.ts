import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { EcsEvents } from '../../src/record/ecs-events/ecs-events.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { drydock } from '../cli/in-process.js';

const DEFINITION = '{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: w, image: w CHECK }] }';
const CHECK = ', healthCheck: { command: [CMD, x], interval: 30 }';

/** Messages and deployment events of a service with three tasks, of which two are present: one since an hour, one since ten seconds. */
function textOf({ check = '', second = '', update = '', desired = 3, duration = '5m', since = '02:59:50', isPresent = true } = {}): string {
  const task = (id: number, at: string, more: string) =>
    `{ id: "${id}", taskDefinition: w, group: "service:w", lastStatus: RUNNING, availabilityZone: us-east-1a, launchType: FARGATE, createdAt: ${at}, startedAt: ${at}${more} }`;
  return `
name: present-messages
duration: ${duration}
startsAt: 2026-11-26T03:00:00Z
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [${DEFINITION.replace('CHECK', check)}]
services: [{ serviceName: w, taskDefinition: w, desiredCount: ${desired}, launchType: FARGATE, loadBalancers: [{ targetGroupArn: w, containerName: w, containerPort: 80 }]${update} }]
present:
  tasks: [${isPresent ? [task(0, '2026-11-26T02:00:00.000Z', ''), task(1, `2026-11-26T${since}.000Z`, second)].join(', ') : ''}]`;
}

function messagesOf(text: string): { message?: string; createdAt?: string; detail?: { eventName?: string } }[] {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => '' }) as unknown as { setup: Setup };
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line) > 0 };
  const events = new EcsEvents(setup, { events: sink, messages: sink });
  new Simulation(setup, { sources: [], subscribers: [events] }).advance(setup.durationMs);
  events.finish(setup.durationMs);
  return lines
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function eventsOf(of: Parameters<typeof textOf>[0] = {}): string[] {
  return messagesOf(textOf(of))
    .flatMap(({ message, detail }) => message ?? detail?.eventName ?? [])
    .map((line) => line.replace(/ ?\(task \w+\)/g, '').replace('(service w) ', ''))
    .filter((line) => /^has started|^registered|DEPLOYMENT|deployment/.test(line));
}

it('a run reports no start, target or deployment that was there before it', () => {
  // Only the third task is new.
  expect(eventsOf()).toEqual(['has started 1 tasks:.', 'registered 1 targets in (target-group w)']);
});

it('a present task whose checks fail keeps its target: only new tasks are registered', () => {
  const registered = eventsOf({ check: CHECK, second: ', healthStatus: UNHEALTHY' }).filter((line) => line.startsWith('registered'));
  // The third, and the one in place of the failing task.
  const one = 'registered 1 targets in (target-group w)';
  expect(registered).toEqual([one, one]);
  expect(eventsOf({ check: CHECK }).filter((line) => line.startsWith('registered'))).toEqual([one]);
});

it('a deployment of the run is reported beside them', () => {
  const names = eventsOf({ update: ', deployments: [{ at: 1m }]' });
  expect(names.filter((name) => name === 'SERVICE_DEPLOYMENT_IN_PROGRESS')).toHaveLength(1);
});

it('a deployment without a present task that fails in the run is reported', () => {
  const failing =
    ', failureMode: { badImage: true }, deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } }';
  const names = eventsOf({ update: failing, duration: '30m', isPresent: false });
  expect(names.filter((name) => name.startsWith('SERVICE_DEPLOYMENT'))).toEqual(['SERVICE_DEPLOYMENT_FAILED']);
});

it('[T.MSG-2] a service that is at rest when the run begins has reported it, and repeats it after six hours', () => {
  const steady = (duration: string) =>
    messagesOf(textOf({ desired: 2, duration, since: '02:30:00' })).filter(({ message }) =>
      message?.includes('has reached a steady state'),
    );
  expect(steady('5h59m')).toEqual([]);
  const [only, ...others] = steady('6h5m');
  expect(others).toEqual([]);
  expect(only!.createdAt).toMatch(/^2026-11-26T09:00:[0-4]/);
});

it('a deployment from before the run has no time that it took', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-present-'));
  const update = ', deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }';
  writeFileSync(join(folder, 'present.yaml'), textOf({ desired: 2, update, since: '02:30:00' }));
  await drydock(['run', 'present.yaml', '--out', 'out'], { cwd: folder });
  const { stdout } = await drydock(['explain', 'out', '--service', 'w'], { cwd: folder });
  rmSync(folder, { recursive: true });
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('From the start, w: has w:1 from before the run: COMPLETED');
  expect(stdout).not.toContain('after 0 ms');
});
