import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell } from '../record/tables/column.js';

export interface TypedColumn {
  readonly name: string;
  /** An `index` has 32 bits, a `whole` number 64. A column with values of several kinds is `text`. */
  readonly type: 'index' | 'whole' | 'number' | 'truth' | 'text';
}

export type TypedCell = Cell | boolean;

export interface ByteSink {
  write(chunk: Uint8Array): boolean;
}

const TYPES = {
  index: { type: 'INT32' },
  whole: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  truth: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const;

/** Rows per row group, held in memory: few enough that the garbage collector frees them while they are young. */
const GROUP_ROWS = 2000;

/** Writes a Parquet file, one row group at a time. Every column may be null; equal rows give equal bytes. */
export class ParquetTable {
  private readonly bytes = new ByteWriter();
  private readonly writer: ParquetWriter;
  private data: unknown[][];

  constructor(
    private readonly sink: ByteSink,
    private readonly columns: readonly TypedColumn[],
  ) {
    const elements = columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[type] }));
    this.writer = new ParquetWriter({ writer: this.bytes, schema: [{ name: 'schema', num_children: columns.length }, ...elements] });
    this.data = columns.map(() => []);
  }

  add(cells: readonly TypedCell[]): void {
    for (const [c, { type }] of this.columns.entries()) this.data[c].push(typedValue(cells[c], type));
    if (this.data[0].length === GROUP_ROWS) this.closeGroup();
  }

  /** Writes the remaining rows and the footer to the sink. */
  finish(): void {
    if (this.data[0].length > 0) this.closeGroup();
    void this.writer.finish();
    this.send();
  }

  private closeGroup(): void {
    const columnData = this.columns.map(({ name }, c) => ({ name, data: this.data[c], offsetIndex: false }));
    void this.writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.data = this.columns.map(() => []);
    this.send();
  }

  private send(): void {
    this.sink.write(this.bytes.getBytes().slice());
    this.bytes.index = 0;
  }
}

function typedValue(cell: TypedCell, type: TypedColumn['type']): unknown {
  if (cell === null) return null;
  if (type === 'whole') return BigInt(cell);
  return type === 'text' ? String(cell) : cell;
}
