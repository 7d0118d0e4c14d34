import { METRICS } from '../../record/metrics.js';
import { hasFargate, hasInstances } from '../features-used.js';
import type { FinishedRun } from '../summary.js';
import { metricText } from '../text.js';
import { type Html, html } from './escape.js';

/** Metrics in the tiles at the top of a page. */
const TILES = ['cost_usd', 'cost_per_task_hour_usd', 'wait_p50_ms', 'wait_p95_ms', 'below_desired_task_minutes'];
const TILES_OF_INSTANCES = ['peak_instances', 'cpu_reserved_percent', 'memory_reserved_percent'];
const TILES_OF_FARGATE = ['peak_fargate_vcpus', 'fargate_vcpu_hours', 'tasks_interrupted'];

export function tiles({ record }: FinishedRun): Html {
  const { headline } = record.metrics;
  const isFargateAlone = hasFargate(headline) && !hasInstances(headline);
  const keys = [...TILES, ...(isFargateAlone ? TILES_OF_FARGATE : TILES_OF_INSTANCES)];
  const shown = METRICS.filter(({ key }) => keys.includes(key));
  return html`<dl class="tiles">${shown.map((metric) => html`<div title="${metric.meaning}"><dt>${metric.label.trim()}</dt><dd>${metricText(metric, headline[metric.key])}</dd></div>`)}</dl>`;
}
