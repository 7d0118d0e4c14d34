import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { effectsCsv } from './csv.js';
import { sweepFigures } from './figures.js';
import { writeSweepThrough } from './incident.js';
import { sweepJson } from './json.js';
import { sweepPage } from './page.js';
import { publishedCsv } from './published.js';
import type { SweepResult } from './result.js';

/** Writes the files of a sweep other than the rows of its runs and points. */
export async function writeSweep(result: SweepResult, directory: RunDirectory, files: ChartFiles): Promise<void> {
  const charts = sweepFigures(result);
  directory.file('main-effects.csv', effectsCsv(result.metrics, result.effects));
  directory.file('summary.json', sweepJson(result));
  if (result.uncertain != null) directory.file('uncertainty.csv', result.uncertain.csv);
  directory.file('report.html', sweepPage(result, charts, pageParts(result.identity.command)));
  if (result.published !== undefined) directory.file('published.csv', publishedCsv(result.published, result.paths));
  if (result.through !== undefined) writeSweepThrough(directory, result.through);
  await writeCharts({ directory }, () => charts, files);
}
