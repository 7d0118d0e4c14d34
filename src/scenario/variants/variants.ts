import type { Path, Problem } from '../text/problem.js';
import type { Assignment } from '../text/set-path.js';
import type { VariantText } from './schema.js';

/** A scenario with changes, under a name of its own. */
export interface Variant {
  readonly name: string;
  /** A description for people. */
  readonly description?: string | undefined;
  /** All that makes it of the scenario: its name and its changes, in order. */
  readonly assignments: readonly Assignment[];
}

/** The variants that a scenario has; `original` returns the place in the document where a part of them is written. */
export function variantsOf(texts: readonly VariantText[], original: (path: Path) => Path): Variant[] {
  return texts.map(({ name, description, changes, breaks }, i) => {
    const set = (key: string, value: unknown): Assignment => ({
      path: key,
      value: jsonOrEmpty(value),
      from: original(['variants', i, key]),
    });
    const changed = Object.entries(changes).map(
      ([path, value]): Assignment => ({ path, value: jsonOrEmpty(value), from: original(['variants', i, 'changes', path]) }),
    );
    return {
      name,
      description,
      assignments: [set('name', name), set('description', description), set('breaks', breaks), ...changed],
    };
  });
}

/** A text stays a text, even where YAML would read another type; nothing removes the key. */
function jsonOrEmpty(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}

/** Keys of a variant that are not changes. */
const OWN_KEYS = ['name', 'seed', 'variants', 'breaks'];

/** Checks variants without loading them: names, and that each changes something. */
export function variantProblems(texts: readonly VariantText[], scenario: unknown): Problem[] {
  const names = [`${scenario}`, ...texts.map(({ name }) => name)].map((name) => name.toLowerCase());
  return texts.flatMap(({ name, changes }, i) => {
    const found: Problem[] = [];
    const first = names.indexOf(name.toLowerCase());
    if (first === 0) found.push({ path: ['variants', i, 'name'], message: `${name} is the name of the scenario itself: give it another` });
    else if (first <= i)
      found.push({
        path: ['variants', i, 'name'],
        message: `there is a variant ${texts[first - 1]!.name} already: give this one another name`,
      });
    if (Object.keys(changes).length === 0)
      found.push({ path: ['variants', i, 'changes'], message: 'is empty: give its changes, as path: value' });
    for (const key of OWN_KEYS.filter((name) => Object.hasOwn(changes, name)))
      found.push({ path: ['variants', i, 'changes', key], message: `cannot be changed by a variant: leave it out` });
    return found;
  });
}
