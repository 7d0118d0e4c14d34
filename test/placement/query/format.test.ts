import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuery, pointAt } from '../../../src/placement/query/format.js';
import { queries, queryOf, unplaced } from './queries.js';

describe('a formatted query', () => {
  it('parses to the same tree again', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const text = formatQuery(query);
        // Longer ones are more than an expression may have.
        fc.pre(text.length <= 2000);
        expect(unplaced(queryOf(text))).toEqual(unplaced(query));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['attribute:a==b&&!(attribute:c!=d)', 'attribute:a == b and not (attribute:c != d)'],
    ['(attribute:a == b)', 'attribute:a == b'],
    ['attribute:a == b or attribute:a == c and attribute:d exists', 'attribute:a == b or attribute:a == c and attribute:d exists'],
    ['(attribute:a == b or attribute:a == c) and attribute:d !exists', '(attribute:a == b or attribute:a == c) and attribute:d not_exists'],
    ['attribute:a !in ["b", \'c d\']', "attribute:a not_in [b, 'c d']"],
    ['not not runningTasksCount equals 1', 'not not (runningTasksCount == 1)'],
    [`attribute:a == "it's"`, `attribute:a == "it's"`],
    ["attribute:a == 'and'", "attribute:a == 'and'"],
    ["attribute:a == 'android'", 'attribute:a == android'],
    ["attribute:a =~ 't2[.].*'", "attribute:a =~ 't2[.].*'"],
    [`attribute:a =~ it's"[.]"`, `attribute:a =~ it's"[.]"`],
  ])('%s is written %s', (text, expected) => {
    expect(formatQuery(queryOf(text))).toBe(expected);
    expect(formatQuery(queryOf(expected))).toBe(expected);
  });
});

describe('the place of a mistake', () => {
  const lines = (text: string, at: number, length = 1) => pointAt(text, { at, length }).split('\n');

  it('is marked under the text', () => {
    expect(lines('agentVersion = 1', 13)).toEqual(['agentVersion = 1', '             ^']);
    expect(lines('agentVersion = 1', 0, 12)).toEqual(['agentVersion = 1', '^^^^^^^^^^^^']);
  });

  it('has one caret also at the end of the text, and where nothing is', () => {
    expect(lines('a ==', 4, 0)).toEqual(['a ==', '    ^']);
    expect(lines('', 0, 0)).toEqual(['', '^']);
  });

  it('shows the line of a text of several that has it', () => {
    const text = 'a == b\n  and c = d\r\nor e == f';
    expect(lines(text, text.indexOf('= d'))).toEqual(['  and c = d', '        ^']);
    expect(lines(text, 0, 1)).toEqual(['a == b', '^']);
    expect(lines(text, text.indexOf('e == f'), 6)).toEqual(['or e == f', '   ^^^^^^']);
    // One that goes on in the next line ends with its own.
    expect(lines(text, 2, 12)).toEqual(['a == b', '  ^^^^']);
    expect(lines(`${'x'.repeat(70)}\n${'y'.repeat(70)}`, 140)).toEqual(['y'.repeat(70), `${' '.repeat(69)}^`]);
    expect(lines('a\rb', 2)).toEqual(['b', '^']);
  });

  it('shows 40 characters on each side of it when the line is longer than a screen', () => {
    const text = `${'x'.repeat(100)}!${'y'.repeat(100)}`;
    expect(lines(text, 100)).toEqual([`...${'x'.repeat(40)}!${'y'.repeat(39)}...`, `${' '.repeat(43)}^`]);
    expect(lines(text, 10)[0]).toBe(`${'x'.repeat(50)}...`);
    expect(lines(text, 190)[0]).toBe(`...${'y'.repeat(51)}`);
    expect(lines(text, 190)[1]).toBe(`${' '.repeat(43)}^`);
    expect(lines('z'.repeat(80), 79)).toEqual(['z'.repeat(80), `${' '.repeat(79)}^`]);
    expect(lines('z'.repeat(81), 80)[0]).toBe(`...${'z'.repeat(41)}`);
    // A long mistake is cut with its line.
    expect(lines(text, 0, 201)).toEqual([`${'x'.repeat(40)}...`, '^'.repeat(40)]);
  });

  it('counts columns as a terminal does: wide characters two, combining ones none, tabs and controls as one blank', () => {
    expect(lines('属性 == !', 6)).toEqual(['属性 == !', `${' '.repeat(8)}^`]);
    expect(lines('e\u0301 == !', 6)).toEqual(['e\u0301 == !', `${' '.repeat(5)}^`]);
    expect(lines('a\t== \u001b[31m!', 10)).toEqual(['a == [31m!'.replace('== ', '==  '), `${' '.repeat(10)}^`]);
    expect(lines('== 属性', 3, 2)[1]).toBe('   ^^^^');
  });
});
