import type { Algorithm, AlgorithmFactory } from '../../placement/algorithms/algorithm.js';
import { checkAlgorithm } from '../../placement/algorithms/check.js';
import { ALGORITHMS } from '../../placement/algorithms/registry.js';
import type { PackPolicy } from '../../report/pack/result.js';
import { nearest } from '../../scenario/suggest.js';
import { isModulePath, loadPolicy, policyModule } from './pack-module.js';
import { whyUnreadable } from './scenario-file.js';

/** A policy that may be replayed: known by name, or a module that fulfils the contract. */
export type Policy = Pick<PackPolicy, 'name' | 'isOffline' | 'module'>;

/** The policies that the words of `--policies` mean; what is wrong with any of them is added to the mistakes. */
export async function policiesOf(words: readonly string[], mistakes: string[]): Promise<Policy[]> {
  const policies: Policy[] = [];
  for (const word of words) {
    const policy = isModulePath(word) ? await moduleOf(word, mistakes) : registeredOf(word, mistakes);
    if (policy === null) continue;
    if (policies.some(({ name }) => name === policy.name))
      mistakes.push(`--policies ${word}: another policy is called ${policy.name} as well; give it another name`);
    else policies.push(policy);
  }
  return policies;
}

function registeredOf(word: string, mistakes: string[]): Policy | null {
  const known = ALGORITHMS.get(word);
  if (known !== undefined) return { name: word, isOffline: known.isOffline, module: null };
  const names = [...ALGORITHMS.keys()];
  const near = nearest(word, names);
  const meant = near === undefined ? '' : `did you mean ${near}? `;
  mistakes.push(
    `--policies: there is no policy '${word}'; ${meant}There are ${names.join(', ')}; a module of your own is given by its path, such as ./mine.ts`,
  );
  return null;
}

async function moduleOf(path: string, mistakes: string[]): Promise<Policy | null> {
  const factory = await loaded(path, mistakes);
  if (factory === null) return null;
  const problems = checkAlgorithm(factory, path);
  mistakes.push(...problems);
  if (problems.length > 0) return null;
  // Fulfilling the contract it can be made without harm, only to be asked what it is.
  const { name, size } = factory(EMPTY) as Algorithm;
  return { name, isOffline: size !== undefined, module: policyModule(path) };
}

async function loaded(path: string, mistakes: string[]): Promise<AlgorithmFactory | null> {
  try {
    policyModule(path);
  } catch (error) {
    mistakes.push(`${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`);
    return null;
  }
  try {
    return await loadPolicy(path);
  } catch (error) {
    mistakes.push(`${path}: it cannot be loaded: ${messageOf(error)}`);
    return null;
  }
}

/** The first line: what follows is a picture of the source, or a stack. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
}

const EMPTY = { most: { cpuUnits: 1, memoryMib: 1, gpus: 0, usdPerHour: 0 }, requests: [], seed: 0 };
