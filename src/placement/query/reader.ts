import type { QueryProblem, Span } from './query.js';

/** A literal in the text: its span is that of its content, without quotes. */
export interface Literal extends Span {
  readonly text: string;
  readonly isQuoted: boolean;
}

const BLANKS = /\s*/y;
const QUOTED = /'[^']*'|"[^"]*"/y;
const BARE = /(?:(?!&&|\|\|)[^\s()[\],])+/y;
const PATTERN_STEP = /\\\S|\S/y;
/** `and`, `or`, `&&`, `||`, and common misspellings. */
const GLUE = /&&?|\|\|?|(?:and|or)(?![\w.:/\\-])/iy;

/** Reads a query's text from left to right and collects its mistakes. */
export class Reader {
  readonly problems: QueryProblem[] = [];
  /** Total size of the patterns read so far. */
  patternSizes = 0;
  private position = 0;
  private takenEnd = 0;

  constructor(readonly text: string) {}

  /** The next place that is not blank, where the next token begins. */
  get at(): number {
    BLANKS.lastIndex = this.position;
    this.position += BLANKS.exec(this.text)![0].length;
    return this.position;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  /** Returns the span from a place to the end of the last token. */
  spanFrom(at: number): Span {
    return { at, length: Math.max(0, this.takenEnd - at) };
  }

  /** Takes the match of a sticky expression at the next place; without a match returns undefined and does not move. */
  take(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.moveTo(this.position + found.length);
    return found;
  }

  takeChar(char: string): boolean {
    if (this.next !== char) return false;
    this.moveTo(this.position + 1);
    return true;
  }

  fail({ at, length }: Span, message: string): void {
    this.problems.push({ at, length, message });
  }

  /** Returns `&&`, `||`, `and` or `or`, as written, if one is next. */
  peekGlue(): string | undefined {
    GLUE.lastIndex = this.at;
    return GLUE.exec(this.text)?.[0];
  }

  takeGlue(): void {
    this.take(GLUE);
  }

  /** Takes a literal, bare or in quotes; without one returns undefined and takes nothing. */
  literal(): Literal | undefined {
    const { at } = this;
    const quoted = this.quoted();
    if (quoted !== undefined) return quoted;
    const text = this.take(BARE);
    return text === undefined ? undefined : { at, length: text.length, text, isQuoted: false };
  }

  /**
   * Takes a regular expression, in quotes or bare. A bare one ends at a blank, at a parenthesis and at `&&` and `||`; within brackets only
   * a blank ends it. A character after a backslash does not end it.
   */
  pattern(): Literal | undefined {
    const quoted = this.quoted();
    if (quoted !== undefined) return quoted;
    const { at } = this;
    let depth = 0;
    while (!this.isPatternEnd(depth)) {
      const step = this.take(PATTERN_STEP);
      if (step === '[') depth++;
      if (step === ']' && depth > 0) depth--;
    }
    const text = this.text.slice(at, this.position);
    return text === '' ? undefined : { at, length: text.length, text, isQuoted: false };
  }

  /** Skips an unreadable part: up to the next `and`, `or`, or the closing parenthesis. */
  skipToGlue(): void {
    let depth = 0;
    while (!this.isAtEnd) {
      if (depth === 0 && (this.next === ')' || this.peekGlue() !== undefined)) return;
      if (this.next === '(') depth++;
      if (this.next === ')') depth--;
      if (this.take(QUOTED) === undefined && this.take(BARE) === undefined) this.moveTo(this.position + 1);
    }
  }

  skipToEnd(): void {
    this.moveTo(this.text.length);
  }

  private moveTo(position: number): void {
    this.position = position;
    this.takenEnd = position;
  }

  private quoted(): Literal | undefined {
    const { at, next: quote } = this;
    if (quote !== "'" && quote !== '"') return undefined;
    if (this.take(QUOTED) === undefined) {
      this.fail({ at, length: 1 }, `this quote is not closed: end the value with another ${quote}`);
      this.skipToEnd();
      return undefined;
    }
    const text = this.text.slice(at + 1, this.position - 1);
    return { at: at + 1, length: text.length, text, isQuoted: true };
  }

  private isPatternEnd(depth: number): boolean {
    const ahead = this.text.slice(this.position, this.position + 2);
    if (/^(?:$|\s)/.test(ahead)) return true;
    return depth === 0 && /^(?:[()]|&&|\|\|)/.test(ahead);
  }
}
