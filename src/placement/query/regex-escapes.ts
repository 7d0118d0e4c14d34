import { CHAR_MAX, type CharSet, charsOf, complement, oneChar } from './char-set.js';
import { type PatternReader, refuse } from './pattern-reader.js';
import type { Span } from './query.js';

const SPACES = ' \t-\r';

/** `\d` and similar classes, as in Java without (?U); in capitals all other characters. */
const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  h: ' \t\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000',
  s: SPACES,
  v: '\n-\r\u0085\u2028\u2029',
  w: 'a-zA-Z0-9_',
};

/** The POSIX names of `\p{...}`: in Java they mean ASCII. */
const POSIX: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\0-\x7f',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-/:-@[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \t',
  Cntrl: '\0-\x1f\x7f',
  XDigit: '0-9a-fA-F',
  Space: SPACES,
};

const CONTROLS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, f: 0x0c, r: 0x0d, a: 0x07, e: 0x1b };

const NUMBERED: readonly { readonly form: RegExp; readonly base: 8 | 16 }[] = [
  { form: /0([0-3][0-7]{2}|[0-7]{1,2})/y, base: 8 },
  { form: /x([0-9a-fA-F]{2})/y, base: 16 },
  { form: /x\{([0-9a-fA-F]{1,6})\}/y, base: 16 },
  { form: /u([0-9a-fA-F]{4})/y, base: 16 },
];

/** Takes the characters after a backslash if they stand for a character or a class. */
export function takeEscapedChars(reader: PatternReader, at: number, ignoresCase: boolean): CharSet {
  const char = reader.next;
  const posix = reader.take(/[pP](?:\{\w*(?:=\w*)?\}|\w?)/y);
  if (posix !== undefined) return posixClass(posix, reader.spanFrom(at), ignoresCase);
  const code = takeCode(reader, at);
  if (code !== undefined) return oneChar(code);
  reader.take(/./suy);
  const span = reader.spanFrom(at);
  if (char === '') refuse(span, 'a backslash at the end stands before nothing: write two for the character itself');
  if (Object.hasOwn(CLASSES, char)) return charsOf(CLASSES[char]);
  const small = char.toLowerCase();
  if (Object.hasOwn(CLASSES, small)) return complement(charsOf(CLASSES[small]));
  if (/[1-9]/.test(char)) refuse(span, `the back-reference \\${char} is not supported: list the texts as alternatives, such as (?:aa|bb)`);
  if (/[a-zA-Z0]/.test(char))
    refuse(span, REFUSED[char] ?? `there is no escape \\${char} in Java; leave out the backslash for the letter itself`);
  return oneChar(reader.text.codePointAt(at + 1)!);
}

const REFUSED: Readonly<Record<string, string>> = {
  k: 'the back-reference \\k is not supported: list the texts as alternatives, such as (?:aa|bb)',
  G: '\\G (end of the previous match) is not supported: a query matches the whole value once, so leave it out',
  X: '\\X (grapheme cluster) is not supported: use . for any character',
  N: '\\N (character by name) is not supported: write the character, or \\x{...}',
  Q: '\\Q in brackets is not supported: put a backslash before each character instead',
  0: '\\0 is followed by one to three octal digits',
  x: '\\x is followed by two hexadecimal digits, or by one to six in braces',
  u: '\\u is followed by four hexadecimal digits',
  c: '\\c is followed by a character, as in \\cA',
};

function takeCode(reader: PatternReader, at: number): number | undefined {
  for (const { form, base } of NUMBERED) {
    const digits = reader.takeGroup(form);
    if (digits === undefined) continue;
    return checkedCode(Number.parseInt(digits, base), reader.spanFrom(at));
  }
  const control = reader.takeGroup(/c([ -~])/y);
  if (control !== undefined) return control.charCodeAt(0) ^ 0x40;
  const char = reader.next;
  if (!Object.hasOwn(CONTROLS, char)) return undefined;
  reader.takeText(char);
  return CONTROLS[char];
}

/** Half of a surrogate pair is no character: Java reads two \\u halves as one character, which \\x{...} can write. */
function checkedCode(code: number, span: Span): number {
  if (code > CHAR_MAX) refuse(span, 'there is no such character: the last is \\x{10ffff}');
  if (code >= 0xd800 && code <= 0xdfff) refuse(span, 'half a character (a surrogate) is not supported: write the character, or \\x{...}');
  return code;
}

function posixClass(written: string, span: Span, ignoresCase: boolean): CharSet {
  const name = written.slice(1).replace(/[{}]/g, '');
  if (!Object.hasOwn(POSIX, name))
    refuse(
      span,
      `\\${written} is not supported: values are ASCII, so use one of ${Object.keys(POSIX).join(', ')}, or a range such as [a-z]`,
    );
  // Releases of Java differ on the meaning of these two under (?i).
  if (ignoresCase && (name === 'Lower' || name === 'Upper')) refuse(span, `\\${written} under (?i) is not supported: use \\p{Alpha}`);
  const chars = charsOf(POSIX[name]);
  return written[0] === 'p' ? chars : complement(chars);
}
