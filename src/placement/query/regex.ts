import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { QueryProblem } from './query.js';

export type CompiledRegex =
  | { readonly matches: (text: string) => boolean; readonly problem?: undefined }
  | { readonly matches?: undefined; readonly problem: QueryProblem };

/** A pattern in Java's syntax as a test of whole texts. */
export function compileRegex(pattern: string): CompiledRegex {
  try {
    const compiled = RE2JS.compile(pattern);
    return { matches: (text) => compiled.matches(text) };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return { problem: { at: 0, length: pattern.length, message: error.message } };
  }
}
