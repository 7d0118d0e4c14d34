import {
  type AsyncBuffer,
  type ColumnChunk,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type RowGroup,
} from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import type { Mistakes } from './mistakes.js';
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

/** Throws where the header of a page of a wanted column lacks a size or has a negative one: hyparquet reads such a page without end. */
async function checkPages(file: AsyncBuffer, { columns }: RowGroup, wanted: readonly string[]): Promise<void> {
  for (const { meta_data } of columns)
    if (meta_data !== undefined && wanted.includes(meta_data.path_in_schema[0])) await checkChunk(file, meta_data);
}

async function checkChunk(file: AsyncBuffer, chunk: NonNullable<ColumnChunk['meta_data']>): Promise<void> {
  const from = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const view = new DataView(await file.slice(from, from + Number(chunk.total_compressed_size)));
  const reader = { view, offset: 0 };
  for (let values = 0; values < chunk.num_values && reader.offset < view.byteLength - 1; ) {
    const { compressed_page_size, uncompressed_page_size, data_page_header, data_page_header_v2: second } = parquetHeader(reader);
    const lengths = second && [
      second.num_values,
      second.num_rows,
      second.definition_levels_byte_length,
      second.repetition_levels_byte_length,
    ];
    const sizes = [compressed_page_size, uncompressed_page_size, ...(lengths ?? [])];
    if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) throw new Error('the header of a page has no size');
    values += (second ?? data_page_header)?.num_values ?? 0;
    reader.offset += compressed_page_size;
  }
}
