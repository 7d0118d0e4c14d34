import { MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { LoadShape } from '../shape.js';

/** Requests counted in each minute. */
export interface MinuteCounts {
  /** Start of the first minute: milliseconds since 1970 in UTC, or since the start of a trace without dates. */
  readonly fromMs: Ms;
  readonly counts: readonly number[];
}

/** Returns the counts as a load whose first minute begins at `atMs` of the run, with no load before and after. */
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

export function countsRepeated({ counts }: MinuteCounts): LoadShape {
  return {
    kind: 'steps',
    perMs: MINUTE_MS,
    atMs: counts.map((_, minute) => minute * MINUTE_MS),
    values: counts,
    everyMs: counts.length * MINUTE_MS,
  };
}
