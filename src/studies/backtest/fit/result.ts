import type { Ms } from '../../../kernel/event-loop.js';

/** Timings that counts of instances and tasks can determine, in the order of a task's life. */
export const FITTED_TIMINGS = ['instanceBoot', 'imagePull', 'containerStart'] as const;
export type FittedTiming = (typeof FITTED_TIMINGS)[number];

/** One number that a fit has searched. */
export interface FittedNumber {
  readonly name: string;
  readonly unit: 'ms' | 'ratio' | 'count';
  /** The scenario's value. */
  readonly start: number;
  /** Null: the recording does not determine it. */
  readonly value: number | null;
  /** Standard error of its logarithm. */
  readonly error: number | null;
  /** The other number with which it is confounded; null if it is determined. */
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
  /** `perSeries`: after the fit, for each series; 1 is random variation alone. */
  readonly misfit: { readonly before: number; readonly after: number; readonly perSeries: number };
  readonly heldOut: readonly HeldOut[];
}
