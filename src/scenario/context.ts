import type { Scenario } from './schema.js';
import type { TaskDefinition } from './task-definition/definition.js';
import type { Path } from './text/problem.js';
import { itemName } from './text/set-path.js';
import { valueAt } from './text/valid-parts.js';

/** What the rules look at: a scenario of the right shape, and names as far as they can be read of what is not. */
export interface Context {
  readonly scenario: Scenario;
  /** One for each of scenario.taskDefinitions; undefined where it cannot be read. */
  readonly definitions: readonly (TaskDefinition | undefined)[];
  /** The same, and what can be seen of those that have mistakes; undefined where nothing can. */
  readonly sketches: readonly (TaskDefinition | undefined)[];
  readonly zones: readonly string[];
  readonly names: Names;
  /** Whether a mistake has been told at that place already, in it or around it: what is missing there may have been meant well. */
  isReported(path: Path): boolean;
  error(path: Path, message: string): void;
  warn(path: Path, message: string): void;
}

/** Names in the document as written: something that is wrong for another reason is still a name that exists. */
export interface Names {
  readonly capacityProviders: readonly string[];
  readonly families: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly services: readonly string[];
  readonly workloads: readonly string[];
}

export function namesIn(document: unknown): Names {
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

/** Reports every later item that has the name of an earlier one. */
export function checkUnique(context: Context, base: Path, entries: readonly { readonly name: string; readonly at: Path }[]): void {
  const seen = new Set<string>();
  for (const { name, at } of entries) {
    if (seen.has(name)) context.error([...base, ...at], `${JSON.stringify(name)} is taken: names are unique here`);
    seen.add(name);
  }
}
