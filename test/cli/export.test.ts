import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { drydock as inProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-export-'));

const drydock = (...words: string[]) => inProcess(words, { cwd: folder });

const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const save = (path: string, value: object) => writeFileSync(join(folder, path), stringify(value));

/** Without what AWS's answers lack: decisions that the scheduler has not carried out, pulls that tasks share, zones that are left. */
const STILL = ['timings.imagePull=0s', 'serviceScheduler.reaction=0s'].flatMap((setting) => ['--set', setting]);

const SCENARIO = {
  name: 'grown',
  seed: 5,
  duration: '4h',
  // No call of AWS has a measurement that its alarm has not received yet.
  scaler: { metricDelay: '0s', evaluationPhase: '0s', actionDelay: '0s' },
  startsAt: '2026-11-26T03:00:00Z',
  cluster: {
    capacityProviders: [
      {
        name: 'workers',
        autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 80 }, managedTerminationProtection: 'ENABLED' },
        autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 0, maxSize: 20 },
      },
    ],
  },
  taskDefinitions: [
    { family: 'web', revision: 1, containerDefinitions: [{ name: 'web', image: 'web', cpu: 512, memory: 1024 }] },
    { family: 'web', revision: 2, containerDefinitions: [{ name: 'web', image: 'web', cpu: 768, memory: 1024 }] },
  ],
  services: [
    {
      serviceName: 'web',
      taskDefinition: 'web:1',
      desiredCount: 8,
      availabilityZoneRebalancing: 'DISABLED',
      capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      deployments: [{ at: '119m', taskDefinition: 'web:2' }],
    },
  ],
};

describe('drydock export', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes what drydock import makes a scenario of that runs on to the same digest', async () => {
    save('grown.yaml', SCENARIO);
    const written = await drydock('export', 'grown.yaml', '--at', '2h', '--out', 'cluster', '--run-on', ...STILL);
    expect(written.stderr).toBe('');
    expect(written.stdout).toMatch(/^grown at 2 h \(2026-11-26T05:00:00.000Z\): \d+ container instances, \d+ tasks\n\d+ files: cluster\n/);
    expect(read('cluster/describe-services.json').services[0].deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
      { status: 'ACTIVE' },
    ]);
    expect(await drydock('import', 'cluster', '--out', 'again.yaml')).toMatchObject({ status: 0 });
    save('again.yaml', { ...parse(readFileSync(join(folder, 'again.yaml'), 'utf8')), duration: '2h', scaler: SCENARIO.scaler });
    expect(await drydock('run', 'again.yaml', '--out', 'run', ...STILL)).toMatchObject({ status: 0 });
    const { digest_of_what_follows: digest } = read('cluster/export.json');
    expect(written.stdout).toContain(`Digest of what follows: ${digest}\n`);
    expect(read('run/summary.json').digest_of_what_follows).toBe(digest);
  });

  it('takes the directory of a run for its scenario, and replaces what it has written itself', async () => {
    save('small.yaml', { ...SCENARIO, duration: '1h', services: SCENARIO.services.map(({ deployments: _, ...service }) => service) });
    expect(await drydock('run', 'small.yaml', '--out', 'small')).toMatchObject({ status: 0 });
    for (const at of ['10m', '20m']) expect(await drydock('export', 'small', '--at', at, '--out', 'early')).toMatchObject({ status: 0 });
    expect(read('early/export.json')).toMatchObject({ at: '2026-11-26T03:20:00.000Z', at_ms: 1_200_000, name: 'grown' });
    expect(readdirSync(join(folder, 'early'))).toContain('describe-task-definition-web-2.json');
  });

  it('reports all mistakes at once', async () => {
    save('small.yaml', SCENARIO);
    expect(await drydock('export', 'small.yaml', '--at', '1500ms', '--out', 'none')).toMatchObject({
      status: 2,
      stderr: '--at 1500ms: give whole seconds, because a scenario starts at one\n',
    });
    expect(await drydock('export', 'small.yaml', '--at', '5h', '--out', 'none')).toMatchObject({
      status: 2,
      stderr: '--at 5h: the scenario ends at 4h\n',
    });
  });
});
