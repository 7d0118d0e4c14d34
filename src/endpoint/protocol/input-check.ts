import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import type { ValuesOf } from './enums.js';

/** Place in a structure's schema of the number of its required members, which come first. */
const REQUIRED_AT = 6;
/** Mistakes in one message. */
const MISTAKES_MAX = 10;

/**
 * Returns what is wrong with the form of an input, in AWS's words; empty if nothing is. Members that the model does not have are permitted, as
 * AWS permits them.
 */
export function mistakesIn(schema: Schema, input: unknown, valuesOf: ValuesOf): string[] {
  const found: string[] = [];
  visit(NormalizedSchema.of(schema as never), input, { at: '', found, valuesOf, values: undefined });
  return found.slice(0, MISTAKES_MAX);
}

/** Returns AWS's text for mistakes of an input. */
export function validationText(mistakes: readonly string[]): string {
  return `${mistakes.length} validation error${mistakes.length === 1 ? '' : 's'} detected: ${mistakes.join('; ')}`;
}

interface Place {
  readonly at: string;
  readonly found: string[];
  readonly valuesOf: ValuesOf;
  /** The values of a text here. */
  readonly values: readonly string[] | undefined;
}

function visit(schema: NormalizedSchema, value: unknown, place: Place): void {
  const { at, found, values } = place;
  const wrong = (expected: string) => {
    found.push(`Value ${quoted(value)} at '${at}' failed to satisfy constraint: Member must be ${expected}`);
  };
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return wrong('a list');
    for (const [i, item] of value.entries())
      if (item !== null) visit(schema.getValueSchema(), item, { ...place, at: `${at}.${i + 1}.member` });
  } else if (schema.isMapSchema()) {
    if (!isObject(value)) return wrong('a map');
    for (const [key, item] of Object.entries(value)) visit(schema.getValueSchema(), item, { ...place, at: `${at}.${key}` });
  } else if (schema.isStructSchema()) {
    if (!isObject(value)) return wrong('a structure');
    visitMembers(schema, value, place);
  } else if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') wrong('a boolean');
  } else if (schema.isNumericSchema()) {
    if (typeof value !== 'number' || !Number.isFinite(value)) wrong('a number');
  } else if (schema.isTimestampSchema()) {
    if (Number.isNaN(timeOf(value))) wrong('a timestamp');
  } else if (schema.isStringSchema() && typeof value !== 'string') wrong('a string');
  else if (values !== undefined && !values.includes(value as string))
    found.push(
      `Value ${quoted(value)} at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
    );
}

function visitMembers(schema: NormalizedSchema, value: Record<string, unknown>, place: Place): void {
  const { at, found, valuesOf } = place;
  const structure = schema.getName()?.split('#').at(-1) ?? '';
  const required = (schema.getSchema() as readonly unknown[])[REQUIRED_AT] ?? 0;
  let nth = 0;
  for (const [name, member] of schema.structIterator()) {
    const here = at === '' ? decapitalised(name) : `${at}.${decapitalised(name)}`;
    const isRequired = nth++ < (required as number);
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    if (inner !== undefined && inner !== null) visit(member, inner, { ...place, at: here, values: valuesOf(structure, name) });
    else if (isRequired) found.push(`Value null at '${here}' failed to satisfy constraint: Member must not be null`);
  }
}

/** AWS writes the names in its messages so, whatever the protocol. */
function decapitalised(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1);
}

/** Milliseconds since 1970; NaN if it is no time. A protocol has seconds, text or a date. */
export function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value * 1000;
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
  return `'${text.slice(0, 100)}'`;
}
