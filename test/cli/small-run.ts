import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, drydock } from './in-process.js';

export const root = join(import.meta.dirname, '../..');
export const fixtures = join(root, 'test/fixtures/cli');
export const STACK = /^\s+at .+:\d+:\d+/m;

/** In this process, in the folder of small.yaml. */
export const run = (...args: string[]): Promise<Answer> => drydock(args, { cwd: fixtures });

/** Every file under a directory: name to content. */
export function filesIn(directory: string): Map<string, string> {
  const names = (readdirSync(directory, { recursive: true }) as string[]).filter((name) => statSync(join(directory, name)).isFile());
  return new Map(names.sort().map((name) => [name, readFileSync(join(directory, name), 'latin1')]));
}

export const summaryIn = (directory: string) => JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'));
