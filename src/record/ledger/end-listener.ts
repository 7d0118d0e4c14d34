import type { Ms } from '../../kernel/event-loop.js';

/** Receives an end while the accounts still have the row. `cause` is a StopCause or InstanceCause; for a refused task the reason. */
export interface EndListener {
  taskEnded(row: number, atMs: Ms, end: { readonly isRefused: boolean; readonly cause: number }): void;
  instanceEnded(row: number, atMs: Ms, cause: number): void;
}
