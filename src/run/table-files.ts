import { type Cell, headerOf, nameCell } from '../record/tables/column.js';
import { csvText } from '../report/csv/table.js';
import type { TypedCell, TypedColumn } from '../report/parquet-table.js';
import type { RunDirectory } from './run-directory.js';

/** A column of a table that is written as CSV and as Parquet. */
export interface TableColumn<Row> extends TypedColumn {
  /** Sentences in Markdown. */
  readonly description: string;
  readonly cell: (row: Row) => TypedCell;
}

export interface TableFiles<Row> {
  /** The caller waits for a returned promise, because the disk lags behind. */
  add(row: Row): Promise<void> | undefined;
  finish(): void;
}

/** Rows written together. */
const ROWS = 256;

/** Opens NAME.csv and NAME.parquet, which grow row by row. */
export async function tableFiles<Row>(
  directory: RunDirectory,
  name: string,
  columns: readonly TableColumn<Row>[],
): Promise<TableFiles<Row>> {
  const rows = csvRows(directory, `${name}.csv`, headerOf(columns));
  const { ParquetTable } = await import('../report/parquet-table.js');
  const typed = new ParquetTable(directory.stream(`${name}.parquet`), columns);
  return {
    finish: () => {
      rows.flush();
      typed.finish();
    },
    add: (row) => {
      const cells = columns.map(({ cell }) => cell(row));
      typed.add(cells);
      return rows.add(cells.map(plainCell));
    },
  };
}

/** Opens a CSV file that grows row by row. */
export function csvRows(directory: RunDirectory, file: string, header: readonly string[]) {
  const sink = directory.stream(file);
  let rows: Cell[][] = [[...header]];
  const flush = () => {
    if (rows.length > 0) sink.write(csvText(rows));
    rows = [];
  };
  return {
    flush,
    add: (cells: Cell[]): Promise<void> | undefined => {
      rows.push(cells);
      if (rows.length < ROWS) return undefined;
      flush();
      return directory.drain();
    },
  };
}

/** Converts a cell of a Parquet file to one of a CSV file. */
export function plainCell(cell: TypedCell): Cell {
  return typeof cell === 'number' || cell === null ? cell : nameCell(String(cell));
}
