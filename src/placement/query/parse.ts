import { comparison } from './parse-comparison.js';
import type { Compound, Query, QueryProblem } from './query.js';
import { Reader } from './reader.js';

/** The maximum length of a placement constraint's expression (ECS API reference, PlacementConstraint). */
export const TEXT_MAX = 2_000;
/** The maximum nesting of parentheses and nots: deeper than practical queries, and safe for recursion. */
export const NESTING_MAX = 50;

export type ParsedQuery =
  | { readonly query: Query; readonly problems?: undefined }
  | { readonly query?: undefined; readonly problems: readonly QueryProblem[] };

/** Parses a cluster query; returns all mistakes of an invalid text, in the order of the text. */
export function parseQuery(text: string): ParsedQuery {
  const reader = new Reader(text);
  if (text.length > TEXT_MAX) {
    const message = `an expression has at most ${TEXT_MAX} characters, this one has ${text.length}`;
    return { problems: [{ at: TEXT_MAX, length: 1, message }] };
  }
  const query = new Parser(reader).whole();
  return reader.problems.length === 0 ? { query } : { problems: reader.problems.sort((a, b) => a.at - b.at) };
}

/** Replaces an unreadable part; the reported problem prevents its use. */
const NOTHING: Query = { kind: 'or', at: 0, length: 0, parts: [] };

/** Recursive descent with one method per rule of the grammar; it continues after a mistake, to find all. */
class Parser {
  private depth = 0;
  private isTooDeep = false;

  constructor(private readonly reader: Reader) {}

  whole(): Query {
    const { reader } = this;
    // The guide writes a constraint as memberOf(EXPRESSION), and users copy it.
    reader.take(/memberOf\s*(?=\()/y);
    const query = this.or();
    while (!reader.isAtEnd) this.closesNone();
    return query;
  }

  /** Handles an extra parenthesis; the text after it is read only to find more mistakes. */
  private closesNone(): void {
    const { reader } = this;
    reader.fail({ at: reader.at, length: 1 }, 'this parenthesis closes none: remove it, or open one before');
    reader.takeChar(')');
    if (reader.peekGlue() === undefined) return reader.skipToGlue();
    reader.takeGlue();
    this.or();
  }

  private or(): Query {
    return this.chain('or', () => this.chain('and', () => this.unary()));
  }

  private chain(kind: Compound['kind'], operand: () => Query): Query {
    const { reader } = this;
    const { at } = reader;
    const parts = [operand()];
    while (this.takeGlue(kind)) parts.push(operand());
    return parts.length === 1 ? parts[0] : { kind, ...reader.spanFrom(at), parts };
  }

  private takeGlue(kind: Compound['kind']): boolean {
    const { reader } = this;
    const { at } = reader;
    const glue = reader.peekGlue();
    const symbol = kind === 'and' ? '&&' : '||';
    if (glue === undefined || (glue[0] !== symbol[0] && glue.toLowerCase() !== kind)) return false;
    reader.takeGlue();
    if (glue !== symbol && glue !== kind) reader.fail({ at, length: glue.length }, `write ${kind} or ${symbol} for ${glue}`);
    return true;
  }

  private unary(): Query {
    const { reader } = this;
    const { at } = reader;
    const not = reader.take(/!|not(?![\w.:/\\-])/iy);
    if (not === undefined) return this.primary();
    if (not !== '!' && not !== 'not') reader.fail({ at, length: not.length }, `write not or ! for ${not}`);
    const part = this.nested(at, () => this.unary());
    return { kind: 'not', ...reader.spanFrom(at), part };
  }

  private primary(): Query {
    const { reader } = this;
    const { at } = reader;
    if (!reader.takeChar('(')) return this.single();
    const query = this.nested(at, () => this.or());
    if (reader.takeChar(')')) this.expectGlue('');
    else if (!this.isTooDeep) reader.fail({ at, length: 1 }, 'this parenthesis is not closed');
    return query;
  }

  private single(): Query {
    const found = comparison(this.reader);
    if (found === undefined) this.reader.skipToGlue();
    else this.expectGlue(found.values.length === 1 ? '; a value with blanks or parentheses in it stands in quotes' : '');
    return found ?? NOTHING;
  }

  /** After a comparison or a parenthesis, expects `and`, `or`, a closing parenthesis, or the end. */
  private expectGlue(hint: string): void {
    const { reader } = this;
    const { at } = reader;
    if (reader.isAtEnd || reader.next === ')' || reader.peekGlue() !== undefined) return;
    reader.skipToGlue();
    reader.fail(reader.spanFrom(at), `expected 'and' or 'or' before the next comparison${hint}`);
  }

  private nested(at: number, rule: () => Query): Query {
    if (this.depth >= NESTING_MAX) {
      this.reader.fail({ at, length: 1 }, `parentheses and nots lie more than ${NESTING_MAX} deep here: write it flatter`);
      this.reader.skipToEnd();
      this.isTooDeep = true;
      return NOTHING;
    }
    this.depth++;
    const query = rule();
    this.depth--;
    return query;
  }
}
