type Numbers = Float64Array | Int32Array | Uint8Array;
type NumbersOf<T extends Numbers> = new (length: number) => T;

/** A typed array that grows by doubling. */
export class Growing<T extends Numbers> {
  length = 0;
  private values: T;

  constructor(private readonly of: NumbersOf<T>) {
    this.values = new of(256);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index];
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  /** Returns a copy with no spare room. */
  whole(): T {
    return this.values.slice(0, this.length) as T;
  }

  private grow(): void {
    const larger = new this.of(2 * this.values.length);
    larger.set(this.values);
    this.values = larger;
  }
}

export const floats = () => new Growing(Float64Array);
export const ints = () => new Growing(Int32Array);
export const bytes = () => new Growing(Uint8Array);

type Columns = Readonly<Record<string, Growing<Numbers>>>;
type Whole<C extends Columns> = { readonly [K in keyof C]: C[K] extends Growing<infer T> ? T : never };

/** Adds a row. A column that `row` leaves out gets NEVER. */
export function addRow<C extends Columns>(columns: C, row: { readonly [K in keyof C]?: number }): void {
  for (const [name, column] of Object.entries(columns)) column.push(row[name] ?? NEVER);
}

export function wholeColumns<C extends Columns>(columns: C): Whole<C> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.whole()])) as Whole<C>;
}

/** A time that has not come, or an index of nothing. */
export const NEVER = -1;

/** The number of leading values that are at most `limit`, in values that rise. */
export function countUpTo(values: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
