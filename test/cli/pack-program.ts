import type { SpawnSyncReturns } from 'node:child_process';
import { join } from 'node:path';
import { type Answer, Program } from './program.js';

/** Threads run JavaScript, so it must be built. */
const program = new Program('pack-test');
export const PROGRAM = program.path;
export const FIXTURES = join(import.meta.dirname, '../fixtures/pack');

export function build(): SpawnSyncReturns<string> {
  return program.build();
}

/** `drydock pack` beside other processes, in a directory. */
export function pack(cwd: string, ...args: string[]): Promise<Answer> {
  return program.run(cwd, 'pack', ...args);
}
