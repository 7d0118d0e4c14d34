import { parseDocument } from 'yaml';
import { listInstanceTypes } from '../../../catalog/instance-types.js';
import type { Path } from '../../../scenario/text/problem.js';
import { type AtCursor, wordAt, writtenAt } from './at-cursor.js';
import { type SchemaNode, schemasAt } from './json-schema.js';

interface Suggestion {
  readonly label: string;
  /** The text that it writes. */
  readonly apply: string;
  readonly kind: 'key' | 'value';
  readonly info: string;
}

export interface Suggestions {
  readonly from: number;
  readonly to: number;
  readonly options: readonly Suggestion[];
}

/** Completions for a position of the text; null: nothing is known of it. */
export function suggestionsAt(text: string, position: number): Suggestions | null {
  const found = writtenAt(text, position);
  const options = found.flatMap((at) => (at.isKey ? keysFor(at) : valuesFor(text, at)));
  if (options.length === 0) return null;
  return { from: found[0]!.from, to: found[0]!.to, options };
}

function keysFor({ path, siblings }: AtCursor): Suggestion[] {
  const known = new Map<string, Suggestion>();
  for (const { properties = {}, required = [] } of schemasAt(path))
    for (const [label, node] of Object.entries(properties)) {
      if (siblings.includes(label) || known.has(label) || /^Not simulated|^Accepted and without effect/.test(node.description ?? ''))
        continue;
      const info = `${required.includes(label) ? 'Required. ' : ''}${aboutNode(node)}`;
      known.set(label, { label, apply: `${label}: `, kind: 'key', info });
    }
  return [...known.values()];
}

function valuesFor(text: string, { path }: AtCursor): Suggestion[] {
  const of = (values: readonly unknown[], info = ''): Suggestion[] =>
    values.map((value) => ({ label: String(value), apply: String(value), kind: 'value', info }));
  const fixed = schemasAt(path).flatMap((node) => {
    if (node.enum !== undefined) return of(node.enum, node.description);
    if (node.const !== undefined) return of([node.const], node.description);
    if (node.type === 'boolean') return of([true, false], node.description);
    return of(node.examples ?? [], node.description);
  });
  return [...fixed, ...of(namesFor(text, path))];
}

/** Names that are defined elsewhere: instance types in the catalogue, the others in the scenario itself. */
function namesFor(text: string, path: Path): readonly string[] {
  const [key, list] = [path.at(-1), path.at(-2)];
  if (key === 'instanceType' || list === 'instanceTypes') return listInstanceTypes().flatMap(({ name, isMac }) => (isMac ? [] : [name]));
  if (key !== 'capacityProvider' && key !== 'taskDefinition') return [];
  const tree = parseDocument(text, { merge: true }).toJS() as Readonly<Record<string, unknown>> | null;
  const cluster = tree?.cluster as { readonly capacityProviders?: unknown } | undefined;
  const listed: unknown = key === 'taskDefinition' ? tree?.taskDefinitions : cluster?.capacityProviders;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((item: unknown) => {
    const name =
      typeof item === 'string'
        ? item
        : ((item as { name?: unknown; family?: unknown } | null)?.name ?? (item as { family?: unknown } | null)?.family);
    return typeof name === 'string' ? [name] : [];
  });
}

export interface Description {
  readonly from: number;
  readonly to: number;
  readonly path: string;
  readonly about: string;
}

/** Returns the description of the word at a position. */
export function describedAt(text: string, position: number): Description | null {
  const at = wordAt(text, position);
  if (at === null) return null;
  const about = schemasAt(at.path)
    .map(aboutNode)
    .filter((sentence) => sentence !== '');
  if (about.length === 0) return null;
  return { from: at.from, to: at.to, path: at.path.join('.'), about: [...new Set(about)].join('\n') };
}

function aboutNode({ description = '', minimum, maximum, default: preset, enum: choices }: SchemaNode): string {
  const range =
    minimum !== undefined && maximum !== undefined && Math.abs(maximum) < Number.MAX_SAFE_INTEGER ? `From ${minimum} to ${maximum}.` : '';
  const words = choices === undefined ? '' : `One of ${choices.join(', ')}.`;
  const value = preset === undefined || typeof preset === 'object' ? '' : `Default: ${String(preset)}.`;
  return [description, words, range, description.includes('Default:') ? '' : value].filter((part) => part !== '').join(' ');
}
