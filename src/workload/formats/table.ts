// The build that needs no Buffer of Node: the engine reads tables in a browser worker, too.
import { parse } from 'csv-parse/browser/esm/sync';
import type { Mistakes } from './mistakes.js';

/** Rows under named columns, from a text or a Parquet file. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: Iterable<TableRow>;
}

export interface TableRow {
  /** The line of a text file on which the row ends, the row of any other file; both from 1. */
  readonly row: number;
  /** As many as the header has. Texts of a CSV file; numbers, bigints, texts, booleans and nulls of a Parquet file. */
  readonly cells: readonly unknown[];
}

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A CSV file (RFC 4180) whose first row names its columns. A row of another length is a mistake, and left out. */
export function csvTable(text: string, mistakes: Mistakes): Table {
  const [head, ...records] = recordsOf(text, mistakes);
  if (head === undefined) {
    if (!mistakes.isUnreadable) mistakes.refuseFile('the file is empty: its first row must name the columns');
    return { header: [], rows: [] };
  }
  const header = head.record.map((name) => name.trim());
  header.forEach((name, i) => {
    if (header.indexOf(name) < i) mistakes.refuseFile(`two columns are called '${name}'`);
  });
  return { header, rows: wholeRows(records, header.length, mistakes) };
}

function recordsOf(text: string, mistakes: Mistakes): CsvRecord[] {
  try {
    const options = { info: true, relaxColumnCount: true, skipEmptyLines: true, bom: true };
    return parse(text, options) as unknown as CsvRecord[];
  } catch (error) {
    mistakes.refuseFile(`this is no CSV: ${(error as Error).message}`);
    return [];
  }
}

function* wholeRows(records: readonly CsvRecord[], width: number, mistakes: Mistakes): Generator<TableRow> {
  for (const { record, info } of records) {
    if (record.length === width) yield { row: info.lines, cells: record };
    else mistakes.refuse(info.lines, null, `the row has ${record.length} fields; the header names ${width}`);
  }
}
