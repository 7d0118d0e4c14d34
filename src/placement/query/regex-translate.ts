import { CHAR_MAX, type CharSet, charsOf, complement, oneChar, withBothCases } from './char-set.js';
import { type PatternReader, refuse } from './pattern-reader.js';
import { takeBrackets } from './regex-brackets.js';
import { takeEscapedChars } from './regex-escapes.js';

/** The maximum nesting of groups. */
const NESTING_MAX = 50;
/**
 * Characters, classes and anchors, each times its repetitions: the cost of a match per character of the value. With 500 the worst patterns,
 * such as (.{0,20}a){20}, take about 10 ms for a value of 128 characters.
 */
export const SIZE_MAX = 500;

/** A piece in RE2's syntax with its size. */
export interface Piece {
  readonly re2: string;
  readonly size: number;
}

interface Flags {
  /** (?i): ASCII letters of both cases. */
  ignoresCase: boolean;
  /** (?s): the full stop also matches a line break. */
  dotIsAll: boolean;
}

const NOT_LINE_BREAKS = complement(charsOf('\n\r\u0085\u2028\u2029'));
const ALL_CHARS: CharSet = [[0, CHAR_MAX]];

/** A value has no line breaks, so the end before a last line break is the end. */
const ANCHORS: Readonly<Record<string, string>> = {
  '^': '\\A',
  $: '\\z',
  '\\A': '\\A',
  '\\Z': '\\z',
  '\\z': '\\z',
  '\\b': '\\b',
  '\\B': '\\B',
};

const LOOKS: readonly (readonly [string, string])[] = [
  ['(?=', 'look-ahead (?=...) is not supported: ask with a second comparison joined by and'],
  ['(?!', 'negative look-ahead (?!...) is not supported: ask with a second comparison, with !~, joined by and'],
  ['(?<=', 'look-behind (?<=...) is not supported: ask with a second comparison joined by and'],
  ['(?<!', 'negative look-behind (?<!...) is not supported: ask with a second comparison, with !~, joined by and'],
  ['(?>', 'the atomic group (?>...) is not supported: write (?:...)'],
];

const REFUSED_FLAGS: Readonly<Record<string, string>> = {
  m: '(?m) is not supported: a value has one line, so leave it out',
  d: '(?d) is not supported: a value has one line, so leave it out',
  x: '(?x) is not supported: leave out blanks and comments',
  u: '(?u) is not supported: values are ASCII, so (?i) alone does it',
  U: '(?U) is not supported: values are ASCII, so leave it out',
};

/**
 * Translates a pattern in Java's syntax piece by piece into RE2's simplest syntax: characters as numbers, classes as ranges, no captures.
 */
export class Translation {
  private depth = 0;
  private isQuoting = false;
  private readonly names = new Set<string>();
  private flags: Flags = { ignoresCase: false, dotIsAll: false };

  constructor(private readonly reader: PatternReader) {}

  whole(): Piece {
    const { reader } = this;
    const piece = this.choice();
    if (reader.next === ')') refuse({ at: reader.at, length: 1 }, 'this parenthesis closes none: for the character itself write \\)');
    // A sequence reports its own place; small alternatives that are too large together report the whole.
    if (piece.size > SIZE_MAX) refuse(reader.spanFrom(0), TOO_LARGE);
    return piece;
  }

  private choice(): Piece {
    const parts = [this.sequence()];
    while (this.reader.takeText('|')) parts.push(this.sequence());
    return { re2: parts.map(({ re2 }) => re2).join('|'), size: parts.reduce((sum, { size }) => sum + size, 0) };
  }

  private sequence(): Piece {
    let re2 = '';
    let size = 0;
    while (!this.isSequenceEnd()) {
      const { at } = this.reader;
      const piece = this.repeated(this.atom());
      re2 += piece.re2;
      size += piece.size;
      if (size > SIZE_MAX) refuse(this.reader.spanFrom(at), TOO_LARGE);
    }
    return { re2, size: Math.max(1, size) };
  }

  /** Also skips the marks of a quotation. */
  private isSequenceEnd(): boolean {
    const { reader } = this;
    while (reader.takeText(this.isQuoting ? '\\E' : '\\Q')) this.isQuoting = !this.isQuoting;
    return reader.next === '' || (!this.isQuoting && (reader.next === '|' || reader.next === ')'));
  }

  private atom(): Piece {
    const { reader } = this;
    const { at, next } = reader;
    if (this.isQuoting) return this.chars(oneChar(reader.take(/./suy)!.codePointAt(0)!));
    switch (next) {
      case '(':
        return this.group();
      case '[':
        return this.set(takeBrackets(reader, this.flags.ignoresCase));
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
      case '{':
        return refuse({ at, length: 1 }, `there is nothing that ${next} could repeat: for the character itself write \\${next}`);
      case '.':
        reader.takeText('.');
        return this.set(this.flags.dotIsAll ? ALL_CHARS : NOT_LINE_BREAKS);
      default:
        if (reader.takeText('^') || reader.takeText('$')) return anchor(next);
        return this.chars(oneChar(reader.take(/./suy)!.codePointAt(0)!));
    }
  }

  private chars(set: CharSet): Piece {
    return this.set(this.flags.ignoresCase ? withBothCases(set) : set);
  }

  private set(set: CharSet): Piece {
    return { re2: setText(set), size: 1 };
  }

  private escape(): Piece {
    const { reader } = this;
    const { at } = reader;
    if (reader.take(/\\b\{[a-z]+\}/y) !== undefined) refuse(reader.spanFrom(at), '\\b{...} is not supported: use \\b');
    const found = reader.take(/\\[AZzbB]/y);
    if (found !== undefined) return anchor(found);
    // As in Java 9 and later; a value contains none of these characters.
    if (reader.takeText('\\R')) return { re2: '(?:\\x{d}\\x{a}|[\\x{a}-\\x{d}\\x{85}\\x{2028}\\x{2029}])', size: 3 };
    reader.takeText('\\');
    return this.chars(takeEscapedChars(reader, at, this.flags.ignoresCase));
  }

  private group(): Piece {
    const { reader } = this;
    const { at } = reader;
    const before = this.flags;
    for (const [look, message] of LOOKS) if (reader.isAhead(look)) refuse({ at, length: look.length }, message);
    if (this.takeFlags(at) === 'to the end of the group') return { re2: '', size: 0 };
    if (++this.depth > NESTING_MAX) refuse({ at, length: 1 }, `groups are more than ${NESTING_MAX} deep here`);
    const inner = this.choice();
    this.depth--;
    this.flags = before;
    if (!reader.takeText(')')) refuse({ at, length: 1 }, 'this group is not closed: end it with ), or write \\( for the character itself');
    return { re2: `(?:${inner.re2})`, size: inner.size };
  }

  /** Takes the beginning of a group: `(`, `(?:`, `(?<name>`, `(?i:` - or all of `(?i)`, which applies to the end of the enclosing group. */
  private takeFlags(at: number): 'for this group' | 'to the end of the group' {
    const { reader } = this;
    const name = reader.takeGroup(/\(\?<([a-zA-Z][a-zA-Z0-9]*)>/y);
    if (name !== undefined) {
      if (this.names.has(name)) refuse(reader.spanFrom(at), `there are two groups of the name ${name}`);
      this.names.add(name);
      return 'for this group';
    }
    const start = reader.take(/\((?:\?[a-zA-Z]*(?:-[a-zA-Z]*)?[:)]|(?!\?))/y);
    if (start === undefined) refuse({ at, length: 2 }, 'expected (?:...), (?<name>...) or flags such as (?i) here');
    const [on, off = ''] = start.replace(/[(?:)]/g, '').split('-');
    this.flags = { ...this.flags };
    for (const flag of on!) this.setFlag(flag, true, at);
    for (const flag of off) this.setFlag(flag, false, at);
    return start.endsWith(')') ? 'to the end of the group' : 'for this group';
  }

  private setFlag(flag: string, value: boolean, at: number): void {
    if (flag === 'i') this.flags.ignoresCase = value;
    else if (flag === 's') this.flags.dotIsAll = value;
    else refuse(this.reader.spanFrom(at), REFUSED_FLAGS[flag] ?? `there is no flag ${flag} in Java`);
  }

  private repeated(piece: Piece): Piece {
    const { reader } = this;
    // Within a quotation these are literal characters; after its end they apply to its last one.
    if (this.isQuoting && !reader.isAhead('\\E')) return piece;
    if (this.isQuoting) this.isQuoting = !reader.takeText('\\E');
    const from = reader.at;
    const range = this.takeRange();
    if (range === undefined) return piece;
    if (piece.size === 0) refuse(reader.spanFrom(from), 'flags cannot be repeated');
    if (reader.takeText('+')) {
      const written = reader.text.slice(from, reader.at);
      refuse(reader.spanFrom(from), `the possessive ${written} is not supported: write ${written.slice(0, -1)}`);
    }
    // Lazy and greedy are equivalent for a match of the whole value.
    reader.takeText('?');
    if (/[*+?{]/.test(reader.next || ' '))
      refuse({ at: reader.at, length: 1 }, 'a repetition of a repetition: put the first in a group (?:...)');
    const size = piece.size * Math.max(1, range.max ?? range.min);
    return { re2: `(?:${piece.re2})${range.re2}`, size };
  }

  private takeRange(): { readonly min: number; readonly max: number | undefined; readonly re2: string } | undefined {
    const { reader } = this;
    const { at } = reader;
    if (reader.takeText('*')) return { min: 0, max: undefined, re2: '*' };
    if (reader.takeText('+')) return { min: 1, max: undefined, re2: '+' };
    if (reader.takeText('?')) return { min: 0, max: 1, re2: '?' };
    if (reader.next !== '{') return undefined;
    const found = reader.take(/\{\d+(?:,\d*)?\}/y);
    if (found === undefined) refuse({ at, length: 1 }, 'expected {n}, {n,} or {n,m}: for the character itself write \\{');
    const [min, max] = found.slice(1, -1).split(',');
    const least = Number(min);
    const most = max === undefined ? least : max === '' ? undefined : Number(max);
    if (most !== undefined && most < least) refuse(reader.spanFrom(at), `${found} ends before it begins`);
    return { min: least, max: most, re2: most === undefined ? `{${least},}` : `{${least},${most}}` };
  }
}

const TOO_LARGE = `with its repetitions the pattern has more than ${SIZE_MAX} characters here; a value has at most 128`;

function anchor(written: string): Piece {
  return { re2: ANCHORS[written], size: 1 };
}

function setText(set: CharSet): string {
  if (set.length === 1 && set[0][0] === set[0][1]) return charText(set[0][0]);
  // RE2 has no empty brackets, so this is the complement of all characters.
  if (set.length === 0) return `[^${rangeText([0, CHAR_MAX])}]`;
  return `[${set.map(rangeText).join('')}]`;
}

function rangeText([first, last]: CharSet[number]): string {
  return `${charText(first)}-${charText(last)}`;
}

function charText(code: number): string {
  return `\\x{${code.toString(16)}}`;
}
