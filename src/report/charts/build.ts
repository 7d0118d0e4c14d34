import type { ChartOptions } from 'chart.js';
import type { Ms } from '../../kernel/event-loop.js';
import { inUnit, timeAxis, timeUnit, type valueAxis } from './axes.js';
import { bandOf } from './bands.js';
import type { BarDataset, ChartSpec, LineDataset, Point } from './chart-spec.js';
import { keptIndexes } from './decimate.js';
import { faint, solid } from './palette.js';

/** One line of a chart over time. */
export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly dash?: readonly number[];
  /** True for a count, which keeps its value until it changes; a share is drawn from point to point. */
  readonly isStepped?: boolean;
  readonly isFilled?: boolean;
  /** Draws only these points, as triangles, crosses or squares: for events instead of a state. */
  readonly mark?: 'up' | 'down' | 'cross' | 'square';
  /** For marks: the reason of each. */
  readonly texts?: readonly (string | undefined)[];
}

/** Lines with more points are drawn thinner, so that overlapping lines stay visible. */
const BUSY_POINTS = 400;

/** Style of each mark; a cross consists of its lines only. */
const MARKS = {
  up: { pointStyle: 'triangle', pointRotation: 0, pointRadius: 4 },
  down: { pointStyle: 'triangle', pointRotation: 180, pointRadius: 4 },
  cross: { pointStyle: 'crossRot', pointRadius: 6, pointBorderWidth: 2.5 },
  square: { pointStyle: 'rect', pointRadius: 4 },
} as const;

type Axis = ReturnType<typeof valueAxis>;

interface Heading {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A chart of lines with common times. Times are interval ends; values are null where there was nothing to measure. */
export function timeChart(
  heading: Heading,
  timesMs: readonly Ms[],
  lines: readonly Line[],
  more: { y: Axis; subtitle?: string },
): ChartSpec {
  const spanMs = timesMs.at(-1) ?? 0;
  const { ms } = timeUnit(spanMs);
  const kept = keptWithMarks(lines);
  const x = kept.map((i) => inUnit(timesMs[i], ms));
  const datasets = withBands(
    lines.map((line) => dataset(line, pointsOf(line, kept, x))),
    lines.map((line) => ({ ...line, timesMs })),
    ms,
  );
  if (more.y.stacked) return chart(heading, stackedAreas(datasets), { spanMs, ...more });
  return chart(heading, datasets, { spanMs, ...more });
}

/** A chart of lines with separate times: the same series of several runs. */
export function comparedChart(
  heading: Heading,
  lines: readonly (Line & { readonly timesMs: readonly Ms[] })[],
  more: { y: Axis; subtitle?: string },
): ChartSpec {
  const spanMs = Math.max(0, ...lines.map((line) => line.timesMs.at(-1) ?? 0));
  const { ms } = timeUnit(spanMs);
  const plain = lines.map((line) => {
    const kept = keptIndexes([line.values]);
    const times = kept.map((i) => inUnit(line.timesMs[i], ms));
    return dataset(line, pointsOf(line, kept, times));
  });
  return chart(heading, withBands(plain, lines, ms), { spanMs, ...more });
}

/** Lines of one chart become bands together, or none does. */
function withBands(datasets: LineDataset[], lines: readonly (Line & { readonly timesMs: readonly Ms[] })[], unitMs: number): LineDataset[] {
  const bands = lines.map(({ mark, timesMs, values }) => (mark === undefined ? bandOf(timesMs, values, unitMs) : null));
  return datasets.map((one, i) => (bands[i] === null ? one : { ...one, band: bands[i] }));
}

/** Bars at named places, one set of bars per dataset. */
export function barChart(
  heading: Heading,
  drawn: { readonly labels: readonly (string | string[])[]; readonly datasets: readonly BarDataset[]; readonly isFlat?: boolean },
  axes: { places: string; y: Axis; subtitle?: string },
): ChartSpec {
  const { isFlat = false } = drawn;
  const title = { display: axes.places !== '', text: axes.places };
  const places = { type: 'category', title, grid: { display: false }, ...everyName(drawn) } as const;
  const options: ChartOptions<'bar'> = {
    ...shared(heading.title, axes.subtitle, drawn.datasets.length > 1 ? 'rectRounded' : null),
    indexAxis: isFlat ? 'y' : 'x',
    scales: isFlat ? { y: places, x: axes.y } : { x: places, y: axes.y },
  };
  const config = { type: 'bar' as const, data: { labels: [...drawn.labels], datasets: [...drawn.datasets] }, options };
  return { ...heading, config: config as ChartSpec['config'] };
}

/** Returns a chart of horizontal bars, for long names. */
export function flatChart(heading: Heading, labels: readonly (string | string[])[], datasets: readonly BarDataset[], y: Axis): ChartSpec {
  return barChart(heading, { labels, datasets, isFlat: true }, { places: '', y });
}

/** Bars in one colour, or each in its own; two numbers are the ends of a bar. */
export function bars(
  label: string,
  values: readonly (number | readonly [number, number] | null)[],
  colours: string | readonly string[],
  look: Partial<BarDataset>,
): BarDataset {
  const [backgroundColor, borderColor] = typeof colours === 'string' ? [solid(colours), colours] : [colours.map(solid), [...colours]];
  return { label, data: values as number[], backgroundColor, borderColor, borderWidth: 1.5, ...look };
}

/** Up to this many horizontal bars every bar keeps its name on the axis. */
const NAMES_MAX = 14;

function everyName({ labels, isFlat }: { readonly labels: readonly (string | string[])[]; readonly isFlat?: boolean }) {
  const hasRoom = isFlat === true && labels.length <= NAMES_MAX && labels.every((label) => typeof label === 'string');
  return hasRoom ? { ticks: { autoSkip: false } } : {};
}

/** Lines over named places, or over numbers if `x` is a value axis. */
export function plainChart(
  heading: Heading,
  drawn: { readonly labels?: readonly string[]; readonly datasets: readonly LineDataset[] },
  axes: { x: Axis | string; y: Axis; legend?: 'lines' },
): ChartSpec {
  const x = typeof axes.x === 'string' ? { type: 'category' as const, title: { display: true, text: axes.x } } : axes.x;
  const look = shared(heading.title, undefined, drawn.datasets.length > 1 ? 'line' : null);
  const { legend } = look.plugins;
  // Of dashed lines the legend shows the dashes: a dashed edge makes a blot of a small circle.
  const mark = axes.legend === 'lines' ? { pointStyle: 'line', pointStyleWidth: 26 } : { pointStyleWidth: 12 };
  const plugins = { ...look.plugins, legend: { ...legend, reverse: false, labels: { ...legend.labels, ...mark } } };
  const options: ChartOptions<'line'> = { ...look, plugins, scales: { x, y: axes.y } };
  const data = { ...(drawn.labels === undefined ? {} : { labels: [...drawn.labels] }), datasets: [...drawn.datasets] };
  return { ...heading, config: { type: 'line' as const, data, options } as ChartSpec['config'] };
}

function chart(heading: Heading, datasets: LineDataset[], more: { spanMs: Ms; y: Axis; subtitle?: string }): ChartSpec {
  const options: ChartOptions<'line'> = {
    ...shared(heading.title, more.subtitle, datasets.length > 1 ? 'line' : null),
    parsing: false,
    normalized: true,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: { x: timeAxis(more.spanMs), y: more.y },
  };
  // Chart.js paints the first dataset on top. Lines come here in the order of painting, and the legend keeps that order.
  const config = { type: 'line' as const, data: { datasets: more.y.stacked ? datasets : datasets.toReversed() }, options };
  return { ...heading, config: config as ChartSpec['config'], time: { unitMs: timeUnit(more.spanMs).ms, spanMs: more.spanMs } };
}

/** Options that all charts share. */
export function shared(title: string, subtitle: string | undefined, legend: 'line' | 'rectRounded' | null) {
  const labels = {
    usePointStyle: true,
    pointStyleWidth: 26,
    boxHeight: 7,
    padding: 16,
    ...(legend === 'rectRounded' ? { pointStyle: legend, pointStyleWidth: 14 } : {}),
  };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    locale: 'en-US',
    layout: { padding: { top: 6, right: 22, bottom: 6, left: 6 } },
    plugins: {
      title: {
        display: true,
        text: title,
        align: 'start',
        font: { size: 17, weight: 'bold' },
        padding: { top: 4, bottom: subtitle ? 2 : 14 },
      },
      subtitle: { display: subtitle !== undefined, text: subtitle ?? '', align: 'start', font: { size: 12 }, padding: { bottom: 14 } },
      legend: { display: legend !== null, position: 'bottom', reverse: legend === 'line', labels },
    },
  } as const;
}

/** Up to this many marks of a line with many points are all drawn. */
const MARKS_MAX = 600;

/** Keeps the points with marks even if decimation drops their neighbours. */
function keptWithMarks(lines: readonly Line[]): number[] {
  const marked = lines.filter(({ mark }) => mark !== undefined);
  const kept = keptIndexes(lines.filter(({ mark }) => mark === undefined).map(({ values }) => values));
  const marks = marked.flatMap(({ values }) => values.flatMap((value, i) => (value === null ? [] : [i])));
  if (marks.length > MARKS_MAX) return keptIndexes(lines.map(({ values }) => values));
  return [...new Set([...kept, ...marks])].sort((a, b) => a - b);
}

/** Each area is filled down to the previous one. */
function stackedAreas(datasets: readonly LineDataset[]): LineDataset[] {
  return datasets.map((data, i) => ({
    ...data,
    fill: i === 0 ? 'origin' : '-1',
    backgroundColor: solid(data.borderColor as string),
    borderWidth: 1,
  }));
}

function pointsOf(line: Line, kept: readonly number[], x: readonly number[]): Point[] {
  const points = kept.map((index, i) => {
    const text = line.texts?.[index];
    return { x: x[i], y: line.values[index], ...(text === undefined ? {} : { text }) };
  });
  return line.mark === undefined ? points : points.filter((point) => point.y !== null);
}

function dataset(line: Line, data: Point[]): LineDataset {
  const { label, colour, mark } = line;
  const drawn = { label, data, borderColor: colour, backgroundColor: line.isFilled ? faint(colour) : colour };
  if (mark !== undefined)
    return {
      ...drawn,
      showLine: false,
      ...MARKS[mark],
      pointHoverRadius: 7,
    };
  return {
    ...drawn,
    borderWidth: data.length > BUSY_POINTS ? 1.5 : 2,
    borderJoinStyle: 'round',
    borderDash: [...(line.dash ?? [])],
    // The legend uses the style of the first point, so that point gets the dashes of the line. The renderers make `borderDash` a property
    // of points.
    ...({ pointBorderDash: [[...(line.dash ?? [])]] } as object),
    pointBorderWidth: 2,
    stepped: line.isStepped ?? false,
    fill: line.isFilled ?? false,
    pointStyle: 'line',
    pointRadius: 0,
    pointHoverRadius: 4,
    clip: 4,
    tension: 0,
  };
}
