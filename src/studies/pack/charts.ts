import { capitalised, numberText } from '../../kernel/quantity-text.js';
import { valueAxis } from '../../report/charts/axes.js';
import { bars, comparedChart, flatChart } from '../../report/charts/build.js';
import type { ChartSpec, LineDataset } from '../../report/charts/chart-spec.js';
import { look } from '../../report/charts/palette.js';
import { seedMeans } from './curves.js';
import { leadMetric, rankedBy } from './lead.js';
import type { DemandCurves } from './replay/problem.js';
import { hasGpus, type PackPolicy, type PackResult, type Spread, type TimeCurves } from './result.js';

/** Policies that differ by fewer percentage points look like one line. */
const SEEN_POINTS = 1;

/** Returns every chart of a packing, in the order of the page: the ranking first, then its course. */
export function packCharts(result: PackResult): ChartSpec[] {
  const { policies, identity } = result;
  const isGpu = hasGpus(result);
  const what = isGpu ? 'GPUs' : 'CPU';
  if (identity.hasLifetimes)
    return [
      rangeChart(result),
      ...(isGpu ? [timeChart(policies, 'gpuPercent', 'GPUs')] : []),
      timeChart(policies, 'cpuPercent', 'CPU'),
      timeChart(policies, 'memoryPercent', 'Memory'),
      failedChart(policies),
    ];
  return [
    allocatedChart(policies, isGpu ? 'allocatedGpuPercent' : 'allocatedCpuPercent', what),
    rangeChart(result),
    ...(isGpu ? [fragmentationChart(policies), allocatedChart(policies, 'allocatedCpuPercent', 'CPU')] : []),
    failedChart(policies),
  ];
}

/** Draws allocated share by arrived demand. All policies share a line until a task fails, so the chart begins where the lines part. */
function allocatedChart(policies: readonly PackPolicy[], curve: keyof DemandCurves, what: string): ChartSpec {
  const heading = {
    id: `allocated-${what.toLowerCase()}`,
    title: `${what} allocated, by arrived demand`,
    description: `Share of all ${what} in use at each arrived demand; mean over the seeds. Until policies differ they are one line.`,
  };
  const lines = demandLines(policies, curve);
  const from = partsAt(lines.map(({ values }) => values));
  const floor = lines.flatMap(({ values }) => values.slice(from)).reduce<number>((least, value) => Math.min(least, value ?? least), 100);
  const demand =
    what === 'GPUs' || policies.every(({ replays }) => replays[0]?.demandCurves.allocatedGpuPercent.every(Number.isNaN)) ? what : 'GPUs';
  const chart = comparedChart(heading, lines, { y: valueAxis(`${what} allocated (%)`, { format: {} }) });
  return overDemand(chart, lines, { from, yMin: 10 * Math.floor(floor / 10), demand });
}

function fragmentationChart(policies: readonly PackPolicy[]): ChartSpec {
  const heading = {
    id: 'fragmentation',
    title: 'Fragmentation of idle GPUs, by arrived demand',
    description: 'Share of the idle GPUs that a typical task of the trace cannot use; mean over the seeds.',
  };
  const lines = demandLines(policies, 'fragmentationPercent');
  const chart = comparedChart(heading, lines, { y: valueAxis('fragmented (% of idle GPUs)', { max: 100 }) });
  return overDemand(chart, lines, { from: 0, yMin: 0, demand: 'GPUs' });
}

type DemandLine = ReturnType<typeof demandLines>[number];

function demandLines(policies: readonly PackPolicy[], curve: keyof DemandCurves) {
  return policies.map(({ name, replays }, n) => {
    const values = seedMeans(replays.map(({ demandCurves }) => demandCurves[curve])).map(({ mean }) => rounded(mean));
    return { label: name, values, timesMs: values.map((_, percent) => percent), ...look(n) };
  });
}

/** The chart over percents of arrived demand instead of over time. */
function overDemand(
  chart: ChartSpec,
  lines: readonly DemandLine[],
  { from, yMin, demand }: { from: number; yMin: number; demand: string },
): ChartSpec {
  const { data, options } = chart.config;
  const last = Math.max(0, ...lines.map(({ values }) => values.findLastIndex((value) => value !== null)));
  const pointsOf = (label: string | undefined) =>
    lines.find((line) => line.label === label)!.values.flatMap((y, x) => (x >= from && x <= last ? [{ x, y }] : []));
  const datasets = (data.datasets as LineDataset[]).map((dataset) => ({ ...dataset, data: pointsOf(dataset.label), spanGaps: true }));
  const x = {
    type: 'linear',
    min: from,
    max: last,
    title: { display: true, text: `arrived demand (% of the fleet's ${demand})` },
    ticks: { stepSize: last - from > 60 ? 10 : 5, maxRotation: 0, includeBounds: false },
    grid: { tickLength: 4 },
  };
  const scales = { x, y: { ...options?.scales?.y, min: yMin } };
  // Without time: the range selector of a page moves only charts over time.
  const { time: _, ...untimed } = chart;
  return { ...untimed, config: { ...chart.config, data: { datasets }, options: { ...options, scales } } as ChartSpec['config'] };
}

/** Returns a multiple of ten just below the first percent at which the lines differ visibly; 0 if they never do. */
function partsAt(lines: readonly (readonly (number | null)[])[]): number {
  const length = lines[0]?.length ?? 0;
  for (let percent = 0; percent < length; percent++) {
    const values = lines.map((line) => line[percent]).filter((value) => value !== null);
    if (values.length > 0 && Math.max(...values) - Math.min(...values) > SEEN_POINTS)
      return Math.max(0, 10 * Math.floor(percent / 10) - 10);
  }
  return 0;
}

/** Draws one bar per policy from its least to its greatest seed: policies whose bars do not overlap differ. */
function rangeChart(result: PackResult): ChartSpec {
  const metric = leadMetric(result);
  const { name, label, unit } = metric;
  const ranked = rankedBy(result.policies, metric);
  const heading = {
    id: 'range',
    title: capitalised(label),
    description: `From the least to the greatest of the seeds, the mean beside the name.`,
  };
  const spreads = ranked.map((policy) => policy.spreads[name]!);
  const colours = ranked.map((policy) => look(result.policies.indexOf(policy)).colour);
  const labels = ranked.map((policy, n) => [
    policy.name,
    unit === '%' ? `${numberText(spreads[n].mean, 2)} %` : numberText(spreads[n].mean, 0, 1),
  ]);
  // A range of zero width is still visible as a thin line.
  const ends = spreads.map(({ min, max }) => (max - min < HAIR ? ([min - HAIR / 2, min + HAIR / 2] as const) : ([min, max] as const)));
  const dataset = bars(capitalised(label), ends, colours, { borderSkipped: false, barPercentage: 0.7, minBarLength: 3 });
  const y = valueAxis(`${unit === '%' ? 'share' : 'nodes'}, least to greatest of the seeds${unit === '%' ? ' (%)' : ''}`, { format: {} });
  return withLeast(flatChart(heading, labels, [dataset], y), spreads);
}

const HAIR = 0.04;

/** Ranges of a few points near 90 would be thin lines on an axis from 0. */
function withLeast(chart: ChartSpec, spreads: readonly Spread[]): ChartSpec {
  const least = Math.min(...spreads.map(({ min }) => min));
  const { options } = chart.config;
  const scales = { ...options?.scales, x: { ...options?.scales?.x, beginAtZero: false, min: Math.max(0, Math.floor(least) - 1) } };
  return { ...chart, config: { ...chart.config, options: { ...options, scales } } as ChartSpec['config'] };
}

function timeChart(policies: readonly PackPolicy[], curve: Exclude<keyof TimeCurves, 'timesMs'>, what: string): ChartSpec {
  const heading = {
    id: `over-time-${what.toLowerCase()}`,
    title: `${what} in use`,
    description: `Share of all ${what === 'Memory' ? 'memory' : what} that is in use at equal steps of time; mean over the seeds.`,
  };
  const lines = policies.map(({ name, replays }, n) => {
    const curves = replays.flatMap(({ timeCurves }) => timeCurves ?? []);
    const values = seedMeans(curves.map((one) => one[curve])).map(({ mean }) => rounded(mean));
    return { label: name, values, timesMs: [...(curves[0]?.timesMs ?? [])], ...look(n) };
  });
  return comparedChart(heading, lines, { y: valueAxis('in use (%)', { format: {} }) });
}

function failedChart(policies: readonly PackPolicy[]): ChartSpec {
  const heading = {
    id: 'failed',
    title: 'Tasks that fitted nowhere',
    description: 'Share of the arrived tasks that no node could take; mean over the seeds.',
  };
  const values = policies.map(({ spreads }) => spreads.failedPercent?.mean ?? 0);
  const colours = policies.map((_, n) => look(n).colour);
  const dataset = bars(heading.title, values, colours, { barPercentage: 0.7 });
  const labels = policies.map(({ name }, n) => [name, `${numberText(values[n], 2)} %`]);
  return flatChart(heading, labels, [dataset], valueAxis('failed (% of arrived tasks)', { format: {} }));
}

/** As many digits as a chart can show. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(1000 * value) / 1000;
}
