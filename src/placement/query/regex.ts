import { RE2JS } from 're2js';
import { PatternReader, Refused } from './pattern-reader.js';
import type { QueryProblem } from './query.js';
import { type Piece, Translation } from './regex-translate.js';

export type CompiledRegex =
  | { readonly matches: (text: string) => boolean; readonly size: number; readonly problem?: undefined }
  | { readonly matches?: undefined; readonly size?: undefined; readonly problem: QueryProblem };

/** Number of compiled patterns kept: a constraint is evaluated for each class of instances, and a scenario has few patterns. */
const KEPT = 1000;
const known = new Map<string, CompiledRegex>();

/**
 * Compiles a pattern in Java's syntax (S.CQL-4) to a test of whole texts in linear time: RE2 matches it. Constructs of Java that RE2 lacks
 * are translated to equivalents, or refused by name.
 */
export function compileRegex(pattern: string): CompiledRegex {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  if (known.size >= KEPT) known.clear();
  const compiled = compiledAnew(pattern);
  known.set(pattern, compiled);
  return compiled;
}

function compiledAnew(pattern: string): CompiledRegex {
  try {
    const { re2, size } = translated(pattern);
    const compiled = RE2JS.compile(re2);
    return { matches: (text) => compiled.matches(text), size };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { problem: error.problem };
  }
}

function translated(pattern: string): Piece {
  return new Translation(new PatternReader(pattern)).whole();
}
