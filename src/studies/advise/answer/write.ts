import { pageParts } from '../../../run/page-parts.js';
import type { RunDirectory } from '../../../run/run-directory.js';
import { readScenario } from '../../../run/scenario-file.js';
import { type ChartFiles, writeCharts } from '../../../run/write-charts.js';
import { resolvedScenario } from '../../../run/write-run.js';
import type { AdvicePlan } from '../plan.js';
import type { AdviceResult, PathEnd } from '../result.js';
import { adviceCharts } from './charts.js';
import { adviceCsv, pathCsv } from './csv.js';
import { adviceJson } from './json.js';
import { advicePage } from './page.js';

/** Names of the files of the advised steps, and of all steps if the others make something worse. */
export const [COMBINED, ALL] = ['combined', 'all-of-it'];

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
  if (result.uncertain != null) directory.file('uncertainty.csv', result.uncertain.csv);
  directory.file('report.html', advicePage(result, charts, pageParts(identity.command)));
  await writeCharts({ directory }, () => charts, files);
  if (path === null) return;
  directory.file('path.csv', pathCsv(path));
  const { safe, advised, all } = path.ends;
  const main = advised ?? safe;
  if (main !== null) await writeEnd(plan, main, { directory, name: COMBINED });
  if (all !== null) await writeEnd(plan, all, { directory, name: ALL });
}

async function writeEnd(
  plan: AdvicePlan,
  { settings, change }: PathEnd,
  { directory, name }: { readonly directory: RunDirectory; readonly name: string },
): Promise<void> {
  directory.file(`${name}.sh`, `${['#!/bin/sh', '# The steps of the advice. Read it before you run it.', ...change].join('\n')}\n`);
  // Its own name, because a comparison with the unchanged scenario needs two names.
  const named = `name=${plan.scenario.setup.name}-${name}`;
  const set = [...plan.set.map(({ path, value }) => `${path}=${value}`), ...settings, named];
  const scenario = readScenario(plan.scenario.path, { set, seed: plan.scenario.setup.seed, policy: plan.policy });
  directory.file(`${name}.yaml`, await resolvedScenario(scenario, { outFolder: directory.path, forkedFrom: undefined }));
}
