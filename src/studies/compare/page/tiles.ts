import { metricSpec } from '../../../record/metric-names.js';
import type { MetricKey } from '../../../record/metrics.js';
import { type Html, html } from '../../../report/html/escape.js';
import { differenceText, metricText, unbroken } from '../../../report/metric-text.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { ReplicatedComparison } from '../result.js';
import { hasFailed } from '../rows.js';
import { changeText, meanText, verdictText } from '../texts/comparison-texts.js';

const COST = 'cost_per_month_usd';
/** Metrics below the cost of a month on a tile of a comparison. */
const COMPARED: readonly MetricKey[] = [
  'cost_usd',
  'wait_p95_ms',
  'below_desired_task_minutes',
  'requests_lost',
  'cost_unreserved_percent',
];

/** Returns a tile per scenario: its cost against the first, and its service quality. With replications each figure has its interval. */
export function comparisonTiles(runs: readonly FinishedRun[], replications: ReplicatedComparison | null): Html {
  const tile = ({ identity: { name } }: FinishedRun, i: number) => {
    const fault = failure(runs, replications, i);
    if (fault !== null) return html`<div><dt>${name}</dt><dd class="bad">failed</dd><dd class="more">${fault}</dd></div>`;
    const more = COMPARED.filter((key) => runs.some(({ record }) => record.metrics.headline[key] !== null)).map(
      (key) => html`<dd class="more">${LABELS[key] ?? metricSpec(key).label}: ${unbroken(figure(runs, replications, { i, key }))}</dd>`,
    );
    const cost = figure(runs, replications, { i, key: COST });
    return html`<div><dt>${name}</dt><dd>${cost}</dd><dd class="more">a month${change(runs, replications, i)}</dd>${more}</div>`;
  };
  return html`<dl class="tiles">${runs.map(tile)}</dl>`;
}

/** The work that a scenario left undone, so that it must not be ranked; null if it did its work. */
function failure(runs: readonly FinishedRun[], replications: ReplicatedComparison | null, i: number): string | null {
  const clauses = replications === null ? runs[i].record.failures : (replications.failed[i]?.clauses ?? []);
  return clauses.length === 0 ? null : `It ${clauses.join('; it ')}.`;
}

/** In place of labels that a tile would make ambiguous: the large figure is a cost, too, and the metric before `Unreserved` is not shown. */
const LABELS: Partial<Record<MetricKey, string>> = { cost_usd: 'Cost of the run', cost_unreserved_percent: 'Unreserved' };

function figure(
  runs: readonly FinishedRun[],
  replications: ReplicatedComparison | null,
  { i, key }: { i: number; key: MetricKey },
): string {
  const metric = replications?.metrics.find((one) => one.metric.key === key);
  if (metric === undefined) return metricText(metricSpec(key), runs[i].record.metrics.headline[key]);
  return i === 0 ? meanText(metricSpec(key), metric.base) : metricText(metricSpec(key), metric.others[i - 1].mean);
}

/** Returns the difference of the cost from the first. */
function change(runs: readonly FinishedRun[], replications: ReplicatedComparison | null, i: number): string {
  if (i === 0) return '';
  const cost = metricSpec(COST);
  const contrast = replications?.metrics.find((one) => one.metric.key === COST)?.others[i - 1];
  const [value, first] = [runs[i], runs[0]].map(({ record }) => record.metrics.headline[COST]);
  if (contrast?.difference === null || (contrast === undefined && hasFailed(runs[0]))) return '';
  const text = contrast === undefined ? differenceText(cost, value, first) : `${changeText(cost, contrast)} ${verdictText(contrast)}`;
  return `, ${text.trim()} against ${runs[0].identity.name}`;
}
