import type { z } from 'zod';
import type { Path } from './problem.js';

/** The part of zod's internal definition that a path walks through. */
interface Def {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly options?: readonly z.core.$ZodType[];
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
