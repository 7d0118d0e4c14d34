import { grouped } from '../../kernel/grouped.js';
import { inSentence } from '../../kernel/quantity-text.js';
import { significant } from '../../record/digits.js';
import type { MetricSpec } from '../../record/metrics.js';
import { USD, valueAxis } from '../../report/charts/axes.js';
import { barChart, bars, plainChart } from '../../report/charts/build.js';
import { type ChartSpec, idOf, type LineDataset } from '../../report/charts/chart-spec.js';
import { look, solid } from '../../report/charts/palette.js';
import { unitlessText } from '../../report/metric-text.js';
import { labelsOf, type SweepResult, valueText } from './result.js';

const LEVELS_DRAWN = 12;
const BARS_DRAWN = 36;
const LINES_DRAWN = 8;
const MS_PER_SECOND = 1000;

/**
 * Returns every chart of a sweep: cost against waiting, then each metric by the axis with the greatest effect on it, then the effect of
 * each axis.
 */
export function sweepCharts(result: SweepResult): ChartSpec[] {
  const drawn = [...result.metrics.keys()].filter((m) => !isZeroOrEmpty(result, m));
  const lines = drawn.flatMap((m) => linesChart(result, m));
  // Along a single axis the lines have the same means.
  const effects = result.paths.length === 1 && lines.length > 0 ? [] : drawn.flatMap((m) => effectsChart(result, m));
  return [...frontChart(result), ...lines, ...effects];
}

/** A chart of such a metric has no line or bar; a sentence says that it is the same everywhere. */
function isZeroOrEmpty({ points, effects }: SweepResult, m: number): boolean {
  const means = [
    ...points.map((point) => point.means[m]?.estimate ?? 0),
    ...(effects[m] ?? []).flatMap(({ levels }) => levels.map(({ mean }) => mean)),
  ];
  return means.every((mean) => mean === 0);
}

/** Draws a mark for each point; the points to the left of and below all others are the front. */
function frontChart({ metrics, points, paths, effects }: SweepResult): ChartSpec[] {
  const [cost, wait] = [metrics.findIndex(({ unit }) => unit === 'USD'), metrics.findIndex(({ unit }) => unit === 'ms')];
  if (cost < 0 || wait < 0 || !points.some(({ means }) => means[cost] != null && means[wait] != null)) return [];
  const path = effects[cost]?.[0]?.path ?? paths[0];
  const axis = labelsOf(paths)[paths.indexOf(path)];
  const heading = {
    id: 'cost-against-waiting',
    title: `${metrics[cost].label} against ${inSentence(metrics[wait].label)}`,
    description: `A mark for each point: means over the replications, by ${axis}. Below and to the left is better.`,
  };
  const datasets = [...grouped(points, ({ values }) => `${axis} ${valueText(values[path])}`)]
    .slice(0, LINES_DRAWN)
    .map(([label, group], n) => {
      const data = group.flatMap(({ means }) =>
        means[cost] === null || means[wait] === null ? [] : [{ x: means[cost].estimate, y: means[wait].estimate / MS_PER_SECOND }],
      );
      const { colour } = look(n);
      const marks = {
        showLine: false,
        pointRadius: 4,
        pointHoverRadius: 6,
        pointBorderWidth: 2,
        pointStyle: MARKS[n % MARKS.length],
      } as const;
      return { label, data, borderColor: colour, backgroundColor: solid(colour), ...dashed([]), ...marks };
    });
  const axes = {
    x: fromAnywhere(valueAxis(`${metrics[cost].label} (USD)`, { format: USD })),
    y: valueAxis(`${metrics[wait].label} (s)`, { format: {} }),
  };
  return [plainChart(heading, { datasets }, axes)];
}

const MARKS = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star', 'cross', 'rectRounded'] as const;

/** Draws a metric over the axis with the most values, with a line for each combination of the others; none if these are too many. */
function linesChart({ metrics, points, paths, isCartesian }: SweepResult, m: number): ChartSpec[] {
  const levels = paths.map((path) => grouped(points, ({ values }) => valueText(values[path])).size);
  const along = levels.indexOf(Math.max(...levels));
  if (points.length === 0 || levels[along] < 3) return [];
  const [path, label] = [paths[along], labelsOf(paths)[along]];
  const others = paths.filter((other) => other !== path);
  const lines = [...grouped(points, ({ values }) => others.map((other) => valueText(values[other])).join(', '))];
  if (!isCartesian || lines.length > LINES_DRAWN) return [];
  const metric = metrics[m];
  const places = [...grouped(points, ({ values }) => valueText(values[path]))].map(([place]) => place);
  const heading = {
    id: `${idOf(metric.key)}-by-${idOf(label)}`,
    title: `${metric.label.trim()} by ${label}`,
    description: `Means over the replications${others.length === 0 ? '' : `, a line for each combination of the other axes`}.`,
  };
  const datasets = lines.map(([name, group], n): LineDataset => {
    const valueAt = (place: string) => group.find(({ values }) => valueText(values[path]) === place)?.means[m]?.estimate ?? null;
    const { colour, dash } = look(n);
    const data = places.map((place) => inUnit(metric, valueAt(place))) as unknown as LineDataset['data'];
    return {
      label: others.length === 1 ? `${labelsOf(paths)[paths.indexOf(others[0]!)]} ${name}` : name,
      data,
      borderColor: colour,
      backgroundColor: colour,
      ...dashed(dash),
      borderWidth: 2,
      pointRadius: 3,
      pointStyle: 'circle',
    };
  });
  return [plainChart(heading, { labels: places, datasets }, { x: label, y: axisOf(metric), legend: 'lines' })];
}

/** A bar takes the room of those that other axes do not have at its place. The types of Chart.js lack it. */
const WHOLE: object = { skipNull: true };

/** The mean of each level of each axis over all levels of the other axes. */
function effectsChart({ metrics, effects, paths }: SweepResult, m: number): ChartSpec[] {
  const metric = metrics[m];
  const labels = labelsOf(paths);
  const shown = (effects[m] ?? [])
    .filter(({ levels }) => levels.length > 1 && levels.length <= LEVELS_DRAWN)
    .flatMap(({ path, levels }) => levels.map(({ value, mean }) => ({ n: paths.indexOf(path), text: valueText(value), mean })))
    .slice(0, BARS_DRAWN);
  if (shown.length === 0) return [];
  const heading = {
    id: `effects-${idOf(metric.key)}`,
    title: `${metric.label.trim()}: main effects`,
    description: 'The mean of all points that have the value, whatever the other axes are.',
  };
  // The legend names the axes: with their names the values would not fit beside the bars of a narrow screen.
  const axes = [...new Set(shown.map(({ n }) => n))];
  const datasets = axes.map((axis) => {
    const means = shown.map(({ n, mean }) => (n === axis ? inUnit(metric, mean) : null));
    return bars(labels[axis], means, look(axis).colour, { barPercentage: 0.8, ...WHOLE });
  });
  const names = shown.map(({ text, mean }) => `${text}: ${unitlessText(metric, mean)}`);
  const places = axes.length === 1 ? labels[axes[0]] : '';
  return [barChart(heading, { labels: names, datasets, isFlat: true }, { places, y: axisOf(metric) })];
}

/** The legend takes the style of the first point, so that gets the line's style. */
export function dashed(dash: readonly number[]): object {
  return { borderDash: [...dash], pointBorderDash: [[...dash]] };
}

function axisOf(metric: MetricSpec) {
  const unit = metric.unit === 'ms' ? 's' : metric.unit;
  return valueAxis(`${metric.label.trim()} (${unit})`, { format: metric.unit === 'USD' ? USD : {} });
}

/** A time in seconds, as the axis has it. */
export function inUnit({ unit }: MetricSpec, value: number | null): number | null {
  return value === null ? null : significant(unit === 'ms' ? value / MS_PER_SECOND : value);
}

function fromAnywhere(axis: ReturnType<typeof valueAxis>): ReturnType<typeof valueAxis> {
  return { ...axis, beginAtZero: false as unknown as true };
}
