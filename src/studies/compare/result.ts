import type { Sentence } from '../../kernel/sentence.js';
import type { MetricKey, MetricSpec } from '../../record/metrics.js';
import type { MetricComparison } from '../../statistics/compare.js';
import type { Interval } from '../../statistics/interval.js';

/** The figures that decide between scenarios: money, waiting, availability. Lower is better in each. */
export const DECIDING = [
  ...(['cost_per_month_usd', 'wait_p95_ms', 'below_desired_task_minutes'] as const),
  ...(['without_task_service_minutes', 'requests_lost'] as const),
] as const satisfies readonly MetricKey[];

/** A metric of a scenario against the base: docs/statistics.md defines each number. */
export interface Contrast extends Omit<MetricComparison, 'name' | 'baseMean' | 'otherMean' | 'verdict'> {
  readonly mean: number | null;
  /** `not judged`: a part of the bill, and everything of a scenario that failed. */
  readonly verdict: MetricComparison['verdict'] | 'not judged';
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

/** A scenario that did not do its work in some of its replications. */
export interface Failed {
  readonly replications: number;
  /** The work that the first of them left undone, one clause each. */
  readonly clauses: readonly string[];
}

export type DecidingKey = (typeof DECIDING)[number];

/** One scenario against another in the figures that decide. */
export type Rival = { readonly scenario: number } & Readonly<Record<DecidingKey, Contrast>>;

/** The scenario to choose, and how sure that is. */
export interface Choice {
  /** Null: none did its work. */
  readonly chosen: number | null;
  /** Cost, and the deciding figures that are not 0 in every run. */
  readonly keys: readonly DecidingKey[];
  /** By scenario. */
  readonly means: readonly Readonly<Record<DecidingKey, Interval | null>>[];
  /** Scenarios that are the first with other faults, by number: they are no choice. */
  readonly faulted: readonly number[];
  /** Scenarios in whose runs no task but daemons ran, by number. */
  readonly idle: readonly number[];
  /** All other choices that did their work, against the chosen one. */
  readonly rivals: readonly Rival[];
  /** All others that did their work, against the first; empty if the first did not. */
  readonly ofFirst: readonly Rival[];
}

export interface ScenarioSentence {
  readonly scenario: string;
  readonly sentence: Sentence;
}

/** The joint result of the replications of several scenarios. The first scenario is the base. */
export interface ReplicatedComparison {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly alpha: number;
  /** Time left out at the beginning of each run; null: none. */
  readonly warmUp: { readonly ms: number; readonly isAutomatic: boolean; readonly isByPeriods?: boolean } | null;
  readonly precision: ReachedPrecision | null;
  /** By scenario: null if it did its work in every replication. */
  readonly failed: readonly (Failed | null)[];
  /** Effects of the beginnings of runs on the figures: transients, and faults that the warm-up hides. */
  readonly transients: readonly ScenarioSentence[];
  /** Limits that the first replication of each scenario reached. */
  readonly limits: readonly ScenarioSentence[];
  readonly choice: Choice;
  readonly metrics: readonly ReplicatedMetric[];
}
