import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildInto, sourceFiles } from './build.js';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/drydock');
const DAY_MS = 24 * 60 * 60 * 1000;

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the built package. */
    built: string;
  }
}

/**
 * Builds the program once for all test files, inside this package so that its dependencies are found: threads and processes run JavaScript. The folder has the hash
 * of the sources as its name, so that a run beside this one, of other sources, has another.
 */
export default async function buildOnce(project: TestProject): Promise<void> {
  const installed = builtFolder();
  if (!existsSync(installed)) await buildWhole(installed);
  project.provide('built', installed);
}

/** Where the sources as they are have their build, once there is one. */
export function builtFolder(): string {
  const hash = createHash('sha256');
  const builders = ['package.json', 'scripts/bundle.mjs', 'scripts/page-script.mjs', 'test/build.ts'];
  for (const file of [...builders, ...sourceFiles().map((source) => join('src', source))])
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return join(cache, hash.digest('hex').slice(0, 16));
}

/** In a folder that gets its name when it is whole: another run may build the same at the same time. */
async function buildWhole(installed: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache))
    if (Date.now() - statSync(join(cache, old)).mtimeMs > DAY_MS) rmSync(join(cache, old), { recursive: true, force: true });
  const partial = mkdtempSync(join(cache, 'partial-'));
  await buildInto(partial);
  try {
    renameSync(partial, installed);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(installed)) throw error;
  }
}
