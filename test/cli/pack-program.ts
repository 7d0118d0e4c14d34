import { join } from 'node:path';
import { type Answer, drydock } from './in-process.js';

export const FIXTURES = join(import.meta.dirname, '../fixtures/pack');

/** `drydock pack` in a directory. */
export function pack(cwd: string, ...args: string[]): Promise<Answer> {
  return drydock(['pack', ...args], { cwd });
}
