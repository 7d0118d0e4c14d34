import { assert } from '../sim/kernel/assert.js';
import type { Ms } from '../sim/kernel/event-loop.js';
import type { ArrivalSource, SourceAnswer } from './source.js';

/** A whole workload in memory, in order of time: one column a field, one index a row. */
export interface Rows {
  readonly atMs: Float64Array;
  readonly cpuUnits: Int32Array;
  readonly memoryMib: Int32Array;
  readonly durationMs: Float64Array;
}

/** Replays rows that are in memory already. */
export class RowsSource implements ArrivalSource {
  atMs: Ms = 0;
  readonly count = 1;
  cpuUnits = 0;
  memoryMib = 0;
  durationMs: Ms = 0;
  private row = 0;

  constructor(private readonly rows: Rows) {
    const { atMs } = rows;
    for (let row = 1; row < atMs.length; row++) assert(atMs[row] >= atMs[row - 1], 'rows are in order of time');
    this.show();
  }

  peek(): SourceAnswer {
    return this.row < this.rows.atMs.length ? 'ready' : 'done';
  }

  take(): void {
    this.row++;
    this.show();
  }

  save(): number {
    return this.row;
  }

  load(state: unknown): void {
    this.row = state as number;
    this.show();
  }

  private show(): void {
    const { rows, row } = this;
    if (row >= rows.atMs.length) return;
    this.atMs = rows.atMs[row];
    this.cpuUnits = rows.cpuUnits[row];
    this.memoryMib = rows.memoryMib[row];
    this.durationMs = rows.durationMs[row];
  }
}
