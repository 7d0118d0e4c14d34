import { rounded, SHARE_DIGITS } from '../../record/digits.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type TableColumn, tableFiles } from '../../run/table-files.js';
import { snakeCase } from './csv.js';
import { CURVES } from './curves.js';
import type { DemandCurves, PackPolicy, PackResult } from './result.js';

interface SeedCurveRow {
  readonly policy: PackPolicy;
  readonly seed: number;
  readonly percent: number;
  readonly curves: DemandCurves;
}

const of = (type: TableColumn<SeedCurveRow>['type'], name: string, cell: TableColumn<SeedCurveRow>['cell']) => ({ name, type, cell });

const COLUMNS: readonly TableColumn<SeedCurveRow>[] = [
  of('text', 'policy', ({ policy }) => policy.name),
  of('whole', 'seed', ({ seed }) => seed),
  of('index', 'demand_percent', ({ percent }) => percent),
  ...CURVES.map((curve) =>
    of('number', snakeCase(curve), ({ percent, curves }) => {
      const value = curves[curve][percent];
      return value === undefined || Number.isNaN(value) ? null : rounded(value, SHARE_DIGITS);
    }),
  ),
];

/** Writes seed-curves.csv and seed-curves.parquet: a row for each policy, seed and whole percent of arrived demand. */
export async function writeSeedCurves({ policies }: PackResult, directory: RunDirectory): Promise<void> {
  const rows = await tableFiles(directory, 'seed-curves', COLUMNS);
  for (const policy of policies)
    for (const { seed, demandCurves: curves } of policy.replays)
      for (let percent = 0; percent < curves.allocatedCpuPercent.length; percent++) {
        const lag = rows.add({ policy, seed, percent, curves });
        if (lag !== undefined) await lag;
      }
  rows.finish();
}
