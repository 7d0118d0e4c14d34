import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { writeCharts } from '../../run/write-run.js';
import { backtestCharts } from './charts.js';
import { pointsCsv, scoresCsv } from './csv.js';
import { backtestJson } from './json.js';
import { backtestPage } from './page.js';
import type { BacktestResult } from './result.js';

export async function writeBacktest(result: BacktestResult, directory: RunDirectory, command: string): Promise<void> {
  const charts = backtestCharts(result);
  directory.file('backtest.csv', pointsCsv(result));
  directory.file('backtest-summary.csv', scoresCsv(result));
  directory.file('summary.json', backtestJson(result));
  directory.file('report.html', backtestPage(result, charts, pageParts(command)));
  await writeCharts(directory, 'charts', charts);
}
