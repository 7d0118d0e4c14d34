import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, countOf, dateSecondsOf, versionOf, wholeOf } from '../../../src/placement/query/literals.js';
import { nearest } from '../../../src/placement/query/nearest.js';

describe('dates', () => {
  it('are those of the calendar', () => {
    // Each day of 400 years in a count of its own: leap years by whether February 29 rolls over.
    let seconds = Date.parse('1970-01-01') / 1000;
    for (let year = 1970; year < 2370; year++)
      for (let month = 1; month <= 12; month++)
        for (let day = 1; day <= 31; day++) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const exists = new Date(Date.parse('1970-01-01') + seconds * 1000).toISOString().slice(0, 10) === text;
          if (exists !== (dateSecondsOf(text) === seconds) || (!exists && dateSecondsOf(text) !== undefined))
            expect(text).toBe('as the calendar has it');
          if (exists) seconds += 86_400;
        }
    expect(new Date(seconds * 1000).toISOString().slice(0, 10)).toBe('2370-01-01');
  });

  it('have an optional time, and with it an optional offset from UTC', () => {
    const seconds = (text: string) => (dateSecondsOf(text) ?? Number.NaN) * 1000;
    expect(seconds('2018-06-18')).toBe(Date.parse('2018-06-18T00:00:00Z'));
    expect(seconds('2018-06-18T22:28:28')).toBe(Date.parse('2018-06-18T22:28:28Z'));
    expect(seconds('2018-06-18T22:28:28Z')).toBe(Date.parse('2018-06-18T22:28:28Z'));
    expect(seconds('2018-06-18T22:28:28+00:00')).toBe(Date.parse('2018-06-18T22:28:28Z'));
    expect(seconds('2018-06-18T22:28:28+09:30')).toBe(Date.parse('2018-06-18T12:58:28Z'));
    expect(seconds('2018-06-18T22:28:28-08:00')).toBe(Date.parse('2018-06-19T06:28:28Z'));
    expect(seconds('2018-06-18T23:59:59+18:00')).toBe(Date.parse('2018-06-18T05:59:59Z'));
    expect(seconds('2018-06-18T00:00:00-18:00')).toBe(Date.parse('2018-06-18T18:00:00Z'));
  });

  it.each([
    '2018-02-29',
    '1900-02-29',
    '2018-00-10',
    '2018-13-10',
    '2018-06-00',
    '2018-06-31',
    '2018-6-18',
    '18-06-18',
    '0999-01-01',
    '2018-06-18T24:00:00',
    '2018-06-18T22:60:00',
    '2018-06-18T22:28:60',
    '2018-06-18T22:28',
    '2018-06-18T22:28:28.5',
    '2018-06-18 22:28:28',
    '2018-06-18T22:28:28+0000',
    '2018-06-18T22:28:28+18:01',
    '2018-06-18T22:28:28+01:60',
    '2018-06-18Z',
    ' 2018-06-18',
    '2018-06-18x',
    '',
  ])('%s is none', (text) => {
    expect(dateSecondsOf(text)).toBeUndefined();
  });
});

describe('versions', () => {
  it('are compared number by number, missing ones as 0', () => {
    const order = (a: string, b: string) => Math.sign(compareVersions(versionOf(a) as number[], versionOf(b) as number[]));
    expect(order('1.9', '1.14')).toBe(-1);
    expect(order('1.14.5', '1.14.4')).toBe(1);
    expect(order('2', '1.99.99')).toBe(1);
    expect(order('1.14', '1.14.0')).toBe(0);
    expect(order('1.14.0.0', '1.14')).toBe(0);
    expect(order('1.14', '1.14.0.1')).toBe(-1);
    expect(order('01.2', '1.02')).toBe(0);
  });

  it('have up to eight numbers of up to nine digits and nothing else', () => {
    expect(versionOf('1.2.3.4.5.6.7.999999999')).toEqual([1, 2, 3, 4, 5, 6, 7, 999999999]);
    for (const text of ['', '.', '1.', '.1', '1..2', 'v1.2', '1.2-rc1', '1.2 ', '-1', '1,2', '1234567890', '1.2.3.4.5.6.7.8.9'])
      expect([text, versionOf(text)]).toEqual([text, undefined]);
  });
});

describe('numbers', () => {
  it('are whole, from 0, and as a double holds them', () => {
    expect(['0', '7', '007', '999999999999999'].map(countOf)).toEqual([0, 7, 7, 999999999999999]);
    expect(['', '-1', '+1', '1.0', '1e3', '1 ', ' 1', 'x', '1000000000000000'].map(countOf)).toEqual(
      Array.from({ length: 9 }, () => undefined),
    );
  });

  it('in attributes have any length and may be negative', () => {
    expect(['0', '-12', '007', '90071992547409931'].map(wholeOf)).toEqual([0n, -12n, 7n, 90071992547409931n]);
    expect(['', '-', '+1', '1.0', 'x1', '1x'].map(wholeOf)).toEqual(Array.from({ length: 6 }, () => undefined));
  });
});

describe('the nearest word', () => {
  /** Whether so many edits make one of the other: slow and without a table. */
  const isWithin = (a: string, b: string, edits: number): boolean => {
    if (a === b || edits < 0) return edits >= 0;
    const [withoutA, withoutB] = [a.slice(1), b.slice(1)];
    if (a[0] === b[0] && isWithin(withoutA, withoutB, edits)) return true;
    const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0] && isWithin(a.slice(2), b.slice(2), edits - 1);
    const isReplaced = a !== '' && b !== '' && isWithin(withoutA, withoutB, edits - 1);
    const isLonger = a !== '' && isWithin(withoutA, b, edits - 1);
    return isSwapped || isReplaced || isLonger || (b !== '' && isWithin(a, withoutB, edits - 1));
  };

  it('is one that as many edits make as a third of the letters', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 6, maxLength: 8 });
    fc.assert(
      fc.property(words, words, (word, choice) => {
        expect(nearest(word, [choice])).toBe(isWithin(word, choice, 2) ? choice : undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('swaps neighbours in one edit', () => {
    expect(nearest('abc', ['acb'])).toBe('acb');
    expect(nearest('abc', ['bca'])).toBeUndefined();
  });

  it('is not suggested beyond 100 letters', () => {
    expect(nearest('a'.repeat(100), ['a'.repeat(99)])).toBe('a'.repeat(99));
    expect(nearest('a'.repeat(101), ['a'.repeat(100)])).toBeUndefined();
  });

  it('is the first of those with the fewest edits, letter case aside', () => {
    expect(nearest('agentversion', ['agentConnected', 'agentVersion'])).toBe('agentVersion');
    expect(nearest('abcdef', ['abcdxx', 'abcdex', 'abcdey'])).toBe('abcdex');
    expect(nearest('=', ['==', '!='])).toBe('==');
    expect(nearest('xyz', ['in', 'exists'])).toBeUndefined();
    expect(nearest('ab', [])).toBeUndefined();
  });
});
