import { rounded, SHARE_DIGITS } from '../../record/digits.js';
import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type TableColumn, tableFiles } from '../../run/table-files.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { packCharts } from './charts.js';
import { curvesCsv, resultsCsv, snakeCase, summaryCsv } from './csv.js';
import { CURVES } from './curves.js';
import { packJson } from './json.js';
import { packPage } from './page.js';
import { pairsCsv } from './pairs.js';
import type { DemandCurves } from './replay/problem.js';
import type { PackPolicy, PackResult } from './result.js';

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

interface SeedCurveRow {
  readonly policy: PackPolicy;
  readonly seed: number;
  readonly percent: number;
  readonly curves: DemandCurves;
}

/** Columns of seed-curves.csv and seed-curves.parquet. */
export const SEED_CURVE_COLUMNS: readonly TableColumn<SeedCurveRow>[] = [
  { type: 'text', name: 'policy', description: 'The policy.', cell: ({ policy }) => policy.name },
  { type: 'whole', name: 'seed', description: 'Seed of the replay.', cell: ({ seed }) => seed },
  { type: 'index', name: 'demand_percent', description: 'Arrived demand in percent.', cell: ({ percent }) => percent },
  ...CURVES.map(
    (curve): TableColumn<SeedCurveRow> => ({
      type: 'number',
      name: snakeCase(curve),
      description: 'The metric at that percent.',
      cell: ({ percent, curves }) => {
        const value = curves[curve][percent];
        return value === undefined || Number.isNaN(value) ? null : rounded(value, SHARE_DIGITS);
      },
    }),
  ),
];

/** Writes seed-curves.csv and seed-curves.parquet: a row for each policy, seed and whole percent of arrived demand. */
async function writeSeedCurves({ policies }: PackResult, directory: RunDirectory): Promise<void> {
  const rows = await tableFiles(directory, 'seed-curves', SEED_CURVE_COLUMNS);
  for (const policy of policies)
    for (const { seed, demandCurves: curves } of policy.replays)
      for (let percent = 0; percent < curves.allocatedCpuPercent.length; percent++) {
        const lag = rows.add({ policy, seed, percent, curves });
        if (lag !== undefined) await lag;
      }
  rows.finish();
}
