import type { z } from 'zod';
import { readDocument } from './document.js';
import { formatPath } from './item-names.js';
import type { Path, Problem } from './problem.js';
import { resolve } from './resolve-path.js';

/** One change of a scenario, as of `--set path=value`. The value is YAML, as in the file; an empty value or null removes the key, so that its default applies. */
export interface Assignment {
  readonly path: string;
  readonly value: string;
  /** The place where it is written, for messages: another option, or a place in the scenario. Absent: --set. */
  readonly from?: string | Path;
}

/** Changes the tree in place. The schema has the paths that may be added to the tree. */
export function assign(root: unknown, { path: text, value, from }: Assignment, schema: z.core.$ZodType): { path: Path } | Problem {
  if (text === '') return { path: [], message: 'write it as path=value, for example --set seed=2' };
  const isRemoved = /^\s*(null|~)?\s*$/.test(value);
  const document = readDocument(isRemoved ? 'null' : value, '--set');
  const problem = document.problems[0];
  if (problem !== undefined && !isRemoved)
    return { path: [], message: `the value${from === undefined ? ` of --set ${text}` : ''}: ${problem.message}` };
  const { path, message } = resolve({ root, schema }, text);
  if (path === undefined) return { path: [], message };
  const parent = ensureParent(root, path);
  if (parent === undefined) return { path: [], message: `there is nothing with keys at ${formatPath(root, path.slice(0, -1))}` };
  if (isRemoved && Array.isArray(parent)) return { path: [], message: ofList(root, path) };
  if (isRemoved) delete parent[path.at(-1)!];
  else parent[path.at(-1)!] = document.value ?? null;
  return { path };
}

/** An item that is taken away would move the paths of those behind it. */
function ofList(root: unknown, path: Path): string {
  const [item, list] = [formatPath(root, path), formatPath(root, path.slice(0, -1))];
  const instead =
    list === 'services' ? `for a service without tasks write ${item}.desiredCount=0` : `write the list anew, as ${list}=[...]`;
  return `an empty value takes away a key, and ${item} is an item of a list: ${instead}`;
}

/** The block of the last step; creates blocks that the schema has and the file lacks. */
function ensureParent(root: unknown, path: Path): Record<string | number, unknown> | undefined {
  let node = root;
  for (const step of path.slice(0, -1)) {
    if (typeof node !== 'object' || node === null) return undefined;
    const block = node as Record<string | number, unknown>;
    block[step] ??= {};
    node = block[step];
  }
  return typeof node === 'object' && node !== null ? (node as Record<string | number, unknown>) : undefined;
}
