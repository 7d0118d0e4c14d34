import { readDocument } from './document.js';
import type { Path, Problem } from './problem.js';
import { instead } from './suggest.js';
import { valueAt } from './valid-parts.js';

/** One `--set path=value`. The value is YAML, as in the file; an empty value or null removes the key, so that its default applies. */
export interface Assignment {
  readonly path: string;
  readonly value: string;
}

/** Keys that name an item of a list, so that a path can select it. */
const NAME_KEYS = ['ec2InstanceId', 'id', 'name', 'serviceName', 'family', 'capacityProvider', 'policyName', 'scheduledActionName'];

/** The name that selects a list item, or undefined if it has none. */
export function itemName(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null) return undefined;
  const fields = item as Record<string, unknown>;
  for (const key of NAME_KEYS) if (Object.hasOwn(fields, key) && typeof fields[key] === 'string') return fields[key] as string;
  const described = fields.taskDefinition;
  return typeof described === 'object' && described !== null ? itemName(described) : undefined;
}

/** The word for each item of a list in a path: its name if that is unique, else its index. */
export function itemWords(list: readonly unknown[]): string[] {
  const names = list.map(itemName);
  const counts = new Map<string | undefined, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, step) => {
    const isClear =
      name !== undefined && typeof list[step] !== 'string' && counts.get(name) === 1 && /^[^.\s]{1,60}$/.test(name) && !/^\d+$/.test(name);
    return isClear ? name : String(step);
  });
}

/** A path as people write it: dotted, with list items by name if that is unique, else by index. */
export function formatPath(root: unknown, path: Path): string {
  let node = root;
  const words = path.map((step) => {
    const word = Array.isArray(node) ? itemWords(node)[Number(step)] : undefined;
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[step] : undefined;
    return word ?? String(step);
  });
  return words.join('.');
}

/** Changes the tree in place. `isKey` says whether the schema has a path that is not in the tree yet, `keysAt` lists the keys beside it. */
export function assign(
  root: unknown,
  { path: text, value }: Assignment,
  keysAt: (path: Path) => readonly string[] | undefined,
): { path: Path } | Problem {
  const isRemoved = /^\s*(null|~)?\s*$/.test(value);
  const document = readDocument(isRemoved ? 'null' : value, '--set');
  const problem = document.problems[0];
  if (problem !== undefined && !isRemoved) return { path: [], message: `the value of --set ${text}: ${problem.message}` };
  const resolved = resolve(root, text, keysAt);
  if (!Array.isArray(resolved)) return resolved as Problem;
  const path: Path = resolved;
  const parent = ensureParent(root, path);
  if (parent === undefined) return { path: [], message: `there is nothing with keys at ${formatPath(root, path.slice(0, -1))}` };
  if (isRemoved && !Array.isArray(parent)) delete parent[path.at(-1)!];
  else parent[path.at(-1)!] = document.value ?? null;
  return { path };
}

/** Splits a dotted text into keys and indexes. Names may contain dots (m5.large): the longest matching name or key counts. */
function resolve(root: unknown, text: string, keysAt: (path: Path) => readonly string[] | undefined): Path | Problem {
  let rest = text.split('.');
  const path: (string | number)[] = [];
  while (rest.length > 0) {
    const node = valueAt(root, path);
    const known = Array.isArray(node) ? namesOf(node) : keysOf(node, keysAt(path));
    const taken = longestMatch(
      rest,
      known.map(({ word }) => word),
      keysAt(path) === undefined && !Array.isArray(node),
    );
    if (taken === 0) {
      const where = path.length === 0 ? '' : ` in ${formatPath(root, path)}`;
      return {
        path: [],
        message: `there is no ${rest[0] === '' ? 'empty key' : rest[0]}${where}${instead(
          rest[0]!,
          known.flatMap(({ word, isIndex }) => (isIndex ? [] : [word])),
        )}`,
      };
    }
    const word = rest.slice(0, taken).join('.');
    path.push(known.find((choice) => choice.word === word)?.step ?? word);
    rest = rest.slice(taken);
  }
  return path;
}

interface Choice {
  readonly word: string;
  readonly step: string | number;
  readonly isIndex?: true;
}

function namesOf(list: readonly unknown[]): Choice[] {
  const named = list.flatMap((item, step) => {
    const word = itemName(item);
    return word === undefined ? [] : [{ word, step }];
  });
  return [...named, ...list.map((_, step) => ({ word: String(step), step, isIndex: true as const }))];
}

function keysOf(node: unknown, schemaKeys: readonly string[] | undefined): Choice[] {
  const own = typeof node === 'object' && node !== null ? Object.keys(node) : [];
  return [...new Set([...(schemaKeys ?? []), ...own])].map((word) => ({ word, step: word }));
}

const PROTOTYPE_KEYS = /^(__proto__|constructor|prototype)$/;

/** Number of words that form one known name; in a free-form block any name is valid, and all remaining words form it. */
function longestMatch(words: readonly string[], known: readonly string[], isFree: boolean): number {
  for (let length = words.length; length > 0; length--) if (known.includes(words.slice(0, length).join('.'))) return length;
  return isFree && words.every((word) => word !== '' && !PROTOTYPE_KEYS.test(word)) ? words.length : 0;
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
