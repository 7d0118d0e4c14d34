import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';

/** Parameters of a call in the Query protocol, as a tree of the parts between the dots. */
interface Parameters {
  text?: string;
  readonly parts: Map<string, Parameters>;
}

/** Parameters beyond this depth have no place in any model. */
const DEPTH_MAX = 32;

/** Reads the form of a call by the model of its input. `isEc2`: lists are flat, and names begin with a capital letter. */
export function readQuery(schema: Schema, form: URLSearchParams, isEc2: boolean): unknown {
  const root: Parameters = { parts: new Map() };
  for (const [key, text] of form) {
    const path = key.split('.');
    if (path.length > DEPTH_MAX) continue;
    let at = root;
    for (const part of path) {
      const next = at.parts.get(part) ?? { parts: new Map() };
      at.parts.set(part, next);
      at = next;
    }
    at.text = text;
  }
  return read(NormalizedSchema.of(schema as never), root, isEc2) ?? {};
}

function read(schema: NormalizedSchema, given: Parameters, isEc2: boolean): unknown {
  if (schema.isStructSchema()) return structureOf(schema, given, isEc2);
  if (schema.isListSchema()) return listOf(schema, given, isEc2);
  if (schema.isMapSchema()) return mapOf(schema, given, isEc2);
  const { text } = given;
  if (text === undefined) return undefined;
  if (schema.isBooleanSchema()) return text === 'true' ? true : text === 'false' ? false : text;
  if (schema.isNumericSchema()) return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

function structureOf(schema: NormalizedSchema, given: Parameters, isEc2: boolean): unknown {
  const made: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const inner = given.parts.get(keyOf(name, member, isEc2));
    const value = inner && read(member, inner, isEc2);
    if (value !== undefined) made[name] = value;
  }
  return made;
}

function listOf(schema: NormalizedSchema, given: Parameters, isEc2: boolean): unknown {
  const inner = schema.getValueSchema();
  const isFlat = isEc2 || schema.getMergedTraits().xmlFlattened !== undefined;
  const items = isFlat ? given : given.parts.get(inner.getMergedTraits().xmlName ?? 'member');
  if (items === undefined) return given.text === '' ? [] : undefined;
  const numbers = [...items.parts.keys()].filter((key) => /^\d{1,6}$/.test(key)).sort((a, b) => Number(a) - Number(b));
  return numbers.map((number) => read(inner, items.parts.get(number)!, isEc2));
}

function mapOf(schema: NormalizedSchema, given: Parameters, isEc2: boolean): unknown {
  const isFlat = schema.getMergedTraits().xmlFlattened !== undefined;
  const entries = [...((isFlat ? given : given.parts.get('entry'))?.parts.values() ?? [])];
  return Object.fromEntries(
    entries.map(({ parts }) => [
      parts.get('key')?.text ?? '',
      read(schema.getValueSchema(), parts.get('value') ?? { parts: new Map() }, isEc2),
    ]),
  );
}

function keyOf(name: string, member: NormalizedSchema, isEc2: boolean): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  const key = (xmlName as string | undefined) ?? name;
  if (!isEc2) return key;
  return (ec2QueryName as string | undefined) ?? key[0]!.toUpperCase() + key.slice(1);
}
