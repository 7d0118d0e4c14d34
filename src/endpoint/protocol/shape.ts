import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import { timeOf } from './input-check.js';

/**
 * Returns a value in the shape of the model: its members alone, with times as dates. Answers are made from the simulation with times as
 * text, and may have members that only files of an export have.
 */
export function inShape(schema: Schema, value: unknown): unknown {
  return shaped(NormalizedSchema.of(schema as never), value);
}

function shaped(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isTimestampSchema()) return new Date(timeOf(value));
  if (schema.isListSchema()) {
    const inner = schema.getValueSchema();
    return (value as unknown[]).map((item) => shaped(inner, item));
  }
  if (schema.isMapSchema()) {
    const inner = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shaped(inner, item)]));
  }
  if (!schema.isStructSchema()) return value;
  const from = value as Record<string, unknown>;
  const made: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const inner = shaped(member, from[name]);
    if (inner !== undefined) made[name] = inner;
  }
  return made;
}
