import { chartCsv } from '../report/charts/chart-csv.js';
import type { ChartSpec } from '../report/charts/chart-spec.js';
import { MissingPackages, withPackages } from './optional-packages.js';
import type { RunDirectory } from './run-directory.js';

/** Pixels of a chart's PNG, two for each point of its SVG: in a larger chart the text is relatively smaller. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

export const CHART_FORMATS = ['png', 'svg', 'csv'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** The proportions of a slide. */
export const CHART_SIZE: ChartSize = { width: 1920, height: 960 };

/** The requested files beside the page, which draws its own charts. */
export interface ChartFiles {
  readonly formats: readonly ChartFormat[];
  readonly size: ChartSize;
}

const NONE: ChartFiles = { formats: [], size: CHART_SIZE };

/** Writes each chart in each format, into `charts/`. The PNG of one is compressed while the next is drawn. */
export async function writeCharts(
  { directory, prefix = '' }: { readonly directory: RunDirectory; readonly prefix?: string },
  chartsOf: () => readonly ChartSpec[],
  { formats, size: { width, height } }: ChartFiles = NONE,
): Promise<void> {
  if (formats.length === 0) return;
  const drawing = formats.some((format) => format !== 'csv') ? await drawingOf() : null;
  let packed: Promise<void> | undefined;
  for (const chart of chartsOf()) {
    const file = `${prefix}charts/${chart.id}`;
    if (formats.includes('csv')) directory.file(`${file}.csv`, chartCsv(chart));
    if (drawing === null) continue;
    if (formats.includes('svg')) directory.file(`${file}.svg`, drawing.renderSvg(chart, width / 2, height / 2));
    if (!formats.includes('png')) continue;
    const png = drawing.renderPng(chart, width / 2, height / 2);
    await packed;
    packed = png.then((bytes) => directory.file(`${file}.png`, bytes));
  }
  await packed;
}

let hasWarned = false;

/** Returns the renderer, loaded late because most commands draw nothing. Returns null without its packages, and warns once. */
async function drawingOf(): Promise<typeof import('../report/png/render.js') | null> {
  try {
    return await withPackages('drawing charts', () => import('../report/png/render.js'));
  } catch (error) {
    if (!(error instanceof MissingPackages)) throw error;
    if (!hasWarned) console.error(`warning: no chart is written as PNG or SVG: ${error.message}`);
    hasWarned = true;
    return null;
  }
}
