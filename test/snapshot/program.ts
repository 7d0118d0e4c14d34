import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DIST } from '../built.js';
import { startDrydock } from '../cli/child.js';
import { drydock } from '../cli/in-process.js';
import { startAws } from './aws-server.js';
import { smallAccount } from './small-account.js';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' };

/** The program, a folder of its own to run in, and an account that answers it on loopback. */
export async function snapshots(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `drydock-${name}-`));
  const aws = Object.assign(await startAws(smallAccount), { cluster: 'shop' });
  const env = (more: Record<string, string>) =>
    ({ HOME: folder, PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true', ...more }) as NodeJS.ProcessEnv;
  const start = (words: readonly string[], credentials: Record<string, string> = CREDENTIALS) =>
    startDrydock(words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: env(credentials) });
  const here = (words: readonly string[], credentials: Record<string, string> = CREDENTIALS) =>
    drydock(words, { cwd: folder, env: env(credentials) });
  const wordsOf = (out: string, more: readonly string[]) => [
    'snapshot',
    '--cluster',
    aws.cluster,
    '--region',
    'us-east-1',
    '--endpoint',
    aws.url,
    '--out',
    out,
    ...more,
  ];
  const begin = (out: string, more: readonly string[] = []) => start(wordsOf(out, more));
  return {
    folder,
    dist: DIST,
    aws,
    begin,
    /** Of any command. */
    drydock: (...words: string[]) => here(words),
    run: (words: readonly string[], credentials?: Record<string, string>) => here(['snapshot', ...words], credentials),
    snapshot: (out: string, more: readonly string[] = []) => here(wordsOf(out, more)),
    read: (out: string, file: string) => JSON.parse(readFileSync(join(folder, out, file), 'utf8')),
    filesIn: (out: string): Record<string, string> =>
      Object.fromEntries(readdirSync(join(folder, out)).map((file) => [file, readFileSync(join(folder, out, file), 'utf8')])),
    actions: () => aws.calls.map(({ action }) => action),
    reset: () => {
      aws.calls.length = 0;
      aws.account = smallAccount;
      aws.cluster = 'shop';
    },
    end: () => {
      aws.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function endOf(child: ChildProcess) {
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  return { stdout, stderr, status: status as number };
}
