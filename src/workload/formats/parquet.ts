import { type AsyncBuffer, type Compressors, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import type { Mistakes } from './mistakes.js';
import { checkPages } from './parquet-pages.js';
import type { TableRow, TableStream } from './table.js';

/** Converts timestamps to whole milliseconds, the unit for mapping them. */
const MS = (milliseconds: bigint) => Number(milliseconds);
const PARSERS = {
  timestampFromMilliseconds: MS,
  timestampFromMicroseconds: (microseconds: bigint) => Number(microseconds / 1000n),
  timestampFromNanoseconds: (nanoseconds: bigint) => Number(nanoseconds / 1_000_000n),
};

/** A Parquet file: its bytes on demand, and what unpacks its pages. */
export interface ParquetFile {
  readonly file: AsyncBuffer;
  readonly compressors: Compressors;
}

/** Reads the wanted top-level columns of a Parquet file, a row group at a time. */
export async function parquetTable(
  { file, compressors }: ParquetFile,
  wanted: readonly string[],
  mistakes: Mistakes,
): Promise<TableStream> {
  try {
    const metadata = await parquetMetadataAsync(file);
    const header = topLevel(metadata.schema);
    const columns = wanted.filter((name) => header.includes(name));
    if (columns.length === 0) return { header, batches: [] };
    return { header, batches: rowGroups({ file, compressors, metadata, columns, header }, mistakes) };
  } catch (error) {
    mistakes.refuseFile(unreadable(error));
    return { header: [], batches: [] };
  }
}

function unreadable(error: unknown): string {
  return `this is no Parquet file that can be read: ${(error as Error).message}`;
}

interface Reading extends ParquetFile {
  readonly metadata: FileMetaData;
  readonly columns: readonly string[];
  readonly header: readonly string[];
}

async function* rowGroups({ header, columns, ...reading }: Reading, mistakes: Mistakes): AsyncGenerator<TableRow[]> {
  let first = 0;
  for (const group of reading.metadata.row_groups) {
    const rowEnd = first + Number(group.num_rows);
    try {
      await checkPages(reading.file, group, columns);
      const options = { ...reading, columns: [...columns], rowStart: first, rowEnd, parsers: PARSERS as never };
      const objects = await parquetReadObjects(options);
      yield objects.map((object, i) => ({ row: first + i + 1, cells: header.map((name) => object[name]) }));
    } catch (error) {
      mistakes.refuseFile(unreadable(error));
      return;
    }
    first = rowEnd;
  }
}

/** The first schema element is the root, which holds the number of children. */
function topLevel(schema: readonly { readonly name: string; readonly num_children?: number }[]): string[] {
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at].num_children ?? 0); child++) next = skip(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = skip(at)) names.push(schema[at].name);
  return names;
}
