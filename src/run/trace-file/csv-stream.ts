import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import {
  EMPTY_FILE,
  type GivenNames,
  headerOf,
  namesFor,
  refuseWidth,
  repeatsNames,
  type TableRow,
  type TableStream,
} from '../../workload/formats/table.js';
import { PlainCells, plainText } from './plain-text.js';

/**
 * Reads a CSV file (RFC 4180) whose first row names the columns, unless their names are given: then the first row is one of the others, or
 * repeats the names. A row of another length is a mistake and skipped.
 */
export async function csvStream(
  chunks: AsyncIterable<Uint8Array>,
  mistakes: Mistakes,
  given: GivenNames | null = null,
): Promise<TableStream> {
  const records = recordBatches(chunks, mistakes);
  const first = await records.next();
  const [head, ...rest] = first.done === true ? [] : first.value;
  if (head === undefined) {
    if (!mistakes.isUnreadable) mistakes.refuseFile(EMPTY_FILE);
    return { header: [], batches: [] };
  }
  const names = head.cells.map(String);
  if (given !== null) {
    const rows = repeatsNames(names, given) ? rest : [head, ...rest];
    const header = namesFor(given, names);
    return { header, batches: wholeRows(rows, records, { width: header.length, mistakes }) };
  }
  const header = headerOf(names, mistakes);
  if (header.length === 0) return { header, batches: [] };
  return { header, batches: wholeRows(rest, records, { width: header.length, mistakes }) };
}

const OPTIONS = { relaxColumnCount: true, skipEmptyLines: false, bom: true } as const;

interface CsvRow extends TableRow {
  readonly cells: readonly (string | number)[];
}

async function* wholeRows(
  first: readonly CsvRow[],
  rest: AsyncGenerator<CsvRow[]>,
  { width, mistakes }: { readonly width: number; readonly mistakes: Mistakes },
): AsyncGenerator<CsvRow[]> {
  const complete = (rows: readonly CsvRow[]) =>
    rows.filter(({ row, cells }) => {
      if (cells.length !== width) refuseWidth(row, cells.length, width, mistakes);
      return cells.length === width;
    });
  yield complete(first);
  for await (const rows of rest) yield complete(rows);
}

/** Yields records with the lines on which they end. */
async function* recordBatches(chunks: AsyncIterable<Uint8Array>, mistakes: Mistakes): AsyncGenerator<CsvRow[]> {
  let line = 0;
  for await (const part of plainText(chunks)) {
    if ('rest' in part) return yield* parsedBatches(part.rest, line, mistakes);
    const rows: CsvRow[] = [];
    for (const lines = new PlainCells(part.text); !lines.isOver; ) {
      const cells = lines.nextLine();
      line++;
      if (cells.length > 1 || cells[0] !== '') rows.push({ row: line, cells });
    }
    if (rows.length > 0) yield rows;
  }
}

/** Reads what follows `line` lines. The parser could count the lines, at three times the cost of parsing. */
async function* parsedBatches(chunks: AsyncIterable<Uint8Array>, linesBefore: number, mistakes: Mistakes): AsyncGenerator<CsvRow[]> {
  const parser = parse({ ...OPTIONS, ...(linesBefore > 0 ? { recordDelimiter: ['\n', '\r\n'] } : {}) });
  let line = linesBefore;
  try {
    const source = Readable.from(chunks);
    source.on('error', (error) => parser.destroy(error));
    source.pipe(parser);
    for await (const records of readyBatches<string[]>(parser)) {
      const rows: CsvRow[] = [];
      for (const cells of records) {
        line++;
        for (const cell of cells) if (cell.includes('\n')) line += cell.split('\n').length - 1;
        if (cells.length > 1 || cells[0] !== '') rows.push({ row: line, cells });
      }
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    mistakes.refuseFile(`this is no CSV: ${error.message}`);
  }
}

/** Yields all objects that a stream has ready, together. */
async function* readyBatches<T>(stream: Readable): AsyncGenerator<T[]> {
  let isOver = false;
  let failure: Error | null = null;
  let wake = () => {};
  stream.on('readable', () => wake());
  stream.on('end', () => {
    isOver = true;
    wake();
  });
  stream.on('error', (error) => {
    failure = error;
    wake();
  });
  for (;;) {
    const batch: T[] = [];
    for (let one = stream.read(); one !== null; one = stream.read()) batch.push(one);
    if (failure !== null) throw failure;
    if (batch.length > 0) yield batch;
    else if (isOver) return;
    else
      await new Promise<void>((ok) => {
        wake = ok;
      });
  }
}
