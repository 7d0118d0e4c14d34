import type { MetricSpec } from '../../record/metrics.js';
import type { Interval } from '../compare/result.js';
import type { ManyRunsIdentity } from '../sweep/result.js';

/** `met`, `missed`: the mean is on that side of the limit by its interval. */
export type ObjectiveVerdict = 'met' | 'missed' | 'not shown';
/** Of all objectives of a point together. */
export type PointVerdict = 'meets' | 'misses' | 'not shown';

/** What an objective came to at a point. */
interface ObjectiveResult {
  readonly verdict: ObjectiveVerdict;
  /** Of its figure; null where some replication had nothing to measure. */
  readonly found: Interval | null;
}

/** The least that the tasks of one run need, at On-Demand prices, and what that run took at the same prices. */
export interface PointBound {
  readonly leastUsd: number;
  readonly runUsd: number;
  /** The point may buy Spot, so that what it pays may be below these. */
  readonly hasSpot: boolean;
}

/** A point of the last round. All its numbers are over the replications of that round alone. */
export interface Finalist {
  /** From 1, among all points. */
  readonly point: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly cost: Interval;
  /** Null where some replication had nothing to measure. */
  readonly wait: Interval | null;
  readonly objectives: readonly ObjectiveResult[];
  readonly verdict: PointVerdict;
  /** Against the other finalists: on the front, beaten by their means alone, or by the intervals of the differences; null: it has no wait. */
  readonly standing: 'front' | 'not shown worse' | 'dominated' | null;
  /** Null where none was made; a text says why there is none. */
  readonly bound: PointBound | string | null;
}

/** One round: so many points had so many runs each, all told. */
interface Round {
  readonly points: number;
  readonly replications: number;
}

/** What an optimisation came to. */
export interface OptimiseResult {
  /** Its seeds are those of the replications of the last round. */
  readonly identity: ManyRunsIdentity;
  readonly paths: readonly string[];
  readonly objectives: readonly string[];
  readonly waiting: MetricSpec;
  /** The last is that of the finalists. */
  readonly rounds: readonly Round[];
  readonly pointCount: number;
  readonly runs: number;
  readonly failed: number;
  /** What the first that failed said. */
  readonly failures: readonly string[];
  /** From the cheapest up. */
  readonly finalists: readonly Finalist[];
  /** Points that did not reach the last round, or failed there: of these nothing is claimed. */
  readonly leftOut: readonly {
    readonly point: number;
    readonly values: Readonly<Record<string, unknown>>;
    readonly replications: number;
  }[];
  /** The cheapest that is shown to meet all objectives. */
  readonly winner: Finalist | null;
  /** The next dearer that is shown to meet them, and how much more it costs, replication by replication. */
  readonly next: { readonly finalist: Finalist; readonly more: Interval } | null;
  /** `--set` options that make the winner of the scenario. */
  readonly settings: readonly string[];
}
