import { DAY_MS } from '../../kernel/durations.js';
import { formatDuration, parseDuration } from '../units.js';
import type { IncidentText } from './schema.js';
import type { TimelineText } from './timeline-schema.js';
import { startMsOf } from './times.js';

/** The place of an incident: its start, as a time of the run; or the reason that it has none. */
export type Placed = { readonly atMs: number; readonly isOpen: boolean } | { readonly message: string };

/** Time 0 of the run on the calendar, and the least time of the run before an incident by time of day. */
export interface RunClock {
  readonly startsAtMs: number;
  readonly leadMs: number;
}

/** Returns the start of an incident in the run. `peak` is found by a run; until then the time of day counts. */
export function placedAt({ at }: IncidentText, timeline: TimelineText, { startsAtMs, leadMs }: RunClock): Placed {
  const startMs = startMsOf(timeline);
  const fixed = parseDuration(at);
  if (fixed !== undefined) return { atMs: fixed, isOpen: false };
  if (at === 'clock') {
    const atMs = startMs - startsAtMs;
    if (atMs >= 0) return { atMs, isOpen: false };
    return { message: `is before the run, which starts ${formatDuration(-atMs)} later: set startsAt to a time before ${timeline.start}` };
  }
  const ofDay = (((startMs - startsAtMs) % DAY_MS) + DAY_MS) % DAY_MS;
  const days = Math.max(0, Math.ceil((leadMs - ofDay) / DAY_MS));
  return { atMs: ofDay + days * DAY_MS, isOpen: at === 'peak' };
}
