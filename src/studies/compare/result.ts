import type { MetricSpec } from '../../record/metrics.js';

/** An estimate and the ends of its interval. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** A metric of a scenario against the base: docs/statistics.md defines each number. */
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
  /** Of the base, over the replications with a value. */
  readonly base: Interval | null;
  /** Of each other scenario, in their order. */
  readonly others: readonly Contrast[];
}

/** The result of `--precision`: the rule, and the half widths reached, the widest of the scenarios. */
export interface ReachedPrecision {
  readonly halfWidthMost: number;
  readonly isReached: boolean;
  readonly replicationsMost: number;
  readonly halfWidths: Readonly<Record<string, number | null>>;
}

/** The joint result of the replications of several scenarios. The first scenario is the base. */
export interface ReplicatedComparison {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly alpha: number;
  /** Time left out at the beginning of each run; null: none. */
  readonly warmUp: { readonly ms: number; readonly isAutomatic: boolean } | null;
  readonly precision: ReachedPrecision | null;
  readonly metrics: readonly ReplicatedMetric[];
}
