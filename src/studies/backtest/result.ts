import type { Ms } from '../../kernel/event-loop.js';
import type { FitResult } from './fit/result.js';

export const BACKTEST_METRICS = {
  reservation: { label: 'CapacityProviderReservation', unit: '%' },
  instances: { label: 'instances', unit: 'instances' },
  desired_instances: { label: 'desired instances', unit: 'instances' },
  running_tasks: { label: 'RUNNING tasks', unit: 'tasks' },
  pending_tasks: { label: 'PENDING tasks', unit: 'tasks' },
  desired_tasks: { label: 'desired tasks', unit: 'tasks' },
  cost: { label: 'cost', unit: 'USD' },
} as const;
export type BacktestMetric = keyof typeof BACKTEST_METRICS;

/** How far a run is from what was observed; docs/backtest.md has the formulas. */
export interface Score {
  /** Of the run, and those of them that both sides tell. */
  readonly minutes: number;
  readonly countedMinutes: number;
  readonly meanObserved: number;
  readonly meanSimulated: number;
  /** Mean of simulated less observed. */
  readonly bias: number;
  readonly mae: number;
  /** Of the minutes: no further than one instance or task away. */
  readonly withinOneShare: number;
  /** Above 0: the run is late. Null: one of the two never changes. */
  readonly lagMinutes: number | null;
  readonly correlation: number | null;
}

/** One observed series beside the run. */
export interface BacktestLine {
  readonly metric: BacktestMetric;
  /** The capacity provider or the service; `cluster` for all of it. */
  readonly of: string;
  /** Which series it was, for people, and its file. */
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
  readonly lines: readonly BacktestLine[];
  /** Services whose desired count the scenario gives: theirs tells nothing of the run. */
  readonly driven: readonly string[];
  /** What was not compared and why, in sentences. */
  readonly notes: readonly string[];
  /** Where one was asked for. */
  readonly fit?: FitResult;
}
