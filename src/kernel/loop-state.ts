import { type EventLoopState, KINDS } from './event-loop.js';

/** The state of a loop in which all pending events were cancelled that the test names. */
export function withoutEvents(
  state: EventLoopState,
  isCancelled: (kind: number, subject: number, detail: number) => boolean,
): EventLoopState {
  const uses = [...state.uses];
  const pending = state.pending.filter(([slot, order, , subject, detail]) => {
    if (!isCancelled(order % KINDS, subject, detail)) return true;
    uses[slot]++;
    return false;
  });
  return { ...state, uses, pending };
}

/** The kind that was handled last in the millisecond of the state; 0: none was. */
export function lastKindOf({ floor, nowMs }: EventLoopState): number {
  return floor - nowMs * KINDS;
}
