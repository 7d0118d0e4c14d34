import type { z } from 'zod';
import type { Path } from './problem.js';
import { meantPaths, type SchemaProblem, schemaProblems } from './schema-problems.js';

type Tree = Record<string, unknown> | unknown[];

/** The part of a document that the schema accepts, with misspelt keys under their right names, so that the rest is checked in the same run. */
export interface ValidParts<T> {
  /** Undefined if no valid part is left. */
  readonly value: T | undefined;
  readonly problems: readonly SchemaProblem[];
  /** Converts a path into `value` to a path into the document, where removed list items count again. */
  original(path: Path): Path;
  /** True for a removed part and everything around it: a problem there follows from a mistake reported before. */
  isTouched(path: Path): boolean;
}

/** Each round removes at least one key; a wrong item deep in a tree takes as many rounds as it is deep. */
const ROUNDS_MAX = 60;

/** With more of them nothing else is checked: nobody reads as many. */
const PROBLEMS_MAX = 300;

function firstOf(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const { path } = problems[PROBLEMS_MAX]!;
  const message = `this mistake and ${problems.length - PROBLEMS_MAX - 1} others are not shown`;
  return [...problems.slice(0, PROBLEMS_MAX), { kind: 'wrong', path, message }];
}

/**
 * Returns the parts of a document that are valid. `standIns` replace required keys at the root that are missing or were removed: without
 * one, a single wrong word there would leave nothing to check.
 */
export function validPartsOf<T>(schema: z.ZodType<T>, document: unknown, standIns: Readonly<Record<string, unknown>> = {}): ValidParts<T> {
  const tree = structuredClone(document);
  const places = new WeakMap<object, number[]>();
  const removed: Path[] = [];
  const original = (path: Path) => originalPath(tree, path, places);
  const isTouched = (path: Path) => removed.some((gone) => isPrefix(gone, path) || isPrefix(path, gone));
  let problems: readonly SchemaProblem[] | undefined;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const result = schema.safeParse(tree, { reportInput: true });
    if (result.success) return { value: result.data, problems: problems ?? [], original, isTouched };
    const found = schemaProblems(result.error.issues);
    if (found.length > PROBLEMS_MAX) return { value: undefined, problems: problems ?? firstOf(found), original, isTouched };
    problems ??= found;
    removed.push(...meantPaths(found).map(original));
    const renamed = found.filter((problem) => rename(tree, problem));
    const goneNow: Path[] = renamed.map(({ path }) => original(path));
    // Later items first, so that earlier indexes stay valid during removal.
    const paths = found.map(({ path }) => path).sort((a, b) => comparePaths(b, a));
    for (const { path, at } of paths.map((path) => ({ path, at: original(path) }))) {
      if (goneNow.some((gone) => isPrefix(gone, at))) continue;
      const gone = takeAway(tree, path, places) ?? standIn(tree, path[0], standIns);
      if (gone === undefined) return { value: undefined, problems, original, isTouched };
      goneNow.push(gone);
    }
    removed.push(...goneNow);
  }
  return { value: undefined, problems: problems ?? [], original, isTouched };
}

/** Gives an unknown key the name that was probably meant, unless its block has that key. Returns whether it did. */
function rename(tree: unknown, { kind, path, meant }: SchemaProblem): boolean {
  const block = valueAt(tree, path.slice(0, -1)) as Record<string, unknown>;
  if (kind !== 'unknownKey' || meant === undefined || Object.hasOwn(block, meant)) return false;
  const key = path.at(-1)!;
  block[meant] = block[key];
  delete block[key];
  return true;
}

/** Inserts the stand-in of a root key. Returns its path: a problem there follows from the mistake. */
function standIn(tree: unknown, key: string | number | undefined, standIns: Readonly<Record<string, unknown>>): Path | undefined {
  if (typeof tree !== 'object' || tree === null || key === undefined || !Object.hasOwn(standIns, key) || Object.hasOwn(tree, key))
    return undefined;
  (tree as Record<string, unknown>)[key] = structuredClone(standIns[key]);
  return [key];
}

/** Removes the key or item at a path; if that key is missing, its parent. Returns the removed path. */
function takeAway(tree: unknown, path: Path, places: WeakMap<object, number[]>): Path | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = valueAt(tree, path.slice(0, length - 1)) as Tree | undefined;
    const key = path[length - 1]!;
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) continue;
    const gone = originalPath(tree, path.slice(0, length), places);
    if (Array.isArray(parent)) {
      const indexes = places.get(parent) ?? parent.map((_, i) => i);
      indexes.splice(Number(key), 1);
      places.set(parent, indexes);
      parent.splice(Number(key), 1);
    } else delete parent[key];
    return gone;
  }
  return undefined;
}

function originalPath(tree: unknown, path: Path, places: WeakMap<object, number[]>): Path {
  let node: unknown = tree;
  return path.map((step) => {
    const indexes = Array.isArray(node) ? places.get(node) : undefined;
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[step] : undefined;
    return indexes?.[Number(step)] ?? step;
  });
}

export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, step) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, step) ? (node as Record<string, unknown>)[step] : undefined,
    tree,
  );
}

export function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, i) => String(step) === String(path[i]));
}

function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    return typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}
