import { MS_MAX, type Ms } from '../../kernel/event-loop.js';
import { cellText, numberOf, shownCell } from '../../workload/formats/cells.js';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import type { Table, TableRow } from '../../workload/formats/table.js';
import type { LoadShape } from '../shape.js';
import { isoMs } from './clock.js';

/** Milliseconds per unit of a time column, and the time unit of a rate column. */
const TIMES: Readonly<Record<string, Ms>> = { time_ms: 1, time_s: 1_000, time_min: 60_000, time_h: 3_600_000 };
const RATES: Readonly<Record<string, Ms>> = { per_second: 1_000, per_minute: 60_000, per_hour: 3_600_000 };
const STAMP = 'timestamp';

export interface Rates {
  readonly shape: LoadShape & { readonly kind: 'steps' };
  /** The `timestamp` of the first row, which is time 0, in milliseconds since 1970; null with another time column. */
  readonly fromMs: Ms | null;
}

/**
 * A rate over time: the time in one of `time_ms`, `time_s`, `time_min`, `time_h` or `timestamp` (UTC, counted from the first), the rate in
 * one of `per_second`, `per_minute` or `per_hour`. Each rate holds until the next row, the last for ever. Rows are in order of time. Null
 * when the table cannot be read. The result is valid only without mistakes.
 */
export function readRates(table: Table, mistakes: Mistakes): Rates | null {
  const time = oneOf([...Object.keys(TIMES), STAMP], 'the time', table, mistakes);
  const rate = oneOf(Object.keys(RATES), 'the rate', table, mistakes);
  if (time === null || rate === null) return null;
  const atMs: Ms[] = [];
  const values: number[] = [];
  let originMs = 0;
  for (const row of table.rows) {
    const ms = timeOf(row, table.header.indexOf(time), time, mistakes);
    const value = rateOf(row, table.header.indexOf(rate), rate, mistakes);
    if (Number.isNaN(ms) || Number.isNaN(value)) continue;
    if (time === STAMP && atMs.length === 0) originMs = ms;
    if (atMs.length > 0 && ms - originMs <= atMs.at(-1)!)
      mistakes.refuse(
        row.row,
        time,
        `${shownCell(row.cells[table.header.indexOf(time)])} is not later than the row before: rows must be in order of time`,
      );
    else {
      atMs.push(ms - originMs);
      values.push(value);
    }
  }
  const fromMs = time === STAMP ? originMs : null;
  if (atMs.length > 0) return { shape: { kind: 'steps', perMs: RATES[rate], atMs, values, everyMs: null }, fromMs };
  if (mistakes.count === 0) mistakes.refuseFile('there is no row in it');
  return null;
}

/** Returns the one column of these that the table has; null, after reporting that, for none or several. */
function oneOf(names: readonly string[], what: string, { header }: Table, mistakes: Mistakes): string | null {
  const found = header.filter((name) => names.includes(name));
  if (found.length === 1) return found[0];
  if (header.length > 0) {
    const there = found.length === 0 ? header : found;
    mistakes.refuseFile(`${what} must be in one of the columns ${names.join(', ')}; there are ${there.map(shownCell).join(', ')}`);
  }
  return null;
}

function timeOf(row: TableRow, at: number, column: string, mistakes: Mistakes): number {
  const cell = row.cells[at];
  const ms = column === STAMP ? isoMs(cellText(cell)) : Math.round(numberOf(cell) * TIMES[column]);
  if (ms >= 0 && ms <= MS_MAX) return ms;
  const right =
    column === STAMP
      ? 'is no time such as 2026-02-27T18:20:05Z, in UTC'
      : `is not a number from 0 to ${Math.floor(MS_MAX / TIMES[column])}`;
  mistakes.refuse(row.row, column, `${shownCell(cell)} ${right}`);
  return Number.NaN;
}

function rateOf(row: TableRow, at: number, column: string, mistakes: Mistakes): number {
  const value = numberOf(row.cells[at]);
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  mistakes.refuse(row.row, column, `${shownCell(row.cells[at])} is not a number of requests, 0 or more`);
  return Number.NaN;
}
