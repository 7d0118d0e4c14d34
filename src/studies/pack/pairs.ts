import { significant } from '../../record/digits.js';
import { type Column, column, nameCell } from '../../record/tables/column.js';
import { tableText } from '../../report/csv/table.js';
import { ALPHA, meanOf } from '../../statistics/interval.js';
import { differencesOf, type Pairs, pairedDifference, pairsOf } from '../../statistics/paired.js';
import { snakeCase } from './csv.js';
import { CURVES } from './curves.js';
import type { PackPolicy, PackResult } from './result.js';

/** Two policies at one percent of arrived demand, or in one metric, seed by seed. */
interface PairRow {
  readonly measure: string;
  /** Null: of the whole replay. */
  readonly percent: number | null;
  readonly policy: string;
  readonly against: string;
  readonly pairs: Pairs;
}

const tested = ({ pairs }: PairRow) => pairedDifference(pairs);

/** Columns of pairs.csv. */
export const PAIR_COLUMNS: readonly Column<PairRow>[] = [
  column('measure', '', 'A curve, or a metric of the whole replay.', ({ measure }) => measure),
  column('demand_percent', '%', 'Arrived demand; empty for a metric of the whole replay.', ({ percent }) => percent),
  column('policy', '', 'The policy.', ({ policy }) => nameCell(policy)),
  column('against', '', 'The policy that it is compared with.', ({ against }) => nameCell(against)),
  column('seeds', '', 'Seeds in which both have a value.', ({ pairs }) => pairs.base.length),
  column('difference', '', 'Mean over the seeds of policy less against.', ({ pairs }) => significant(meanOf(differencesOf(pairs)))),
  column('low_95', '', 'Lower end of its 95 % interval.', (row) => significant(tested(row)?.interval(ALPHA).low)),
  column('high_95', '', 'Upper end.', (row) => significant(tested(row)?.interval(ALPHA).high)),
  column('p_value', '', 'Of no difference, by the paired t test; of this row alone.', (row) => significant(tested(row)?.pValue)),
];

/** pairs.csv: each two policies in every metric, and in each curve at every percent at which they differ. */
export function pairsCsv({ policies }: PackResult): string {
  const rows = policies.flatMap((against, i) => policies.slice(i + 1).flatMap((policy) => pairRows(policy, against)));
  return tableText(PAIR_COLUMNS, rows);
}

function pairRows(policy: PackPolicy, against: PackPolicy): PairRow[] {
  const names = { policy: policy.name, against: against.name };
  const metrics = Object.keys(policy.spreads).map((metric): PairRow => {
    const valuesOf = ({ replays }: PackPolicy) => replays.map(({ metrics: one }) => one[metric] ?? null);
    return { measure: snakeCase(metric), percent: null, ...names, pairs: pairsOf(valuesOf(against), valuesOf(policy)) };
  });
  const length = policy.replays[0]?.demandCurves.allocatedCpuPercent.length ?? 0;
  const curves = CURVES.flatMap((curve) =>
    Array.from({ length }, (_, percent): PairRow => {
      const valuesOf = ({ replays }: PackPolicy) => replays.map(({ demandCurves }) => valueAt(demandCurves[curve], percent));
      return { measure: snakeCase(curve), percent, ...names, pairs: pairsOf(valuesOf(against), valuesOf(policy)) };
    }),
  );
  const isOne = ({ pairs: { base, other } }: PairRow) => base.some((value, i) => value !== other[i]);
  return [...metrics.filter(({ pairs }) => pairs.base.length > 0), ...curves.filter(isOne)];
}

function valueAt(curve: Float64Array, percent: number): number | null {
  const value = curve[percent];
  return value === undefined || Number.isNaN(value) ? null : value;
}
