import { describe, expect, it } from 'vitest';
import { type Column, decimalsOf, textTable, wrapped } from '../../src/cli/text-table.js';

interface Ship {
  readonly name: string;
  readonly tons: number;
  readonly port: string;
}

const ships: readonly Ship[] = [
  { name: 'Ark', tons: 9, port: 'Ararat' },
  { name: 'Beagle', tons: 242, port: 'Woolwich' },
];
const columns: readonly Column<Ship>[] = [
  { head: '\nName', cell: ({ name }) => name },
  { head: 'Weight\ntons', align: 'right', cell: ({ tons }) => `${tons}` },
  { head: '\nPort', isOptional: true, cell: ({ port }) => port },
];

describe('a table', () => {
  it('aligns words to the left and numbers to the right, under headings of several lines', () => {
    expect(textTable(ships, columns)).toEqual([
      '        Weight',
      'Name      tons  Port',
      'Ark          9  Ararat',
      'Beagle     242  Woolwich',
    ]);
  });

  it('draws its columns nearer before it drops one', () => {
    // Widths 6 + 6 + 8 = 20: with gaps of two 24, with gaps of one 22.
    expect(textTable(ships, columns, 24)[3]).toBe('Beagle     242  Woolwich');
    expect(textTable(ships, columns, 22)[3]).toBe('Beagle    242 Woolwich');
  });

  it('drops only optional columns on a narrow screen, and notes them', () => {
    expect(textTable(ships, columns, 21)).toEqual([
      '        Weight',
      'Name      tons',
      'Ark          9',
      'Beagle     242',
      'Too wide for this',
      '  screen: Port.',
    ]);
    expect(textTable(ships, columns, 5)[3]).toBe('Beagle    242');
  });
});

describe('numbers of one column', () => {
  it.each([
    [[0.5, 0.25], 0, 5, 2], // the longest needs two
    [[0.192, 0.0416], 3, 5, 4],
    [[1, 2], 3, 5, 3], // at least three
    [[1 / 3], 0, 4, 4], // never ends: cut at four
    [[], 3, 5, 3],
  ])('%j between %i and %i decimals have %i', (values, least, most, expected) => {
    expect(decimalsOf(values, least, most)).toBe(expected);
  });
});

describe('wrapped text', () => {
  it('breaks at blanks, indents what follows, and loses no word', () => {
    expect(wrapped('one two three four', 9)).toEqual(['one two', '  three', '  four']);
  });

  it('leaves a word alone that is wider than the screen', () => {
    expect(wrapped('a incomprehensible b', 5)).toEqual(['a', '  incomprehensible', '  b']);
  });
});
