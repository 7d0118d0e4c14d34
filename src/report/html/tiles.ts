import { METRICS, type MetricKey, type MetricSpec } from '../../record/metrics.js';
import type { ReplicatedComparison } from '../../studies/compare/result.js';
import { changeText, meanText, verdictText } from '../../studies/compare/words.js';
import type { FinishedRun } from '../summary.js';
import { differenceText, metricText } from '../text.js';
import { hasFargate, hasInstances } from '../what-occurred.js';
import { type Html, html } from './escape.js';

/** Metrics that the tiles above a page show. */
const TILES = ['cost_usd', 'cost_per_task_hour_usd', 'wait_p50_ms', 'wait_p95_ms', 'below_desired_task_minutes'];
const TILES_OF_INSTANCES = ['peak_instances', 'cpu_reserved_percent', 'memory_reserved_percent'];
const TILES_OF_FARGATE = ['peak_fargate_vcpus', 'fargate_vcpu_hours', 'tasks_interrupted'];
/** What a tile of a comparison says of its scenario below the cost. */
const COMPARED: readonly MetricKey[] = ['wait_p95_ms', 'cpu_reserved_percent'];

export function tiles({ record }: FinishedRun): Html {
  const { headline } = record.metrics;
  const isFargateAlone = hasFargate(headline) && !hasInstances(headline);
  const keys = [...TILES, ...(isFargateAlone ? TILES_OF_FARGATE : TILES_OF_INSTANCES)];
  const shown = METRICS.filter(({ key }) => keys.includes(key));
  return html`<dl class="tiles">${shown.map((metric) => html`<div title="${metric.meaning}"><dt>${metric.label.trim()}</dt><dd>${metricText(metric, headline[metric.key])}</dd></div>`)}</dl>`;
}

/** A tile a scenario: what it costs against the first, and how it serves. With replications each figure has its interval. */
export function comparisonTiles(runs: readonly FinishedRun[], replications: ReplicatedComparison | null): Html {
  const tile = ({ identity: { name } }: FinishedRun, i: number) => {
    const more = COMPARED.map((key) => html`<dd class="more">${spec(key).label}: ${figure(runs, replications, { i, key })}</dd>`);
    return html`<div><dt>${name}</dt><dd>${figure(runs, replications, { i, key: 'cost_usd' })}</dd>${change(runs, replications, i)}${more}</div>`;
  };
  return html`<dl class="tiles">${runs.map(tile)}</dl>`;
}

function spec(key: MetricKey): MetricSpec {
  return METRICS.find((metric) => metric.key === key)!;
}

function figure(
  runs: readonly FinishedRun[],
  replications: ReplicatedComparison | null,
  { i, key }: { i: number; key: MetricKey },
): string {
  const metric = replications?.metrics.find((one) => one.metric.key === key);
  if (metric === undefined) return metricText(spec(key), runs[i].record.metrics.headline[key]);
  return i === 0 ? meanText(spec(key), metric.base) : metricText(spec(key), metric.others[i - 1].mean);
}

/** By how much the cost differs from the first. */
function change(runs: readonly FinishedRun[], replications: ReplicatedComparison | null, i: number): Html[] {
  if (i === 0) return [];
  const cost = spec('cost_usd');
  const contrast = replications?.metrics.find((one) => one.metric.key === 'cost_usd')?.others[i - 1];
  const [own, first] = [runs[i], runs[0]].map(({ record }) => record.metrics.headline.cost_usd);
  const text = contrast === undefined ? differenceText(cost, own, first) : `${changeText(cost, contrast)} ${verdictText(contrast)}`;
  return [html`<dd class="more">${text.trim()} against ${runs[0].identity.name}</dd>`];
}
