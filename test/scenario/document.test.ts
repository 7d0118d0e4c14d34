import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/scenario/text/document.js';

function refusals(text: string): string[] {
  const { value, problems } = readDocument(text, 'f');
  expect(value).toBeUndefined();
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path.join('.')} ${message}`);
}

/** Nine lists of nine aliases to the list before: 9^10 values when written out. */
const BOMB = [
  'a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]',
  ...'bcdefghij'.split('').map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`),
].join('\n');

describe('a document', () => {
  it('may be YAML or JSON', () => {
    expect(readDocument('a: 1\nb: [x, { c: true }]\n', 'f').value).toEqual({ a: 1, b: ['x', { c: true }] });
    expect(readDocument('{"a": 1, "b": ["x", {"c": true}]}', 'f').value).toEqual({ a: 1, b: ['x', { c: true }] });
  });

  it('may be JSON of many megabytes, which is held to the same rules', () => {
    const long = 'x'.repeat(2_000_000);
    expect(readDocument(JSON.stringify({ a: [long], b: 1 }), 'f').value).toEqual({ a: [long], b: 1 });
    expect(refusals(`{"pad": "${long}", "a": [{"__proto__": 1}, 1e999]}`)).toEqual([
      '1:1 a.1 is a number beyond what can be used',
      '1:1 a.0.__proto__ the key __proto__ is not allowed',
    ]);
    expect(refusals(`{"pad": "${long}", "a": ${'['.repeat(60)}${']'.repeat(60)}}`)).toEqual([
      `1:1 a.${'0.'.repeat(10)}0 is nested more than 40 levels deep`,
    ]);
  });

  it('may begin with a byte order mark, which no column counts', () => {
    expect(readDocument('\ufeffa: 1', 'f').value).toEqual({ a: 1 });
    expect(refusals('\ufeff__proto__: 1\nb: 2')).toEqual(['1:1  the key __proto__ is not allowed']);
    expect(readDocument('\ufeffnme: x\nb: 2', 'f').locate(['nme'])).toEqual({ line: 1, column: 1 });
  });

  it('may define a part once and use it again', () => {
    expect(readDocument('a: &a { x: 1 }\nb: { <<: *a, y: 2 }\nc: *a', 'f').value).toEqual({ a: { x: 1 }, b: { x: 1, y: 2 }, c: { x: 1 } });
  });

  it.each([
    ['nothing', '', ['1:1  is empty: a scenario has at least a name, a duration and a cluster, a sweep a scenario and axes']],
    [
      'only a comment',
      '# here\n',
      ['1:1  is empty: a scenario has at least a name, a duration and a cluster, a sweep a scenario and axes'],
    ],
    ['a picture', '\u0089PNG\u0000\u0001', ['1:1  is not a text file: write YAML or JSON in UTF-8']],
    ['bytes that are no UTF-8', 'a: \ufffd', ['1:1  is not a text file: write YAML or JSON in UTF-8']],
    ['two documents', 'a: 1\n---\nb: 2', ['2:1  holds more than one YAML document: a scenario is one']],
    ['tabs', 'a:\n\tb: 1\n\tc: 1', ['2:1  is indented with a tab: YAML is indented with spaces']],
    ['a tag', 'a: !ruby/object 1', ['1:4  has a YAML tag that is not read (Unresolved tag: !ruby/object): write plain values']],
    ['keys twice', 'a: 1\nb: 2\na: 3\nb: 4', ['3:1 a is given twice', '4:1 b is given twice']],
    [
      'keys that reach the prototype',
      'x: { __proto__: { a: 1 } }\nconstructor: 1',
      ['1:6 x the key __proto__ is not allowed', '2:1  the key constructor is not allowed'],
    ],
    [
      'JSON with comments',
      '{\n  // one\n  "a": 1,\n  /* two */ "b": 2\n}',
      ['2:3', '4:3'].map((at) => `${at}  looks like a comment: JSON has none, and in YAML a comment begins with #`),
    ],
    ['a list as a key', '? [a, b]\n: 1', ['1:3  a key must be a plain word']],
    [
      'a merge of what is no map',
      'a: &a 1\nb: { <<: *a }\nc: { <<: [*a] }\nd: { <<: 2 }',
      ['2:6 b', '3:6 c', '4:6 d'].map((at) => `${at} the key << merges maps: give it a map, an alias of one, or a list of these`),
    ],
    ['an infinite number', 'a: .inf', ['1:4 a Infinity is not a number that can be used']],
    ['an alias to itself', 'a: &a [*a]', ['1:8 a.0 the alias *a contains itself']],
    ['aliases that multiply', BOMB, ['3:8 d.0.0 uses more than 100 YAML aliases, counted where they lead: write the values out']],
    ['a hundred thousand brackets', '['.repeat(100_000), ['1:1  is nested more than 40 levels deep']],
    ['a hundred thousand dashes', '- '.repeat(100_000), ['1:1  is nested more than 40 levels deep']],
    [
      'a staircase',
      Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      [`42:42 ${Array(41).fill('a').join('.')} is nested more than 40 levels deep`],
    ],
    ['a huge file', 'a'.repeat(1_000_001), ['1:1  has 1000001 characters, at most 1000000 of YAML are read: save it as JSON']],
    ['a huge list', '-\n'.repeat(250_000), ['200000:2 199999 grows to more than 200000 values: remove aliases that multiply']],
  ])('is refused when it is %s', (_, text, expected) => {
    expect(refusals(text)).toEqual(expected);
  });

  it('has a short message for a file that is wrong from end to end', () => {
    expect(refusals(': '.repeat(2_000)).length).toBeLessThanOrEqual(5);
    expect(refusals('?\n'.repeat(2_000)).length).toBeLessThanOrEqual(20);
  });

  it('has the place where each key and item begins, and the nearest ancestor of a missing one', () => {
    const { locate } = readDocument('name: x\nlist:\n  - first: 1\n  - second: { deep: 2 }\n', 'f');
    expect(locate(['name'])).toEqual({ line: 1, column: 1 });
    expect(locate(['list', 1])).toEqual({ line: 4, column: 5 });
    expect(locate(['list', 1, 'second', 'deep'])).toEqual({ line: 4, column: 15 });
    expect(locate(['list', 1, 'second', 'gone'])).toEqual({ line: 4, column: 5 });
    expect(locate(['list', 7])).toEqual({ line: 2, column: 1 });
    expect(locate([])).toEqual({ line: 1, column: 1 });
  });
});
