import type { Setup } from '../../engine.js';
import * as drydock from '../../engine.js';
import { UserError } from '../../engine.js';
import type { Algorithm, AlgorithmFactory } from '../../placement/algorithms/algorithm.js';
import { checkAlgorithm } from '../../placement/algorithms/check.js';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import { ALGORITHMS } from '../../placement/algorithms/registry.js';
import type { OwnAlgorithm } from './source.js';

declare function importScripts(...addresses: string[]): void;

/** The place where a module of a user leaves its exports. */
const EXPORTS = 'drydockOwn';

interface Checked {
  readonly code: string;
  readonly name: string;
  readonly factory: AlgorithmFactory;
}
let last: Checked | null = null;

/** The setup with all tasks placed by a user's module, and a new algorithm of it. Throws what is wrong with the module. */
export function placedBy(before: Setup, own: OwnAlgorithm): { readonly setup: Setup; readonly policy: Algorithm } {
  if (last?.code !== own.code) last = checked(own);
  const { name, factory } = last;
  const setup: Setup = { ...before, placement: { ...before.placement, policy: name } };
  try {
    return { setup, policy: factory(drydock.policyContext(setup)) };
  } catch (error) {
    throw new PolicyFault(name, '(before the first)', `threw "${(error as Error).message}" when it was made`);
  }
}

function checked({ file, code }: OwnAlgorithm): Checked {
  const factory = exported(file, code);
  const problems = checkAlgorithm(factory, file);
  if (problems.length > 0) throw new UserError(problems);
  const { name, size } = (factory as AlgorithmFactory)({
    ...{ most: { cpuUnits: 1, memoryMib: 1, gpus: 0, usdPerHour: 0 }, requests: [], seed: 0 },
  });
  if (ALGORITHMS.has(name)) throw new UserError([`${file}: its name is ${name}, which is another policy's; give it a name of its own`]);
  if (size !== undefined)
    throw new UserError([`${file}: it is offline: it needs all tasks before it places the first, and a cluster is asked for one by one`]);
  return { code, name, factory: factory as AlgorithmFactory };
}

/** The module as a script of a blob, because the policy of the page forbids to evaluate text. */
function exported(file: string, code: string): unknown {
  const scope = globalThis as unknown as Record<string, unknown>;
  const exports: { default?: unknown } = {};
  scope[EXPORTS] = { exports, require: (name: string) => required(file, name) };
  const script = `(function (exports, require) {\n${code}\n})(self.${EXPORTS}.exports, self.${EXPORTS}.require);`;
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    importScripts(address);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([`${file}: it cannot be loaded: ${(error as Error).message}`]);
  } finally {
    URL.revokeObjectURL(address);
    delete scope[EXPORTS];
  }
  return exports.default;
}

function required(file: string, name: string): unknown {
  if (/^(ecs-)?drydock(\/engine)?$/.test(name)) return drydock;
  throw new UserError([`${file} imports ${name}: in the studio a module can import ecs-drydock/engine alone`]);
}
