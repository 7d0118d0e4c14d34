import type { QueryProblem, Span } from './query.js';

/** Thrown within the translation and caught in compileRegex: after its first mistake a pattern cannot be read further. */
export class Refused extends Error {
  constructor(readonly problem: QueryProblem) {
    super(problem.message);
  }
}

export function refuse({ at, length }: Span, message: string): never {
  throw new Refused({ at, length: Math.max(1, length), message });
}

/** Reads a pattern's text from left to right. */
export class PatternReader {
  at = 0;

  constructor(readonly text: string) {}

  get next(): string {
    return this.text.charAt(this.at);
  }

  isAhead(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Takes exactly this text if it is next. */
  takeText(text: string): boolean {
    if (!this.isAhead(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Takes the match of a sticky expression at this place. */
  take(sticky: RegExp): string | undefined {
    return this.match(sticky)?.[0];
  }

  /** Does the same, but returns the first group. */
  takeGroup(sticky: RegExp): string | undefined {
    return this.match(sticky)?.[1];
  }

  spanFrom(at: number): Span {
    return { at, length: this.at - at };
  }

  private match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found;
  }
}
