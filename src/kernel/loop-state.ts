/** Ranks are 0..255. Time x 256 + rank makes the first two keys of the order one number. */
export const RANKS = 256;

/** The whole state of a loop, as plain data for JSON. Times are in milliseconds. */
export interface EventLoopState {
  readonly nowMs: number;
  readonly floor: number;
  readonly handled: number;
  readonly inThisMs: number;
  readonly scheduled: number;
  /** Uses of each slot, odd while an event is pending. All slots are kept, so that earlier ids stay valid and stale ones stale. */
  readonly uses: readonly number[];
  readonly pending: readonly (readonly [slot: number, order: number, serial: number, kind: number, subject: number, detail: number])[];
}

/** Returns the loop state without the pending events that the predicate selects. */
export function withoutEvents(state: EventLoopState, isCancelled: (kind: number, subject: number) => boolean): EventLoopState {
  const uses = [...state.uses];
  const pending = state.pending.filter(([slot, , , kind, subject]) => {
    if (!isCancelled(kind, subject)) return true;
    uses[slot]++;
    return false;
  });
  return { ...state, uses, pending };
}
