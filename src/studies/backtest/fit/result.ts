import type { Ms } from '../../../kernel/event-loop.js';
import type { SeriesName } from '../series.js';

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
  /** The middle 90 %, and the standard deviation of the logarithm. Null: the number is determined roughly, or not at all. */
  readonly range: { readonly low: number; readonly high: number; readonly error: number } | null;
  /** The other number with which it is confounded; null if it is determined. */
  readonly with: string | null;
}

export interface FittedTimes {
  readonly timing: FittedTiming;
  readonly medianMs: Ms;
  readonly p95Ms: Ms;
}

/** Mean absolute error of a series in the part of the period that was held out. */
export interface HeldOut extends SeriesName {
  readonly before: number;
  readonly after: number;
}

/** The values with which runs come nearest to a recording. */
export interface TimingsFit {
  readonly numbers: readonly FittedNumber[];
  readonly times: readonly FittedTimes[];
  readonly fittedMinutes: number;
  readonly runs: number;
  readonly evaluations: number;
  /** `perSeries`: after the fit, for each series; 1 is random variation alone. */
  readonly misfit: { readonly before: number; readonly after: number; readonly perSeries: number };
  readonly heldOut: readonly HeldOut[];
}

/** Plausible ECSs that are run over the recorded period, one run each. */
export const PLAUSIBLE_WORLDS = 400;

/** A setting in the plausible ECSs that explain a recording. */
export interface ExplainedSetting {
  readonly path: string;
  readonly kind: 'word' | 'time' | 'number';
  /** The share of its variance that the recording explains. */
  readonly explainedShare: number;
  /** Over the range, and of those that explain the recording: seconds of times, numbers or words, a world each. */
  readonly before: readonly (number | string)[];
  readonly after: readonly (number | string)[];
  /** YAML of `after`. */
  readonly values: readonly string[];
}

export interface ExplainingWorlds {
  readonly settings: readonly ExplainedSetting[];
  /** No plausible ECS comes as near to the recording as they come to each other. */
  readonly isUnlike: boolean;
}

export interface FitResult extends TimingsFit {
  readonly worlds: ExplainingWorlds;
}
