import type { Scenario } from './schema.js';
import type { TaskDefinition } from './task-definition/definition.js';
import { itemName } from './text/item-names.js';
import type { Path, WarningCode } from './text/problem.js';
import { valueAt } from './text/valid-parts.js';

/** Input of the rules: a scenario of the right shape, and the names that can be read even from its invalid parts. */
export interface Context {
  readonly scenario: Scenario;
  /** One for each of scenario.taskDefinitions; undefined where it cannot be read. */
  readonly definitions: readonly (TaskDefinition | undefined)[];
  /** The same, with the readable parts of invalid definitions; undefined if nothing is readable. */
  readonly sketches: readonly (TaskDefinition | undefined)[];
  readonly zones: readonly string[];
  readonly names: Names;
  /** Whether calls of AWS's APIs made the scenario: what AWS accepts is then no mistake, even without an effect. */
  readonly isServed: boolean;
  /** Whether a mistake has been reported at this place, in it or around it: a value that seems to be missing there may only be misspelt. */
  isReported(path: Path): boolean;
  /** `reason`: of a message that begins with its subject, the rest. */
  error(path: Path, message: string, reason?: string): void;
  warn(path: Path, message: string, code?: WarningCode): void;
}

/** Names in the document as written: an entry with another mistake still defines its name. */
type Names = ReturnType<typeof namesIn>;

export function namesIn(document: unknown) {
  const names = (path: Path) => {
    const list = valueAt(document, path);
    return Array.isArray(list) ? [...new Set(list.flatMap((item) => itemName(item) ?? []))] : [];
  };
  return {
    capacityProviders: names(['cluster', 'capacityProviders']),
    families: names(['taskDefinitions']),
    instanceTypes: names(['instanceTypes']),
    services: names(['services']),
    workloads: names(['workloads']),
  };
}

/** Reports a key that ECS has only in the edition `current`, unless the scenario has that edition. Returns whether it did. */
export function reportTooNew({ scenario, error }: Context, at: Path): boolean {
  if (scenario.awsBehaviour === 'current') return false;
  error(at, 'is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current');
  return true;
}

/** Reports every later item that has the name of an earlier one. */
export function checkUnique(context: Context, base: Path, entries: readonly { readonly name: string; readonly at: Path }[]): void {
  const seen = new Set<string>();
  for (const { name, at } of entries) {
    if (seen.has(name)) context.error([...base, ...at], `${JSON.stringify(name)} is taken: names are unique here`);
    seen.add(name);
  }
}

/** Reports repeated names in a list, whose items are names or have them in a member. */
export function checkUniqueIn<Key extends string>(
  context: Context,
  path: Path,
  items: readonly (string | Readonly<Record<Key, string>>)[],
  key?: Key,
): void {
  const entries = items.map((item, i) => (typeof item === 'string' ? { name: item, at: [i] } : { name: item[key!], at: [i, key!] }));
  checkUnique(context, path, entries);
}
