import { z } from 'zod';
import { schemaProblems } from '../scenario/text/schema-problems.js';
import { type Findings, type Place, under } from './findings.js';
import { type Block, blockOf, isBlock, keyLetters, listOf, nameText, shortText } from './plain-data.js';
import { isWithoutEffect, UnreadKeys } from './unread-keys.js';
import { isUnresolved, reportUnresolved, type Unresolved } from './unresolved.js';

/**
 * Converts AWS values into the shape of the scenario's schema. Templates write `DesiredCount: '2'`, plans `desired_count: 2` and single
 * blocks as lists of one, the API `desiredCount: 2`. Keys are matched by their letters and values are converted to the schema's type.
 */

/** Keys that other sources write in the plural, in the singular or longer, by their letters. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  clustersettings: 'settings',
  deploymentcontrollertype: 'type',
  orderedplacementstrategy: 'placementStrategy',
  proxyconfigurationproperties: 'properties',
};

/** Name keys: an unknown name may be replaced, as long as all references to it get the same replacement. */
const NAMES = new Set(['name', 'containername', 'sourcevolume', 'sourcecontainer']);

export interface Shaping {
  readonly place: Place;
  readonly findings: Findings;
  readonly unread: UnreadKeys;
}

/** Returns the value of the first of these keys that is present, in any spelling. */
export function field(block: unknown, ...names: readonly string[]): unknown {
  if (!isBlock(block)) return undefined;
  for (const name of names) {
    const key = Object.keys(block).find((candidate) => keyLetters(candidate) === keyLetters(name));
    const value = key === undefined ? undefined : block[key];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Returns a block; accepts the one-element list that plans write. */
export function blockIn(value: unknown): Block | undefined {
  const [first] = listOf(value);
  return isBlock(first) ? first : undefined;
}

/** Converts a value to its schema and drops unknown keys; undefined when nothing remains. */
export function shaped(schema: z.core.$ZodType, value: unknown, shaping: Shaping): unknown {
  const inner = unwrapped(schema);
  if (value === undefined || value === null) return undefined;
  if (isUnresolved(value)) return shapedUnresolved(inner, value, shaping);
  if (inner instanceof z.ZodObject) return shapedObject(inner, value, shaping);
  if (inner instanceof z.ZodArray) return shapedArray(inner, value, shaping);
  if (inner instanceof z.ZodRecord) return shapedRecord(inner, value, shaping);
  if (inner instanceof z.ZodUnion) return shapedUnion(inner, value, shaping);
  return shapedLeaf(inner, value, shaping);
}

/** Returns what a part lacks, or has wrong, by its schema: "lacks stepAdjustments"; undefined when it is whole. */
export function incompleteness(schema: z.ZodType, part: unknown): string | undefined {
  const { error } = schema.safeParse(part);
  const [first] = error === undefined ? [] : schemaProblems(error.issues);
  if (first === undefined) return undefined;
  const path = first.path.join('.');
  return first.kind === 'missing' ? `lacks ${path}` : `has a wrong ${path}: it ${first.message}`;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  )
    return unwrapped(schema._zod.def.innerType);
  return schema;
}

function shapedUnresolved(schema: z.core.$ZodType, value: Unresolved, { place, findings }: Shaping): unknown {
  const text = NAMES.has(keyLetters(place.field.split('.').at(-1)!)) ? nameText(value.text) : value.text;
  if (schema instanceof z.ZodString && schema.safeParse(text).success) return text;
  if (!isWithoutEffect(place.field)) reportUnresolved(value, place, findings);
  return undefined;
}

function shapedObject(schema: z.ZodObject, value: unknown, shaping: Shaping): unknown {
  const block = blockIn(value);
  if (block === undefined)
    return Array.isArray(value) && value.length === 0 ? undefined : left(shaping, `is ${shortText(value)}; a block of keys is right`);
  const known = new Map(Object.keys(schema.shape).map((key) => [keyLetters(key), key]));
  const found = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(block)) {
    if (inner === null || inner === undefined) continue;
    const meant = knownKey(key, known);
    const at = { ...shaping, place: under(shaping.place, key) };
    if (meant === undefined) {
      shaping.unread.add(at.place.field, inner);
    } else {
      const result = shapedField(schema.shape[meant]!, inner, at);
      if (result !== undefined && !found.has(meant)) found.set(meant, result);
    }
  }
  // Keys follow the order of the schema, which suits readers.
  return blockOf([...known.values()].flatMap((key) => (found.has(key) ? [[key, found.get(key)] as const] : [])));
}

function knownKey(key: string, known: ReadonlyMap<string, string>): string | undefined {
  const name = keyLetters(key);
  const also = Object.hasOwn(ALSO_CALLED, name) ? keyLetters(ALSO_CALLED[name]!) : name;
  const candidates = [name, also, `${name}s`, name.replace(/ies$/, 'y'), name.replace(/s$/, '')];
  return candidates.map((candidate) => known.get(candidate)).find((found) => found !== undefined);
}

/** Drops fields that a simulation does not have, and reports those that request something. */
function shapedField(schema: z.core.$ZodType, value: unknown, shaping: Shaping): unknown {
  if (!(unwrapped(schema) instanceof z.ZodUnknown)) return shaped(schema, value, shaping);
  const remedy = /^Not simulated yet: (.*)\.$/.exec((schema as z.ZodType).description ?? '')?.[1];
  const parsed = (schema as z.ZodType).safeParse(value);
  if (parsed.success) shaping.unread.addIdle(shaping.place.field);
  else shaping.findings.leftOut(shaping.place, remedy === undefined ? parsed.error.issues[0]!.message : `is not simulated: ${remedy}`);
  return undefined;
}

function shapedArray(schema: z.ZodArray, value: unknown, shaping: Shaping): unknown {
  const found = listOf(value).map((item, i) => shaped(schema.element, item, { ...shaping, place: under(shaping.place, i) }));
  return found.filter((item) => item !== undefined);
}

function shapedRecord(schema: z.ZodRecord, value: unknown, shaping: Shaping): unknown {
  if (!isBlock(value)) return left(shaping, `is ${shortText(value)}; a block of keys is right`);
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, shaped(schema.valueType, inner, { ...shaping, place: under(shaping.place, key) })] as const,
  );
  return blockOf(entries.filter(([, inner]) => inner !== undefined));
}

/** Converts by the first branch of the union that accepts the value as it is or converted. */
function shapedUnion(schema: z.ZodUnion, value: unknown, shaping: Shaping): unknown {
  for (const option of schema.options) {
    const trial = converted(unwrapped(option), value);
    if ((option as z.ZodType).safeParse(trial).success) return trial;
  }
  const blocks = schema.options.map(unwrapped).find((option) => option instanceof z.ZodObject);
  if (blocks !== undefined && blockIn(value) !== undefined) return shaped(blocks, value, shaping);
  return left(shaping, `is ${shortText(value)}, which is not understood`);
}

function shapedLeaf(schema: z.core.$ZodType, value: unknown, shaping: Shaping): unknown {
  const result = converted(schema, value);
  const outcome = (schema as z.ZodType).safeParse(result, { reportInput: true });
  if (outcome.success) return result;
  const { message } = schemaProblems(outcome.error.issues)[0]!;
  return left(shaping, message.includes(shortText(value)) ? message : `is ${shortText(value)}: ${message}`);
}

function converted(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodString && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (schema instanceof z.ZodNumber && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  if (schema instanceof z.ZodBoolean && typeof value === 'string')
    return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value;
  if (schema instanceof z.ZodEnum && typeof value === 'string')
    return schema.options.find((option) => String(option).toLowerCase() === value.toLowerCase()) ?? value;
  return value;
}

function left({ place, findings }: Shaping, message: string): undefined {
  findings.wrongValue(place, message);
  return undefined;
}

/** Converts a value to its schema and reports the unused keys. */
export function shapedReporting(schema: z.core.$ZodType, value: unknown, { place, findings }: { place: Place; findings: Findings }): Block {
  const unread = new UnreadKeys();
  const result = shaped(schema, value, { place, findings, unread });
  unread.report(place, findings);
  return isBlock(result) ? result : {};
}

/** Returns a text or a number as text, undefined when absent. An unresolved value is reported when it is needed. */
export function textAt(block: unknown, ...names: readonly string[]): string | undefined {
  const value = field(block, ...names);
  if (isUnresolved(value)) return value.text;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
