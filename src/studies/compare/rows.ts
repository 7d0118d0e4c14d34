import { type Headline, METRICS, type MetricSpec } from '../../record/metrics.js';
import { type FinishedRun, policyOf } from '../../report/summary.js';
import { differenceText, isBetter, metricText } from '../../report/text.js';

/** One metric of a comparison: a cell per run, each but the first with its difference from the first. */
export interface ComparisonRow {
  readonly metric: MetricSpec;
  readonly cells: readonly { readonly text: string; readonly difference: string; readonly isBetter: boolean | null }[];
}

/** Metrics as rows, runs as columns. `keys` selects metrics; all when absent. */
export function comparisonRows(headlines: readonly Headline[], keys?: readonly string[]): ComparisonRow[] {
  return METRICS.filter(({ key }) => keys === undefined || keys.includes(key)).map((metric) => ({
    metric,
    cells: headlines.map((headline, i) => {
      const [value, first] = [headline[metric.key], headlines[0][metric.key]];
      const text = metricText(metric, value);
      if (i === 0) return { text, difference: '', isBetter: null };
      return { text, difference: differenceText(metric, value, first), isBetter: isBetter(metric, value, first) };
    }),
  }));
}

/** Returns the content of comparison.json: the headline metrics of each run, and their differences from the first. */
export function comparisonOf(runs: readonly FinishedRun[]): Record<string, unknown> {
  const [first] = runs;
  return {
    scenarios: runs.map(({ identity, record }) => ({
      name: identity.name,
      seed: identity.seed,
      scenario_hash: identity.scenarioHash,
      engine_version: identity.engineVersion,
      digest: identity.digest,
      events: identity.events,
      ...policyOf(identity),
      ...record.metrics.headline,
      difference: Object.fromEntries(
        METRICS.map(({ key }) => [key, less(record.metrics.headline[key], first.record.metrics.headline[key])]),
      ),
    })),
  };
}

function less(value: number | null, first: number | null): number | null {
  return value === null || first === null ? null : Math.round((value - first) * 1e6) / 1e6;
}
