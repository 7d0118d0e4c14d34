import type { Ms } from '../kernel/event-loop.js';

/** Values that hold from each time until the next: the first from the beginning on, the last for ever, or all of them again and again. */
export interface Steps {
  /** Going up. */
  readonly atMs: readonly Ms[];
  readonly values: readonly number[];
  /** The steps begin anew after this time, counted from 0. Null: they happen once. */
  readonly everyMs: Ms | null;
}

/** How many requests or messages come over time, as data. Times are milliseconds since the start, time 0 is midnight of a Monday unless the caller shifts it. */
export type LoadShape =
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** A cosine over 24 h: `peakPerSecond` at `peakAtMs` of each day, `troughPerSecond` 12 h later. */
  | { readonly kind: 'diurnal'; readonly peakPerSecond: number; readonly troughPerSecond: number; readonly peakAtMs: Ms }
  /** Levels: `values` requests in `perMs` each. What was counted in bins is kept as counted, `perMs` being the width of a bin. */
  | ({ readonly kind: 'steps'; readonly perMs: Ms } & Steps)
  /** Straight lines from point to point, in requests per second. Two points at one time are a jump. */
  | ({ readonly kind: 'ramps' } & Steps)
  | { readonly kind: 'sum'; readonly of: readonly LoadShape[] }
  /** Another load times a factor that may change over time. */
  | { readonly kind: 'scaled'; readonly of: LoadShape; readonly by: Steps };

const DAY_MS = 86_400_000;

/** A load on each day of the week, by a factor for each, the day of time 0 first. */
export function weekly(of: LoadShape, byDay: readonly number[]): LoadShape {
  return { kind: 'scaled', of, by: { atMs: byDay.map((_, day) => day * DAY_MS), values: byDay, everyMs: byDay.length * DAY_MS } };
}

/** What comes on top of other load: it rises from 0, holds and falls, once or again and again. */
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

/** Another load times a factor, always. */
export function times(of: LoadShape, factor: number): LoadShape {
  return { kind: 'scaled', of, by: { atMs: [0], values: [factor], everyMs: null } };
}
