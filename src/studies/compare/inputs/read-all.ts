import { variantsGiven } from '../../../cli/variant-options.js';
import { UserError } from '../../../run/failure.js';
import { policiesOf } from '../../../run/policies.js';
import type { Policy } from '../../../run/policy-module.js';
import { type ChosenVariant, readScenario, readVariants, type ScenarioFile } from '../../../run/scenario-file.js';
import type { Assignment } from '../../../scenario/text/set-path.js';
import { type ComparedInput, comparedInput } from './compared-inputs.js';

/** A scenario of a comparison. */
export interface Compared {
  readonly scenario: ScenarioFile;
  readonly policy: Policy | null;
  /** Of a variant: its changes of the scenario, after those of all scenarios. */
  readonly changes: readonly Assignment[];
  /** Options of `drydock run` for it alone. */
  readonly options: readonly string[];
}

interface Words {
  readonly scenarios: readonly string[];
  readonly variant: readonly string[];
  readonly policies?: string | undefined;
  readonly policy?: string | undefined;
}

/** A policy of `--policies`, and the word for it. */
interface NamedPolicy {
  readonly word: string;
  readonly policy: Policy;
}

/** Names of the comparison's own files. */
const TAKEN = ['charts', 'report.html', 'summary.csv', 'comparison.json'];

/** Loads the policies of `--policies`; mistakes are added to the list. */
export async function policiesGiven({ policies: text, policy, variant, scenarios }: Words, mistakes: string[]): Promise<NamedPolicy[]> {
  const varies = [...(text === undefined ? [] : ['--policies']), ...(variant.length === 0 ? [] : ['--variant'])];
  if (scenarios.length > 1)
    mistakes.push(...varies.map((option) => `${option}: it varies one scenario, and there are ${scenarios.length}`));
  if (text === undefined) return [];
  if (policy !== undefined)
    mistakes.push('--policies: each places one of the scenarios, and --policy all of them; leave one of the two out');
  if (variant.length > 0) mistakes.push('--policies: it varies what places the tasks, and --variant settings; leave one of the two out');
  const words = [...new Set(text.split(',').map((word) => word.trim()))];
  const found: NamedPolicy[] = [];
  for (const word of words) {
    const [one] = await policiesOf([word], mistakes, { isOnline: true });
    if (one === undefined) continue;
    if (found.some((other) => other.policy.name === one.name))
      mistakes.push(`--policies ${word}: another policy is called ${one.name} as well`);
    else found.push({ word, policy: one });
  }
  return found;
}

/** Imports what must be imported. */
export function inputsOf({ scenarios: paths }: Words, mistakes: string[]): ComparedInput[] {
  return paths.flatMap((path) => {
    try {
      return [comparedInput(path)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.push(...error.lines);
      return [];
    }
  });
}

interface ReadRequest {
  /** As named on the command line. */
  readonly scenarios: readonly string[];
  readonly set: readonly string[];
  readonly seed?: number | undefined;
  readonly variant: readonly string[];
  /** In all of them. */
  readonly policy: Policy | null;
  readonly policies: readonly NamedPolicy[];
  readonly isPullRequest: boolean;
}

/**
 * Reads all scenarios, or the one and its variants, or throws the mistakes of all of them. Common random numbers: all use the seed of the
 * first.
 */
export function readAll(inputs: readonly ComparedInput[], request: ReadRequest): Compared[] {
  const isOne = request.scenarios.length === 1 && inputs.length === 1;
  const compared = isOne ? withVariants(inputs[0], request) : readEach(inputs, request);
  const scenarios = compared.map(({ scenario }) => scenario);
  const twice = scenarios.filter((scenario, i) => scenarios.findIndex((other) => folderOf(other) === folderOf(scenario)) < i);
  if (twice.length > 0) {
    throw new UserError(twice.map(({ path, setup }) => `${path}: the name '${setup.name}' is taken by another scenario of the comparison`));
  }
  const clash = scenarios.find(({ setup }) => TAKEN.includes(setup.name.toLowerCase()));
  if (clash !== undefined)
    throw new UserError([`${clash.path}: the comparison has a file '${clash.setup.name}' of its own: give the scenario another name`]);
  return compared;
}

/** Names are folders, and some file systems ignore case. */
function folderOf({ setup }: ScenarioFile): string {
  return setup.name.toLowerCase();
}

/** The scenario, then its variants: the requested ones, else all. */
function withVariants({ path, read }: ComparedInput, request: ReadRequest): Compared[] {
  const { set, seed, policy, variant: words, policies } = request;
  let chosen: readonly ChosenVariant[] = [];
  const { base, variants } = readVariants(path, { set, seed, policy, read }, (written, mistakes) => {
    const placed = policies.map(({ word, policy: own }) => placedBy(own, word));
    chosen = placed.length > 0 ? placed : words.length > 0 ? variantsGiven(words, { path, written }, mistakes) : written;
    return chosen;
  });
  if (variants.length === 0)
    throw new UserError([
      `compare takes two or more scenarios, or one with variants, and ${path} has none: give some with --variant or --policies; for one run use drydock run`,
    ]);
  const rest = variants.map((scenario, i): Compared => {
    const { name, assignments, policy: own = policy } = chosen[i];
    const word = policies.find((other) => other.policy === own)?.word;
    const options = word === undefined ? variantOptions(name, words) : ['--policy', word, '--set', `name=${name}`];
    return { scenario, policy: own, changes: assignments, options };
  });
  return [{ scenario: base, policy, changes: [], options: [] }, ...rest];
}

/** The scenario under the name of the policy that places its tasks. */
function placedBy(policy: Policy, word: string): ChosenVariant {
  return { name: policy.name, policy, assignments: [{ path: 'name', value: JSON.stringify(policy.name), from: `--policies ${word}` }] };
}

function variantOptions(name: string, words: readonly string[]): string[] {
  const own = words.filter((word) => word.split(':')[0].trim() === name);
  return (own.length === 0 ? [name] : own).flatMap((word) => ['--variant', word]);
}

function readEach(inputs: readonly ComparedInput[], { set, seed: given, policy, isPullRequest }: ReadRequest): Compared[] {
  const readWith = (names: readonly string[] | null) => {
    const lines: string[] = [];
    const scenarios: ScenarioFile[] = [];
    for (const [i, { path, read }] of inputs.entries()) {
      try {
        const seed = given ?? scenarios[0]?.setup.seed;
        scenarios.push(readScenario(path, { policy, set: [...set, ...(names === null ? [] : [`name=${names[i]}`])], seed, read }));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        lines.push(...error.lines);
      }
    }
    if (lines.length > 0) throw new UserError(lines);
    return scenarios;
  };
  const scenarios = readWith(null);
  // The two sides of a pull request are one scenario before and after.
  const isOne = isPullRequest && scenarios.length === 2 && folderOf(scenarios[0]) === folderOf(scenarios[1]);
  return (isOne ? readWith(['base', 'head']) : scenarios).map((scenario) => ({ scenario, policy, changes: [], options: [] }));
}
