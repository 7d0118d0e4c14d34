import { wrap } from '../report/terminal-style.js';
import { type Column, headLine, textTable, wrapped } from './text-table.js';

/** A wide screen may do without optional columns; on a narrow one entries have all of them. */
export const WIDE = 100;

/** Returns a table; on a narrow screen, an entry of some lines for each row: its number, its words, and its figures with their headings. */
export function fittedTable(rows: readonly number[], columns: readonly Column<number>[], width: number): string {
  const kept = width < WIDE ? columns.map((column) => ({ ...column, isOptional: false })) : columns;
  const lines = textTable(rows, kept, width);
  if (lines.every((line) => line.length <= width)) return lines.join('\n');
  return rows.flatMap((row) => entryOf(row, columns, width)).join('\n');
}

/** A blank at which no line breaks. */
const KEPT = '\u00a0';
const NOTHING = ['', '=', '–'];

function entryOf(row: number, [number, ...columns]: readonly Column<number>[], width: number): string[] {
  const words = columns.filter(({ align }) => align === 'left').map(({ cell }) => cell(row));
  const figures = columns
    .filter(({ align }) => align !== 'left')
    .map((column) => figureOf(column, column.cell(row)))
    .filter(({ text }) => !NOTHING.includes(text));
  const indent = '    ';
  // A figure stays on one line with its interval.
  const line = figures.map(({ head, text }) => `${head} ${text.replaceAll(' ', KEPT)}`).join('; ');
  return [
    ...wrapped(`${number!.cell(row)}. ${words.join(': ')}`, width, indent),
    ...(line === ''
      ? []
      : wrap(line, width - indent.length)
          .split('\n')
          .map((part) => indent + part.replaceAll(KEPT, ' '))),
  ];
}

/** Returns a figure with its heading. */
function figureOf({ head, opposite }: Column<number>, text: string): { head: string; text: string } {
  return opposite !== undefined && text.startsWith('−') ? { head: opposite, text: text.slice(1) } : { head: lowered(head), text };
}

/** A heading of several lines in one, its first letter small unless it is a name such as targetCapacity. */
function lowered(head: string): string {
  const line = headLine(head);
  return /[a-z][A-Z]/.test(line) ? line : line.toLowerCase();
}
