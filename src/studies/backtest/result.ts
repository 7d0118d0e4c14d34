import type { Ms } from '../../kernel/event-loop.js';
import type { FitResult } from './fit/result.js';
import type { SeriesName } from './series.js';

/** The distance of a run from the recording; docs/backtest.md has the formulas. */
export interface Score {
  /** Minutes of the run, and those with a value on both sides. */
  readonly minutes: number;
  readonly countedMinutes: number;
  readonly meanObserved: number;
  readonly meanSimulated: number;
  /** Mean of simulated less observed. */
  readonly bias: number;
  readonly mae: number;
  /** Share of the minutes with a difference of at most one instance or task. */
  readonly withinOneShare: number;
  /** Above 0: the run is late. Null: one of the two series never changes. */
  readonly lagMinutes: number | null;
  readonly correlation: number | null;
}

/** One observed series beside the run. */
export interface BacktestSeries extends SeriesName {
  /** A label of the series for people, and its file. */
  readonly series: string;
  readonly file: string;
  /** Ends of the minutes, or of longer periods, since the start of the run. */
  readonly points: readonly { readonly endMs: Ms; readonly minutes: number; readonly observed: number; readonly simulated: number }[];
  readonly score: Score;
}

export interface BacktestResult {
  readonly name: string;
  readonly seed: number;
  readonly scenarioHash: string;
  readonly engineVersion: string;
  readonly startsAt: string;
  readonly durationMs: Ms;
  readonly lines: readonly BacktestSeries[];
  /** Services with a desired count from the scenario: theirs is no outcome of the run. */
  readonly driven: readonly string[];
  /** Series that were not compared and the reasons, in sentences. */
  readonly notes: readonly string[];
  /** Present after a fit. */
  readonly fit?: FitResult;
}
