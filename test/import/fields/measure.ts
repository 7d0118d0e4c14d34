import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { Finding } from '../../../src/import/findings.js';
import { importScenario } from '../../../src/import/import.js';
import { loadScenario } from '../../../src/scenario/load-scenario.js';
import type { SdkField } from './sdk-fields.js';

/** What an import does with one field, measured: the same template with the field and without it. */
export interface Measured {
  readonly path: string;
  readonly does: 'simulated' | 'kept' | 'left out' | 'without effect' | 'refused' | 'silent';
  readonly note: string;
}

export type Block = Record<string, unknown>;

/** Where the fields of a call stand in a template, and what they need around them. */
export interface Place {
  readonly resources: () => Record<string, { Type: string; Properties: Block }>;
  /** The resource that the call makes, and the property that holds its input. */
  readonly at: readonly [logicalId: string, ...path: string[]];
  /** Properties around the fields that begin so; the longest beginnings come last. */
  readonly around: Readonly<Record<string, Block>>;
  /** Properties of other resources around the fields that begin so. */
  readonly beside?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  /** Values of fields; with `instead` what is there in the template without the field. */
  readonly values: Readonly<Record<string, unknown>>;
}

const GENERIC: Readonly<Record<SdkField['type'], unknown>> = {
  text: 'sample',
  number: 3,
  boolean: true,
  map: { sample: 'sample' },
  time: '2026-01-01T00:00:00Z',
};

/** A value, and the other one to compare it with. */
export class Pair {
  constructor(
    readonly value: unknown,
    readonly instead: unknown,
  ) {}
}

export function measure(place: Place, field: SdkField): Measured {
  const given = Object.hasOwn(place.values, field.path) ? place.values[field.path] : undefined;
  const value = given instanceof Pair ? given.value : (given ?? valueAround(place, field.path) ?? GENERIC[field.type]);
  const before = outcomeOf(place, field.path, given instanceof Pair ? given.instead : undefined);
  const after = outcomeOf(place, field.path, value);
  return { path: field.path, ...verdict(field.path, before, after) };
}

interface Outcome {
  readonly scenario: unknown;
  readonly setup: unknown;
  readonly findings: readonly Finding[];
  readonly mistakes: readonly string[];
}

function verdict(path: string, before: Outcome, after: Outcome): Pick<Measured, 'does' | 'note'> {
  const known = new Set(before.findings.map(({ message }) => message));
  const remarks = after.findings.filter(({ kind, message }) => kind !== 'understood' && !known.has(message));
  const lost = remarks.find(({ isLoss }) => isLoss);
  if (after.mistakes.length > 0 || lost !== undefined) return { does: 'refused', note: after.mistakes[0] ?? lost!.message };
  if (before.setup === undefined || !isDeepStrictEqual(before.setup, after.setup)) return { does: 'simulated', note: '' };
  const own = remarks.length > 0 ? remarks : after.findings.filter((finding) => finding.kind !== 'understood' && isNamed(path, finding));
  const left = own.find(({ kind }) => kind !== 'withoutEffect');
  if (left !== undefined) return { does: 'left out', note: /^no part in a scenario/.test(left.message) ? '' : left.message };
  if (!isDeepStrictEqual(before.scenario, after.scenario)) return { does: 'kept', note: '' };
  return { does: own.length > 0 ? 'without effect' : 'silent', note: '' };
}

/** Whether a finding names the field, or a block around it. */
function isNamed(path: string, { kind, field, message }: Finding): boolean {
  const letters = path.replaceAll('[]', '').toLowerCase();
  const names = [...message.matchAll(/[A-Za-z][A-Za-z.]+/g)].map(([name]) => name.toLowerCase());
  const inPlace = field.replace(/\.\d+/g, '').toLowerCase();
  // An assumption is a sentence, whose words are no keys.
  if (kind === 'assumed') return inPlace.endsWith(letters);
  return (
    names.some((name) => letters === name || letters.startsWith(`${name}.`) || (name.includes('.') && letters.endsWith(name))) ||
    inPlace.endsWith(letters) ||
    blocksAround(letters).some((block) => inPlace.endsWith(block))
  );
}

/** Blocks around a field that three or more keys lead to: fewer may be those of another resource. */
function blocksAround(letters: string): string[] {
  const keys = letters.split('.');
  return keys.flatMap((_, depth) => (depth >= 3 ? [keys.slice(0, depth).join('.')] : []));
}

function outcomeOf(place: Place, path: string, value: unknown): Outcome {
  const resources = place.resources();
  for (const [prefix, others] of Object.entries(place.beside ?? {}))
    if (path.startsWith(prefix)) for (const [id, properties] of Object.entries(others)) resources[id]!.Properties = properties;
  const [logicalId, ...steps] = place.at;
  const prefixes = Object.keys(place.around).filter((prefix) => path.startsWith(prefix));
  let own = at(resources[logicalId]!.Properties, steps);
  for (const prefix of prefixes.sort((a, b) => a.length - b.length)) own = Object.assign(own, structuredClone(place.around[prefix]));
  set(own, path.split('.'), value);
  const template = {
    Resources: { ...resources, [logicalId]: { ...resources[logicalId]!, Properties: pascal(resources[logicalId]!.Properties) } },
  };
  return imported(JSON.stringify(template));
}

const outcomes = new Map<string, Outcome>();

/** Most fields are compared with the same template. */
function imported(text: string): Outcome {
  const known = outcomes.get(text);
  if (known !== undefined) return known;
  const { scenario, findings, mistakes } = importScenario([{ file: 't.json', text }]);
  const loaded = scenario === undefined ? undefined : loadScenario(scenario, { file: 's', read: () => undefined });
  const outcome = {
    scenario: scenario === undefined ? undefined : parse(scenario),
    setup: loaded?.setup,
    findings,
    mistakes: mistakes.map(({ message }) => message),
  };
  outcomes.set(text, outcome);
  return outcome;
}

function at(block: Block, steps: readonly string[]): Block {
  return steps.reduce((inner, step) => {
    inner[step] ??= {};
    return inner[step] as Block;
  }, block);
}

function valueAround(place: Place, path: string): unknown {
  const around = Object.assign(
    {},
    ...Object.keys(place.around)
      .filter((prefix) => path.startsWith(prefix))
      .map((prefix) => place.around[prefix]),
  );
  const own = place.resources()[place.at[0]]!.Properties;
  const value = [around, at(structuredClone(own), place.at.slice(1))].map((block) =>
    path.split('.').reduce<unknown>((inner, step) => {
      const name = step.replaceAll('[]', '');
      const found = typeof inner === 'object' && inner !== null ? (inner as Block)[name] : undefined;
      return step.endsWith('[]') && Array.isArray(found) ? found[0] : found;
    }, block),
  );
  return value[0] ?? value[1];
}

/** Sets or, with undefined, removes what is at a path; a block that is empty then goes, too. */
function set(block: Block, [step, ...rest]: readonly string[], value: unknown): void {
  const name = step!.replaceAll('[]', '');
  const isList = step!.endsWith('[]');
  if (rest.length === 0) {
    if (value === undefined) delete block[name];
    else block[name] = isList && !Array.isArray(value) ? [value] : value;
    return;
  }
  if (block[name] === undefined && value === undefined) return;
  block[name] ??= isList ? [{}] : {};
  const inner = (isList ? (block[name] as Block[])[0] : block[name]) as Block;
  set(inner, rest, value);
  if (Object.keys(inner).length === 0) delete block[name];
}

/** The spelling of templates. Keys of functions and of maps stay as they are. */
function pascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`${key[0]!.toUpperCase()}${key.slice(1)}`, pascal(inner)]));
}
