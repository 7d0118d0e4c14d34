import type { MetricSpec } from '../../record/metrics.js';
import type { IncidentReport } from '../../record/survival/report.js';
import type { Interval } from '../../statistics/interval.js';
import type { Point } from '../../statistics/points.js';
import type { ReplicatedRuns } from '../compare/run.js';

/** A point of a sweep: its values by path, and the mean and interval over replications of each metric. */
export interface SweepPoint {
  /** From 1. */
  readonly point: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly finished: number;
  readonly failed: number;
  /** Runs that did not do their work: a service without a task, or tasks that waited to the end. Such a point is cheap for nothing. */
  readonly undone: number;
  /** No task but daemons ran in any run. */
  readonly isIdle: boolean;
  readonly means: readonly (Interval | null)[];
}

/** The effect of the levels of an axis on a metric. */
export interface AxisEffect {
  readonly path: string;
  readonly span: number;
  readonly levels: readonly {
    readonly value: unknown;
    readonly points: number;
    readonly mean: number;
    readonly effect: number;
    readonly interval: Interval | null;
  }[];
}

/** Identifies many runs of one scenario, so that they can be repeated. */
export interface ManyRunsIdentity {
  readonly name: string;
  readonly scenario: string;
  readonly hash: string;
  readonly engineVersion: string;
  readonly command: string;
  readonly seeds: readonly number[];
  /** Time left out at the beginning of each run; null: none. */
  readonly warmUpMs: number | null;
  /** The faults that the warm-up hides, as a sentence; null: none. */
  readonly leftOut: string | null;
  /** Time that the figures of each run are of; null: it is not the same at all points, or these are no simulations. */
  readonly measuredMs: number | null;
}

/** A published value of a point and a metric. */
export interface PublishedValue {
  /** From 1. */
  readonly point: number;
  readonly metric: MetricSpec;
  readonly value: number;
  /** The least and the most of the authors' runs, where they are given. */
  readonly least: number | null;
  readonly most: number | null;
}

/** A published value beside that of the sweep. */
export interface Reproduced extends PublishedValue {
  readonly values: Point;
  readonly ours: Interval | null;
  /** Ours less theirs, in the unit of the metric, and in percent of theirs; null without a value. */
  readonly error: number | null;
  readonly errorPercent: number | null;
  /** Whether ours lies within their least and most; null where these are not given. */
  readonly isWithin: boolean | null;
}

export interface PublishedResult {
  readonly source: string;
  readonly reproduced: readonly Reproduced[];
}

export interface SweepResult {
  readonly identity: ManyRunsIdentity;
  readonly paths: readonly string[];
  readonly metrics: readonly MetricSpec[];
  readonly runs: number;
  readonly failed: number;
  /** Messages of the first failed runs. */
  readonly failures: readonly string[];
  readonly pointCount: number;
  /** Whether each level of an axis occurs with the same levels of the others. */
  readonly isCartesian: boolean;
  /** Best first: points that did their work, then the others, each by the first metric; at most as many as a page lists. */
  readonly best: readonly SweepPoint[];
  /** Points without a failed run whose first metric is the best, the first of `best` included. */
  readonly tied: number;
  /** Points with a run that did not do its work, and what the first of these runs left undone; null: there is none. */
  readonly undone: { readonly points: number; readonly why: string } | null;
  /** In order of the plan; empty if they are too many for a chart. */
  readonly points: readonly SweepPoint[];
  /** By metric; empty if there are too many points to analyse together. */
  readonly effects: readonly (readonly AxisEffect[])[];
  /** Published values beside these; absent: the file has none. */
  readonly published?: PublishedResult;
  /** The comparison of the best points over plausible ECSs; null: there are not two. Absent: it was not requested. */
  readonly uncertain?: ReplicatedRuns['uncertain'];
  /** How each point goes through incidents; absent without any. */
  readonly through?: SweepThrough;
}

/** A point of a sweep with the report of its incidents. */
export interface PointThrough {
  /** From 1. */
  readonly point: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly report: IncidentReport;
}

export interface SweepThrough {
  readonly paths: readonly string[];
  readonly points: readonly PointThrough[];
}

/**
 * Returns the last word of each path, or as many words as distinguish it from the others. Shortens a label of more than two words to its
 * first and last: `od...target`.
 */
export function labelsOf(paths: readonly string[]): string[] {
  const last = (path: string, words: number) => path.split('.').slice(-words).join('.');
  const labels = paths.map((path) => {
    for (let words = 1; ; words++) {
      const label = last(path, words);
      if (label === path || paths.filter((other) => last(other, words) === label).length === 1) return label;
    }
  });
  const short = labels.map((label) => label.replace(/\..+\./, '...'));
  return new Set(short).size === labels.length ? short : labels;
}

/** Formats a value of an axis. */
export function valueText(value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item !== 'object')) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Formats the values of a point: `targetCapacity 80, instanceTypes m5.large`. */
export function pointText({ values }: Pick<SweepPoint, 'values'>, paths: readonly string[]): string {
  const labels = labelsOf(paths);
  return paths.map((path, i) => `${labels[i]} ${valueText(values[path])}`).join(', ');
}
