import type { Ms } from '../../kernel/event-loop.js';
import type { LoadShape } from '../shape.js';

export const MINUTE_MS = 60_000;

/** What was counted in each minute from a moment on. */
export interface MinuteCounts {
  /** Of the first minute: milliseconds since 1970 in UTC, or since the trace's own beginning where it tells no date. */
  readonly fromMs: Ms;
  readonly counts: readonly number[];
}

/** The counts as a load whose first minute begins at `atMs` of the run. Nothing comes before and after them. */
export function countsOnce({ counts }: MinuteCounts, atMs: Ms): LoadShape {
  const times = Array.from({ length: counts.length + 1 }, (_, minute) => atMs + minute * MINUTE_MS);
  const isLater = atMs > 0;
  const values = [...counts, 0];
  return {
    kind: 'steps',
    perMs: MINUTE_MS,
    atMs: isLater ? [0, ...times] : times,
    values: isLater ? [0, ...values] : values,
    everyMs: null,
  };
}

/** The counts as a load that begins anew whenever they are over. */
export function countsRepeated({ counts }: MinuteCounts): LoadShape {
  return {
    kind: 'steps',
    perMs: MINUTE_MS,
    atMs: counts.map((_, minute) => minute * MINUTE_MS),
    values: counts,
    everyMs: counts.length * MINUTE_MS,
  };
}
