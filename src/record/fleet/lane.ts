import { NONE } from '../ledger/live-rows.js';

/** One column of the map at its end: for each row the sums over its instances, and the highest of their states. */
interface Column {
  cpuPercent: number[];
  memoryPercent: number[];
  count: number[];
  state: number[];
}

/**
 * The instances of one group as rows of a map. Each instance keeps one slot for life, the lowest that is free at its launch, so there are
 * as many slots as instances at the peak. Plain data.
 */
export class MapLane {
  /** Ordinal of the instance in each slot; NONE in a free one. */
  private slots: number[] = [];
  private lowestFree = 0;
  private columns: Column[] = [];
  /** For each row the state marked since the last column; 0 for none. */
  private marks: number[] = [];

  get slotCount(): number {
    return this.slots.length;
  }

  get columnCount(): number {
    return this.columns.length;
  }

  take(ordinal: number): number {
    const slot = this.lowestFree;
    this.slots[slot] = ordinal;
    while (this.lowestFree < this.slots.length && this.slots[this.lowestFree] !== NONE) this.lowestFree++;
    return slot;
  }

  give(slot: number): void {
    this.slots[slot] = NONE;
    this.lowestFree = Math.min(this.lowestFree, slot);
  }

  taken(): [ordinal: number, slot: number][] {
    return this.slots.flatMap((ordinal, slot): [number, number][] => (ordinal === NONE ? [] : [[ordinal, slot]]));
  }

  /** Marks a state that occurred in the current column, if it is higher than the state at the end of the column. */
  mark(row: number, state: number): void {
    this.marks[row] = Math.max(this.marks[row] ?? 0, state);
  }

  /** Begins a new column, with the states marked since the last one. */
  open(rows: number): void {
    const zeros = () => new Array<number>(rows).fill(0);
    const state = zeros().map((_, row) => this.marks[row] ?? 0);
    this.columns.push({ cpuPercent: zeros(), memoryPercent: zeros(), count: zeros(), state });
    this.marks = [];
  }

  /** Adds an instance to a row of the newest column. */
  add(row: number, state: number, cpuPercent: number, memoryPercent: number): void {
    const column = this.columns[this.columns.length - 1];
    column.cpuPercent[row] += cpuPercent;
    column.memoryPercent[row] += memoryPercent;
    column.count[row]++;
    column.state[row] = Math.max(column.state[row], state);
  }

  /** Merges each two rows into one. */
  fold(): void {
    const sums = (values: number[]) => pairs(values, (a, b) => a + b);
    for (const column of this.columns) {
      column.cpuPercent = sums(column.cpuPercent);
      column.memoryPercent = sums(column.memoryPercent);
      column.count = sums(column.count);
      column.state = pairs(column.state, Math.max);
    }
    this.marks = pairs(this.marks, (a, b) => Math.max(a ?? 0, b ?? 0));
  }

  /** The cells of a row, one per column: average shares over the instances of the row. */
  row(row: number): { state: number; cpuPercent: number; memoryPercent: number }[] {
    return this.columns.map(({ cpuPercent, memoryPercent, count, state }) => {
      const n = Math.max(1, count[row] ?? 0);
      return { state: state[row] ?? 0, cpuPercent: (cpuPercent[row] ?? 0) / n, memoryPercent: (memoryPercent[row] ?? 0) / n };
    });
  }

  save(): unknown {
    const { slots, lowestFree, columns, marks } = this;
    return structuredClone({ slots, lowestFree, columns, marks });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

function pairs(values: readonly number[], combine: (a: number, b: number) => number): number[] {
  return Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => combine(values[2 * i], values[2 * i + 1] ?? 0));
}
