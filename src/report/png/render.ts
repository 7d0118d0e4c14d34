import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D, type SvgCanvas, SvgExportFlag } from '@napi-rs/canvas';
import { Chart, type ChartConfiguration, type Plugin } from 'chart.js/auto';
import type { Cells, ChartSpec } from '../charts/chart-spec.js';
import { banded, isLine } from '../client/bands.js';
import { cells } from '../client/cells.js';
import { withClock } from '../client/clock.js';
import { marks } from '../client/marks.js';
import { writeMinus } from '../client/minus.js';
import { rowRuns } from '../client/rows.js';

const require = createRequire(import.meta.url);
/** Fonts from a dependency: a picture must not depend on the fonts of the machine. */
const FONTS = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
/** A unique name, so that no font of the machine matches it. */
const FONT = 'Drydock Sans';
const INK = '#1F2933';
const GRID = '#E3E8EE';
const PAPER = '#FFFFFF';
/** Pixels per point: sharp on a dense screen and in print. */
const PIXEL_RATIO = 2;

let isReady = false;

function prepare(): void {
  if (isReady) return;
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) GlobalFonts.registerFromPath(join(FONTS, file), FONT);
  Chart.defaults.font.family = FONT;
  Chart.defaults.color = INK;
  Chart.defaults.borderColor = GRID;
  // Gives the legend the dashes of a line: see `pointBorderDash` in charts/build.ts.
  Object.assign(Chart.defaults.elements.point, { borderDash: [] });
  // Hides ticks that Chart.js would draw on top of each other near the end of a logarithmic axis.
  Object.assign(Chart.defaults.scales.logarithmic.ticks, { callback: logarithmicLabel });
  writeMinus(Chart);
  isReady = true;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' });

function logarithmicLabel(value: string | number): string {
  return /^[125]e/.test(Number(value).toExponential()) ? compact.format(Number(value)) : '';
}

const paper: Plugin = {
  id: 'paper',
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.globalCompositeOperation = 'destination-over';
    ctx.fillStyle = PAPER;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/** Most cells that an SVG draws as shapes: more would take megabytes, so they are embedded as one bitmap. */
const CELLS_MAX = 5_000;

const cellsAsDots: Plugin = {
  id: 'cells',
  beforeDatasetsDraw(chart, args, options) {
    const { cells: map } = chart.data as { cells?: Cells };
    const count = map?.lanes.reduce((sum, { rows }) => sum + rows.reduce((runs, row) => runs + rowRuns(row).length, 0), 0) ?? 0;
    if (count <= CELLS_MAX) return cells.beforeDatasetsDraw?.(chart, args, options);
    const { width, height, ctx } = chart;
    const dots = createCanvas(width, height);
    cells.beforeDatasetsDraw?.(Object.create(chart, { ctx: { value: dots.getContext('2d') } }) as typeof chart, args, options);
    (ctx as unknown as SKRSContext2D).drawImage(dots, 0, 0);
  },
};

/** Draws a chart as a PNG of `width` x `height` points, two pixels per point, on white. Encoding runs in another thread. */
export function renderPng(chart: ChartSpec, width: number, height: number): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  return drawn(canvas, chart, { ratio: PIXEL_RATIO, cells, result: () => canvas.encode('png') });
}

/** Draws the same as an SVG. Texts become outlines, because no other machine has the font. The viewBox lets it scale. */
export function renderSvg(chart: ChartSpec, width: number, height: number): string {
  const canvas = createCanvas(width, height, SvgExportFlag.ConvertTextToPaths);
  const svg = drawn(canvas, chart, { ratio: 1, cells: cellsAsDots, result: () => canvas.getContent().toString() });
  return ownIds(svg, chart.id).replace('<svg ', `<svg viewBox="0 0 ${width} ${height}" `);
}

/**
 * Renumbers the clip ids within the chart: the canvas numbers them from the start of the process, and equal charts must give equal text.
 */
function ownIds(svg: string, chart: string): string {
  const ids = new Map<string, string>();
  return svg.replace(/\bcl_[0-9a-f]+\b/g, (id) => {
    if (!ids.has(id)) ids.set(id, `${chart}-${ids.size + 1}`);
    return ids.get(id)!;
  });
}

/** Adds the functions to the options of a chart, which a definition cannot carry. */
function dressed(options: ChartSpec['config']['options'], time: ChartSpec['time']): ChartSpec['config']['options'] {
  Object.assign(options?.plugins?.legend?.labels ?? {}, { filter: isLine });
  if (time?.startsAtMs === undefined) return options;
  const x = withClock(options?.scales?.x ?? {}, { unitMs: time.unitMs, startsAtMs: time.startsAtMs });
  return { ...options, scales: { ...options?.scales, x } };
}

function drawn<R>(canvas: Canvas | SvgCanvas, chart: ChartSpec, how: { ratio: number; cells: Plugin; result: () => R }): R {
  prepare();
  // Copies the definition, because Chart.js changes the datasets that it draws.
  const { type, data, options } = structuredClone(chart.config);
  const isStacked = (options?.scales?.y as { stacked?: boolean } | undefined)?.stacked === true;
  const drawnData = { ...data, datasets: banded(data.datasets, isStacked) };
  const fixed = { ...dressed(options, chart.time), responsive: false, animation: false, devicePixelRatio: how.ratio };
  const painted = new Chart(
    canvas as never,
    { type, data: drawnData, options: fixed, plugins: [paper, how.cells, marks] } as ChartConfiguration,
  );
  const result = how.result();
  painted.destroy();
  // Frees the pixels, which are outside of the heap and would wait for a garbage collection that nothing triggers.
  Object.assign(canvas, { width: 1, height: 1 });
  return result;
}
