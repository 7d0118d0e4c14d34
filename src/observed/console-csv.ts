// This build of csv-parse works without Node's Buffer.
import { parse } from 'csv-parse/browser/esm/sync';
import type { Ms } from '../kernel/event-loop.js';
import { isoMs } from '../load/formats/clock.js';
import { cellText, numberOf, shownCell } from '../workload/formats/cells.js';
import type { Mistakes } from '../workload/formats/mistakes.js';
import { periodOf } from './metric-data.js';
import type { Page } from './series.js';

/** First cells of the header rows of a download. */
const HEADS = new Set([
  'time',
  'timestamp',
  'label',
  'full label',
  'yaxis',
  'account',
  'accountid',
  'region',
  'period',
  'statistic',
  'unit',
  'id',
  '',
]);

/**
 * Reads a table downloaded from the console as .csv: header rows, then one row per time. The first cell is a time such as `2026/02/27
 * 18:20:00` in UTC; an empty cell has no value. Returns null for a table without times, which is of another kind.
 */
export function readConsoleCsv(text: string, file: string, mistakes: Mistakes): Page[] | null {
  const rows = rowsOf(text);
  const first = rows.findIndex(({ cells }) => !Number.isNaN(consoleMs(cells[0])));
  if (first < 1) return null;
  const heads = rows.slice(0, first).map(({ cells }) => cells.map(cellText));
  if (!HEADS.has(heads[0][0].toLowerCase())) return null;
  const labels = headOf(heads, 'full label') ?? headOf(heads, 'label') ?? heads[0];
  const statistics = headOf(heads, 'statistic');
  for (const { row, cells } of rows.slice(first))
    if (Number.isNaN(consoleMs(cells[0])))
      mistakes.refuse(row, 'time', `${shownCell(cells[0])} is no time such as 2026/02/27 18:20:00, in UTC`);
  return labels
    .slice(1)
    .map((label, i) => columnOf(rows.slice(first), i + 1, { file, label, statistic: statistics?.[i + 1] ?? null, mistakes }));
}

interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

function rowsOf(text: string): Row[] {
  try {
    const options = { info: true, relaxColumnCount: true, skipEmptyLines: true, bom: true };
    const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ row: info.lines, cells: record }));
  } catch {
    return [];
  }
}

function headOf(heads: readonly (readonly string[])[], name: string): readonly string[] | undefined {
  return heads.find(([first]) => first.toLowerCase() === name);
}

interface Column {
  readonly file: string;
  readonly label: string;
  readonly statistic: string | null;
  readonly mistakes: Mistakes;
}

function columnOf(rows: readonly Row[], at: number, { file, label, statistic, mistakes }: Column): Page {
  const points: { ms: Ms; value: number }[] = [];
  for (const { row, cells } of rows) {
    const ms = consoleMs(cells[0]);
    const value = numberOf(cells[at]);
    if (Number.isNaN(ms)) continue;
    if (cellText(cells[at]) !== '' && Number.isNaN(value)) mistakes.refuse(row, label, `${shownCell(cells[at])} is not a number`);
    else if (!Number.isNaN(value)) points.push({ ms, value });
  }
  points.sort((a, b) => a.ms - b.ms);
  const atMs = points.map(({ ms }) => ms);
  return {
    file,
    files: [file],
    field: label,
    id: label,
    label,
    name: null,
    statistic,
    periodMs: periodOf(atMs),
    isPartial: false,
    atMs,
    values: points.map(({ value }) => value),
  };
}

function consoleMs(cell: unknown): Ms {
  const text = cellText(cell).replaceAll('/', '-');
  return isoMs(/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$/.test(text) ? `${text}:00` : text);
}
