import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { readScenario } from '../../run/scenario-file.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { resolvedScenario } from '../../run/write-run.js';
import { adviceCharts } from './charts.js';
import { adviceCsv, pathCsv } from './csv.js';
import { adviceJson } from './json.js';
import { advicePage } from './page.js';
import type { AdvicePlan } from './plan.js';
import type { AdviceResult } from './result.js';

/** The scenario with all steps of the path. */
export const COMBINED = 'combined.yaml';

/** Writes the files of advice other than the rows of its runs. */
export async function writeAdvice(
  plan: AdvicePlan,
  result: AdviceResult,
  { directory, charts: files }: { readonly directory: RunDirectory; readonly charts: ChartFiles },
): Promise<void> {
  const { path, identity } = result;
  const charts = adviceCharts(result);
  directory.file('advice.csv', adviceCsv(result));
  directory.file('summary.json', adviceJson(result));
  directory.file('report.html', advicePage(result, charts, pageParts(identity.command)));
  await writeCharts({ directory }, () => charts, files);
  if (path === null) return;
  directory.file('path.csv', pathCsv(path));
  directory.file('combined.sh', `${['#!/bin/sh', '# All steps of the advice. Read it before you run it.', ...path.change].join('\n')}\n`);
  // A name of its own: a comparison with the scenario as it is needs two.
  const name = `name=${plan.scenario.setup.name}-combined`;
  const set = [...plan.set.map(({ path, value }) => `${path}=${value}`), ...path.settings, name];
  const scenario = readScenario(plan.scenario.path, { set, seed: plan.scenario.setup.seed, policy: plan.policy });
  directory.file(COMBINED, await resolvedScenario(scenario, { outFolder: directory.path, forkedFrom: undefined }));
}
