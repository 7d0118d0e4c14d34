import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { seeds } from '../extent.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';
import { exportedAccount } from './exported-account.js';
import { snapshots } from './program.js';

const MINUTES = 60;
let program: Awaited<ReturnType<typeof snapshots>>;
beforeAll(async () => {
  program = await snapshots('snapshot-chain');
});
afterAll(() => program.end());

/** Returns the output of a command that must succeed. */
async function printed(...words: string[]): Promise<string> {
  const { stdout, stderr, status } = await program.drydock(...words);
  expect({ stderr, status }, words.join(' ')).toMatchObject({ status: 0 });
  return stdout;
}

describe('a simulated cluster that is exported, answered over HTTP, read by drydock snapshot and imported', () => {
  it.each(seeds(1, 2))('runs on to the same digest, with Fargate, a daemon, Spot, GPUs and trunks (seed %i)', async (seed) => {
    const text = mixedScenario(seed, MINUTES);
    const path = (name: string) => `${seed}-${name}`;
    writeFileSync(join(program.folder, path('first.yaml')), stringify(text));
    const digest = /Digest of what follows: (\w+)/.exec(
      await printed('export', path('first.yaml'), '--at', `${MINUTES}m`, '--out', path('exported'), '--run-on'),
    )![1];
    const folder = join(program.folder, path('exported'));
    const files = Object.fromEntries(readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
    program.aws.account = exportedAccount(files);
    program.aws.cluster = files['describe-clusters.json'].clusters[0].clusterName;
    const { stderr, status } = await program.snapshot(path('snapshot'), ['--metrics', '1d']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    await printed('import', path('snapshot'), '--at', files['present.json'].at, '--out', path('imported.yaml'));
    const made = parse(readFileSync(join(program.folder, path('imported.yaml')), 'utf8'));
    // Values that no answer of AWS has: how long things take, what crashes, what arrives, and when the run ends.
    const { timings, serviceScheduler, scaler, spot, fargate, workloads, services } = text;
    const whole = {
      ...made,
      ...{ duration: `${3 * MINUTES}m`, timings, serviceScheduler, scaler, spot, fargate },
      workloads: workloads.map((workload) => ({ ...workload, arrivals: { type: 'schedule', at: ['999h'] } })),
      services: made.services.map((service: { serviceName: string }) => ({
        ...service,
        ...pick(services.find(({ serviceName }) => serviceName === service.serviceName)!, 'timeToFailure'),
      })),
    };
    writeFileSync(join(program.folder, path('second.yaml')), stringify(whole));
    await printed('run', path('second.yaml'), '--out', path('run'));
    const summary = JSON.parse(readFileSync(join(program.folder, path('run'), 'summary.json'), 'utf8'));
    expect(JSON.stringify(summary)).toContain(`"digest_of_what_follows":"${digest}"`);
  });
});

function pick(block: object, key: string): object {
  return Object.fromEntries(Object.entries(block).filter(([name]) => name === key));
}
