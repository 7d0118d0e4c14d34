import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type ArrivalSource, FOREVER, type SourceAnswer } from './source.js';

/** One arrival of a trace in the simulator's units; UNSPECIFIED and FOREVER as in ArrivalSource. */
export interface TraceRow {
  readonly atMs: Ms;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly durationMs: Ms;
}

/** Default buffer size in rows: enough for a slice of events at little memory. */
const BUFFER_ROWS = 4096;

interface TraceSourceState {
  readonly accepted: number;
  readonly hasEnded: boolean;
  readonly lastMs: Ms;
  /** Null stands for a duration without end, because JSON has no infinity. */
  readonly waiting: readonly (readonly [atMs: Ms, cpuUnits: number, memoryMib: number, durationMs: Ms | null])[];
}

/**
 * Replays a trace that is read during the simulation, through a bounded buffer filled by its driver. An empty buffer before the end of the
 * trace answers `later`, which pauses the simulation until the driver supplies more.
 */
export class TraceSource implements ArrivalSource {
  atMs: Ms = 0;
  readonly count = 1;
  cpuUnits = 0;
  memoryMib = 0;
  durationMs: Ms = 0;

  /** Columns of a ring buffer; its first row is at `first`. */
  private readonly atMsOf: Float64Array;
  private readonly cpuUnitsOf: Int32Array;
  private readonly memoryMibOf: Int32Array;
  private readonly durationMsOf: Float64Array;
  private first = 0;
  private waiting = 0;
  private acceptedRows = 0;
  private hasEnded = false;
  private lastMs: Ms = 0;

  constructor(private readonly bufferRows = BUFFER_ROWS) {
    this.atMsOf = new Float64Array(bufferRows);
    this.cpuUnitsOf = new Int32Array(bufferRows);
    this.memoryMibOf = new Int32Array(bufferRows);
    this.durationMsOf = new Float64Array(bufferRows);
  }

  /** Free rows of the buffer. */
  get wanted(): number {
    return this.hasEnded ? 0 : this.bufferRows - this.waiting;
  }

  /** Rows pushed so far. After load(), a driver that reads its file from the start skips this many rows. */
  get accepted(): number {
    return this.acceptedRows;
  }

  /** Adds a row not earlier than the previous one; requires `wanted` > 0. */
  push(row: TraceRow): void {
    assert(this.wanted > 0, 'a trace is not pushed beyond what its source wants');
    assert(row.atMs >= this.lastMs, 'rows of a trace are in order of time');
    this.lastMs = row.atMs;
    this.acceptedRows++;
    this.put(row);
  }

  /** Marks the end of the trace. */
  end(): void {
    this.hasEnded = true;
  }

  peek(): SourceAnswer {
    if (this.waiting > 0) return 'ready';
    return this.hasEnded ? 'done' : 'later';
  }

  take(): void {
    assert(this.waiting > 0, 'an arrival is taken only when it is there');
    this.first = (this.first + 1) % this.bufferRows;
    this.waiting--;
    if (this.waiting > 0) this.show();
  }

  save(): TraceSourceState {
    const rows = Array.from({ length: this.waiting }, (_, i) => (this.first + i) % this.bufferRows);
    return {
      accepted: this.acceptedRows,
      hasEnded: this.hasEnded,
      lastMs: this.lastMs,
      waiting: rows.map((at) => {
        const durationMs = this.durationMsOf[at];
        return [this.atMsOf[at], this.cpuUnitsOf[at], this.memoryMibOf[at], durationMs === FOREVER ? null : durationMs];
      }),
    };
  }

  load(state: unknown): void {
    const { accepted, hasEnded, lastMs, waiting } = state as TraceSourceState;
    this.acceptedRows = accepted;
    this.hasEnded = hasEnded;
    this.lastMs = lastMs;
    this.first = 0;
    this.waiting = 0;
    for (const [atMs, cpuUnits, memoryMib, durationMs] of waiting)
      this.put({ atMs, cpuUnits, memoryMib, durationMs: durationMs ?? FOREVER });
  }

  private put(row: TraceRow): void {
    const at = (this.first + this.waiting) % this.bufferRows;
    this.atMsOf[at] = row.atMs;
    this.cpuUnitsOf[at] = row.cpuUnits;
    this.memoryMibOf[at] = row.memoryMib;
    this.durationMsOf[at] = row.durationMs;
    this.waiting++;
    if (this.waiting === 1) this.show();
  }

  private show(): void {
    this.atMs = this.atMsOf[this.first];
    this.cpuUnits = this.cpuUnitsOf[this.first];
    this.memoryMib = this.memoryMibOf[this.first];
    this.durationMs = this.durationMsOf[this.first];
  }
}
