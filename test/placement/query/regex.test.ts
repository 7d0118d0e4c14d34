import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { CHAR_MAX, type CharSet, charsOf, complement, intersection, union, withBothCases } from '../../../src/placement/query/char-set.js';
import { PatternReader } from '../../../src/placement/query/pattern-reader.js';
import { compileRegex } from '../../../src/placement/query/regex.js';
import { Translation } from '../../../src/placement/query/regex-translate.js';

/**
 * What java.util.regex of OpenJDK 17.0.21 says. The first line holds the texts; then a line a pattern with the indexes of those that match
 * as a whole, or null when Java does not compile it. Half of the patterns are made at random.
 */
const [texts, ...verdicts] = readFileSync(join(import.meta.dirname, 'java-regex.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line)) as [string[], ...[string, number[] | null][]];

describe('a pattern', () => {
  it.each(verdicts.filter(([, matches]) => matches !== null))('%s matches what it matches in Java', (pattern, matches) => {
    const { matches: test, problem } = compileRegex(pattern);
    expect(problem).toBeUndefined();
    expect(texts.filter((text) => test!(text))).toEqual(matches!.map((at) => texts[at]));
  });

  it.each(verdicts.filter(([, matches]) => matches === null))('%s is wrong here as it is in Java', (pattern) => {
    const { problem } = compileRegex(pattern);
    expect(problem).toMatchObject({ at: expect.any(Number), length: expect.any(Number), message: expect.any(String) });
    expect(problem!.at + problem!.length).toBeLessThanOrEqual(pattern.length + 1);
  });

  it('never throws, whatever the text', () => {
    const tokens = [
      'a',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '2',
      ',',
      '*',
      '+',
      '?',
      '\\',
      '^',
      '$',
      '|',
      '&&',
      '-',
      '?:',
      '?<',
      '?i',
      'Q',
      'E',
      'p',
      'x',
      '.',
      '💧',
    ];
    const patterns = fc.array(fc.constantFrom(...tokens), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(patterns, (pattern) => {
        const { matches, problem } = compileRegex(pattern);
        expect(typeof (matches?.('a') ?? problem?.message)).toMatch(/boolean|string/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a pattern with line breaks, though no value has one', () => {
  const matches = (pattern: string, text: string) => compileRegex(pattern).matches?.(text);
  it('has a full stop for all characters but them, and with (?s) for them too', () => {
    for (const lineBreak of ['\n', '\r', '\u0085', '\u2028', '\u2029']) {
      expect(matches('a.b', `a${lineBreak}b`)).toBe(false);
      expect(matches('(?s)a.b', `a${lineBreak}b`)).toBe(true);
      expect(matches('a\\Rb', `a${lineBreak}b`)).toBe(true);
    }
    expect(matches('a\\Rb', 'a\r\nb')).toBe(true);
    expect(matches('a\\Rb', 'a\n\rb')).toBe(false);
  });
});

describe('an end of the text', () => {
  it.each(['a\\zb', 'a\\Zb', 'a$b'])('has nothing behind it: %s', (pattern) => {
    expect(compileRegex(pattern).matches!('ab')).toBe(false);
  });
});

describe('a class in brackets', () => {
  it('may have plain and nested members before &&', () => {
    const { matches } = compileRegex('[a[b]&&[ab]]');
    expect(['a', 'b', 'c'].map((text) => matches!(text))).toEqual([true, true, false]);
  });
});

describe('features of Java that are not supported', () => {
  it.each([
    ['x(?=a)', '(?=', /^look-ahead .* joined by and$/],
    ['x(?!a)', '(?!', /^negative look-ahead .* with !~/],
    ['x(?<=a)', '(?<=', /^look-behind .* joined by and$/],
    ['x(?<!a)', '(?<!', /^negative look-behind .* with !~/],
    ['x(?>a)', '(?>', /^the atomic group .*: write \(\?:\.\.\.\)$/],
    ['(a)\\1', '\\1', /^the back-reference \\1 .* alternatives/],
    ['(?<n>a)\\k<n>', '\\k', /^the back-reference \\k .* alternatives/],
    ['ba*+', '*+', /^the possessive \*\+ .*: write \*$/],
    ['ba++', '++', /^the possessive \+\+ .*: write \+$/],
    ['ba?+', '?+', /^the possessive \?\+ .*: write \?$/],
    ['ba{1,2}+', '{1,2}+', /^the possessive \{1,2\}\+ .*: write \{1,2\}$/],
    ['a{1000}{1000}', '{', /^a repetition of a repetition/],
    ['a**', '*', /^a repetition of a repetition/],
    ['\\Ga', '\\G', /^\\G .* leave it out$/],
    ['\\X', '\\X', /^\\X .* use \./],
    ['a\\b{g}', '\\b{g}', /^\\b\{\.\.\.\} .* use \\b$/],
    ['\\N{DIGIT ONE}', '\\N', /^\\N .* write the character/],
    ['\\p{IsLatin}', '\\p{IsLatin}', /^\\p\{IsLatin\} .*Alpha/],
    ['a\\pL', '\\pL', /^\\pL is not supported/],
    ['\\p{script=Greek}', '\\p{script=Greek}', /^\\p\{script=Greek\} is not/],
    ['(?i)\\p{Lower}', '\\p{Lower}', /under \(\?i\) .*: use \\p\{Alpha\}$/],
    ['(?i)[\\P{Upper}]', '\\P{Upper}', /under \(\?i\) .*: use \\p\{Alpha\}$/],
    ['(?m)a', '(?m)', /^\(\?m\) .* one line/],
    ['(?d)a', '(?d)', /^\(\?d\) .* one line/],
    ['(?ix:a b)', '(?ix:', /^\(\?x\) .* blanks/],
    ['(?iu)a', '(?iu)', /^\(\?u\) .* \(\?i\) alone/],
    ['(?-U)a', '(?-U)', /^\(\?U\) .* leave it out$/],
    ['(?i)*a', '*', /^flags cannot be repeated$/],
    ['[^a[b]]', '[^a[b]]', /read differently/],
    ['x[^a-c&&b]', '[^a-c&&b]', /read differently/],
    ['[a-c&&[b]c]', '[a-c&&[b]c]', /put all of them in brackets/],
    ['[a-c&&[b][c]]', '[a-c&&[b][c]]', /put all of them in brackets/],
    ['[&&a]', '&&', /both sides of &&/],
    ['[a&&]', '&&', /both sides of &&/],
    ['[a&&&b]', '&&', /both sides of &&/],
    ['[\\Qa\\E]', '\\Q', /^\\Q in brackets/],
    ['\\ud83d\\ude00', '\\ud83d', /^half a character/],
    ['\\ud800', '\\ud800', /^half a character/],
    ['\\udfff', '\\udfff', /^half a character/],
    ['\\b{wb}', '\\b{wb}', /^\\b\{\.\.\.\}/],
    ['a{2}{3}', '{', /^a repetition of a repetition/],
    ['{2}', '{', /^there is nothing that \{ could repeat/],
  ])('%s is refused by name, at its place', (pattern, pointedAt, message) => {
    const { problem } = compileRegex(pattern);
    expect(problem?.message).toMatch(message);
    expect(pattern.slice(problem!.at, problem!.at + problem!.length)).toBe(pointedAt);
  });

  it.each([
    ['a)b', ')', /closes none/],
    ['a(b', '(', /group is not closed/],
    ['a[b', '[', /bracket is not closed/],
    ['[a[b]', '[', /bracket is not closed/],
    ['+a', '+', /^there is nothing that \+ could repeat: .* \\\+$/],
    ['a|?', '?', /^there is nothing that \? could repeat/],
    ['a{x}', '{', /^expected \{n\}/],
    ['a{3,2}', '{3,2}', /ends before it begins/],
    ['[z-a]', 'z-a', /is no range/],
    ['[a-\\d]', 'a-\\d', /is no range/],
    ['a\\', '\\', /stands before nothing/],
    ['a\\y', '\\y', /no escape \\y/],
    ['\\x4', '\\x', /two hexadecimal digits/],
    ['\\u004', '\\u', /four hexadecimal digits/],
    ['\\08', '\\0', /octal/],
    ['\\c', '\\c', /as in \\cA/],
    ['\\x{110000}', '\\x{110000}', /no such character/],
    ['(?<n>a)(?<n>b)', '(?<n>', /two groups of the name n/],
    ['(?<1>a)', '(?', /^expected \(\?:/],
    ['(?k)a', '(?k)', /^there is no flag k/],
    ['\\p{Foo}', '\\p{Foo}', /is not supported/],
  ])('%s is a mistake, at its place', (pattern, pointedAt, message) => {
    const { problem } = compileRegex(pattern);
    expect(problem?.message).toMatch(message);
    expect(pattern.slice(problem!.at, problem!.at + problem!.length)).toBe(pointedAt);
  });
});

describe('the cost of a pattern', () => {
  it('is bounded: no more than 500 characters with all repetitions', () => {
    const tooLarge = /more than 500 characters/;
    expect(compileRegex('a{500}').problem).toBeUndefined();
    expect(compileRegex('(?:a{10}){50}').problem).toBeUndefined();
    expect(compileRegex('a{501}').problem).toMatchObject({ at: 0, length: 6, message: expect.stringMatching(tooLarge) });
    expect(compileRegex('b(?:a{10}){51}').problem).toMatchObject({ at: 1, length: 13, message: expect.stringMatching(tooLarge) });
    for (const pattern of [
      'a{0,501}',
      'a{501,}',
      '(?:){501}',
      '(?:|){251}',
      'a{250}b{251}',
      '(?:a{100}|b{100}){3}',
      '((((a{9}){9}){9}){9}){9}',
      'a{250}|b{251}',
      new Array(200).fill('.{0,250}').join('|'),
    ])
      expect([pattern, compileRegex(pattern).problem?.message]).toEqual([pattern, expect.stringMatching(tooLarge)]);
    for (const pattern of ['a{0,500}', 'a{500,}', '(?:){500}', '(?:|){250}', 'a{250}b{250}', '(?:a{100}|b{100}){2}', 'a{250}|b{250}'])
      expect([pattern, compileRegex(pattern).problem]).toEqual([pattern, undefined]);
    expect(compileRegex(`a{${'9'.repeat(400)}}`).problem?.message).toMatch(tooLarge);
  });

  it('is bounded in depth: 50 groups, 20 brackets', () => {
    const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}a${close.repeat(depth)}`;
    expect(compileRegex(nested('(', ')', 50)).problem).toBeUndefined();
    expect(compileRegex(nested('(', ')', 51)).problem?.message).toMatch(/more than 50 deep/);
    // Side by side is no depth.
    expect(compileRegex('(a)'.repeat(200)).problem).toBeUndefined();
    expect(compileRegex(nested('[', ']', 21)).problem).toBeUndefined();
    expect(compileRegex(nested('[', ']', 22)).problem?.message).toMatch(/more than 20 deep/);
    expect(compileRegex('['.repeat(2000)).problem?.message).toMatch(/more than 20 deep/);
  });

  it.each([
    '(a+)+$',
    '(.*a){25}',
    '(.{0,20}a){20}',
    '(x+x+)+y',
    '(a|aa)+',
    '(a|a)*b',
    '(.*)*b',
    '(a?){50}a{50}',
    '((a*)*)*b',
    '.*.*.*.*=.*',
  ])('%s has a small program, which is run once over the text', (pattern) => {
    const { re2 } = new Translation(new PatternReader(pattern)).whole();
    const program = RE2JS.compile(re2).programSize();
    expect(program).toBeLessThanOrEqual(1000);
    // A matcher that goes back would need more steps than there are atoms: this would not end.
    const { matches } = compileRegex(pattern);
    expect(matches!(`${'a'.repeat(2000)}${'x'.repeat(2000)}!`)).toBe(false);
  });
});

describe('sets of characters', () => {
  const LAST = 130;
  const all = Array.from({ length: LAST + 1 }, (_, code) => code);
  const members = (set: CharSet) => all.filter((code) => set.some(([first, last]) => first <= code && code <= last));
  const sets: fc.Arbitrary<CharSet> = fc
    .array(fc.tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: 9 })), { maxLength: 6 })
    .map((ranges) => union(ranges.map(([first, more]) => [first, first + more] as const)));

  it('are what sets of numbers are', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(members(union(a, b))).toEqual(all.filter((code) => inA.includes(code) || inB.includes(code)));
        expect(members(intersection(a, b))).toEqual(all.filter((code) => inA.includes(code) && inB.includes(code)));
        expect(members(complement(a))).toEqual(all.filter((code) => !inA.includes(code)));
        expect(complement(complement(a))).toEqual(a);
        // Ranges are in order and do not touch.
        for (const [i, [first]] of union(a, b).entries()) if (i > 0) expect(first).toBeGreaterThan(union(a, b)[i - 1][1] + 1);
        const letters = inA.map((code) => String.fromCharCode(code)).filter((char) => /[a-z]/i.test(char));
        const both = letters.flatMap((char) => [char.toLowerCase().charCodeAt(0), char.toUpperCase().charCodeAt(0)]);
        expect(members(withBothCases(a))).toEqual(all.filter((code) => inA.includes(code) || both.includes(code)));
      }),
    );
  });

  it('are written as ranges', () => {
    expect(charsOf('b-da_-')).toEqual([
      [45, 45],
      [95, 95],
      [97, 100],
    ]);
    expect(complement([])).toEqual([[0, CHAR_MAX]]);
    expect(complement([[0, CHAR_MAX]])).toEqual([]);
    expect(complement(charsOf('\0'))).toEqual([[1, CHAR_MAX]]);
    expect(complement([[0, CHAR_MAX - 1]])).toEqual([[CHAR_MAX, CHAR_MAX]]);
    expect(compileRegex('\\x{10ffff}\\ud7ff\\ue000').problem).toBeUndefined();
  });
});
