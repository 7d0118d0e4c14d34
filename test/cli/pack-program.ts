import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../..');
/** Laid out as an installed package, and inside this one so that its dependencies are found. Threads run JavaScript, so it must be built. */
const installed = join(root, 'node_modules/.cache/pack-test');
export const PROGRAM = join(installed, 'dist/cli/main.js');
export const FIXTURES = join(root, 'test/fixtures/pack');

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Only what has changed since the last test run is built. */
export function build(): SpawnSyncReturns<string> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const remembered = ['--incremental', '--tsBuildInfoFile', join(installed, 'build-info.json')];
  const options = ['-p', 'tsconfig.build.json', '--outDir', join(installed, 'dist'), ...remembered];
  const done = spawnSync(process.execPath, [compiler, ...options], { cwd: root, encoding: 'utf8' });
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
  return done;
}

/** `drydock pack` beside other processes, in a directory. */
export async function pack(cwd: string, ...args: string[]): Promise<Answer> {
  const child = spawn(process.execPath, [PROGRAM, 'pack', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, status: status as number | null };
}
