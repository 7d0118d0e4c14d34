import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { AlgorithmFactory } from '../../placement/algorithms/algorithm.js';
import { sha256 } from './scenario-hash.js';

/** Hexadecimal digits shown of a hash. */
export const HASH_DIGITS = 16;

/** An algorithm of the user's own: a module whose default export makes it. */
export interface PolicyModule {
  /** As written. */
  readonly path: string;
  /** First digits of the SHA-256 of the file. What it imports is not in it. */
  readonly sha256: string;
}

/** Paths have a slash, a backslash or the ending of a module; names have none. */
export function isModulePath(policy: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(policy);
}

/** Throws what Node throws for a file that cannot be read. */
export function policyModule(path: string): PolicyModule {
  return { path, sha256: sha256(readFileSync(resolve(path), 'utf8')).slice(0, HASH_DIGITS) };
}

/** What the module, TypeScript or JavaScript, exports as default; throws what the module throws. */
export async function loadPolicy(path: string): Promise<AlgorithmFactory> {
  // Nothing is kept on disk: what is loaded is the file as it is now.
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false });
  const { default: factory } = await jiti.import<{ default: AlgorithmFactory }>(resolve(path));
  return factory;
}
