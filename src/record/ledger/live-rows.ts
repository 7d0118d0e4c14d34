import { assert } from '../../kernel/assert.js';
import { OrdinalIndex } from './ordinal-index.js';

/** Stands for a missing row, task, instance or time. */
export const NONE = -1;

/** The value of a cell for an ordinal or a time that may be NONE. */
export function orNull(value: number): number | null {
  return value === NONE ? null : value;
}

/** Doubles in a cache line of 64 bytes, and values from one row to the next. */
const LINE = 8;
const ROWS_LEAST = 16;

type Lines = [Int32Array, ...Float64Array[]];

/** The place of each column in its line. Code for every task reads `values` and `seconds` by place, as one array instead of views. */
export function placesOf<Name extends string>(first: Readonly<Record<Name, number>>): Readonly<Record<Name, number>> {
  return Object.fromEntries(Object.keys(first).map((name, i) => [name, (i + 1) % LINE])) as Record<Name, number>;
}

/**
 * Rows for living tasks or instances. Ordinals only grow, ended ones are removed, and rows are reused, so memory follows the living and not
 * the run.
 * The values of one row lie side by side, eight to a cache line, because a fact reads many of them: in arrays of their own, each would be a
 * cache line to fetch. The first lines of all rows are one array, the second lines another, so that values that are read often lie
 * together. The first has whole numbers of 32 bits, because V8 checks each double that becomes an index. A column is a view that begins at
 * its value of the first row, so a row is a multiple of `step`.
 */
export class LiveRows<Name extends string> {
  /** From one row to the next. */
  readonly step = LINE;
  /** The ordinal in each row, NONE in a free one. */
  ordinal: Int32Array = new Int32Array(0);
  readonly columns: Record<Name, Int32Array | Float64Array>;
  /** Highest row ever in use plus `step`: loops over the living stop here and skip free rows. */
  rows = 0;
  /** The first and the second lines. A row is the place of its first value; placesOf() has the place of each column. */
  values: Int32Array = new Int32Array(0);
  seconds: Float64Array = new Float64Array(0);
  private lines: Lines;
  private index = new OrdinalIndex();
  private free: number[] = [];
  /** The last ordinal that was found: the facts of one task follow each other. */
  private lastOrdinal = NONE;
  private lastRow = NONE;

  private readonly names: readonly Name[];
  /** The values of a row when it is opened, its ordinal before them. */
  private readonly first: Float64Array;
  /** The first line of seldom columns. Free rows have the first values from there on. */
  private readonly seldom: number;
  private hasSeldom = false;

  /** `first`: the value of each column in a new row. `seldom`: the column from which on they are seldom; it begins a line. */
  constructor(first: Readonly<Record<Name, number>>, seldom: NoInfer<Name> | null = null) {
    this.names = Object.keys(first) as Name[];
    const lines = Math.ceil((this.names.length + 1) / LINE);
    this.first = new Float64Array(LINE * lines);
    this.names.forEach((name, i) => {
      this.first[i + 1] = first[name];
    });
    this.seldom = seldom === null ? lines : (this.names.indexOf(seldom) + 1) / LINE;
    assert(Number.isInteger(this.seldom), 'seldom columns begin a line');
    this.lines = [this.values, ...Array.from({ length: lines - 1 }, () => this.seconds)];
    this.columns = Object.fromEntries(this.names.map((name) => [name, this.values])) as Record<Name, Int32Array | Float64Array>;
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
    const row = this.take(ordinal);
    const { values, seconds, first } = this;
    for (let i = 1; i < LINE; i++) values[row + i] = first[i];
    if (this.seldom > 1) for (let i = 0; i < LINE; i++) seconds[row + i] = first[LINE + i];
    this.begin(row, 2, this.seldom);
    return row;
  }

  /** Like open(), but the caller sets each value of `values` and `seconds`. All other columns must be seldom ones. */
  take(ordinal: number): number {
    const row = this.free.length > 0 ? this.free.pop()! : this.extend();
    this.values[row] = ordinal;
    this.index.set(ordinal, row);
    this.lastOrdinal = ordinal;
    this.lastRow = row;
    return row;
  }

  /** Sets a value of a seldom column. */
  setSeldom(row: number, name: Name, value: number): void {
    this.hasSeldom = true;
    this.columns[name][row] = value;
  }

  close(row: number): void {
    this.index.delete(this.values[row]);
    this.lastOrdinal = this.lastRow = NONE;
    this.values[row] = NONE;
    if (this.hasSeldom) this.begin(row, this.seldom, this.lines.length);
    this.free.push(row);
  }

  /** Sets lines of a row to the first values. */
  private begin(row: number, fromLine: number, toLine: number): void {
    const { first } = this;
    for (let line = fromLine; line < toLine; line++) {
      const values = this.lines[line];
      for (let i = 0; i < LINE; i++) values[row + i] = first[LINE * line + i];
    }
  }

  /** Returns the rows of the living in order of ordinal. */
  inOrder(): number[] {
    const { ordinal, rows, step } = this;
    const living: number[] = [];
    for (let row = 0; row < rows; row += step) if (ordinal[row] !== NONE) living.push(row);
    return living.sort((a, b) => ordinal[a] - ordinal[b]);
  }

  save(): unknown {
    return { lines: this.lines.map((values) => Array.from(values.subarray(0, this.rows))), free: [...this.free] };
  }

  load(saved: unknown): void {
    const from = saved as { lines: number[][]; free: number[] };
    this.index = new OrdinalIndex();
    this.lastOrdinal = this.lastRow = NONE;
    this.rows = from.lines[0].length;
    this.free = [...from.free];
    this.hasSeldom = true;
    const [values, ...others] = from.lines;
    this.hold([Int32Array.from(values), ...others.map((line) => Float64Array.from(line))]);
    for (let row = 0; row < this.rows; row += LINE) if (this.ordinal[row] !== NONE) this.index.set(this.ordinal[row], row);
  }

  private extend(): number {
    const row = this.rows;
    if (row === this.values.length) this.lengthen(Math.max(ROWS_LEAST * LINE, 2 * row));
    this.begin(row, this.seldom, this.lines.length);
    this.rows += LINE;
    return row;
  }

  private lengthen(length: number): void {
    const [values, ...others] = this.lines;
    this.hold([copied(values, new Int32Array(length)), ...others.map((line) => copied(line, new Float64Array(length)))]);
  }

  private hold(lines: Lines): void {
    this.lines = lines;
    this.ordinal = this.values = lines[0];
    this.seconds = lines[1] ?? this.seconds;
    this.names.forEach((name, i) => {
      this.columns[name] = lines[Math.floor((i + 1) / LINE)].subarray((i + 1) % LINE);
    });
  }
}

function copied<Values extends Int32Array | Float64Array>(from: Values, to: Values): Values {
  to.set(from);
  return to;
}
