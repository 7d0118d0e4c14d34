import type { Ms } from '../../kernel/event-loop.js';

/** Hears of an end while the ledger still has the row. `cause` is a StopCause or InstanceCause; of a refused task its reason. */
export interface EndListener {
  taskEnded(row: number, atMs: Ms, end: { readonly isRefused: boolean; readonly cause: number }): void;
  instanceEnded(row: number, atMs: Ms, cause: number): void;
}
