import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { FORBIDDEN_KEYS, treeProblems } from './large-json.js';
import { templateText } from './other-kind.js';
import type { Path, Problem } from './problem.js';

/** A text as plain data, with the way back from a path to the place where it was written. */
export interface Document {
  readonly file: string;
  /** Undefined when there are problems. */
  readonly value: unknown;
  readonly problems: readonly PlacedProblem[];
  locate(path: Path): Place;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** A problem whose place is known before any path is. */
export interface PlacedProblem extends Problem, Place {}

/** Far above any scenario that people write, far below what would make the parser slow. */
const TEXT_LENGTH_MAX = 1_000_000;
const DEPTH_MAX = 40;
const NODES_MAX = 200_000;
const ALIASES_MAX = 100;
const SYNTAX_ERRORS_SHOWN = 5;
const PROBLEMS_SHOWN = 20;
/** From here on JSON is not read as YAML, which takes seconds for a megabyte. */
const LARGE_JSON_LENGTH = 200_000;
const JSON_LENGTH_MAX = 256_000_000;
const JSON_VALUES_MAX = 20_000_000;

/**
 * Reads YAML or JSON (which is YAML) and refuses whatever is no plain tree of modest size. `isMade`: a program made it as JSON, so that its
 * lines inform no reader.
 */
export function readDocument(given: string, file: string, isMade = false): Document {
  // Columns do not count a byte order mark, as in an editor.
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  const refused = (message: string, place: Place = { line: 1, column: 1 }): Document => refuse(file, [{ path: [], message, ...place }]);
  const isLarge = text.length > LARGE_JSON_LENGTH && text.length <= JSON_LENGTH_MAX;
  const plain = (isMade || isLarge) && /^\s*\{/.test(text) ? jsonWithoutPlaces(text, file) : undefined;
  if (plain !== undefined) return plain;
  const kept = lawful.get(text);
  if (kept !== undefined) return documentOf(kept, file);
  if (text.length > TEXT_LENGTH_MAX) return refused(tooLong(text.length));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for control characters.
  if (/[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text)) return refused('is not a text file: write YAML or JSON in UTF-8');
  if (isTooDeep(text, DEPTH_MAX)) return refused(`is nested more than ${DEPTH_MAX} levels deep`);
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: true });
  const all = [...doc.errors, ...doc.warnings];
  // A file that is indented with tabs has them in every line.
  const faults = all.filter(({ code }, i) => code !== 'TAB_AS_INDENT' || all.findIndex((other) => other.code === code) === i);
  if (faults.length > 0) {
    const other = faults.some(({ code }) => code === 'TAG_RESOLVE_FAILED') ? templateText(text) : undefined;
    if (other !== undefined) return refused(other);
    const shown = faults
      .slice(0, SYNTAX_ERRORS_SHOWN)
      .map((fault) => ({ path: [], message: syntaxMessage(fault.code, fault.message), ...placeAt(fault.pos[0]) }));
    return refuse(file, shown);
  }
  if (doc.contents === null || (isScalar(doc.contents) && doc.contents.value === null))
    return refused('is empty: a scenario has at least a name, a duration and a cluster, a sweep a scenario and axes');
  const problems = new TreeCheck(placeAt).check(doc.contents);
  if (problems.length > 0) return refuse(file, problems);
  const read: Lawful = { doc, placeAt };
  if (text.length >= KEPT_FROM && text.length <= KEPT_TO) {
    if (lawful.size >= KEPT_MOST) lawful.delete(lawful.keys().next().value!);
    lawful.set(text, read);
  }
  return documentOf(read, file);
}

interface Lawful {
  readonly doc: ReturnType<typeof parseDocument>;
  readonly placeAt: (offset: number) => Place;
}

/** The last texts without problems: studies and variants read a scenario and its files many times, and to parse them takes a third of a load. */
const lawful = new Map<string, Lawful>();
const KEPT_MOST = 8;
/** Characters. Shorter texts are values of settings, each another one. */
const KEPT_FROM = 200;
/** Characters. A parsed text takes a hundred times its size. */
const KEPT_TO = 100_000;

function documentOf({ doc, placeAt }: Lawful, file: string): Document {
  return {
    file,
    value: doc.toJS({ maxAliasCount: ALIASES_MAX }),
    problems: [],
    locate: (path) => placeAt(offsetOf(doc.contents as Node, path)),
  };
}

function tooLong(length: number): string {
  if (length > JSON_LENGTH_MAX) return `has ${length} characters, at most ${JSON_LENGTH_MAX} are read`;
  return `has ${length} characters, at most ${TEXT_LENGTH_MAX} of YAML are read: save it as JSON`;
}

/** Undefined: it is no JSON, but perhaps YAML that looks like it. */
function jsonWithoutPlaces(text: string, file: string): Document | undefined {
  const place = { line: 1, column: 1 };
  try {
    const value: unknown = JSON.parse(text);
    const problems = treeProblems(value, { depthMax: DEPTH_MAX, valuesMax: JSON_VALUES_MAX }).map((problem) => ({ ...problem, ...place }));
    if (problems.length > 0) return refuse(file, problems);
    return { file, value, problems: [], locate: () => place };
  } catch {
    return undefined;
  }
}

function refuse(file: string, problems: readonly PlacedProblem[]): Document {
  return { file, value: undefined, problems, locate: () => ({ line: 1, column: 1 }) };
}

/** The parser recurses: brackets and compact lists (`- - -`) are counted before it sees them. Text in quotes may count too, which only matters past 40. */
export function isTooDeep(text: string, depthMax: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/[[{\]}]|(?:- ){41}|(?:\? ){41}/g)) {
    if (token.length > 1) return true;
    depth = token === '[' || token === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > depthMax) return true;
  }
  return false;
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'holds more than one YAML document: a scenario is one';
  if (code === 'TAG_RESOLVE_FAILED') return `has a YAML tag that is not read (${message.slice(0, 60)}): write plain values`;
  if (code === 'TAB_AS_INDENT') return 'is indented with a tab: YAML is indented with spaces';
  if (/call stack/.test(message)) return `is nested more than ${DEPTH_MAX} levels deep`;
  return `is not valid YAML or JSON: ${message.split('\n')[0]}`;
}

/** Walks the nodes once and follows aliases, to refuse a tree that would grow too large or never end before it is built. */
class TreeCheck {
  private readonly problems: PlacedProblem[] = [];
  private readonly anchors = new Map<string, Node>();
  private nodes = 0;
  private aliases = 0;

  constructor(private readonly placeAt: (offset: number) => Place) {}

  check(root: unknown): readonly PlacedProblem[] {
    this.walk(root, [], 0);
    return this.problems.slice(0, PROBLEMS_SHOWN);
  }

  private walk(node: unknown, path: Path, depth: number): void {
    if (this.nodes > NODES_MAX) return;
    if (++this.nodes > NODES_MAX) return this.add(node, path, `grows to more than ${NODES_MAX} values: remove aliases that multiply`);
    if (depth > DEPTH_MAX) return this.add(node, path, `is nested more than ${DEPTH_MAX} levels deep`);
    if (isAlias(node)) return this.followAlias(node, path, depth);
    if (isScalar(node) || isMap(node) || isSeq(node)) if (node.anchor) this.anchors.set(node.anchor, node);
    if (isMap(node)) this.walkMap(node, path, depth);
    else if (isSeq(node)) node.items.forEach((item, i) => void this.walk(item, [...path, i], depth + 1));
    else if (isScalar(node)) this.checkScalar(node, path);
  }

  private followAlias(node: Node & { source: string }, path: Path, depth: number): void {
    if (++this.aliases > ALIASES_MAX) {
      if (this.aliases === ALIASES_MAX + 1)
        this.add(node, path, `uses more than ${ALIASES_MAX} YAML aliases, counted where they lead: write the values out`);
      return;
    }
    const target = this.anchors.get(node.source);
    if (target === undefined) return this.add(node, path, `the alias *${node.source} has no anchor before it`);
    if ((target.range?.[2] ?? 0) > (node.range?.[0] ?? 0)) return this.add(node, path, `the alias *${node.source} contains itself`);
    this.walk(target, path, depth);
  }

  private walkMap(map: YAMLMap, path: Path, depth: number): void {
    const seen = new Set<string>();
    for (const { key, value } of map.items) {
      if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
        this.add(key, path, 'a key must be a plain word');
        continue;
      }
      const isMerge = typeof key.value === 'symbol';
      const name = isMerge ? '<<' : String(key.value);
      const at = [...path, name];
      if (/^\/[/*]/.test(name)) this.add(key, path, 'looks like a comment: JSON has none, and in YAML a comment begins with #');
      else if (FORBIDDEN_KEYS.includes(name)) this.add(key, path, `the key ${name} is not allowed`);
      else if (seen.has(name)) this.add(key, at, 'is given twice');
      else if (isMerge && !this.isMergeable(value))
        this.add(key, path, 'the key << merges maps: give it a map, an alias of one, or a list of these');
      else this.walk(value, isMerge ? path : at, depth + 1);
      seen.add(name);
    }
  }

  private isMergeable(value: unknown): boolean {
    const given = this.resolved(value);
    return (isSeq(given) ? given.items : [given]).every((one) => isMap(this.resolved(one)));
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? this.anchors.get(node.source) : node;
  }

  private checkScalar(node: { value: unknown }, path: Path): void {
    const { value } = node;
    if (typeof value === 'number' && !Number.isFinite(value)) this.add(node, path, `${value} is not a number that can be used`);
    else if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) this.add(node, path, 'is not a plain value');
  }

  private add(node: unknown, path: Path, message: string): void {
    const offset = (node as Node | null)?.range?.[0] ?? 0;
    this.problems.push({ path, message, ...this.placeAt(offset) });
  }
}

/** Some blocks of AWS write their keys with a large first letter. */
function isSameKey(written: string, step: string): boolean {
  return written === step || (step !== '' && written === step.charAt(0).toUpperCase() + step.slice(1));
}

/** Returns the offset at which a path begins: the key of its last step, the item in a list, or the nearest ancestor that was written. */
function offsetOf(root: Node, path: Path): number {
  let node: unknown = root;
  let offset = root.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = (node.items as Pair<unknown, unknown>[]).find(({ key }) => isScalar(key) && isSameKey(String(key.value), String(step)));
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = (node as YAMLSeq).items[Number(step)];
      if (item === undefined) return offset;
      node = item;
      offset = (item as Node | null)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
