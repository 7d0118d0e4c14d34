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
export async function writeSeedCurves({ policies }: PackResult, directory: RunDirectory): Promise<void> {
  const rows = await tableFiles(directory, 'seed-curves', SEED_CURVE_COLUMNS);
  for (const policy of policies)
    for (const { seed, demandCurves: curves } of policy.replays)
      for (let percent = 0; percent < curves.allocatedCpuPercent.length; percent++) {
        const lag = rows.add({ policy, seed, percent, curves });
        if (lag !== undefined) await lag;
      }
  rows.finish();
}
