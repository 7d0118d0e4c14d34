/** Stands for a missing row, task, instance or time. */
export const NONE = -1;

/** The value of a cell for an ordinal or a time that may be NONE. */
export function orNull(value: number): number | null {
  return value === NONE ? null : value;
}

/**
 * Rows for living tasks or instances. Ordinals only grow, and ended ones are removed, so memory follows the living and not the run; row
 * numbers are reused. `columns` are the owner's typed arrays by name, which grow together.
 */
export class LiveRows<Name extends string> {
  /** The ordinal in each row, NONE in a free one. */
  ordinal = new Int32Array(0);
  readonly columns: Record<Name, Float64Array>;
  /** Highest row ever in use plus one: loops over the living stop here and skip free rows. */
  rows = 0;
  private readonly rowOf = new Map<number, number>();
  private free: number[] = [];

  constructor(private readonly names: readonly Name[]) {
    this.columns = Object.fromEntries(names.map((name) => [name, new Float64Array(0)])) as Record<Name, Float64Array>;
  }

  get living(): number {
    return this.rowOf.size;
  }

  /** The row of a living ordinal; NONE for any other. */
  find(ordinal: number): number {
    return this.rowOf.get(ordinal) ?? NONE;
  }

  /** Opens a row for a new ordinal. Old values of the row remain: the caller must set every column. */
  open(ordinal: number): number {
    const row = this.free.pop() ?? this.rows++;
    if (row >= this.ordinal.length) this.grow(Math.max(64, 2 * row));
    this.ordinal[row] = ordinal;
    this.rowOf.set(ordinal, row);
    return row;
  }

  close(row: number): void {
    this.rowOf.delete(this.ordinal[row]);
    this.ordinal[row] = NONE;
    this.free.push(row);
  }

  /** The rows of the living in order of ordinal. */
  inOrder(): number[] {
    return [...this.rowOf.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
  }

  save(): unknown {
    const columns = this.names.map((name) => Array.from(this.columns[name].subarray(0, this.rows)));
    return { ordinal: Array.from(this.ordinal.subarray(0, this.rows)), columns, free: [...this.free] };
  }

  load(saved: unknown): void {
    const from = saved as { ordinal: number[]; columns: number[][]; free: number[] };
    this.rows = from.ordinal.length;
    this.free = [...from.free];
    this.ordinal = Int32Array.from(from.ordinal);
    this.rowOf.clear();
    from.ordinal.forEach((ordinal, row) => {
      if (ordinal !== NONE) this.rowOf.set(ordinal, row);
    });
    this.names.forEach((name, i) => {
      this.columns[name] = Float64Array.from(from.columns[i]);
    });
  }

  private grow(length: number): void {
    const ordinal = new Int32Array(length).fill(NONE);
    ordinal.set(this.ordinal);
    this.ordinal = ordinal;
    for (const name of this.names) {
      const column = new Float64Array(length);
      column.set(this.columns[name]);
      this.columns[name] = column;
    }
  }
}
