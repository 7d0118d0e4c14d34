import type { Setup } from '../../sim/setup.js';

/** Null: no value, or nothing to measure. */
export type Cell = string | number | null;

/** One column of a table: the header, the cells and the page of the outputs are made from it. */
export interface Column<Row> {
  /** Ends with the unit if it has one. */
  readonly name: string;
  /** Unit of its numbers; empty for names, ids, codes and moments. */
  readonly unit: string;
  /** Sentences in Markdown. */
  readonly description: string;
  readonly cell: (row: Row) => Cell;
  /** The place of its value among the amounts of a row, if it is one of them. For files with very many rows. */
  readonly amount?: number;
  /** Whether a run of the setup has the column; absent: every run has. */
  readonly isIn?: (setup: Setup) => boolean;
}

/** One CSV file of a run. */
export interface Table<Row> {
  readonly file: string;
  /** When a row is written, in Markdown. */
  readonly rows: string;
  readonly columns: readonly Column<Row>[];
}

export function column<Row>(name: string, unit: string, description: string, cell: Column<Row>['cell']): Column<Row> {
  return { name, unit, description, cell };
}

/** The amounts of a row in thousandths, by place; NaN: no value. Null: the row has none at all. */
export type Amounts = Float64Array | null;

/** A column of one of the amounts of a row. */
export function amountColumn(name: string, unit: string, description: string, amount: number): Column<{ readonly load: Amounts }> {
  const cell = ({ load }: { readonly load: Amounts }) => {
    const milli = load?.[amount] ?? Number.NaN;
    return Number.isNaN(milli) ? null : milli / 1_000;
  };
  return { name, unit, description, cell, amount };
}

/** Marks columns that only some runs have. */
export function columnsWhere<Row>(isIn: (setup: Setup) => boolean, columns: readonly Column<Row>[]): Column<Row>[] {
  return columns.map((one) => ({ ...one, isIn }));
}

/** Returns the columns of a run of the setup. */
export function columnsIn<Row>({ columns }: Table<Row>, setup: Setup): readonly Column<Row>[] {
  return columns.filter(({ isIn }) => isIn === undefined || isIn(setup));
}

export function headerOf(columns: readonly { readonly name: string }[]): string[] {
  return columns.map(({ name }) => name);
}

/** Returns the cells of a row. `cells`: an array to fill again, for rows that are written at once. */
export function cellsOf<Row>(columns: readonly Column<Row>[], row: Row, cells: Cell[] = new Array(columns.length)): Cell[] {
  for (let i = 0; i < columns.length; i++) cells[i] = columns[i].cell(row);
  return cells;
}

/**
 * A name as a cell. Spreadsheets run a cell that begins with = + - or @ as a formula, and names come from files of other authors. Such a
 * name gets an apostrophe in front, as OWASP advises ("CSV Injection"). Numbers stay as they are.
 */
export function nameCell(name: string): string {
  return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}
