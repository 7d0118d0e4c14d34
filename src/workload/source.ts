import type { Ms } from '../kernel/event-loop.js';

/** A duration that never ends. */
export const FOREVER = Number.POSITIVE_INFINITY;
/** A field of an arrival that is left to the workload: its task definition's size, or a draw from its run time. */
export const UNSPECIFIED = -1;

/** `ready`: the fields hold the next arrival. `later`: the driver has to bring more first. `done`: nothing comes any more. */
export type SourceAnswer = 'ready' | 'later' | 'done';

/**
 * Where arrivals come from: one at a time, in order of time. The next arrival lies in the fields, so an arrival allocates nothing;
 * they hold only while `peek()` answers `ready`, and until `take()`.
 */
export interface ArrivalSource {
  readonly atMs: Ms;
  /** Arrivals in this very millisecond that are alike: a burst is one arrival of many. */
  readonly count: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** From RUNNING to its end; FOREVER when it has none. */
  readonly durationMs: Ms;
  /** Asking twice changes nothing. */
  peek(): SourceAnswer;
  /** Moves past the arrival that `peek()` showed. */
  take(): void;
  /** Where the source stands, as plain data. */
  save(): unknown;
  load(state: unknown): void;
}
