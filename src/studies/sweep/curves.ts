import type { MetricSpec } from '../../record/metrics.js';
import type { SweepResult } from './result.js';

/** A metric at fewer percents of demand is no curve. */
const PERCENTS_LEAST = 3;

/** The subject of a metric and its percent of arrived demand; null for another metric. */
export function demandOf({ key }: MetricSpec): { readonly base: string; readonly percent: number } | null {
  const match = /^(.*)_(\d+)$/.exec(key);
  return match === null ? null : { base: match[1], percent: Number(match[2]) };
}

/** The keys of metrics that are taken at several percents of arrived demand. */
export function curveKeys(metrics: readonly MetricSpec[]): Set<string> {
  const bases = metrics.flatMap((metric) => demandOf(metric)?.base ?? []);
  const isCurve = (metric: MetricSpec) => bases.filter((base) => base === demandOf(metric)?.base).length >= PERCENTS_LEAST;
  return new Set(metrics.filter(isCurve).map(({ key }) => key));
}

/** Returns the metrics of tables and sentences: of a curve only the first one and those with published values. */
export function shownMetrics({ metrics, published }: Pick<SweepResult, 'metrics' | 'published'>): MetricSpec[] {
  const curves = curveKeys(metrics);
  const isPublished = (metric: MetricSpec) => published?.reproduced.some((one) => one.metric === metric) ?? false;
  return metrics.filter((metric, m) => m === 0 || !curves.has(metric.key) || isPublished(metric));
}

/** The label of a metric of a curve without its percent. */
export function curveLabel({ label }: MetricSpec): string {
  return label.trim().replace(/ at \d+ % of demand$/, '');
}
