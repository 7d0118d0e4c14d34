import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';

/** Parses CloudFormation's YAML: short forms of functions (`!Ref x`) become long forms (`Ref: x`). */

const VALUES_MAX = 400_000;
const TAG = /^!([A-Za-z][A-Za-z0-9]*)(?:::([A-Za-z]+))?$/;
/** Only `!Ref` and `!Condition` have a long form without `Fn::`. */
const WITHOUT_PREFIX = new Set(['Ref', 'Condition']);

interface ReportedMistake {
  readonly field: string;
  readonly message: string;
}

/** `repeated`: paths of keys that a map has twice; the last one counts, as in CloudFormation. */
export type PlainYaml =
  | { readonly value: unknown; readonly repeated: readonly string[] }
  | { readonly messages: readonly ReportedMistake[] };

export interface YamlLimits {
  readonly depthMax: number;
  readonly forbidden: readonly string[];
}

export function plainYaml(text: string, limits: YamlLimits): PlainYaml {
  try {
    const doc = parseDocument(text, { prettyErrors: true, uniqueKeys: false, merge: false });
    const faults = doc.errors.slice(0, 5).map(({ code, message }) => ({ field: '', message: faultMessage(code, message) }));
    if (faults.length > 0) return { messages: faults };
    if (doc.contents === null) return { messages: [{ field: '', message: 'is empty' }] };
    const reader = new PlainReader(limits);
    const value = reader.read(doc.contents, [], 0);
    return reader.mistakes.length > 0 ? { messages: reader.mistakes } : { value, repeated: reader.repeated };
  } catch (error) {
    if (error instanceof TooMuch) return { messages: [{ field: error.field, message: error.message }] };
    if (error instanceof RangeError) return { messages: [{ field: '', message: `is nested more than ${limits.depthMax} levels deep` }] };
    throw error;
  }
}

function faultMessage(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'holds more than one YAML document: save each in a file of its own';
  if (/call stack/.test(message)) return 'is nested too deep to be read';
  return `is not valid YAML or JSON: ${message.split('\n')[0]!.replace(/:$/, '')}`;
}

class TooMuch extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

class PlainReader {
  readonly mistakes: ReportedMistake[] = [];
  readonly repeated: string[] = [];
  private readonly anchors = new Map<string, Node>();
  private values = 0;

  constructor(private readonly limits: YamlLimits) {}

  read(node: unknown, path: readonly string[], depth: number): unknown {
    if (++this.values > VALUES_MAX)
      throw new TooMuch(path.join('.'), `grows to more than ${VALUES_MAX} values: remove aliases that multiply`);
    if (depth > this.limits.depthMax)
      throw new TooMuch(path.slice(0, 12).join('.'), `is nested more than ${this.limits.depthMax} levels deep`);
    if (isAlias(node)) return this.alias(node.source, path, depth);
    const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
    if (anchor !== undefined) this.anchors.set(anchor, node as Node);
    const plain = this.plain(node, path, depth);
    return tag === undefined ? plain : tagged(tag, plain);
  }

  private plain(node: unknown, path: readonly string[], depth: number): unknown {
    if (isMap(node)) return this.map(node, path, depth);
    if (isSeq(node)) return node.items.map((item, i) => this.read(item, [...path, String(i)], depth + 1));
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === 'number' && !Number.isFinite(value)) this.report(path, 'is a number beyond what can be used');
    if (typeof value === 'bigint') return Number(value);
    return value === undefined || (typeof value === 'object' && value !== null) ? String(node.source ?? '') : value;
  }

  private map(map: YAMLMap, path: readonly string[], depth: number): Record<string, unknown> {
    const found = new Map<string, unknown>();
    const given = new Set<string>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const at = [...path, name];
      if (name === '') this.report(path, 'has a key that is no plain word');
      else if (this.limits.forbidden.includes(name)) this.report(at, `the key ${name} is not allowed`);
      else if (name === '<<') this.merge(found, this.read(value, path, depth + 1));
      else {
        if (given.has(name)) this.repeated.push(at.join('.'));
        given.add(name);
        found.set(name, this.read(value, at, depth + 1));
      }
    }
    return Object.fromEntries(found);
  }

  private merge(into: Map<string, unknown>, value: unknown): void {
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === 'object' && one !== null) for (const [key, inner] of Object.entries(one)) if (!into.has(key)) into.set(key, inner);
  }

  private alias(source: string, path: readonly string[], depth: number): unknown {
    const target = this.anchors.get(source);
    if (target === undefined) {
      this.report(path, `the alias *${source} has no anchor before it`);
      return null;
    }
    return this.read(target, path, depth + 1);
  }

  private report(path: readonly string[], message: string): void {
    if (this.mistakes.length < 20) this.mistakes.push({ field: path.join('.'), message });
  }
}

function tagged(tag: string, value: unknown): unknown {
  const [, name, transform] = TAG.exec(tag) ?? [];
  if (name === undefined) return value;
  if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': splitOnce(value) };
  if (transform !== undefined) return { 'Fn::Transform': value };
  return { [WITHOUT_PREFIX.has(name) ? name : `Fn::${name}`]: value };
}

/** Splits at the first dot; logical ids contain none, attributes may. */
export function splitOnce(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
