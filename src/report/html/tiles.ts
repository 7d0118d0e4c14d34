import { METRICS, type MetricKey, type MetricSpec } from '../../record/metrics.js';
import { hasFargate, hasInstances } from '../features-used.js';
import { metricText } from '../metric-text.js';
import type { FinishedRun } from '../summary.js';
import { type Html, html } from './escape.js';

/** Metrics in the tiles at the top of a page, where they are not empty. */
const TILES: readonly MetricKey[] = ['cost_per_month_usd', 'cost_usd', 'wait_p50_ms', 'wait_p95_ms', 'requests_lost'];
const TILES_OF_SERVICES: readonly MetricKey[] = ['below_desired_task_minutes', 'without_task_service_minutes'];
const TILES_OF_INSTANCES: readonly MetricKey[] = [
  'cost_unreserved_usd',
  'peak_instances',
  'cpu_reserved_percent',
  'memory_reserved_percent',
];
const TILES_OF_FARGATE: readonly MetricKey[] = ['peak_fargate_vcpus', 'fargate_vcpu_hours', 'tasks_interrupted'];

export function tiles({ record }: FinishedRun): Html {
  const { headline } = record.metrics;
  const isFargateAlone = hasFargate(headline) && !hasInstances(headline);
  const ofServices = headline.worst_service_task_minutes === null ? [] : TILES_OF_SERVICES;
  const keys = [...TILES, ...ofServices, ...(isFargateAlone ? TILES_OF_FARGATE : TILES_OF_INSTANCES)];
  const shown = METRICS.filter(({ key }) => keys.includes(key) && headline[key] !== null);
  return html`<dl class="tiles">${shown.map((metric) => html`<div title="${metric.meaning}"><dt>${metric.label.trim()}</dt><dd>${amountOf(metric, headline[metric.key])}</dd></div>`)}</dl>`;
}

/** A unit of several words is written small, so that it stays on the line of its number. */
function amountOf(metric: MetricSpec, value: number | null): Html {
  const text = metricText(metric, value);
  const [number, unit] = text.split(' ');
  return metric.unit === 'task-minutes' ? html`${number} <small>${unit ?? ''}</small>` : html`${text}`;
}
