import { relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { chartCsv } from '../report/charts/chart-csv.js';
import type { ChartSpec } from '../report/charts/chart-spec.js';
import { runCharts } from '../report/charts/run-charts.js';
import { runPage } from '../report/html/page.js';
import { type FinishedRun, type ForkedFrom, summaryCsv, summaryJson } from '../report/summary.js';
import { mapFiles } from '../scenario/market/files.js';
import { timeName } from './checkpoints/checkpoint.js';
import { sha256 } from './hashes.js';
import { MissingPackages, withPackages } from './optional-packages.js';
import { pageParts } from './page-parts.js';
import type { RunDirectory } from './run-directory.js';
import type { ScenarioFile } from './scenario-file.js';
import { traceHashes } from './scenario-hash.js';

/** Pixels of a chart's PNG, two for each point of its SVG: in a larger chart the text is relatively smaller. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** The proportions of a slide. */
const CHART_SIZE: ChartSize = { width: 1920, height: 960 };

interface RunPlace {
  readonly directory: RunDirectory;
  readonly prefix: string;
  readonly command: string;
  readonly chartSize?: ChartSize | undefined;
}

/** Writes the parts of a run directory that are made at the end; the CSV files have streamed into it before. */
export async function writeRun(run: FinishedRun, scenario: ScenarioFile, to: RunPlace) {
  const { directory, prefix, chartSize } = to;
  const { forkedFrom } = run.identity;
  directory.file(`${prefix}scenario.yaml`, await resolvedScenario(scenario, { outFolder: resolve(directory.path, prefix), forkedFrom }));
  directory.file(`${prefix}summary.json`, summaryJson(run));
  directory.file(`${prefix}summary.csv`, summaryCsv([run]));
  directory.file(`${prefix}report.html`, runPage(run, pageParts(to.command)));
  await writeCharts(directory, `${prefix}charts`, runCharts(run.record), chartSize);
}

/** Writes each chart as PNG, as SVG and as CSV. The PNG of one is compressed while the next is drawn. */
export async function writeCharts(
  directory: RunDirectory,
  folder: string,
  charts: readonly ChartSpec[],
  { width, height } = CHART_SIZE,
): Promise<void> {
  const drawing = await drawingOf();
  if (drawing === null) {
    for (const chart of charts) directory.file(`${folder}/${chart.id}.csv`, chartCsv(chart));
    return;
  }
  const { renderPng, renderSvg } = drawing;
  const packed: { readonly name: string; readonly png: Promise<Buffer> }[] = [];
  const write = async ({ name, png }: (typeof packed)[number]) => directory.file(name, await png);
  for (const chart of charts) {
    const file = `${folder}/${chart.id}`;
    packed.push({ name: `${file}.png`, png: renderPng(chart, width / 2, height / 2) });
    directory.file(`${file}.svg`, renderSvg(chart, width / 2, height / 2));
    directory.file(`${file}.csv`, chartCsv(chart));
    if (packed.length > 1) await write(packed.shift()!);
  }
  for (const last of packed) await write(last);
}

let isTold = false;

/** Returns the renderer, loaded late because most commands draw nothing. Returns null without its packages, and warns once. */
async function drawingOf(): Promise<typeof import('../report/png/render.js') | null> {
  try {
    return await withPackages('drawing charts', () => import('../report/png/render.js'));
  } catch (error) {
    if (!(error instanceof MissingPackages)) throw error;
    if (!isTold) console.error(`warning: no chart is written as PNG or SVG, only as CSV and on the page: ${error.message}`);
    isTold = true;
    return null;
  }
}

/** Returns the scenario with every default and file written in, and its origin: it can run again from the run directory alone. */
export async function resolvedScenario(
  scenario: ScenarioFile,
  { outFolder, forkedFrom }: { readonly outFolder: string; readonly forkedFrom: ForkedFrom | undefined },
): Promise<string> {
  const traces = await traceHashes(scenario);
  const { policyModule: module } = scenario;
  const policy = module === null ? [] : [[module.path, module.sha256]];
  const inputs = [...[...scenario.inputs].map(([name, text]) => [name, sha256(text)]), ...traces, ...policy];
  const head = inputs.map(([name, hash]) => `#   ${hash}  ${name}\n`).join('');
  const moved = mapFiles(scenario.scenario, (file) => relative(outFolder, resolve(scenario.folder, file)));
  const text = stringify(moved, { lineWidth: 140, aliasDuplicateObjects: false });
  const how = module === null ? '' : `# A scenario runs no code: to run it again, add --policy ${module.path}\n`;
  const when = forkedFrom === undefined ? '' : ` from ${timeName(forkedFrom.timeMs)} on, where its past is another run's`;
  return `# The scenario as it was run${when}: every default and every file written in.\n# SHA-256 of what it was made from:\n${head}${how}${text}`;
}
