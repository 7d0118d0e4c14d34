import { describe, expect, it } from 'vitest';

const { fillIn, logBars, markdownTable, median, textTable } = await import(new URL('../../bench/print.mjs', import.meta.url).href);

describe('median', () => {
  it.each([
    [[3], 3],
    [[10, 9, 100], 10], // by size, not as text
    [[4, 1, 3, 2], 2.5], // (2 + 3) / 2
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));
});

const COLUMNS = [
  { head: 'policy', isText: true, cell: (row: { policy: string }) => row.policy },
  { head: 'n', cell: (row: { n: number }) => String(row.n) },
];
const ROWS = [
  { policy: 'a', n: 5 },
  { policy: 'longer', n: 1234 },
];

it('a table has words on the left and numbers on the right of their columns', () => {
  expect(textTable(ROWS, COLUMNS)).toEqual(['policy     n', 'a          5', 'longer  1234']);
});

it('a table has the same cells in Markdown', () => {
  expect(markdownTable(ROWS, COLUMNS)).toEqual(['| policy | n |', '| --- | ---: |', '| a | 5 |', '| longer | 1234 |']);
});

describe('bars', () => {
  it('are as long as the logarithm of the value above the power of ten below the least', () => {
    // 82 columns less label (1), figure (9) and gaps (4) leave 68: from 100 to 1,000,000 are four powers of ten, 17 columns each.
    const rows = [
      { label: 'a', value: 1000 },
      { label: 'b', value: 10_000 },
      { label: 'c', value: 1_000_000 },
    ];
    expect(logBars(rows, 82)).toEqual([
      `a      1,000  ${'#'.repeat(17)}`,
      `b     10,000  ${'#'.repeat(34)}`,
      `c  1,000,000  ${'#'.repeat(68)}`,
      // A mark under the last column of each bar; that of a million has no room for its name.
      `${' '.repeat(14 + 16)}|1 k${' '.repeat(17 - 4)}|10 k${' '.repeat(17 - 5)}|100 k`,
    ]);
  });

  it('go on in dots to a larger other value, and have a mark at a smaller one', () => {
    const [up, down] = logBars(
      [
        { label: 'a', value: 20, other: 1000 },
        { label: 'b', value: 1000, other: 20 },
      ],
      40,
    );
    const bars = [up, down].map((line: string) => line.slice('a  1,000  '.length));
    expect(bars[0]).toMatch(/^#+\.+$/);
    expect(bars[1]).toMatch(/^#+<#+$/);
    expect(bars[1].indexOf('<') + 1).toBe(bars[0].lastIndexOf('#') + 1);
    expect(bars[0].length).toBe(bars[1].length);
  });

  it.each([40, 80, 132])('fit %d columns', (width) => {
    const rows = [7, 99, 1234, 5_000_000].map((value) => ({ label: `first-fit ${value}`, value, other: value * 3 }));
    const lines: string[] = logBars(rows, width);
    expect(Math.max(...lines.map((line) => line.length))).toBe(width);
  });
});

describe('the place in a page', () => {
  const page = 'before\n<!-- bench one -->\nold\n<!-- bench end -->\nafter\n<!-- bench two -->\n<!-- bench end -->\n';

  it('is filled between its marks, and nothing else changes', () => {
    expect(fillIn(page, 'one', 'new')).toBe(page.replace('\nold\n', '\n\nnew\n\n'));
    expect(fillIn(fillIn(page, 'two', 'x'), 'two', 'y')).toBe(fillIn(page, 'two', 'y'));
  });

  it.each([
    ['a page without the mark', page, 'three'],
    ['a mark without an end, which would swallow the next', '<!-- bench one -->\n<!-- bench two -->\n<!-- bench end -->\n', 'one'],
  ])('is refused in %s', (_, text, name) => {
    expect(() => fillIn(text, name, 'new')).toThrow(`<!-- bench ${name} -->`);
  });
});
