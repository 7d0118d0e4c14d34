import type { Mistakes } from './mistakes.js';
import type { TableRow } from './table.js';

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** CPU, memory and GPUs are stored in 32-bit columns. */
export const INT32_MAX = 2 ** 31 - 1;
const SHOWN_MAX = 40;

/** Column of a quantity, the factor to our unit, and the greatest value in our unit. */
export interface Quantity {
  readonly column: string;
  readonly at: number;
  readonly scale: number;
  readonly most: number;
  readonly least?: number;
  /** Texts in place of numbers, in the column's unit. */
  readonly words?: Readonly<Record<string, number>>;
}

/** Returns a rounded whole number of our unit; NaN for an invalid cell, after reporting that. */
export function quantityIn(row: TableRow, quantity: Quantity, mistakes: Mistakes): number {
  const { column, at, scale, most, least = 0, words } = quantity;
  const cell = row.cells[at];
  const value = Math.round((words?.[cellText(cell)] ?? numberOf(cell)) * scale);
  if (value >= least && value <= most) return value;
  const greatest = Math.floor(most / scale);
  const range = least > 0 && least < scale ? `above 0, up to ${greatest}` : `from ${Math.ceil(least / scale)} to ${greatest}`;
  mistakes.refuse(row.row, column, `${shownCell(cell)} is not a number ${range}`);
  return Number.NaN;
}

/** Returns NaN for anything but a number. */
export function numberOf(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'string') return DECIMAL.test(cell) ? Number(cell) : Number.NaN;
  return typeof cell === 'bigint' ? Number(cell) : Number.NaN;
}

export function cellText(cell: unknown): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

export function isEmpty(cell: unknown): boolean {
  return typeof cell !== 'number' && cellText(cell) === '';
}

/** Formats a value for a message. */
export function shownCell(cell: unknown): string {
  const text = cellText(cell);
  if (text === '') return 'an empty cell';
  return `'${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text}'`;
}
