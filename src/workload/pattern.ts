import type { ColumnMap, TraceFormat } from './formats/column-map.js';

/** Arrivals of standalone tasks, as data. Rates are per hour; times are milliseconds since the start. */
export type ArrivalPattern =
  | { readonly kind: 'constant'; readonly everyMs: number; readonly firstMs: number }
  | { readonly kind: 'poisson'; readonly perHour: number }
  /** A Poisson process whose rate follows a cosine over 24 h: `peakPerHour` at `peakAtMs` of each day, `troughPerHour` 12 h later. */
  | { readonly kind: 'diurnal'; readonly peakPerHour: number; readonly troughPerHour: number; readonly peakAtMs: number }
  /** `size` arrivals in one millisecond, with exponential gaps between bursts. */
  | { readonly kind: 'bursts'; readonly perHour: number; readonly size: number }
  /** Exact times, repeated every `everyMs` unless that is null. */
  | { readonly kind: 'schedule'; readonly atMs: readonly number[]; readonly everyMs: number | null }
  /** A validated EventBridge expression: `cron(...)` in the time zone, or `rate(...)` from the start. */
  | { readonly kind: 'cron' | 'rate'; readonly expression: string; readonly timeZone: string; readonly startsAtMs: number }
  /** Tasks of a trace file: time, duration and size come from it. */
  | ({ readonly kind: 'trace'; readonly file: string } & TraceFormatSpec);

export interface TraceFormatSpec {
  readonly format: TraceFormat;
  /** Null: the columns of the format, or Drydock's own names. Absent ones default to the workload's task definition and run time. */
  readonly columns: ColumnMap | null;
  /** How long a task runs that was still running at the end of the trace. */
  readonly censored: 'minimum' | 'forever';
}
