import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { packCharts } from './charts.js';
import { curvesCsv, resultsCsv, summaryCsv } from './csv.js';
import { packJson } from './json.js';
import { packPage } from './page.js';
import { pairsCsv } from './pairs.js';
import type { PackResult } from './result.js';
import { writeSeedCurves } from './seed-curves.js';

/** Writes all files of a directory of results. */
export async function writePack(result: PackResult, directory: RunDirectory, charts: ChartFiles): Promise<void> {
  directory.file('summary.json', packJson(result));
  directory.file('results.csv', resultsCsv(result));
  directory.file('summary.csv', summaryCsv(result));
  directory.file('curves.csv', curvesCsv(result));
  directory.file('pairs.csv', pairsCsv(result));
  await writeSeedCurves(result, directory);
  directory.file('report.html', packPage(result, { ...pageParts(result.identity.command), title: titleOf(result) }));
  await writeCharts({ directory }, () => packCharts(result), charts);
}

function titleOf({ policies, identity }: PackResult): string {
  const trace = identity.inputs.at(-1)?.file.split(/[\\/]/).at(-1) ?? identity.format;
  return `${policies.length === 1 ? policies[0].name : `${policies.length} placement policies`} on ${trace}`;
}
