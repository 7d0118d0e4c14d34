import { DAY_MS } from '../../kernel/durations.js';
import { dateSecondsOf } from '../../placement/query/literals.js';
import { parseDuration } from '../units.js';
import type { StepText, TimelineText } from './timeline-schema.js';
import { filledIn, type SettingsOf, sizeOf } from './values.js';

/** The time of a step, in milliseconds since 1970; `toMs` null: to the end of the run, or a moment without a duration. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** Midnight UTC of the day on which an incident began. */
function dayOf({ start }: TimelineText): number {
  return Math.floor(startMsOf({ start }) / DAY_MS) * DAY_MS;
}

export function startMsOf({ start }: Pick<TimelineText, 'start'>): number {
  return dateSecondsOf(start)! * 1_000;
}

/** Returns the time in milliseconds; undefined for a text that is none. */
function timeOf(text: string, timeline: TimelineText, settings: SettingsOf): number | undefined {
  if (text.startsWith('$')) {
    const length = sizeOf(filledIn(text, settings));
    return length === undefined ? undefined : startMsOf(timeline) + length;
  }
  if (text.startsWith('+')) {
    const length = parseDuration(text.slice(1));
    return length === undefined ? undefined : startMsOf(timeline) + length;
  }
  const clock = /^(\d\d):(\d\d)$/.exec(text);
  if (clock !== null) {
    const [, hours, minutes] = clock.map(Number) as [number, number, number];
    return hours > 23 || minutes > 59 ? undefined : dayOf(timeline) + (hours * 60 + minutes) * 60_000;
  }
  const seconds = dateSecondsOf(text.length === 'yyyy-mm-ddThh:mmZ'.length ? text.replace('Z', ':00Z') : text);
  return seconds === undefined ? undefined : seconds * 1_000;
}

/** The times of a step; undefined if one of them is no time. */
export function spanOf(step: StepText, timeline: TimelineText, settings: SettingsOf): Span | undefined {
  const fromMs = timeOf(step.from, timeline, settings);
  if (fromMs === undefined) return undefined;
  if (step.for !== undefined && step.every === undefined) {
    const length = sizeOf(filledIn(step.for, settings));
    return length === undefined ? undefined : { fromMs, toMs: fromMs + length };
  }
  if (step.to === undefined || step.to === 'open') return { fromMs, toMs: null };
  const toMs = timeOf(step.to, timeline, settings);
  return toMs === undefined ? undefined : { fromMs, toMs };
}
