import type { Ms } from '../../../kernel/event-loop.js';

/** Timings that counts of instances and tasks can tell of, in the order of a task's life. */
export const FITTED_TIMINGS = ['instanceBoot', 'imagePull', 'containerStart'] as const;
export type FittedTiming = (typeof FITTED_TIMINGS)[number];

/** One number that a fit has looked for. */
export interface FittedNumber {
  readonly name: string;
  readonly unit: 'ms' | 'ratio' | 'count';
  /** What the scenario says. */
  readonly start: number;
  /** Null: what was observed does not tell it. */
  readonly value: number | null;
  /** Standard error of its logarithm. */
  readonly error: number | null;
  /** Not told, for it looks the same as this other number. */
  readonly with: string | null;
}

export interface FittedTimes {
  readonly timing: FittedTiming;
  readonly medianMs: Ms;
  readonly p95Ms: Ms;
}

/** Mean absolute error of a series in the part of the period that was held out. */
export interface HeldOut {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export interface FitResult {
  readonly numbers: readonly FittedNumber[];
  readonly times: readonly FittedTimes[];
  readonly fittedMinutes: number;
  readonly runs: number;
  readonly evaluations: number;
  /** `perSeries`: after, for each series; 1 is what luck alone makes. */
  readonly misfit: { readonly before: number; readonly after: number; readonly perSeries: number };
  readonly heldOut: readonly HeldOut[];
}
