import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { ParquetTable, type TypedCell, type TypedColumn } from '../../src/report/parquet-table.js';

const COLUMNS: readonly TypedColumn[] = [
  { name: 'run', type: 'index' },
  { name: 'events', type: 'whole' },
  { name: 'cost', type: 'number' },
  { name: 'on', type: 'truth' },
  { name: 'size', type: 'text' },
];

function fileOf(rows: readonly (readonly TypedCell[])[]): ArrayBuffer {
  const chunks: Uint8Array[] = [];
  const table = new ParquetTable({ write: (chunk) => chunks.push(chunk) > 0 }, COLUMNS);
  for (const row of rows) table.add(row);
  table.finish();
  return new Uint8Array(Buffer.concat(chunks)).buffer;
}

describe('a Parquet file', () => {
  it('gives back typed columns: numbers as they were to the last bit, texts, truths, and nothing', async () => {
    const rows = [
      [1, 2 ** 53 - 1, 0.1 + 0.2, true, 'm5.large, "x"'],
      [2, 4_294_967_295, -1e-300, false, 7],
      [3, null, null, null, null],
    ];
    expect(await parquetReadObjects({ file: fileOf(rows) })).toEqual([
      { run: 1, events: 2n ** 53n - 1n, cost: 0.1 + 0.2, on: true, size: 'm5.large, "x"' },
      { run: 2, events: 4_294_967_295n, cost: -1e-300, on: false, size: '7' },
      { run: 3, events: null, cost: null, on: null, size: null },
    ]);
  });

  it('of many rows is written in groups, the same rows in the same bytes', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => [i, i * 3, i / 7, i % 2 === 0, `row ${i}`]);
    const file = fileOf(rows);
    expect(parquetMetadata(file).row_groups.map(({ num_rows }) => num_rows)).toEqual([...Array(12).fill(2000n), 1000n]);
    const read = await parquetReadObjects({ file });
    expect(read.map(({ run, events, cost, on, size }) => [run, Number(events), cost, on, size])).toEqual(rows);
    expect(Buffer.from(fileOf(rows)).equals(Buffer.from(file))).toBe(true);
  });

  it('of no rows is one all the same', async () => {
    expect(await parquetReadObjects({ file: fileOf([]) })).toEqual([]);
  });
});
