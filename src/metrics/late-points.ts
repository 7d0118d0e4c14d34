/** A closed period that is not available yet; plain data. */
export interface LatePoint {
  readonly availableMs: number;
  /** Null: the period has no data. */
  readonly value: number | null;
}

/** Points at first; the array grows by doubling. */
const POINTS = 4;

/** Closed periods that are not available yet, oldest first: a queue as pairs of numbers, so that a point is no object. */
export class LatePoints {
  length = 0;
  private cells = new Float64Array(2 * POINTS);
  private first = 0;

  /** When the oldest becomes available; Infinity if there is none. */
  get nextMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.cells[2 * this.first]!;
  }

  /** Adds a point; `value` is NaN without data. */
  add(availableMs: number, value: number): void {
    if (2 * this.length === this.cells.length) this.grow();
    const at = this.placeOf(this.length++);
    this.cells[at] = availableMs;
    this.cells[at + 1] = value;
  }

  /** Removes the oldest and returns its value. */
  take(): number {
    const value = this.cells[2 * this.first + 1]!;
    this.first = this.placeOf(1) / 2;
    this.length--;
    return value;
  }

  /** The value of the nth point, from 0, in the order of availability. */
  valueAt(nth: number): number {
    return this.cells[this.placeOf(nth) + 1]!;
  }

  private placeOf(nth: number): number {
    return (2 * (this.first + nth)) & (this.cells.length - 1);
  }

  private grow(): void {
    const { cells, length } = this;
    const wider = new Float64Array(2 * cells.length);
    for (let i = 0; i < length; i++) wider.set(cells.subarray(this.placeOf(i), this.placeOf(i) + 2), 2 * i);
    this.cells = wider;
    this.first = 0;
  }

  save(): LatePoint[] {
    return Array.from({ length: this.length }, (_, i) => {
      const [availableMs, value] = this.cells.subarray(this.placeOf(i));
      return { availableMs: availableMs!, value: Number.isNaN(value) ? null : value! };
    });
  }

  load(saved: readonly LatePoint[]): void {
    this.length = 0;
    this.first = 0;
    for (const { availableMs, value } of saved) this.add(availableMs, value ?? Number.NaN);
  }
}
