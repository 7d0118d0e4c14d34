import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { backtestCharts } from './charts.js';
import { pointsCsv, scoresCsv } from './csv.js';
import { backtestJson } from './json.js';
import { backtestPage } from './page.js';
import type { BacktestResult } from './result.js';

interface BacktestPlace {
  readonly directory: RunDirectory;
  readonly command: string;
  readonly charts: ChartFiles;
}

export async function writeBacktest(result: BacktestResult, { directory, command, charts: files }: BacktestPlace): Promise<void> {
  const charts = backtestCharts(result);
  directory.file('backtest.csv', pointsCsv(result));
  directory.file('backtest-summary.csv', scoresCsv(result));
  directory.file('summary.json', backtestJson(result));
  directory.file('report.html', backtestPage(result, charts, pageParts(command)));
  await writeCharts({ directory }, () => charts, files);
}
