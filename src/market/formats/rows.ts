import { DAY_MS } from '../../kernel/durations.js';
import { MS_MAX, type Ms } from '../../kernel/event-loop.js';
import { cellText, type MistakeSink, numberOf, shownCell } from './mistakes.js';

/** Rows with named columns, as a CSV parser returns them. */
export interface Rows {
  readonly header: readonly string[];
  readonly rows: Iterable<{ readonly row: number; readonly cells: readonly unknown[] }>;
}

const TIME_SCALE: Readonly<Record<string, number>> = { time_ms: 1, time_s: 1000 };
/** Column with times in AWS's format, always UTC. */
const TIMESTAMP = 'timestamp';
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(?:Z|\+00:?00)?$/;
const POOL_COLUMNS = ['instance_type', 'zone'];

/** Cells of one row by column name. */
export interface PoolRow {
  readonly row: number;
  readonly typeName: string;
  readonly zoneName: string;
  readonly atMs: Ms;
  cell(column: string): unknown;
}

/** Columns of a format besides time and pool. */
export interface RowColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * Reads rows about pools: a time in `time_ms`, `time_s` or `timestamp`; the pool in `instance_type` and `zone`, each absent or empty for
 * any; and the columns of the format. The rows of a pool are in order of time. A row with a mistake is skipped and reported.
 */
export function* poolRows(table: Rows, columns: RowColumns, mistakes: MistakeSink): Generator<PoolRow> {
  const time = timeColumn(table.header, columns, mistakes);
  if (time === null) return;
  const places = new Map(table.header.map((name, at) => [name, at]));
  const rows = [...table.rows];
  const texts = rows.map(({ cells }) => cells[places.get(time)!]);
  const timeOf = timeReader(time, texts);
  const lastMs = new Map<string, Ms>();
  for (const { row, cells } of rows) {
    const cell = (column: string): unknown => cells[places.get(column) ?? -1];
    const atMs = timeOf(cell(time));
    const typeName = cellText(cell('instance_type'));
    const zoneName = cellText(cell('zone'));
    const pool = `${typeName}/${zoneName}`;
    if (!(atMs >= 0 && atMs <= MS_MAX)) mistakes.refuse(row, time, `${shownCell(cell(time))} is no ${timeInWords(time)}`);
    else if (atMs < (lastMs.get(pool) ?? 0))
      mistakes.refuse(row, time, `${shownCell(cell(time))} is earlier than the row before of its pool: rows must be in order of time`);
    else {
      lastMs.set(pool, atMs);
      yield { row, typeName, zoneName, atMs, cell };
    }
  }
}

/** Returns a reader of times in milliseconds, NaN when invalid. Time stamps count from the earliest one. */
function timeReader(column: string, cells: readonly unknown[]): (cell: unknown) => number {
  if (column !== TIMESTAMP) return (cell) => Math.round(numberOf(cell) * TIME_SCALE[column]);
  const originMs = cells.reduce((least: number, cell) => Math.min(least, stampMs(cellText(cell)) || least), Number.POSITIVE_INFINITY);
  return (cell) => stampMs(cellText(cell)) - originMs;
}

/** Returns the time column; null when the header is invalid, after reporting that. */
function timeColumn(header: readonly string[], { required, optional }: RowColumns, mistakes: MistakeSink): string | null {
  if (header.length === 0) return null; // The caller has reported the empty table.
  const times = header.filter((name) => name === TIMESTAMP || Object.hasOwn(TIME_SCALE, name));
  const known = [...Object.keys(TIME_SCALE), TIMESTAMP, ...POOL_COLUMNS, ...required, ...optional];
  const there = header.map(shownCell).join(', ');
  const wrong = required.filter((name) => !header.includes(name)).map((name) => `there is no column '${name}'; there are ${there}`);
  if (times.length !== 1) wrong.push(`the time must be in one of the columns time_ms, time_s and timestamp; there are ${there}`);
  // An unknown column is refused, because a misspelt one would be ignored silently.
  for (const name of header)
    if (!known.includes(name)) wrong.push(`such a file has no column ${shownCell(name)}; there may be ${known.join(', ')}`);
  for (const message of wrong) mistakes.refuseFile(message);
  return wrong.length === 0 ? times[0] : null;
}

function timeInWords(time: string): string {
  if (time === TIMESTAMP) return 'time such as 2026-02-27T18:20:05Z, in UTC';
  return `number from 0 to ${Math.floor(MS_MAX / TIME_SCALE[time])}`;
}

function stampMs(text: string): number {
  const parts = ISO.exec(text);
  if (parts === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const days = (Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / DAY_MS;
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
  return isReal ? Date.UTC(year, month - 1, day, hour, minute, second, Number((parts[7] ?? '').padEnd(3, '0'))) : Number.NaN;
}
