import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from '../../../scenario/text/problem.js';

/** A change of the text that leaves everything around it as the user wrote it. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * The change that gives the value at a path; keys that are not there yet come to be, and null takes a key away. An alias on the way becomes a
 * copy of its own, because what it names is also elsewhere. Null: there is no place for the value.
 */
export function changeTo(text: string, path: Path, value: unknown): TextChange | null {
  const document = parseDocument(text, { merge: true });
  const root = document.contents;
  if (root === null) return null;
  const crossed = aliasOn(root, path);
  if (crossed !== null) {
    const { alias, rest, from, to } = crossed;
    return { from, to, insert: flowText(withValue(alias.toJS(document), rest, value)) };
  }
  if (value === null) return removal(text, nodeAt(root, path.slice(0, -1)), path.at(-1)!);
  let node: unknown = root;
  for (const [depth, step] of path.entries()) {
    const next = childOf(node, step);
    if (next === undefined) return insertion(text, { into: node, keys: path.slice(depth), value });
    node = next;
  }
  const { range } = node as Node;
  return range == null ? null : { from: range[0], to: range[1], insert: flowText(value) };
}

/** The first alias on the way to the path, where it stands in the text, and the rest of the path; null: there is none. */
function aliasOn(
  root: unknown,
  path: Path,
): { readonly alias: Alias; readonly rest: Path; readonly from: number; readonly to: number } | null {
  let node = root;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    node = childOf(node, step);
    if (isAlias(node)) return { alias: node, rest: path.slice(depth + 1), from: node.range![0], to: node.range![1] };
  }
  return null;
}

/** A copy of the tree with the value at the path; null takes the key away. */
function withValue(tree: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy: Record<string | number, unknown> = Array.isArray(tree) ? ([...tree] as never) : { ...(tree as object) };
  if (rest.length === 0 && value === null) delete copy[step];
  else copy[step] = withValue(copy[step], rest, value);
  return copy;
}

function nodeAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, step) => childOf(node, step), root);
}

/** Takes a key away with its comma, or with its lines. */
function removal(text: string, map: unknown, key: string | number): TextChange | null {
  if (!isMap(map)) return null;
  const pairs = pairsOf(map);
  const index = pairs.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
  if (index < 0) return null;
  const startOf = (pair: Pair<unknown, unknown>) => (pair.key as Node).range![0];
  const endOf = (pair: Pair<unknown, unknown>) => ((pair.value as Node | null) ?? (pair.key as Node)).range![1];
  const [from, to] = [startOf(pairs[index]!), endOf(pairs[index]!)];
  if (!map.flow) {
    const lineEnd = text.indexOf('\n', to - 1);
    return { from: text.lastIndexOf('\n', from) + 1, to: lineEnd < 0 ? text.length : lineEnd + 1, insert: '' };
  }
  if (index > 0) return { from: endOf(pairs[index - 1]!), to, insert: '' };
  return { from, to: pairs.length > 1 ? startOf(pairs[1]!) : to, insert: '' };
}

function childOf(node: unknown, step: string | number): unknown {
  if (isMap(node)) return pairsOf(node).find(({ key }) => isScalar(key) && String(key.value) === String(step))?.value ?? undefined;
  if (isSeq(node)) return (node as YAMLSeq).items[Number(step)];
  return undefined;
}

function pairsOf(map: YAMLMap): Pair<unknown, unknown>[] {
  return map.items as Pair<unknown, unknown>[];
}

interface Inserted {
  readonly into: unknown;
  readonly keys: Path;
  readonly value: unknown;
}

function insertion(text: string, { into: map, keys, value }: Inserted): TextChange | null {
  if (!isMap(map) || map.range == null || keys.some((key) => typeof key === 'number')) return null;
  const nested = keys.slice(1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const entry = `${keys[0]}: ${flowText(nested)}`;
  const last = pairsOf(map).at(-1);
  const end = ((last?.value as Node | null) ?? (last?.key as Node | undefined))?.range?.[1];
  if (map.flow || end === undefined) {
    const at = end ?? map.range[0] + 1;
    return { from: at, to: at, insert: end === undefined ? ` ${entry} ` : `, ${entry}` };
  }
  const column = columnOf(text, (pairsOf(map)[0]!.key as Node).range![0]);
  const lineEnd = text.indexOf('\n', Math.max(0, end - 1));
  const at = lineEnd < 0 ? text.length : lineEnd;
  return { from: at, to: at, insert: `\n${' '.repeat(column)}${entry}` };
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Returns a value on one line. */
export function flowText(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}
