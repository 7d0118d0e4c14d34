import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type ArrivalSource, type SourceAnswer, UNSPECIFIED } from './source.js';

/** A whole workload in memory, sorted by time: one column per field, one index per row. */
export interface Rows {
  readonly atMs: Float64Array;
  readonly cpuUnits: Int32Array;
  readonly memoryMib: Int32Array;
  /** Thousandths of GPUs, as in ArrivalSource; absent: all UNSPECIFIED. */
  readonly gpuNeed?: Int32Array | undefined;
  /** As in ArrivalSource, by number; absent: all any. */
  readonly gpuModels?: { readonly of: Int32Array; readonly texts: readonly string[] } | undefined;
  readonly durationMs: Float64Array;
  /** The task in the file, of a trace that names its tasks; absent: it names none. */
  readonly traceRow?: Uint32Array | 'as they are' | undefined;
}

export const NO_ROWS: Rows = {
  atMs: new Float64Array(),
  cpuUnits: new Int32Array(),
  memoryMib: new Int32Array(),
  durationMs: new Float64Array(),
};

/** Replays rows that are in memory already. */
export class RowsSource implements ArrivalSource {
  readonly count = 1;
  private row = 0;

  constructor(private readonly rows: Rows) {
    const { atMs } = rows;
    for (let row = 1; row < atMs.length; row++) assert(atMs[row] >= atMs[row - 1], 'rows are in order of time');
  }

  get atMs(): Ms {
    return this.rows.atMs[this.row];
  }
  get cpuUnits(): number {
    return this.rows.cpuUnits[this.row];
  }
  get memoryMib(): number {
    return this.rows.memoryMib[this.row];
  }
  get gpuNeed(): number {
    return this.rows.gpuNeed === undefined ? UNSPECIFIED : this.rows.gpuNeed[this.row];
  }
  get gpuModels(): string {
    const { gpuModels } = this.rows;
    return gpuModels === undefined ? '' : gpuModels.texts[gpuModels.of[this.row]];
  }
  get traceRow(): number {
    const { traceRow } = this.rows;
    if (traceRow === undefined) return -1;
    return traceRow === 'as they are' ? this.row : traceRow[this.row];
  }
  get durationMs(): Ms {
    return this.rows.durationMs[this.row];
  }

  peek(): SourceAnswer {
    return this.row < this.rows.atMs.length ? 'ready' : 'done';
  }

  take(): void {
    this.row++;
  }

  save(): number {
    return this.row;
  }

  load(state: unknown): void {
    this.row = state as number;
  }
}
