import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import { timeOf } from './input-check.js';

type Shaper = (value: unknown) => unknown;

/** Writes a time, in milliseconds since 1970. `format`: the model's own for the member, if it has one. */
type TimeWriter = (ms: number, format: number | undefined) => unknown;

/**
 * Brings values into the shapes of the models: their members alone, with times as a protocol has them. Answers are made from the simulation
 * with times as text, and may have members that only files of an export have. Each shape of a model is looked through once.
 */
export class Shapes {
  private readonly structures = new Map<unknown, Shaper>();
  private readonly outputs = new Map<Schema, Shaper>();

  constructor(private readonly writeTime: TimeWriter) {}

  inShape(schema: Schema, value: unknown): unknown {
    const known = this.outputs.get(schema);
    if (known !== undefined) return known(value);
    const made = this.shaper(NormalizedSchema.of(schema as never));
    this.outputs.set(schema, made);
    return made(value);
  }

  private shaper(schema: NormalizedSchema): Shaper {
    if (schema.isTimestampSchema()) {
      const format = schema.getMergedTraits().timestampFormat as number | undefined;
      return given((value) => this.writeTime(timeOf(value), format));
    }
    if (schema.isListSchema()) {
      const item = this.shaper(schema.getValueSchema());
      return given((value) => (value as unknown[]).map(item));
    }
    if (schema.isMapSchema()) {
      const inner = this.shaper(schema.getValueSchema());
      return given((value) => Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, inner(one)])));
    }
    return schema.isStructSchema() ? this.structure(schema) : given((value) => value);
  }

  /** A structure may contain itself. */
  private structure(schema: NormalizedSchema): Shaper {
    const key = schema.getSchema();
    const known = this.structures.get(key);
    if (known !== undefined) return known;
    let members: (readonly [name: string, shaper: Shaper])[] | null = null;
    const shaper = given((value) => {
      members ??= [...schema.structIterator()].map(([name, member]) => [name, this.shaper(member)] as const);
      const from = value as Record<string, unknown>;
      const made: Record<string, unknown> = {};
      for (const [name, inner] of members) {
        const own = from[name];
        if (own === undefined || own === null) continue;
        made[name] = inner(own);
      }
      return made;
    });
    this.structures.set(key, shaper);
    return shaper;
  }
}

/** AWS treats a member that is null as absent. */
function given(shaper: Shaper): Shaper {
  return (value) => (value === null || value === undefined ? undefined : shaper(value));
}
