import { resolve } from 'node:path';
import type { Algorithm, AlgorithmFactory } from '../placement/algorithms/algorithm.js';
import { checkAlgorithm } from '../placement/algorithms/check.js';
import { ALGORITHMS, isModulePath } from '../placement/algorithms/registry.js';
import { nearest } from '../scenario/text/suggest.js';
import { policyContext } from '../sim/policy.js';
import { breakable } from './breakable.js';
import { UserError, whyUnreadable } from './failure.js';
import { HASH_DIGITS, sha256 } from './hashes.js';
import { guarded, loadCheckedPolicy, loadPolicy, type Policy, policyModule } from './policy-module.js';
import { type ScenarioFile, withModule } from './scenario-file.js';

/** Returns the policies of `--policies`; adds their mistakes to the list. */
export async function policiesOf(words: readonly string[], mistakes: string[], { isOnline = false } = {}): Promise<Policy[]> {
  const policies: Policy[] = [];
  // The option parser reports duplicates.
  for (const word of new Set(words)) {
    const policy = await policyOf(word, { option: '--policies', mistakes, isOnline });
    if (policy === null) continue;
    if (isOnline && policy.isOffline) mistakes.push(`--policies ${word}: ${OFFLINE}`);
    if (policies.some(({ name }) => name === policy.name))
      mistakes.push(`--policies ${word}: another policy is called ${policy.name} as well; give it another name`);
    else policies.push(policy);
  }
  return policies;
}

/** Returns the placement policy of `run` and `compare`; null without one, or with mistakes in the list. */
export async function runPolicyOf(word: string | undefined, mistakes: string[]): Promise<Policy | null> {
  if (word === undefined) return null;
  const policy = await policyOf(word, { option: '--policy', mistakes, isOnline: true });
  if (policy === null) return null;
  if (policy.isOffline) mistakes.push(`--policy ${word}: ${OFFLINE}`);
  return policy;
}

/** Returns a new algorithm of a scenario's module, for one run; undefined for a policy of the registry. */
export async function ownPolicy({ setup, policyModule: module }: ScenarioFile, factory?: AlgorithmFactory): Promise<Algorithm | undefined> {
  if (module === null) return undefined;
  if (factory !== undefined) return guarded(factory, setup.placement.policy ?? '')(policyContext(setup));
  // The identity of the run contains the hash of the checked file.
  if (policyModule(module.path).sha256 !== module.sha256)
    throw new UserError([`${module.path}: it has changed since it was checked; run again`]);
  const checked = await loadCheckedPolicy(module.path, setup.placement.policy ?? '');
  return checked(policyContext(setup));
}

/** Returns the scenario with placement by an algorithm of this process; the identity of its run contains a hash of the function's text. */
export function withAlgorithm(scenario: ScenarioFile, factory: AlgorithmFactory): ScenarioFile {
  const mistakes: string[] = [];
  const policy = checkedPolicy(factory, 'algorithm', mistakes);
  if (policy?.isOffline) mistakes.push(`algorithm: ${OFFLINE}`);
  if (policy === null || mistakes.length > 0) throw new UserError(mistakes);
  const module = { path: 'algorithm', sha256: sha256(String(factory)).slice(0, HASH_DIGITS) };
  return { ...scenario, ...withModule(scenario, { ...policy, module }), policyModule: module };
}

const OFFLINE = 'it is offline: it needs all tasks before it places the first, and a cluster is asked for one by one';

/** Time limit for a policy on the small fleets of the contract: a hundred times the usual need. */
const CHECK_MS = 5000;

interface PolicyRequest {
  /** The option that names the policy; absent: a file does. */
  readonly option?: string;
  readonly mistakes: string[];
  /** Refuses offline policies. */
  readonly isOnline?: boolean;
}

/** Returns a policy of the registry or of a module; null with mistakes in the list. */
export async function policyOf(word: string, policyRequest: PolicyRequest): Promise<Policy | null> {
  return isModulePath(word) ? await moduleOf(word, policyRequest.mistakes) : registeredOf(word, policyRequest);
}

function registeredOf(word: string, { option, mistakes, isOnline = false }: PolicyRequest): Policy | null {
  const known = ALGORITHMS.get(word);
  if (known !== undefined) return { name: word, isOffline: known.isOffline, module: null };
  const names = [...ALGORITHMS].flatMap(([name, { isOffline }]) => (isOnline && isOffline ? [] : [name]));
  const near = nearest(word, names);
  const all = `there are ${names.join(', ')}; a module of your own is given by its path, such as ./mine.ts`;
  mistakes.push(
    `${option === undefined ? '' : `${option}: `}there is no policy '${word}'; ${near === undefined ? all : `did you mean ${near}?`}`,
  );
  return null;
}

async function moduleOf(path: string, mistakes: string[]): Promise<Policy | null> {
  const factory = await loaded(path, mistakes);
  const policy = factory === null ? null : checkedPolicy(factory, path, mistakes);
  return policy === null ? null : { ...policy, module: policyModule(path) };
}

/** Returns name and kind of an algorithm that keeps the contract; otherwise null, and adds mistakes that name it by `path`. */
function checkedPolicy(factory: AlgorithmFactory, path: string, mistakes: string[]): Omit<Policy, 'module'> | null {
  const checked = breakable({ timeout: CHECK_MS })(() => checkAlgorithm(factory, path));
  const problems = checked?.value ?? [
    `${path}: it gives no answer within ${CHECK_MS / 1000} s on a small fleet; is there an endless loop in it?`,
  ];
  mistakes.push(...problems);
  if (problems.length > 0) return null;
  // The factory has passed the contract, so one more instance does no harm; it is needed for its name and kind.
  const { name, size } = factory(EMPTY) as Algorithm;
  if (ALGORITHMS.has(name)) {
    mistakes.push(`${path}: its name is ${name}, which is another policy's; give it a name of its own`);
    return null;
  }
  return { name, isOffline: size !== undefined };
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
    mistakes.push(loadFault(path, error));
    return null;
  }
}

/** The first line suffices: a stack follows, or the place of a syntax error, possibly in an import of the module. */
function loadFault(path: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const slip = /^ParseError: (.*?)\s*\n\s*(.+)(:\d+:\d+)/.exec(message);
  if (slip === null) return `${path}: it cannot be loaded: ${message.split('\n', 1)[0]}`;
  const [, what, file, place] = slip;
  return `${file === resolve(path) ? path : file}${place}: it cannot be loaded: ${what}`;
}

const EMPTY = { most: { cpuUnits: 1, memoryMib: 1, gpus: 0, usdPerHour: 0 }, requests: [], seed: 0 };
