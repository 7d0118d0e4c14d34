import type { MetricSpec } from '../../record/metrics.js';

/** What is estimated, and between which values it lies. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** A metric of a scenario against the base: statistics.md says what each number is. */
export interface Contrast {
  readonly mean: number | null;
  readonly method: 't' | 'bootstrap';
  readonly pairs: number;
  readonly leftOut: number;
  readonly difference: Interval | null;
  readonly change: Interval | null;
  readonly decisive: Interval | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly verdict: 'better' | 'worse' | 'no difference shown';
}

export interface ReplicatedMetric {
  readonly metric: MetricSpec;
  /** Of the base, over the replications in which it has a value. */
  readonly base: Interval | null;
  /** Of each other scenario, in their order. */
  readonly others: readonly Contrast[];
}

/** How `--precision` ended: what was asked, and the half widths that were reached, the widest of the scenarios. */
export interface ReachedPrecision {
  readonly halfWidthMost: number;
  readonly isReached: boolean;
  readonly replicationsMost: number;
  readonly halfWidths: Readonly<Record<string, number | null>>;
}

/** What the replications of several scenarios say together. The first scenario is the base. */
export interface ReplicatedComparison {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly alpha: number;
  /** What was left out at the beginning of each run; null: nothing. */
  readonly warmUp: { readonly ms: number; readonly isAutomatic: boolean } | null;
  readonly precision: ReachedPrecision | null;
  readonly metrics: readonly ReplicatedMetric[];
}
