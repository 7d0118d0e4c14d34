import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startDrydock } from './child.js';

const fixtures = join(import.meta.dirname, '../fixtures/cli');

/** The program as processes in a directory, for tests of experiments that are killed and gone on with. */
export function experiments(cwd: string) {
  const start = (...args: string[]) =>
    startDrydock(args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  return { start, run: (...args: string[]) => answerOf(start(...args)) };
}

export async function answerOf(child: ChildProcess) {
  const [stdout, stderr, [status, signal]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  return { stdout, stderr, status: status as number | null, signal: signal as string | null };
}

/** The small scenario under another name, with other words in it. */
export function writeSmall(folder: string, name: string, change: (text: string) => string = (text) => text): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(fixtures, 'api.json'), join(folder, 'api.json'));
  const small = readFileSync(join(fixtures, 'small.yaml'), 'utf8');
  writeFileSync(join(folder, `${name}.yaml`), change(small.replace('name: small', `name: ${name}`)));
}

/** Kills the process at once when a journal has so many lines; false when it was done before. */
export async function killAt(child: ChildProcess, journal: string, lines: number): Promise<boolean> {
  const end = once(child, 'close');
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  while (!isOver && (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length <= lines))
    await new Promise((ok) => setTimeout(ok, 5));
  child.kill('SIGKILL');
  const [, signal] = await end;
  return signal === 'SIGKILL';
}

/** The content of every file of a directory, by its path. */
export function filesOf(folder: string): Record<string, string> {
  const names = (readdirSync(folder, { recursive: true, withFileTypes: true }) as { name: string; parentPath: string; isFile(): boolean }[])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'base64')]));
}
