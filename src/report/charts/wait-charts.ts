import { durationText } from '../../kernel/quantity-text.js';
import type { MetricKey } from '../../record/metrics.js';
import type { RunRecord } from '../../record/run-record.js';
import { valueAxis } from './axes.js';
import { bars, flatChart } from './build.js';
import type { BarDataset, ChartSpec } from './chart-spec.js';
import { AMOUNT, unitFor } from './load-charts.js';
import { BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION } from './palette.js';

const ROW_PX = 21;
const FRAME_PX = 140;

/** In the order of WAIT_CAUSES. */
const CAUSES: readonly { readonly key: MetricKey; readonly label: string; readonly colour: string }[] = [
  { key: 'wait_quota_mean_ms', label: 'quota', colour: PURPLE },
  { key: 'wait_capacity_mean_ms', label: 'capacity', colour: VERMILLION },
  { key: 'wait_boot_mean_ms', label: 'boot', colour: ORANGE },
  { key: 'wait_eni_mean_ms', label: 'network interface', colour: GREEN },
  { key: 'wait_room_mean_ms', label: 'stopping tasks', colour: VERMILLION },
  { key: 'wait_pull_mean_ms', label: 'images', colour: SKY },
  { key: 'wait_start_mean_ms', label: 'containers', colour: BLUE },
];

/** Splits the mean time between request and RUNNING: each cause begins where the previous one ends. */
export function waterfallChart({ metrics: { headline } }: RunRecord): ChartSpec[] {
  const total = headline.wait_mean_ms;
  if (total === null || total === 0) return [];
  const unit = unitFor([total]);
  const scaled = (ms: number) => Math.round((1000 * ms) / unit.ms) / 1000;
  const parts = CAUSES.map((cause) => ({ ...cause, ms: headline[cause.key] ?? 0 })).filter(({ ms }) => ms > 0);
  const upTo = parts.map((_, i) => parts.slice(0, i + 1).reduce((sum, { ms }) => sum + ms, 0));
  const ends = parts.map((_, i) => [scaled(upTo[i - 1] ?? 0), scaled(upTo[i])] as const);
  const colours = [...parts.map(({ colour }) => colour), GREY];
  const dataset = bars('mean wait', [...ends, [0, scaled(total)]], colours, { borderSkipped: false, barPercentage: 0.8 });
  const labels = [...parts.map(({ label, ms }) => `${label}: ${durationText(ms)}`), `in all: ${durationText(total)}`];
  const heading = {
    id: 'wait-parts',
    title: 'What tasks waited for',
    description: 'The mean wait from request to RUNNING, cause after cause: each begins where the one before it ends.',
  };
  return [flatChart(heading, labels, [dataset], valueAxis(`mean wait (${unit.name})`, { format: AMOUNT }))];
}

/** Draws the parts of the longest waits, by task. */
export function longestChart({ longestWaits }: RunRecord): ChartSpec[] {
  if (longestWaits.length === 0) return [];
  const unit = unitFor(longestWaits.map(({ partsMs }) => partsMs.reduce((sum, ms) => sum + ms, 0)));
  const datasets = CAUSES.flatMap(({ label, colour }, cause): BarDataset[] => {
    const data = longestWaits.map(({ partsMs }) => Math.round((1000 * partsMs[cause]) / unit.ms) / 1000);
    return data.some((value) => value > 0) ? [bars(label, data, colour, { borderWidth: 1, barPercentage: 0.9 })] : [];
  });
  const labels = longestWaits.map(
    ({ task, owner, requestedMs, runningMs }) =>
      `${owner} #${task} ${requestedMs === 0 ? 'at the start' : `at ${durationText(requestedMs)}`}${runningMs === null ? ' (still waits)' : ''}`,
  );
  const heading = {
    id: 'longest-waits',
    title: 'Tasks that waited longest',
    description: 'A bar for each task with the time of its request, split by the causes of its wait.',
  };
  const y = valueAxis(`wait (${unit.name})`, { format: AMOUNT, stacked: true });
  const chart = flatChart(heading, labels, datasets, y);
  return [{ ...stacked(chart), heightPx: FRAME_PX + ROW_PX * longestWaits.length, isWide: true }];
}

/** Stacks the bars of one place, and shows the name of every place. */
export function stacked(chart: ChartSpec): ChartSpec {
  const { options } = chart.config;
  const scales = Object.fromEntries(
    Object.entries(options?.scales ?? {}).map(([axis, scale]) => [
      axis,
      { ...scale, stacked: true, ...(isPlaces(scale) ? { ticks: { autoSkip: false } } : {}) },
    ]),
  );
  return { ...chart, config: { ...chart.config, options: { ...options, scales } } as ChartSpec['config'] };
}

function isPlaces(scale: unknown): boolean {
  return (scale as { type?: string }).type === 'category';
}
