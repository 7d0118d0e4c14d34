import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeTasks } from '../../src/answers/tasks.js';
import { AwsError } from '../../src/endpoint/aws-error.js';
import { LiveCluster } from '../../src/endpoint/cluster/live-cluster.js';
import { BY_STEP } from '../../src/endpoint/cluster/pace.js';
import { Endpoint, type JournalEntry } from '../../src/endpoint/endpoint.js';
import { replay } from '../../src/endpoint/journal.js';
import { OPERATIONS } from '../../src/endpoint/operations/table.js';
import { replyTo } from '../../src/endpoint/protocol/calls.js';
import { operationsOf, SERVICES } from '../../src/endpoint/protocol/models.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { draws } from '../extent.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import { nth, type Step, step } from './lawful-calls.js';

const BAD = '{"failedStarts":1}';
const SHOP = `
name: shop
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  containerInstances: [{ instanceType: m5.xlarge, count: 1 }]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED }, managedTerminationProtection: ENABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 5 }
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 1024 }] }
  - { family: web, revision: 2, containerDefinitions: [{ name: web, image: "example/web:2", cpu: 256, memory: 512, dockerLabels: { drydock.failureMode: '${BAD}' } }] }
services:
  - serviceName: web
    taskDefinition: "web:1"
    desiredCount: 3
    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }
  - { serviceName: agent, taskDefinition: "web:1", schedulingStrategy: DAEMON, launchType: EC2 }
`;
const path = join(mkdtempSync(join(tmpdir(), 'drydock-random-calls-')), 'shop.yaml');
writeFileSync(path, SHOP);

async function opened() {
  const cluster = await LiveCluster.open(readScenario(path));
  const journal: JournalEntry[] = [];
  const sinks = { log: () => {}, journal: (entry: JournalEntry) => journal.push(structuredClone(entry)) };
  return { cluster, journal, endpoint: new Endpoint(cluster, BY_STEP, sinks as never) };
}

/** What a task keeps once it has it. */
function past({ moment }: LiveCluster): Map<string, string> {
  const { tasks } = describeTasks(moment) as { tasks: Record<string, unknown>[] };
  return new Map(
    tasks.map(({ taskArn, createdAt, startedAt, containerInstanceArn }) => [
      String(taskArn),
      JSON.stringify([createdAt, startedAt, containerInstanceArn]),
    ]),
  );
}

/** Every so many sequences are replayed, because the three runs more cost most of the time. */
const REPLAYED_EACH = draws(2, 10);
let made = 0;

/** Makes the calls, and holds the invariants after each: also that a call changes nothing of the past. */
async function make(steps: readonly Step[]): Promise<void> {
  const { cluster, journal, endpoint } = await opened();
  for (const one of steps) {
    if (typeof one === 'number') await cluster.advance(cluster.nowMs + one);
    else {
      const [service, action, input] = one;
      const model = SERVICES.find((found) => found.name === service)!;
      const before = past(cluster);
      await endpoint.call(model, (await operationsOf(model)).get(action)!, input(cluster)).catch((error) => {
        if (!(error instanceof AwsError)) throw error;
      });
      const after = past(cluster);
      for (const [task, was] of before) {
        const is = after.get(task);
        // A task may come to its instance, or begin to run, in the millisecond of the call.
        if (is !== undefined && !was.includes('null')) expect(is).toBe(was);
      }
    }
    expect(brokenInvariants(cluster.moment.world)).toEqual([]);
  }
  if (made++ % REPLAYED_EACH !== 0) return;
  await madeAnew(journal, cluster);
  const again = await opened();
  await replay(again.endpoint, { head: {} as never, calls: journal, end: { endMs: cluster.nowMs, digest: '' } });
  expect(again.cluster.digest).toBe(cluster.digest);
}

/** A new task definition makes the run anew from its start. It emits no fact, so the digest is that of a millisecond that passes. */
async function madeAnew(journal: readonly JournalEntry[], { nowMs }: LiveCluster): Promise<void> {
  const [one, other] = [await opened(), await opened()];
  const again = { head: {} as never, calls: journal, end: { endMs: nowMs, digest: '' } };
  for (const { endpoint } of [one, other]) await replay(endpoint, again);
  const ecs = SERVICES.find(({ name: found }) => found === 'ecs')!;
  const input = { family: 'new', containerDefinitions: [{ name: 'new', image: 'example/web:1', cpu: 256, memory: 256 }] };
  await one.endpoint.call(ecs, (await operationsOf(ecs)).get('RegisterTaskDefinition')!, input);
  await other.cluster.advance(nowMs + 1);
  expect(one.cluster.digest).toBe(other.cluster.digest);
}

describe('random sequences of lawful calls', () => {
  it('break no invariant and nothing of the past, and their journals come to the same digest', { timeout: 3_000_000 }, () =>
    fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), make), { numRuns: draws(4, 250), seed: 22 }),
  );
});

const names = SERVICES.flatMap((service) => Object.keys(OPERATIONS[service.name]).map((action) => [service, action] as const));
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('web', 'default', '', -1, 1e99, null, [], {}, 'arn:aws:ecs:us-east-1:111122223333:service/default/web'),
);

describe('malformed calls', () => {
  it('get an error in the shape of AWS, and never a failure of the program', { timeout: 600_000 }, async () => {
    const { endpoint } = await opened();
    const keysOf = new Map<string, readonly string[]>();
    for (const [service, action] of names) {
      const schema = ((await operationsOf(service)).get(action)!.input as unknown as () => readonly unknown[])();
      keysOf.set(`${service.name} ${action}`, (schema?.[4] as string[] | undefined) ?? []);
    }
    const malformed = fc.tuple(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat(40), value), { maxLength: 4 }),
      fc.constantFrom('', '{', 'null', '[]', '"x"'),
    );
    const carry = endpoint.call.bind(endpoint);
    await fc.assert(
      fc.asyncProperty(malformed, async ([[service, action], members, raw]) => {
        const keys = keysOf.get(`${service.name} ${action}`)!;
        const input = Object.fromEntries(members.map(([at, inner]) => [nth(keys, at) ?? 'x', inner]));
        const isJson = service.target !== null;
        const form = new URLSearchParams([
          ['Action', action],
          ['Version', service.version],
          ...Object.entries(input).map(([key, inner]) => [key, String(JSON.stringify(inner))] as [string, string]),
        ]);
        const reply = await replyTo(
          isJson
            ? { headers: { 'x-amz-target': `${service.target}.${action}` }, body: raw === '' ? JSON.stringify(input) : raw }
            : { headers: {}, body: form.toString() },
          carry,
        );
        expect(reply.status, reply.body).toBeLessThan(500);
        if (reply.status === 200) return;
        if (isJson) expect(JSON.parse(reply.body)).toEqual({ __type: expect.stringMatching(/^\w+$/), message: expect.any(String) });
        else expect(reply.body).toMatch(/<Error>(<Type>Sender<\/Type>)?<Code>[\w.]+<\/Code><Message>[^<]+<\/Message><\/Error>/);
      }),
      { numRuns: draws(30, 1_000), seed: 22 },
    );
  });
});
