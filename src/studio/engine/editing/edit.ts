import { parseDocument } from 'yaml';
import { scenarioSchema } from '../../../scenario/schema.js';
import type { Path } from '../../../scenario/text/problem.js';
import { assign } from '../../../scenario/text/set-path.js';
import { changeTo } from './change.js';

/** A change by a path of the tree, or as `--set` has it. */
export type Edit = { readonly path: Path; readonly value: unknown } | { readonly set: string };

/** The text with the changes, in order; the rest of it stays as it was written. Throws when there is no place for one. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, edit) => {
    const { path, value } = 'set' in edit ? meant(now, edit.set) : edit;
    const change = changeTo(now, path, value);
    // A key that is to go and is not there is gone.
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
  readonly sets: readonly string[];
  readonly about: string;
}

/** The variants of a scenario, whether or not the rest of it is right. */
export function trialsIn(text: string): Trial[] {
  const root = parseDocument(text, { merge: true }).toJS() as { variants?: unknown } | null;
  const variants: readonly unknown[] = Array.isArray(root?.variants) ? root.variants : [];
  return variants.flatMap((variant): Trial[] => {
    const { name = '', description = '', changes } = (variant ?? {}) as { name?: string; description?: string; changes?: unknown };
    if (typeof changes !== 'object' || changes === null) return [];
    const sets = Object.entries(changes).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    return sets.length === 0 ? [] : [{ sets, about: description === '' ? name : `${name}: ${description}` }];
  });
}
