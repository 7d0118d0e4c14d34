import { rounded, SHARE_DIGITS } from '../../record/digits.js';
import { type Column, column, nameCell } from '../../record/tables/column.js';
import { tableText } from '../../report/csv/table.js';
import { CURVES, type CurvePoint, seedMeans } from './curves.js';
import type { PackPolicy, PackResult, Spread } from './result.js';

/** results.csv: a row for each policy and seed, with every metric. */
export function resultsCsv({ policies, identity }: PackResult): string {
  const rows = policies.flatMap((policy) => policy.replays.map((replay) => ({ policy, replay })));
  const columns: Column<(typeof rows)[number]>[] = [
    column('policy', '', 'The policy.', ({ policy }) => nameCell(policy.name)),
    column('module_sha256', '', 'Hash of the module of a policy of your own.', ({ policy }) => policy.module?.sha256 ?? null),
    column('seed', '', 'Seed of the replay.', ({ replay }) => replay.seed),
    ...metricsOf(policies).map((metric) =>
      column<(typeof rows)[number]>(snakeCase(metric), '', 'The metric.', ({ replay }) => replay.metrics[metric] ?? null),
    ),
    column('identity', '', 'Hash of everything that decides the result.', () => identity.hash),
  ];
  return tableText(columns, rows);
}

interface SpreadRow {
  readonly policy: PackPolicy;
  readonly metric: string;
  readonly spread: Spread | null;
}

/** Returns summary.csv, a row for each policy and metric. */
export function summaryCsv({ policies, identity }: PackResult): string {
  const columns: Column<SpreadRow>[] = [
    column('policy', '', 'The policy.', ({ policy }) => nameCell(policy.name)),
    column('metric', '', 'The metric, as a column of results.csv.', ({ metric }) => snakeCase(metric)),
    column('mean', '', 'Mean over the seeds.', ({ spread }) => spread?.mean ?? null),
    column('min', '', 'Least of the seeds.', ({ spread }) => spread?.min ?? null),
    column('max', '', 'Greatest of the seeds.', ({ spread }) => spread?.max ?? null),
    column('half_width_95', '', 'Half the width of the 95 % interval of the mean.', ({ spread }) => spread?.halfWidth ?? null),
    column('seeds', '', 'Number of seeds with a value.', ({ policy, metric }) => seedsWith(policy, metric)),
    column('tie', '', 'What decides between equal instances.', () => identity.tie),
    column('identity', '', 'Hash of everything that decides the result.', () => identity.hash),
  ];
  const rows = policies.flatMap((policy) =>
    Object.entries(policy.spreads).map(([metric, spread]): SpreadRow => ({ policy, metric, spread })),
  );
  return tableText(columns, rows);
}

/** A replay may end before a percentage of the demand has arrived. */
function seedsWith({ replays }: PackPolicy, metric: string): number {
  return replays.filter(({ metrics }) => (metrics[metric] ?? null) !== null).length;
}

interface CurveRow {
  readonly policy: PackPolicy;
  readonly percent: number;
  /** By curve. */
  readonly points: readonly CurvePoint[];
}

/** Names and descriptions. */
const STATISTICS = {
  mean: ['mean', 'Mean over the seeds.'],
  min: ['min', 'Least of the seeds.'],
  max: ['max', 'Greatest of the seeds.'],
  halfWidth: ['half_width_95', 'Half the width of the 95 % interval of the mean.'],
} as const;

/** Columns of curves.csv. */
export const CURVE_COLUMNS: readonly Column<CurveRow>[] = [
  column('policy', '', 'The policy.', ({ policy }) => nameCell(policy.name)),
  column('demand_percent', '%', 'Arrived demand.', ({ percent }) => percent),
  ...CURVES.flatMap((curve, c) =>
    (['mean', 'min', 'max', 'halfWidth'] as const).map((what) =>
      column<CurveRow>(`${snakeCase(curve)}_${STATISTICS[what][0]}`, '', STATISTICS[what][1], ({ points }) => {
        const value = points[c][what];
        return value === null ? null : rounded(value, SHARE_DIGITS);
      }),
    ),
  ),
];

/** curves.csv: a row for each policy and whole percent of arrived demand, means over the seeds and the half width of their 95 % interval. */
export function curvesCsv({ policies }: PackResult): string {
  const rows = policies.flatMap((policy) => {
    const curves = CURVES.map((curve) => seedMeans(policy.replays.map((replay) => replay.demandCurves[curve])));
    return curves[0].map((_, percent): CurveRow => ({ policy, percent, points: curves.map((curve) => curve[percent]) }));
  });
  return tableText(CURVE_COLUMNS, rows);
}

function metricsOf(policies: readonly PackPolicy[]): string[] {
  return [...new Set(policies.flatMap(({ spreads }) => Object.keys(spreads)))];
}

/** Converts a name: `allocatedGpuPercent100` becomes `allocated_gpu_percent_100`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
}
