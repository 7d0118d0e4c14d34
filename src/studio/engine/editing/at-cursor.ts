import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLSeq } from 'yaml';
import type { Path } from '../../../scenario/text/problem.js';

/** The subject of a position in the text of a scenario. */
export interface AtCursor {
  /** Of the block that has the key, or of the value. */
  readonly path: Path;
  readonly isKey: boolean;
  /** Keys beside it that are written already. */
  readonly siblings: readonly string[];
  readonly from: number;
  readonly to: number;
}

const WORD = /[A-Za-z0-9_$.*-]*$/;
const WORD_ON = /^[A-Za-z0-9_$.*-]*/;
/** Stands where the user is about to write. */
const MARK = 'cursor7mark';

/** The key or value that is being written at a position: a mark takes its place, and the parser finds the mark. */
export function writtenAt(text: string, position: number): AtCursor[] {
  const from = position - WORD.exec(text.slice(0, position))![0].length;
  const to = position + WORD_ON.exec(text.slice(position))![0].length;
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  const after = text.slice(to).split('\n', 1)[0]!;
  const couldBeKey = /^[\s-]*$/.test(line) && /^\s*(#|$)/.test(after);
  const marks = couldBeKey ? [`${MARK}: 0`, MARK] : [MARK];
  const found = marks.flatMap((mark) => {
    const at = findMark(text.slice(0, from) + mark + text.slice(to));
    return at === null ? [] : [{ ...at, from, to }];
  });
  return found.filter((one, i) => found.findIndex((other) => other.isKey === one.isKey) === i);
}

/** Returns the key or value on which a position lies. */
export function wordAt(text: string, position: number): AtCursor | null {
  const root = parseDocument(text, { merge: true }).contents;
  const path: (string | number)[] = [];
  let node: unknown = root;
  const holds = (part: unknown) => {
    const range = (part as Node | null)?.range;
    return range != null && range[0] <= position && position <= range[1];
  };
  for (;;) {
    if (isMap(node)) {
      const pair = (node.items as Pair<unknown, unknown>[]).find(({ key, value }) => holds(key) || holds(value));
      if (pair === undefined || !isScalar(pair.key)) return null;
      path.push(String(pair.key.value));
      if (holds(pair.key)) return { path, isKey: true, siblings: [], from: pair.key.range![0], to: pair.key.range![1] };
      node = pair.value;
    } else if (isSeq(node)) {
      const index = (node as YAMLSeq).items.findIndex(holds);
      if (index < 0) return null;
      path.push(index);
      node = (node as YAMLSeq).items[index];
    } else if (isScalar(node) && node.range) return { path, isKey: false, siblings: [], from: node.range[0], to: node.range[1] };
    else return null;
  }
}

function findMark(text: string): Omit<AtCursor, 'from' | 'to'> | null {
  return search(parseDocument(text, { merge: true }).contents, []);
}

function search(node: unknown, path: Path): Omit<AtCursor, 'from' | 'to'> | null {
  if (isScalar(node)) return String(node.value).includes(MARK) ? { path, isKey: false, siblings: [] } : null;
  if (isSeq(node)) {
    for (const [i, item] of (node as YAMLSeq).items.entries()) {
      const found = search(item, [...path, i]);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isMap(node)) return null;
  const pairs = node.items as Pair<unknown, unknown>[];
  const names = pairs.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name.includes(MARK)) return { path, isKey: true, siblings: names.filter((other) => other !== name) };
    const found = search(value, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}
