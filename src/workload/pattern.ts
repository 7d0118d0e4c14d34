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
  /** Rows of a CSV trace: time, duration and size come from the file. */
  | { readonly kind: 'trace'; readonly file: string; readonly columns: TraceColumns };

/** Columns of a trace by meaning. Absent ones default to the workload's task definition and run time. */
export interface TraceColumns {
  readonly arrival: string;
  readonly arrivalUnitMs: number;
  readonly duration: string | null;
  /** With a second column the duration is drawn uniformly between both values. */
  readonly durationMax: string | null;
  readonly durationUnitMs: number;
  readonly cpu: string | null;
  /** CPU units per unit of the column: 1 for units, 1024 for vCPU. */
  readonly cpuScale: number;
  readonly memory: string | null;
  /** MiB per unit of the column: 1 for MiB, 1024 for GiB. */
  readonly memoryScale: number;
  /** Column that is 1 for tasks still running at the end of the trace, and the run time assumed for these. */
  readonly censored: string | null;
  readonly censoredRuns: 'minimum' | 'forever';
}
