import { DAY_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';

/** Values that each hold until the next time: the first one from the beginning, the last one for ever, or periodically. */
export interface Steps {
  /** Ascending. */
  readonly atMs: readonly Ms[];
  readonly values: readonly number[];
  /** Period of the steps, from 0. Null: they do not repeat. */
  readonly everyMs: Ms | null;
}

/**
 * Requests or messages over time, as data. Times are milliseconds since the start; time 0 is midnight of a Monday unless the caller shifts
 * it.
 */
export type LoadShape =
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** A cosine over 24 h: `peakPerSecond` at `peakAtMs` of each day, `troughPerSecond` 12 h later. */
  | { readonly kind: 'diurnal'; readonly peakPerSecond: number; readonly troughPerSecond: number; readonly peakAtMs: Ms }
  /** Levels: `values` requests per `perMs`. With `perMs` as the bin width, binned counts are kept exactly. */
  | ({ readonly kind: 'steps'; readonly perMs: Ms } & Steps)
  /** Straight lines from point to point, in requests per second. Two points at one time are a jump. */
  | ({ readonly kind: 'ramps' } & Steps)
  | { readonly kind: 'sum'; readonly of: readonly LoadShape[] }
  /** Another load times a factor that may change over time. */
  | { readonly kind: 'scaled'; readonly of: LoadShape; readonly by: Steps };

/** Scales a load by one factor per day of the week, the day of time 0 first. */
export function weekly(shape: LoadShape, byDay: readonly number[]): LoadShape {
  return { kind: 'scaled', of: shape, by: { atMs: byDay.map((_, day) => day * DAY_MS), values: byDay, everyMs: byDay.length * DAY_MS } };
}

/** Additional load that rises from 0, holds and falls, once or periodically. */
export interface Spike {
  readonly atMs: Ms;
  readonly perSecond: number;
  readonly riseMs: Ms;
  readonly holdMs: Ms;
  readonly fallMs: Ms;
  readonly everyMs: Ms | null;
}

export function spike({ atMs, perSecond, riseMs, holdMs, fallMs, everyMs }: Spike): LoadShape {
  const topMs = atMs + riseMs;
  const times = [atMs, topMs, topMs + holdMs, topMs + holdMs + fallMs];
  return { kind: 'ramps', atMs: times, values: [0, perSecond, perSecond, 0], everyMs };
}

/** Scales a load by a constant factor. */
export function times(shape: LoadShape, factor: number): LoadShape {
  return { kind: 'scaled', of: shape, by: { atMs: [0], values: [factor], everyMs: null } };
}
