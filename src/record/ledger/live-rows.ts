import { OrdinalIndex } from './ordinal-index.js';

/** Stands for a missing row, task, instance or time. */
export const NONE = -1;

/** The value of a cell for an ordinal or a time that may be NONE. */
export function orNull(value: number): number | null {
  return value === NONE ? null : value;
}

/** Values in a cache line of 64 bytes: a row begins with a line, so that it takes as few as it can. */
const LINE = 8;
const ROWS_LEAST = 16;

/** The place of each column in a row. What every task passes reads `values` by it: one array instead of a view for each column. */
export function placesOf<Name extends string>(first: Readonly<Record<Name, number>>): Readonly<Record<Name, number>> {
  return Object.fromEntries(Object.keys(first).map((name, i) => [name, i + 1])) as Record<Name, number>;
}

/**
 * Rows for living tasks or instances. Ordinals only grow, and ended ones are removed, so memory follows the living and not the run; rows are
 * reused. The values of one row lie side by side, because a fact reads many of them: in arrays of their own, each would be a cache line to
 * fetch. A column is a view that begins at its value of the first row, so a row is a multiple of `step`.
 */
export class LiveRows<Name extends string> {
  /** From one row to the next. */
  readonly step: number;
  /** The ordinal in each row, NONE in a free one. */
  ordinal: Float64Array = new Float64Array(0);
  readonly columns: Record<Name, Float64Array>;
  /** Highest row ever in use plus `step`: loops over the living stop here and skip free rows. */
  rows = 0;
  /** All values: those of a row begin at it with its ordinal, and placesOf() has the place of each column in a row. */
  values: Float64Array = new Float64Array(0);
  private index = new OrdinalIndex();
  private free: number[] = [];
  /** The ordinal that was asked for last: the facts of one task follow each other. */
  private lastOrdinal = NONE;
  private lastRow = NONE;

  private readonly names: readonly Name[];
  /** The values of a row when it is opened, its ordinal before them. */
  private readonly first: Float64Array;

  /** `first`: the value of each column in a new row. */
  constructor(first: Readonly<Record<Name, number>>) {
    this.names = Object.keys(first) as Name[];
    this.step = LINE * Math.ceil((this.names.length + 1) / LINE);
    this.first = new Float64Array(this.step);
    this.names.forEach((name, i) => {
      this.first[i + 1] = first[name];
    });
    this.columns = Object.fromEntries(this.names.map((name) => [name, this.values])) as Record<Name, Float64Array>;
  }

  get living(): number {
    return this.index.count;
  }

  /** The row of a living ordinal; NONE for any other. */
  find(ordinal: number): number {
    if (ordinal === this.lastOrdinal) return this.lastRow;
    this.lastOrdinal = ordinal;
    this.lastRow = this.index.get(ordinal);
    return this.lastRow;
  }

  /** Opens a row for a new ordinal, with the first values. */
  open(ordinal: number): number {
    const row = this.free.pop() ?? this.extend();
    const { values, first } = this;
    for (let i = 1; i < first.length; i++) values[row + i] = first[i];
    values[row] = ordinal;
    this.index.set(ordinal, row);
    this.lastOrdinal = ordinal;
    this.lastRow = row;
    return row;
  }

  close(row: number): void {
    this.index.delete(this.ordinal[row]);
    this.lastOrdinal = this.lastRow = NONE;
    this.ordinal[row] = NONE;
    this.free.push(row);
  }

  /** The rows of the living in order of ordinal. */
  inOrder(): number[] {
    const { ordinal, rows, step } = this;
    const living: number[] = [];
    for (let row = 0; row < rows; row += step) if (ordinal[row] !== NONE) living.push(row);
    return living.sort((a, b) => ordinal[a] - ordinal[b]);
  }

  save(): unknown {
    return { values: Array.from(this.values.subarray(0, this.rows)), free: [...this.free] };
  }

  load(saved: unknown): void {
    const from = saved as { values: number[]; free: number[] };
    this.index = new OrdinalIndex();
    this.lastOrdinal = this.lastRow = NONE;
    this.rows = from.values.length;
    this.free = [...from.free];
    this.hold(Float64Array.from(from.values));
    for (let row = 0; row < this.rows; row += this.step) if (this.ordinal[row] !== NONE) this.index.set(this.ordinal[row], row);
  }

  private extend(): number {
    const row = this.rows;
    if (row === this.values.length) {
      const values = new Float64Array(Math.max(ROWS_LEAST * this.step, 2 * row));
      values.set(this.values);
      this.hold(values);
    }
    this.rows += this.step;
    return row;
  }

  private hold(values: Float64Array): void {
    this.values = values;
    this.ordinal = values;
    this.names.forEach((name, i) => {
      this.columns[name] = values.subarray(i + 1);
    });
  }
}
