import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { buildInto } from './build.js';

/** The JavaScript of the package, which test/build-once.ts has built. */
export const DIST = join(inject('built'), 'dist');

/** What `drydock` is, for tests that start a process. */
export const PROGRAM = join(DIST, 'bin/drydock.js');

/** A build that is another one than the sources, as an installed one is, in a folder of this process. */
export function ownBuild(name: string) {
  const installed = join(import.meta.dirname, '../node_modules/.cache/drydock', `${name}-${process.pid}`);
  const folder = join(installed, 'dist');
  const build = () => {
    rmSync(installed, { recursive: true, force: true });
    return buildInto(installed, { isItself: true });
  };
  return { folder, program: join(folder, 'cli/main.js'), build };
}
