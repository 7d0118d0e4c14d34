import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECS } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach } from 'vitest';
import { LiveCluster } from '../../src/endpoint/cluster/live-cluster.js';
import { atMost, BY_STEP, settle } from '../../src/endpoint/cluster/pace.js';
import { Endpoint, type JournalEntry } from '../../src/endpoint/endpoint.js';
import { serve } from '../../src/endpoint/server.js';
import { readScenario } from '../../src/run/scenario-file.js';

/** Any client needs credentials; the endpoint looks at none. */
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'none' };
export const REGION = 'us-east-1';
export const ENVIRONMENT = {
  PATH: '/usr/bin:/bin',
  HOME: tmpdir(),
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_DEFAULT_REGION: REGION,
  AWS_PAGER: '',
};

// biome-ignore lint/suspicious/noExplicitAny: what a program printed has no type
export type Json = any;

/** Tasks run 10 s after they are requested: 5 s of pull, 5 s of start. */
export const WEB = `
name: web
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  containerInstances: [{ instanceType: m5.xlarge, count: 2 }]
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 1024 }] }
  - { family: web, revision: 2, containerDefinitions: [{ name: web, image: "example/web:2", cpu: 512, memory: 1024 }] }
services:
  - { serviceName: web, taskDefinition: "web:1", desiredCount: 3, launchType: EC2 }
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 5s, containerStop: 0s, eniDetach: 0s }
`;

/** A scenario behind the APIs of AWS, on a port of its own. */
export interface Session {
  readonly address: string;
  readonly cluster: LiveCluster;
  readonly endpoint: Endpoint;
  readonly logged: readonly string[];
  readonly journal: readonly JournalEntry[];
  close(): Promise<void>;
}

export async function sessionOf(scenario: string, speed: 'max' | 'step' = 'step'): Promise<Session> {
  const path = join(mkdtempSync(join(tmpdir(), 'drydock-serve-')), 'scenario.yaml');
  writeFileSync(path, scenario);
  const cluster = await LiveCluster.open(readScenario(path));
  if (speed === 'max') await settle(cluster);
  const [logged, journal]: [string[], JournalEntry[]] = [[], []];
  const sinks = { log: (line: string) => logged.push(line), journal: (entry: JournalEntry) => journal.push(entry) };
  const endpoint = new Endpoint(cluster, speed === 'max' ? atMost() : BY_STEP, sinks as never);
  const { address, close } = await serve(endpoint, { host: '127.0.0.1', port: 0 });
  return { address, cluster, endpoint, logged, journal, close };
}

/** What the SDK's clients need to call a session. */
export function clientOf({ address }: Session) {
  return { endpoint: address, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
}

/** The SDK's client for ECS. */
export function ecsOf(session: Session): ECS {
  return new ECS(clientOf(session));
}

/** A session of its own before each test of a file or suite, some time after its begin. */
export function inSession(
  scenario: string,
  after?: string,
  speed?: 'max' | 'step',
): { readonly session: () => Session; readonly ecs: () => ECS } {
  let session: Session;
  let ecs: ECS;
  beforeEach(async () => {
    session = await sessionOf(scenario, speed);
    ecs = ecsOf(session);
    if (after !== undefined) await advance(session, after);
  });
  afterEach(() => session.close());
  return { session: () => session, ecs: () => ecs };
}

/** `POST /drydock/advance`. */
export async function advance({ address }: Session, by: string): Promise<Json> {
  const answer = await fetch(`${address}/drydock/advance`, { method: 'POST', body: JSON.stringify({ by }) });
  return answer.json();
}
