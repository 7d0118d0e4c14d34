import { backtestCharts } from '../../report/backtest/charts.js';
import { pointsCsv, scoresCsv } from '../../report/backtest/csv.js';
import { backtestJson } from '../../report/backtest/json.js';
import { backtestPage } from '../../report/backtest/page.js';
import type { BacktestResult } from '../../report/backtest/result.js';
import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { writeCharts } from '../../run/write-run.js';

export async function writeBacktest(result: BacktestResult, directory: RunDirectory, command: string): Promise<void> {
  const charts = backtestCharts(result);
  directory.file('backtest.csv', pointsCsv(result));
  directory.file('backtest-summary.csv', scoresCsv(result));
  directory.file('summary.json', backtestJson(result));
  directory.file('report.html', backtestPage(result, charts, pageParts(command)));
  await writeCharts(directory, 'charts', charts);
}
