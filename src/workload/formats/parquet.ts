import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { Mistakes } from './mistakes.js';
import type { Table, TableRow } from './table.js';

/** Converts timestamps to whole milliseconds, the unit for mapping them. */
const MS = (milliseconds: bigint) => Number(milliseconds);
const PARSERS = {
  timestampFromMilliseconds: MS,
  timestampFromMicroseconds: (microseconds: bigint) => Number(microseconds / 1000n),
  timestampFromNanoseconds: (nanoseconds: bigint) => Number(nanoseconds / 1_000_000n),
};

/** Reads the wanted top-level columns of a Parquet file, uncompressed or Snappy. */
export async function parquetTable(bytes: ArrayBuffer, wanted: readonly string[], mistakes: Mistakes): Promise<Table> {
  try {
    const metadata = parquetMetadata(bytes);
    const header = topLevel(metadata.schema);
    const columns = wanted.filter((name) => header.includes(name));
    if (columns.length === 0) return { header, rows: [] };
    const objects = await parquetReadObjects({ file: bytes, metadata, columns, parsers: PARSERS as never });
    return { header, rows: rowsOf(objects, header) };
  } catch (error) {
    mistakes.refuseFile(`this is no Parquet file that can be read: ${(error as Error).message}`);
    return { header: [], rows: [] };
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

function* rowsOf(objects: readonly Record<string, unknown>[], header: readonly string[]): Generator<TableRow> {
  for (let i = 0; i < objects.length; i++) yield { row: i + 1, cells: header.map((name) => objects[i][name]) };
}
