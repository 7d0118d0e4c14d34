import type { ServiceSeries } from '../../record/rollouts/rollout-series.js';
import type { RunRecord } from '../../record/run-record.js';
import { valueAxis } from './axes.js';
import { type Line, timeChart } from './build.js';
import type { ChartSpec } from './chart-spec.js';
import { where } from './marks.js';
import { BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION } from './palette.js';

/** Most services with a chart of their own; files have all of them. */
const SERVICES_MAX = 4;

/** A chart for each service with deployments; marks show their results. */
export function serviceCharts({ services, series }: RunRecord): ChartSpec[] {
  return services.slice(0, SERVICES_MAX).map((service) => {
    const heading = {
      id: `service-${service.service}`,
      title: `Tasks of ${service.name}`,
      description:
        'Tasks that run, those of them that are healthy, and the desired count, with each deployment that begins, is COMPLETED or FAILED.',
    };
    return timeChart(heading, series.timesMs, linesOf(service), { y: valueAxis('tasks') });
  });
}

function linesOf({ desired, running, healthy, unhealthy, begun, completed, failed }: ServiceSeries): Line[] {
  const lines: Line[] = [
    { label: 'running', values: running, colour: SKY, isStepped: true, isFilled: true },
    { label: 'healthy', values: healthy, colour: BLUE, isStepped: true },
    { label: 'unhealthy', values: unhealthy.map((n) => (n > 0 ? n : null)), colour: ORANGE, isStepped: true },
    { label: 'desired', values: desired, colour: GREEN, dash: [2, 3], isStepped: true },
    { label: 'deployment begins', values: where(begun, running), colour: PURPLE, mark: 'up' },
    { label: 'COMPLETED', values: where(completed, running), colour: GREEN, mark: 'square' },
    { label: 'FAILED', values: where(failed, running), colour: VERMILLION, mark: 'cross' },
  ];
  return lines.filter(({ values }) => values.some((value) => value !== null));
}
