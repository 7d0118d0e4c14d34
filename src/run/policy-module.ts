import { extname, join, resolve } from 'node:path';
import type { AlgorithmFactory } from '../placement/algorithms/algorithm.js';
import { PolicyFault } from '../placement/algorithms/fault.js';
import { HASH_DIGITS, sha256 } from './hashes.js';
import { readText } from './text-file.js';

/** A user's algorithm: a module whose default export is its factory. */
export interface PolicyModule {
  /** As written. */
  readonly path: string;
  /** First digits of the SHA-256 of the file, without its imports. */
  readonly sha256: string;
}

/** Throws the error of readText for an unreadable file. */
export function policyModule(path: string): PolicyModule {
  return { path, sha256: sha256(readText(resolve(path))).slice(0, HASH_DIGITS) };
}

/** A module's imports from Drydock resolve to this Drydock, by its present name and by that of 0.1. */
const OWN = Object.fromEntries(
  ['ecs-drydock', 'drydock'].flatMap((name) => [
    [`${name}/engine`, entry('engine')],
    [name, entry('index')],
  ]),
);

function entry(name: string): string {
  return join(import.meta.dirname, `../${name}${extname(import.meta.filename)}`);
}

/** Returns the default export of the TypeScript or JavaScript module; throws the error of the module. */
export async function loadPolicy(path: string): Promise<AlgorithmFactory> {
  const { createJiti } = await import('jiti');
  // Without caches, so that the present file is loaded.
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, alias: OWN });
  const { default: factory } = await jiti.import<{ default: AlgorithmFactory }>(resolve(path));
  return factory;
}

/** Returns the factory of a checked module: an error now breaks the contract, as an error of the algorithm does. */
export async function loadCheckedPolicy(path: string, policy: string): Promise<AlgorithmFactory> {
  return guarded(await loadPolicy(path), policy);
}

/** Wraps a checked factory: an error now breaks the contract, as an error of the algorithm does. */
export function guarded(factory: AlgorithmFactory, policy: string): AlgorithmFactory {
  return (context) => {
    try {
      return factory(context);
    } catch (error) {
      const reason = `threw "${error instanceof Error ? error.message : String(error)}" when it was made`;
      throw new PolicyFault(policy, '(before the first)', reason);
    }
  };
}

/** A placement policy: one of the registry, or a module that fulfils the contract. */
export interface Policy {
  readonly name: string;
  /** It sees all tasks before it places the first: a yardstick for online policies. */
  readonly isOffline: boolean;
  /** A user's module; null: an algorithm of the library. */
  readonly module: PolicyModule | null;
}
