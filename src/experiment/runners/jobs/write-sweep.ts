import { csvText } from '../../../report/csv/table.js';
import { sweepCharts } from '../../../report/sweep/charts.js';
import { EFFECT_COLUMNS, effectRows } from '../../../report/sweep/csv.js';
import { sweepJson } from '../../../report/sweep/json.js';
import { sweepPage } from '../../../report/sweep/page.js';
import type { SweepResult } from '../../../report/sweep/result.js';
import { pageParts } from '../../../run/page-parts.js';
import type { RunDirectory } from '../../../run/run-directory.js';
import { type ChartSize, writeCharts } from '../../../run/write-run.js';

/** What is made of a sweep besides the rows of its runs and points. */
export async function writeSweep(result: SweepResult, directory: RunDirectory, chartSize?: ChartSize): Promise<void> {
  const charts = sweepCharts(result);
  directory.file('main-effects.csv', csvText([EFFECT_COLUMNS, ...effectRows(result.metrics, result.effects)]));
  directory.file('summary.json', sweepJson(result));
  directory.file('report.html', sweepPage(result, charts, pageParts(result.identity.command)));
  await writeCharts(directory, 'charts', charts, chartSize);
}
