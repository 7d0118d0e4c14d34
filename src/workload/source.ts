import type { Ms } from '../kernel/event-loop.js';

/** A duration without end. */
export const FOREVER = Number.POSITIVE_INFINITY;
/** A field left to the workload: the size of its task definition, or a draw of its run time. */
export const UNSPECIFIED = -1;

/** `ready`: the fields hold the next arrival. `done`: no further arrivals. */
export type SourceAnswer = 'ready' | 'done';

/**
 * A source of arrivals, one at a time in order of time. The fields hold the next arrival while `peek()` answers `ready`, until `take()`; an
 * arrival allocates nothing.
 */
export interface ArrivalSource {
  readonly atMs: Ms;
  /** Equal arrivals in this millisecond; a burst is one arrival with a count. */
  readonly count: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Thousandths of GPUs: a share of one below 1,000, else whole ones. */
  readonly gpuNeed: number;
  /** The GPU models that its instance may have, joined by `|`; the empty text: any. */
  readonly gpuModels: string;
  /** Its task in the file of a trace that names its tasks, from 0; -1 for others. */
  readonly traceRow: number;
  /** Duration from RUNNING to the end; FOREVER for none. */
  readonly durationMs: Ms;
  /** Idempotent. */
  peek(): SourceAnswer;
  /** Moves past the arrival that `peek()` showed. */
  take(): void;
  /** Returns the source's position as plain data. */
  save(): unknown;
  load(state: unknown): void;
}
