import { parseDocument } from 'yaml';
import { scenarioSchema } from '../../../scenario/schema.js';
import type { Path } from '../../../scenario/text/problem.js';
import { assign } from '../../../scenario/text/set-path.js';
import type { Variant } from '../../../scenario/variants/variants.js';
import { changeTo } from './change.js';

/** A change by a path of the tree, or as `--set` has it. */
export type Edit = { readonly path: Path; readonly value: unknown } | { readonly set: string };

/** The text with the changes, in order; the rest of it stays as it was written. Throws when there is no place for one. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, edit) => {
    const { path, value } = 'set' in edit ? meant(now, edit.set) : edit;
    const change = changeTo(now, path, value);
    // A key that is absent needs no removal.
    if (change === null && value === null) return now;
    if (change === null) throw new Error(`there is no place for ${path.join('.')}`);
    return now.slice(0, change.from) + change.insert + now.slice(change.to);
  }, text);
}

function meant(text: string, set: string): { path: Path; value: unknown } {
  const [path = '', ...rest] = set.split('=');
  const value = rest.join('=');
  const answer = assign(parseDocument(text, { merge: true }).toJS(), { path: path.trim(), value }, scenarioSchema);
  if ('message' in answer) throw new Error(answer.message);
  return { path: answer.path, value: parseDocument(value).toJS() ?? null };
}

/** A variant of a scenario: its changes as `--set` has them, and what happens then. */
export interface Trial {
  readonly name: string;
  readonly sets: readonly string[];
  readonly about: string;
}

/** Parts of a variant that name it and change nothing. */
const NO_CHANGES = ['name', 'description', 'breaks'];

/** The variants of a scenario as changes of its text. */
export function trialsOf(variants: readonly Variant[]): Trial[] {
  return variants.map(({ name, description = '', assignments }) => ({
    name,
    sets: assignments.filter(({ path }) => !NO_CHANGES.includes(path)).map(({ path, value }) => `${path}=${value}`),
    about: description,
  }));
}
