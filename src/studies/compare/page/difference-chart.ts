import { METRICS, type MetricKey } from '../../../record/metrics.js';
import { valueAxis } from '../../../report/charts/axes.js';
import { bars, flatChart } from '../../../report/charts/build.js';
import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { look } from '../../../report/charts/palette.js';
import { tallChart } from '../../../report/charts/tall.js';
import { haveSameLength } from '../rows.js';
import type { NamedRun } from './compared-lines.js';

/** The metrics of a decision: money, waiting, availability. */
const DRAWN: readonly MetricKey[] = [
  'cost_usd',
  'cost_unreserved_usd',
  'wait_p95_ms',
  'wait_p99_ms',
  'below_desired_task_minutes',
  'requests_lost',
];
/** Those that do not grow with the length of a run. */
const DRAWN_OF_ANY_LENGTH: readonly MetricKey[] = ['cost_per_month_usd', 'wait_p95_ms', 'wait_p99_ms'];
/** A metric that more than triples would flatten all others. */
const PERCENT_MOST = 200;
const ROW_PX = 13;
const FRAME_PX = 120;
const GAP_PX = 12;

/** Draws how far each run is from the first. Runs that failed, and metrics that change too much for one scale, are in the table alone. */
export function differenceChart(runs: readonly NamedRun[]): ChartSpec[] {
  const [first, ...others] = runs;
  const compared = others.map((run, i) => ({ ...run, n: i + 1 })).filter(({ record }) => record.failures.length === 0);
  if (first.record.failures.length > 0) return [];
  const changeOf = ({ record }: NamedRun, key: MetricKey) => {
    const [value, base] = [record.metrics.headline[key], first.record.metrics.headline[key]];
    return value === null || !base ? null : Math.round((1000 * (value - base)) / base) / 10;
  };
  const drawn = haveSameLength(runs) ? DRAWN : DRAWN_OF_ANY_LENGTH;
  const shown = METRICS.filter(({ key }) => {
    const changes = compared.map((run) => Math.abs(changeOf(run, key) ?? 0));
    return drawn.includes(key) && Math.max(0, ...changes) > 0 && Math.max(...changes) <= PERCENT_MOST;
  });
  if (shown.length === 0) return [];
  const datasets = compared.map((run) => {
    const changes = shown.map(({ key }) => changeOf(run, key));
    return bars(run.name, changes, look(run.n).colour, { borderWidth: 1, barPercentage: 0.85 });
  });
  const heading = {
    id: 'differences',
    title: `Difference from ${first.name}`,
    description: 'To the left of zero is less, which is better in all of these. Metrics that more than triple are in the table alone.',
  };
  const labels = shown.map(({ label }) => label.trim());
  const chart = flatChart(heading, labels, datasets, valueAxis(`difference from ${first.name} (%)`, { format: {} }));
  return [tallChart(chart, FRAME_PX + shown.length * (GAP_PX + ROW_PX * datasets.length))];
}
