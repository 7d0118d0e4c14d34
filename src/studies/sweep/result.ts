import type { MetricSpec } from '../../record/metrics.js';
import type { Interval } from '../compare/result.js';

/** A point of a sweep: its values by path, and of each metric the mean over replications with its interval. */
export interface SweepPoint {
  /** From 1. */
  readonly point: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly finished: number;
  readonly failed: number;
  readonly means: readonly (Interval | null)[];
}

/** What the levels of an axis do to a metric. */
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

/** What repeats many runs of one scenario. */
export interface ManyRunsIdentity {
  readonly name: string;
  readonly scenario: string;
  readonly hash: string;
  readonly engineVersion: string;
  readonly command: string;
  readonly seeds: readonly number[];
  /** What was left out at the beginning of each run; null: nothing. */
  readonly warmUpMs: number | null;
}

/** What a sweep came to. */
export interface SweepResult {
  readonly identity: ManyRunsIdentity;
  readonly paths: readonly string[];
  readonly metrics: readonly MetricSpec[];
  readonly runs: number;
  readonly failed: number;
  /** What the first that failed said. */
  readonly failures: readonly string[];
  readonly pointCount: number;
  /** Whether each level of an axis meets the same levels of the others. */
  readonly isCartesian: boolean;
  /** Best first, by the first metric. At most a screenful. */
  readonly best: readonly SweepPoint[];
  /** In their order; empty where they are too many for a picture. */
  readonly points: readonly SweepPoint[];
  /** By metric; empty where there are too many points to look at together. */
  readonly effects: readonly (readonly AxisEffect[])[];
}

/** The last word of each path, or as many as tell it from the others. */
export function labelsOf(paths: readonly string[]): string[] {
  const last = (path: string, words: number) => path.split('.').slice(-words).join('.');
  return paths.map((path) => {
    for (let words = 1; ; words++) {
      const label = last(path, words);
      if (label === path || paths.filter((other) => last(other, words) === label).length === 1) return label;
    }
  });
}

/** A value of an axis for a reader. */
export function valueText(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `targetCapacity 80, instanceTypes m5.large` */
export function pointText({ values }: Pick<SweepPoint, 'values'>, paths: readonly string[]): string {
  const labels = labelsOf(paths);
  return paths.map((path, i) => `${labels[i]} ${valueText(values[path])}`).join(', ');
}
