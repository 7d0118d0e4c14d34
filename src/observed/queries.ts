import type { Mistakes } from '../workload/formats/mistakes.js';
import type { MetricName } from './series.js';

/** The metric that one query of get-metric-data requests. */
export interface Query {
  readonly file: string;
  readonly name: MetricName;
  readonly statistic: string;
  readonly periodMs: number;
}

/** Bound on nesting, deeper than in any file of the AWS CLI or of a snapshot. */
const DEPTH_MAX = 6;

/** Returns an own key of a plain object; undefined when absent. Prototypes in a file are never followed. */
export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Parses JSON; returns undefined and reports a mistake when that fails. */
export function jsonOf(text: string, mistakes: Mistakes): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    mistakes.refuseFile(`this is no JSON: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)}`);
    return undefined;
  }
}

/** Returns all queries of a document by Id: a list of queries, or `MetricDataQueries` at any level. */
export function queriesIn(document: unknown, file: string): [id: string, query: Query][] {
  return lists(document, 0).flatMap((list) =>
    list.flatMap((query): [string, Query][] => {
      const id = field(query, 'Id');
      const stat = field(query, 'MetricStat');
      const metric = field(stat, 'Metric');
      const metricName = field(metric, 'MetricName');
      const period = field(stat, 'Period');
      if (typeof id !== 'string' || typeof metricName !== 'string' || typeof period !== 'number' || !(period > 0 && period <= 31_536_000))
        return [];
      const name = {
        namespace: String(field(metric, 'Namespace') ?? ''),
        metric: metricName,
        dimensions: dimensionsIn(field(metric, 'Dimensions')),
      };
      return [[id, { file, name, statistic: String(field(stat, 'Stat') ?? 'Average'), periodMs: Math.round(period * 1_000) }]];
    }),
  );
}

function lists(value: unknown, depth: number): (readonly unknown[])[] {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const isQueries = value.some((item) => field(item, 'MetricStat') !== undefined);
    return isQueries ? [value] : value.flatMap((item) => lists(item, depth + 1));
  }
  return Object.keys(value).flatMap((key) => lists(field(value, key), depth + 1));
}

function dimensionsIn(value: unknown): Record<string, string> {
  const pairs = listOf(value).flatMap((dimension): [string, string][] => {
    const name = field(dimension, 'Name');
    const dimensionValue = field(dimension, 'Value');
    return typeof name === 'string' && typeof dimensionValue === 'string' ? [[name, dimensionValue]] : [];
  });
  return Object.fromEntries(pairs);
}
