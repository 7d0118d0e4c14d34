import { z } from 'zod';
import type { Path, Problem } from '../text/problem.js';
import { nearest } from '../text/suggest.js';

/** Common wrong names for a field: Docker's, CloudFormation's, an older tool's. */
const SYNONYMS: Readonly<Record<string, string>> = {
  portbindings: 'portMappings',
  ports: 'portMappings',
  env: 'environment',
  volumemounts: 'mountPoints',
};

/** A problem with the shape of a definition. `meant`: of an unknown key the one that was probably meant. */
export type ShapeProblem = Problem & { readonly meant?: string | undefined };

/** Checks names and types, and reports all mistakes at once. */
export function checkShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: Path,
): { readonly value: T | undefined; readonly problems: ShapeProblem[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [] };
  return {
    value: undefined,
    problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, value).map((p) => ({ ...p, path: [...path, ...p.path] }))),
  };
}

/** The value without keys that hold null: the console and some SDKs write null for an absent value. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, root: unknown): ShapeProblem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => {
      const meant = meantKey(key, known);
      return { path: [...path, key], meant, message: unknownKey(key, known, meant) };
    });
  }
  return [{ path, message: wrongValue(issue, path.at(-1) ?? 'a task definition', valueAt(root, path)) }];
}

function meantKey(key: string, known: readonly string[]): string | undefined {
  const synonym = SYNONYMS[key.toLowerCase()];
  return synonym !== undefined && known.includes(synonym) ? synonym : nearest(key, known);
}

function unknownKey(key: string, known: readonly string[], meant: string | undefined): string {
  const right = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
  return `AWS knows no ${key} here and refuses it; ${right}`;
}

function wrongValue(issue: z.core.$ZodIssue, name: string | number, value: unknown): string {
  const what = typeof name === 'number' ? `item ${name + 1}` : name;
  if (value === undefined) return `${what} is missing; AWS requires it here`;
  switch (issue.code) {
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
      return `${what} is ${inWords(value)}; ${meant === undefined ? `right are ${choices.join(', ')}` : `did you mean ${meant}? Right are ${choices.join(', ')}`}`;
    }
    case 'too_small':
      return `${what} is ${inWords(value)}, below ${issue.minimum}`;
    case 'too_big':
      return `${what} is ${inWords(value)}, above ${issue.maximum}`;
    case 'invalid_type':
      return `${what} is ${inWords(value)}; ${sizeInWords(what, value) ?? typeInWords(issue.expected, value)}`;
    default:
      return `${what} is ${inWords(value)}; a number or a string is right`;
  }
}

/** A smaller fraction is meant in vCPUs, because no container has so few CPU units. */
const VCPUS_MOST = 100;

/** A size of a container that is written with another unit: half a vCPU, or 512MB. */
function sizeInWords(name: string, value: unknown): string | undefined {
  if (name === 'cpu' && typeof value === 'number' && value < VCPUS_MOST)
    return `AWS takes whole CPU units here, 1024 to a vCPU: write ${Math.ceil(value * 1024)}`;
  if ((name !== 'memory' && name !== 'memoryReservation') || typeof value !== 'string') return undefined;
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([mg])i?b?\s*$/i.exec(value) ?? [];
  if (amount === undefined) return undefined;
  return `AWS takes whole MiB here: write ${Math.ceil(Number(amount) * (unit.toLowerCase() === 'g' ? 1024 : 1))}`;
}

function typeInWords(expected: string, value: unknown): string {
  if (expected === 'string' && typeof value !== 'object') return `AWS takes a string: write ${JSON.stringify(String(value))}`;
  if ((expected === 'int' || expected === 'number') && typeof value === 'string' && /^-?\d+$/.test(value))
    return `AWS takes a number: write ${value} without quotes`;
  const words: Record<string, string> = {
    int: 'a whole number',
    number: 'a whole number',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    boolean: 'true or false',
  };
  return `AWS takes ${words[expected] ?? `a ${expected}`} here`;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], root);
}

/** The keys of the schema at a path: suggestions for an unknown key. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let at = unwrapped(schema);
  for (const step of path) {
    if (at instanceof z.ZodArray) at = unwrapped(at.element);
    else if (at instanceof z.ZodObject) at = unwrapped(at.shape[step]);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}

/** Most rounds of removing wrong parts. A part that lacks a required field is removed in the next round; the shape is six levels deep. */
const ROUNDS_MAX = 10;

/** The value without its wrong parts and with misspelt keys under their right names, so that its other mistakes can be reported as well. Undefined if nothing is left. */
export function withoutWrongParts<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const rest = structuredClone(value);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const result = schema.safeParse(rest);
    if (result.success) return rest as T;
    for (const issue of result.error.issues) takeOut(rest, issue, schema);
  }
  return undefined;
}

function takeOut(root: object, issue: z.core.$ZodIssue, schema: z.ZodType): void {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const holder = valueAt(root, path) as Record<string, unknown> | undefined;
    for (const key of holder === undefined ? [] : issue.keys) {
      const meant = meantKey(key, keysAt(schema, path));
      if (meant !== undefined) holder![meant] ??= holder![key];
      delete holder![key];
    }
    return;
  }
  // For a missing part its parent is removed; for an item the whole list, because the indexes of the others must stay.
  let at = valueAt(root, path) === undefined ? path.slice(0, -1) : path;
  while (typeof at.at(-1) === 'number') at = at.slice(0, -1);
  const holder = valueAt(root, at.slice(0, -1)) as Record<string, unknown> | undefined;
  if (holder !== undefined) delete holder[at.at(-1) as string];
}
