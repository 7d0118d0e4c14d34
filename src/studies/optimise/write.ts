import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { resolvedScenario } from '../../run/write-run.js';
import type { Point } from '../../statistics/points.js';
import { optimiseCharts } from './charts.js';
import { frontCsv, summaryCsv } from './csv.js';
import { optimiseJson } from './json.js';
import { scenarioAt } from './optimum.js';
import { optimisePage } from './page.js';
import type { OptimisePlan } from './plan.js';
import type { OptimiseResult } from './result.js';

/** Writes the files of a search other than the rows of its runs. */
export async function writeOptimum(
  plan: OptimisePlan,
  result: OptimiseResult,
  { directory, charts: files }: { readonly directory: RunDirectory; readonly charts: ChartFiles },
): Promise<void> {
  const charts = optimiseCharts(result);
  directory.file('front.csv', frontCsv(result));
  directory.file('summary.csv', summaryCsv(result));
  directory.file('summary.json', optimiseJson(result));
  directory.file('report.html', optimisePage(result, charts, pageParts(result.identity.command)));
  await writeCharts({ directory }, () => charts, files);
  if (result.winner === null) return;
  const scenario = scenarioAt(plan, result.winner.values as Point);
  directory.file('winner.yaml', await resolvedScenario(scenario, { outFolder: directory.path, forkedFrom: undefined }));
}
