import { durationText, usdText } from '../../kernel/quantity-text.js';
import { WAIT_BOUNDS_S } from '../../record/histogram.js';
import type { ServiceSeries } from '../../record/rollouts/rollout-series.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ProviderSeries } from '../../record/series.js';
import { USD, valueAxis } from './axes.js';
import { barChart, bars, type Line, timeChart } from './build.js';
import { type BarDataset, type ChartSpec, idOf, shownOf, type TimeMark } from './chart-spec.js';
import { costCharts } from './cost-charts.js';
import { fargateCharts } from './fargate-charts.js';
import { fleetCharts } from './fleet-chart.js';
import { loadCharts } from './load-charts.js';
import { reasonsBy, scalingMarks, where } from './marks.js';
import { BLUE, GREEN, look, ORANGE, PURPLE, SKY, VERMILLION } from './palette.js';
import { outsideMarks, timelineChart } from './timeline-chart.js';
import { longestChart, waterfallChart } from './wait-charts.js';

/** Most providers with charts of their own, by peak of instances; files have all of them. */
const PROVIDERS_MAX = 4;

/** Every chart of one run, in the order of the page. */
export function runCharts(record: RunRecord): ChartSpec[] {
  const charts = [...fleetCharts(record), ...withMarks([...timelineChart(record), ...overTime(record)], outsideMarks(record))];
  return shownOf(charts, record.startsAtMs);
}

function overTime(record: RunRecord): ChartSpec[] {
  const providers = charted(record.series.providers);
  return [
    ...loadCharts(record),
    ...providers.flatMap((provider) => [instancesChart(record, provider), ...reservationChart(record, provider)]),
    ...(record.series.spotInstances.some((n) => n > 0) ? [purchaseChart(record)] : []),
    ...fargateCharts(record),
    tasksChart(record),
    ...serviceCharts(record),
    ...(record.metrics.headline.peak_instances ? [reservedChart(record)] : []),
    costChart(record),
    ...waterfallChart(record),
    waitChart(record),
    ...longestChart(record),
    ...costCharts(record),
  ];
}

/** Adds the marks of outside events to every chart over time. */
function withMarks(charts: readonly ChartSpec[], marks: readonly TimeMark[]): ChartSpec[] {
  if (marks.length === 0) return [...charts];
  return charts.map((chart) => {
    if (chart.time === undefined) return chart;
    return { ...chart, config: { ...chart.config, data: { ...chart.config.data, marks } } as ChartSpec['config'] };
  });
}

function charted(providers: readonly ProviderSeries[]): ProviderSeries[] {
  const peak = (provider: ProviderSeries) => provider.running.reduce((most, n) => Math.max(most, n), 0);
  return [...providers].sort((a, b) => peak(b) - peak(a)).slice(0, PROVIDERS_MAX);
}

function instancesChart({ series, activities }: RunRecord, provider: ProviderSeries): ChartSpec {
  const heading = {
    id: `instances-${idOf(provider.name)}`,
    title: `Instances of ${provider.name}`,
    description: 'Instances that tasks need (M), that run (N) and that the group is asked to have, with each change of DesiredCapacity.',
  };
  const reasons = reasonsBy(series.timesMs, activities, { of: provider.name, isService: false });
  const lines: Line[] = [
    { label: 'running (N)', values: provider.running, colour: BLUE, isStepped: true, isFilled: true },
    { label: 'desired', values: provider.desired, colour: GREEN, dash: [2, 3], isStepped: true },
    { label: 'needed (M)', values: provider.needed, colour: VERMILLION, dash: [7, 4], isStepped: true },
    ...scalingMarks(provider, provider.desired, reasons),
    ...trouble(provider, reasons),
  ];
  return timeChart(heading, series.timesMs, lines, { y: valueAxis('container instances') });
}

/** Spot interruptions and failed launches of the group, if there were any. */
function trouble({ noticed, launchFailures, running, desired }: ProviderSeries, reasons: ReturnType<typeof reasonsBy>): Line[] {
  const lines: Line[] = [
    { label: 'launch failed', values: where(launchFailures, desired), colour: VERMILLION, mark: 'square', texts: reasons('trouble') },
    { label: 'Spot interruption', values: where(noticed, running), colour: VERMILLION, mark: 'cross', texts: reasons('spot') },
  ];
  return lines.filter(({ values }) => values.some((value) => value !== null));
}

function purchaseChart({ series }: RunRecord): ChartSpec {
  const heading = {
    id: 'purchase-options',
    title: 'Instances by purchase option',
    description: 'Instances paid for, stacked: On-Demand and Spot.',
  };
  const onDemand = series.instances.map((all, i) => all - series.spotInstances[i] - series.externalInstances[i]);
  const lines: Line[] = [
    { label: 'On-Demand', values: onDemand, colour: BLUE, isStepped: true, isFilled: true },
    { label: 'Spot', values: series.spotInstances, colour: ORANGE, isStepped: true, isFilled: true },
    ...(series.externalInstances.some((n) => n > 0)
      ? [{ label: 'External', values: series.externalInstances, colour: GREEN, isStepped: true, isFilled: true }]
      : []),
  ];
  return timeChart(heading, series.timesMs, lines, { y: valueAxis('instances', { stacked: true }) });
}

/** Returns the chart of the metric and its target; none for a group without managed scaling. */
function reservationChart({ series, activities }: RunRecord, provider: ProviderSeries): ChartSpec[] {
  const { targetPercent: target, reservationPercent } = provider;
  if (target === null && reservationPercent.every((percent) => percent === null)) return [];
  const heading = {
    id: `reservation-${idOf(provider.name)}`,
    title: `CapacityProviderReservation of ${provider.name}`,
    description: 'The metric 100 M / N against its target: above it the group grows, below it for a while the group shrinks.',
  };
  const lines: Line[] = [
    { label: 'reservation', values: reservationPercent, colour: BLUE },
    { label: `target ${target ?? 'off'} %`, values: series.timesMs.map(() => target), colour: VERMILLION, dash: [7, 4] },
    ...scalingMarks(provider, reservationPercent, reasonsBy(series.timesMs, activities, { of: provider.name, isService: false })),
  ];
  return [timeChart(heading, series.timesMs, lines, { y: valueAxis('reservation (%)', { max: 110 }) })];
}

function tasksChart({ series }: RunRecord): ChartSpec {
  const heading = {
    id: 'tasks',
    title: 'Tasks by state',
    description: 'Living tasks, daemons included, stacked: those that run, start, wait and stop.',
  };
  const line = (label: string, values: readonly number[], colour: string): Line => ({
    label,
    values,
    colour,
    isStepped: true,
    isFilled: true,
  });
  const lines = [
    line('running', series.tasks.running, BLUE),
    line('pending', series.tasks.pending, SKY),
    line('provisioning', series.tasks.provisioning, VERMILLION),
    line('stopping', series.tasks.stopping, PURPLE),
  ];
  return timeChart(heading, series.timesMs, lines, { y: valueAxis('tasks', { stacked: true }) });
}

function waitChart({ waitHistogram, metrics }: RunRecord): ChartSpec {
  const { wait_p50_ms: p50, wait_p95_ms: p95, wait_p99_ms: p99 } = metrics.headline;
  const heading = {
    id: 'waits',
    title: 'Wait from request to RUNNING',
    description: 'The share of started tasks by their wait.',
  };
  const subtitle =
    p50 === null ? 'no task started' : `median ${durationText(p50)}, p95 ${durationText(p95 ?? 0)}, p99 ${durationText(p99 ?? 0)}`;
  const { labels, datasets } = waitBars([{ label: 'tasks', histogram: waitHistogram }]);
  return barChart(heading, { labels, datasets }, { places: 'wait, up to', y: valueAxis('share of tasks (%)', { format: {} }), subtitle });
}

/** Histogram bins from the first to the last that any run uses, as shares in percent. */
export function waitBars(runs: readonly { readonly label: string; readonly histogram: readonly number[] }[]): {
  labels: string[];
  datasets: BarDataset[];
} {
  const used = [...WAIT_BOUNDS_S.keys(), WAIT_BOUNDS_S.length].filter((bin) => runs.some((run) => run.histogram[bin] > 0));
  const [from, to] = used.length === 0 ? [0, 0] : [used[0], used.at(-1)!];
  const labelOf = (bin: number) => (bin < WAIT_BOUNDS_S.length ? durationText(1000 * WAIT_BOUNDS_S[bin]) : 'longer');
  const labels: string[] = [];
  for (let bin = from; bin <= to; bin++) labels.push(labelOf(bin));
  const datasets = runs.map(({ label, histogram }, n) => {
    const all = histogram.reduce((sum, count) => sum + count, 0);
    const data = histogram.slice(from, to + 1).map((count) => (all === 0 ? 0 : Math.round((10_000 * count) / all) / 100));
    return bars(label, data, look(n).colour, { categoryPercentage: 0.9, barPercentage: 0.92 });
  });
  return { labels, datasets };
}

function reservedChart({ series }: RunRecord): ChartSpec {
  const heading = {
    id: 'reserved',
    title: 'Reserved share of what instances have',
    description: 'CPU, memory and network interfaces that tasks reserve, as a share of all registered instances.',
  };
  const lines: Line[] = [
    { label: 'CPU', values: series.reservedPercent.cpu, colour: BLUE },
    { label: 'memory', values: series.reservedPercent.memory, colour: VERMILLION, dash: [7, 4] },
    { label: 'ENIs', values: series.reservedPercent.eni, colour: GREEN, dash: [2, 3] },
  ];
  const used = lines.filter(({ values }) => values.some((value) => value !== null && value > 0));
  return timeChart(heading, series.timesMs, used, { y: valueAxis('reserved (%)', { max: 100 }) });
}

function costChart({ series, metrics }: RunRecord): ChartSpec {
  const heading = { id: 'cost', title: 'Cost so far', description: 'The bill since the start.' };
  const lines: Line[] = [{ label: 'cost', values: series.costUsd, colour: BLUE, isFilled: true }];
  const subtitle = `${usdText(metrics.headline.cost_usd ?? 0)} in all`;
  return timeChart(heading, series.timesMs, lines, { y: valueAxis('cost (USD)', { format: USD }), subtitle });
}

/** Most services with a chart of their own; files have all of them. */
const SERVICES_MAX = 4;

/** A chart for each service with deployments; marks show their results. */
function serviceCharts({ services, series }: RunRecord): ChartSpec[] {
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
