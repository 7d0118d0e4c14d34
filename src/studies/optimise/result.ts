import type { MetricSpec } from '../../record/metrics.js';
import type { Undone } from '../../run/jobs/undone.js';
import type { Interval } from '../../statistics/interval.js';
import type { ManyRunsIdentity } from '../sweep/result.js';

/** `met`, `missed`: the interval of the mean lies on that side of the limit. */
export type ObjectiveVerdict = 'met' | 'missed' | 'not shown';
/** For all objectives of a point together. */
export type PointVerdict = 'meets' | 'misses' | 'not shown';

/** The result of an objective at a point. */
interface ObjectiveResult {
  readonly verdict: ObjectiveVerdict;
  /** Of its figure; null if some replication had nothing to measure. */
  readonly found: Interval | null;
}

/** The lower bound of the tasks of one run at On-Demand prices, and the cost of that run at the same prices. */
export interface PointBound {
  readonly leastUsd: number;
  readonly runUsd: number;
  /** The point may use Spot, so its cost may be below these. */
  readonly hasSpot: boolean;
}

/** A point of the last round. All its numbers are over the replications of that round alone. */
export interface Finalist {
  /** From 1, among all points. */
  readonly point: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly cost: Interval;
  /** Null if some replication had nothing to measure. */
  readonly wait: Interval | null;
  readonly objectives: readonly ObjectiveResult[];
  readonly verdict: PointVerdict;
  /** Runs that left work undone: then the point misses, whatever its objectives. Null: none. */
  readonly undone: Undone | null;
  /** No task but daemons ran in any run. */
  readonly isIdle: boolean;
  /**
   * Against the other finalists that did their work: on the front, beaten by the means alone, or beaten by the intervals of the differences; null without a
   * wait, or with work undone.
   */
  readonly standing: 'front' | 'not shown worse' | 'dominated' | null;
  /** Null if none was computed; a text gives the reason why none exists. */
  readonly bound: PointBound | string | null;
}

/** One round: its points, and the total runs of each. */
interface Round {
  readonly points: number;
  readonly replications: number;
}

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
  /** Messages of the first failed runs. */
  readonly failures: readonly string[];
  /** The cheapest first. */
  readonly finalists: readonly Finalist[];
  /** Points that did not reach the last round, or failed there: the result claims nothing about them. */
  readonly leftOut: readonly {
    readonly point: number;
    readonly values: Readonly<Record<string, unknown>>;
    readonly replications: number;
  }[];
  /** The cheapest finalist shown to meet all objectives. */
  readonly winner: Finalist | null;
  /** The next dearer finalist shown to meet them, and its extra cost, replication by replication. */
  readonly next: { readonly finalist: Finalist; readonly more: Interval } | null;
  /** `--set` options that turn the scenario into the winner. */
  readonly settings: readonly string[];
}
