import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { built } from '../built.js';

export const { program: PROGRAM, build } = built('pack-test');
export const FIXTURES = join(import.meta.dirname, '../fixtures/pack');

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** `drydock pack` beside other processes, in a directory. */
export async function pack(cwd: string, ...args: string[]): Promise<Answer> {
  const child = spawn(process.execPath, [PROGRAM, 'pack', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, status: status as number | null };
}
