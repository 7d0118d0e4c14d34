import type { z } from 'zod';
import type { Path } from './problem.js';

/** The part of zod's internal definition that a path walks through. */
interface Def {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly options?: readonly z.core.$ZodType[];
  /** Of a literal. */
  readonly values?: readonly unknown[];
}

/** The keys that are valid at a path; undefined if any key is (names of the user, AWS's own files). */
export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] | undefined {
  let reached = branches(schema);
  for (const step of path) reached = reached.flatMap((def) => below(def, step));
  if (reached.some((def) => def.type === 'record' || def.type === 'unknown')) return undefined;
  return reached.flatMap((def) => Object.keys(def.shape ?? {}));
}

function below(def: Def, step: string | number): Def[] {
  if (def.type === 'array' && def.element) return branches(def.element);
  if (def.shape && Object.hasOwn(def.shape, step)) return branches(def.shape[step]!);
  return def.type === 'record' || def.type === 'unknown' ? [{ type: 'unknown' }] : [];
}

/** Unwraps a schema; a union gives all its options. */
function branches(schema: z.core.$ZodType): Def[] {
  const def = schema._zod.def as unknown as Def;
  if (def.innerType) return branches(def.innerType);
  return def.options ? def.options.flatMap(branches) : [def];
}

/** A block of keys or a list: one of a document, or one that its schema allows there. */
export interface Block {
  readonly path: Path;
  /** Undefined: the document lacks it. */
  readonly value: unknown;
  readonly keys: readonly string[];
}

/** These are no settings of their own; the present state may have a hundred thousand entries. */
const NO_SETTINGS = new Set<string | number>(['present', 'variants']);

/** All blocks of a document and of its schema, but those of items that no list has. */
export function blocksIn(schema: z.core.$ZodType, document: unknown): readonly Block[] {
  const blocks: Block[] = [];
  const visit = (defs: readonly Def[], value: unknown, path: Path): void => {
    if (value === null || NO_SETTINGS.has(path[0] ?? '') || (value !== undefined && typeof value !== 'object')) return;
    const fitting = ofTheType(defs, value);
    const keys = [
      ...new Set([...fitting.flatMap((def) => Object.keys(def.shape ?? {})), ...(Array.isArray(value) ? [] : Object.keys(value ?? {}))]),
    ];
    if (value === undefined && keys.length === 0) return;
    blocks.push({ path, value, keys });
    const steps = Array.isArray(value) ? value.keys() : keys;
    for (const step of steps) {
      const under = fitting.flatMap((def) => below(def, step));
      visit(under, (value as Record<string | number, unknown> | undefined)?.[step], [...path, step]);
    }
  };
  visit(branches(schema), document, []);
  return blocks;
}

/** The branches of a union that a block with this `type` can be; all of them if it has none. */
function ofTheType(defs: readonly Def[], value: unknown): readonly Def[] {
  const type = (value as { type?: unknown } | undefined)?.type;
  const isOther = (def: Def) => {
    const { values } = def.shape?.type === undefined ? {} : branches(def.shape.type)[0];
    return values !== undefined && !values.includes(type);
  };
  return type === undefined ? defs : defs.filter((def) => !isOther(def));
}
