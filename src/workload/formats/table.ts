// This build of csv-parse works without Node's Buffer, so that the engine reads tables in a browser worker.
import { parse } from 'csv-parse/browser/esm/sync';
import type { Mistakes } from './mistakes.js';

/** Rows with named columns, from a text or a Parquet file. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: Iterable<TableRow>;
}

/** A table of any length: its rows come in batches, so that the memory for reading does not depend on their number. */
export interface TableStream {
  readonly header: readonly string[];
  readonly batches: AsyncIterable<readonly TableRow[]> | Iterable<readonly TableRow[]>;
}

export interface TableRow {
  /** Line of a text file on which the row ends, or row of another file; from 1. */
  readonly row: number;
  /** One cell per header column: texts in CSV files; numbers, bigints, texts, booleans and nulls in Parquet files. */
  readonly cells: readonly unknown[];
}

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a CSV file (RFC 4180) whose first row names the columns, unless their names are given: then the first row is one of the others, or
 * repeats the names. A row of another length is a mistake and skipped.
 */
export function csvTable(text: string, mistakes: Mistakes, given: GivenNames | null = null): Table {
  const [head, ...records] = recordsOf(text, mistakes);
  if (head !== undefined && given !== null) {
    const rows = repeatsNames(head.record, given) ? records : [head, ...records];
    const header = namesFor(given, head.record);
    return { header, rows: wholeRows(rows, header.length, mistakes) };
  }
  if (head === undefined) {
    if (!mistakes.isUnreadable) mistakes.refuseFile(EMPTY_FILE);
    return { header: [], rows: [] };
  }
  const header = headerOf(head.record, mistakes);
  if (header.length === 0) return { header, rows: [] };
  return { header, rows: wholeRows(records, header.length, mistakes) };
}

/** The names of the columns of a file without a header, or `numbered`: #1, #2 and so on. */
export type GivenNames = readonly string[] | 'numbered';

export function namesFor(given: GivenNames, { length }: readonly string[]): readonly string[] {
  return given === 'numbered' ? Array.from({ length }, (_, i) => `#${i + 1}`) : given;
}

/** Returns whether the first row of a file with given column names repeats them. */
export function repeatsNames([first]: readonly string[], given: GivenNames): boolean {
  return given !== 'numbered' && first.trim().toLowerCase() === given[0];
}

/** Control characters, and the stand-in for bytes that are no UTF-8. */
const NO_TEXT = /[\p{Cc}\ufffd]/u;

/** Why a first row names no columns: its file has another encoding, or does not divide them by commas. */
function whyNoHeader(header: readonly string[]): string | undefined {
  const [only = '', ...others] = header;
  if (header.some((name) => NO_TEXT.test(name.replaceAll('\t', '')))) return 'this is not a text file: write CSV in UTF-8';
  const divider = others.length === 0 ? /;|\t/.exec(only)?.[0] : undefined;
  if (divider === undefined) return undefined;
  return `its columns are divided by ${divider === ';' ? 'semicolons' : 'tabs'}: write commas, and a point in decimal numbers`;
}

/** Returns the names of the columns in the first row of a file; none where they cannot be read, after reporting that. */
export function headerOf(cells: readonly string[], mistakes: Mistakes): string[] {
  const header = cells.map((name) => name.trim());
  const why = whyNoHeader(header);
  if (why !== undefined) {
    mistakes.refuseFile(why);
    return [];
  }
  header.forEach((name, i) => {
    if (header.indexOf(name) < i) mistakes.refuseFile(`two columns are called '${name}'`);
  });
  return header;
}

/** Reports a row whose length differs from that of the header. */
export function refuseWidth(row: number, fields: number, width: number, mistakes: Mistakes): void {
  mistakes.refuse(row, null, `the row has ${fields} fields; the header names ${width}`);
}

export const EMPTY_FILE = 'the file is empty: its first row must name the columns';

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
    else refuseWidth(info.lines, record.length, width, mistakes);
  }
}
