import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { drydock } from '../cli/in-process.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';
import { advance, CREDENTIALS, REGION, sessionOf } from './session.js';

const MINUTES = 60;
const cwd = mkdtempSync(join(tmpdir(), 'drydock-served-snapshot-'));
const env = {
  HOME: cwd,
  PATH: process.env.PATH,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
} as NodeJS.ProcessEnv;

async function printed(...words: string[]): Promise<string> {
  const { stdout, stderr, status } = await drydock(words, { cwd, env });
  expect({ stderr, status }, words.join(' ')).toMatchObject({ status: 0 });
  return stdout;
}

// The chain of test/snapshot/chain.test.ts, with the endpoint in place of a server that answers the files of an export.
it('a cluster behind the endpoint is read by drydock snapshot, imported, and runs on to the same digest', async () => {
  const text = mixedScenario(1, MINUTES);
  writeFileSync(join(cwd, 'first.yaml'), stringify(text));
  const digest = /Digest of what follows: (\w+)/.exec(
    await printed('export', 'first.yaml', '--at', `${MINUTES}m`, '--out', 'exported', '--run-on'),
  )![1];
  const { at } = JSON.parse(readFileSync(join(cwd, 'exported/present.json'), 'utf8'));
  const session = await sessionOf(stringify(text));
  await advance(session, `${MINUTES}m`);
  await printed(
    'snapshot',
    '--cluster',
    'default',
    '--region',
    REGION,
    '--endpoint',
    session.address,
    '--out',
    'snapshot',
    '--metrics',
    '1d',
  );
  await session.close();
  await printed('import', 'snapshot', '--at', at, '--out', 'imported.yaml');
  const made = parse(readFileSync(join(cwd, 'imported.yaml'), 'utf8'));
  const { timings, serviceScheduler, scaler, spot, fargate, workloads, services } = text;
  const failing = (name: string) => (services.find(({ serviceName }) => serviceName === name) as { timeToFailure?: unknown }).timeToFailure;
  const whole = {
    ...made,
    ...{ duration: `${3 * MINUTES}m`, timings, serviceScheduler, scaler, spot, fargate },
    workloads: workloads.map((workload) => ({ ...workload, arrivals: { type: 'schedule', at: ['999h'] } })),
    services: made.services.map((service: { serviceName: string }) => {
      const timeToFailure = failing(service.serviceName);
      return timeToFailure === undefined ? service : { ...service, timeToFailure };
    }),
  };
  writeFileSync(join(cwd, 'second.yaml'), stringify(whole));
  await printed('run', 'second.yaml', '--out', 'run');
  const summary = JSON.parse(readFileSync(join(cwd, 'run/summary.json'), 'utf8'));
  expect(JSON.stringify(summary)).toContain(`"digest_of_what_follows":"${digest}"`);
});
