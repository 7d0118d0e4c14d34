import type { Ms } from '../../kernel/event-loop.js';
import { type Headline, METRICS, type MetricSpec } from '../../record/metrics.js';
import type { SummaryRow } from '../../record/tables/summary.js';
import { differenceText, isBetter, metricText } from '../../report/metric-text.js';
import { type FinishedRun, policyOf } from '../../report/summary.js';

/** One metric of a comparison: a cell per run, each but the first with its difference from the first. */
export interface ComparisonRow {
  readonly metric: MetricSpec;
  readonly cells: readonly { readonly text: string; readonly difference: string; readonly isBetter: boolean | null }[];
}

export interface RowsShown {
  /** The metrics; all when absent. */
  readonly keys?: readonly string[];
  /** By run. A run that failed is compared with none. */
  readonly failed?: readonly boolean[];
  /** When false, metrics that grow with the length of a run show no difference. */
  readonly hasSameLength?: boolean;
}

/** Whether all runs cover the same time. */
export function haveSameLength(runs: readonly { readonly record: { readonly endMs: Ms } }[]): boolean {
  return runs.every(({ record }) => record.endMs === runs[0].record.endMs);
}

/** Shares, waits, rates and peaks of a short run stand beside those of a long one. */
function isOfAnyLength({ key, unit }: MetricSpec): boolean {
  return unit === '%' || unit === 'ms' || key.startsWith('cost_per_') || key.startsWith('peak_');
}

/** Metrics as rows, runs as columns. */
export function comparisonRows(
  headlines: readonly Headline[],
  { keys, failed = [], hasSameLength = true }: RowsShown = {},
): ComparisonRow[] {
  return METRICS.filter(({ key }) => keys === undefined || keys.includes(key)).map((metric) => ({
    metric,
    cells: headlines.map((headline, i) => {
      const [value, first] = [headline[metric.key], headlines[0][metric.key]];
      const text = metricText(metric, value);
      if (i === 0 || failed[0] || failed[i] || !(hasSameLength || isOfAnyLength(metric))) return { text, difference: '', isBetter: null };
      return { text, difference: differenceText(metric, value, first), isBetter: isBetter(metric, value, first) };
    }),
  }));
}

/** Returns the content of comparison.json: the headline metrics of each run, and their differences from the first. */
export function comparisonOf(runs: readonly SummaryRow[]): Record<string, unknown> {
  const [first] = runs;
  return {
    scenarios: runs.map(({ identity, headline, failures }) => ({
      name: identity.name,
      seed: identity.seed,
      scenario_hash: identity.scenarioHash,
      engine_version: identity.engineVersion,
      digest: identity.digest,
      events: identity.events,
      ...policyOf(identity),
      failed: failures,
      ...headline,
      difference: failures.length + first.failures.length > 0 ? null : differenceFrom(first.headline, headline),
    })),
  };
}

export function hasFailed({ record }: Pick<FinishedRun, 'record'>): boolean {
  return record.failures.length > 0;
}

function differenceFrom(first: Headline, headline: Headline): Record<string, number | null> {
  return Object.fromEntries(METRICS.map(({ key }) => [key, less(headline[key], first[key])]));
}

function less(value: number | null, first: number | null): number | null {
  return value === null || first === null ? null : Math.round((value - first) * 1e6) / 1e6;
}
