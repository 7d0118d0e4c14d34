import { significant } from '../../record/digits.js';
import { type Headline, METRICS, type MetricSpec } from '../../record/metrics.js';
import { type Cell, type Column, column } from '../../record/tables/column.js';
import { tableText } from '../../report/csv/table.js';
import type { TypedCell, TypedColumn } from '../../report/parquet-table.js';
import type { RunIdentity } from '../../report/summary.js';
import { figuresOf } from '../../run/jobs/run-job.js';
import { plainCell, type TableColumn } from '../../run/table-files.js';
import { intervalColumns } from '../compare/interval-columns.js';
import type { AxisEffect, SweepPoint } from './result.js';

type ValueKind = Extract<TypedColumn['type'], 'number' | 'truth' | 'text'>;

export interface SweepRun {
  /** From 1. */
  readonly run: number;
  readonly point: number;
  readonly replication: number;
  readonly seed: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly done: {
    readonly identity: RunIdentity;
    readonly headline: Headline;
    readonly scaler: string;
    readonly packed?: Readonly<Record<string, number | null>> | undefined;
    readonly figures?: readonly (number | null)[] | undefined;
    readonly failures: readonly string[];
  } | null;
  readonly failure: readonly string[];
}

/** A column of runs.csv and runs.parquet. */
export type RunColumn = TableColumn<SweepRun>;

/** Returns the columns of runs.csv and runs.parquet. `kindOf` returns the type of the values of a path; `keys` are those of the figures. */
export function runColumns(
  paths: readonly string[],
  kindOf: (path: string) => ValueKind,
  keys: readonly string[] = METRICS.map(({ key }) => key),
): RunColumn[] {
  const column = (...[type, name, description, cell]: [RunColumn['type'], string, string, RunColumn['cell']]): RunColumn => ({
    type,
    name,
    description,
    cell,
  });
  return [
    column('index', 'run', 'Number of the run, from 1.', ({ run }) => run),
    column('index', 'point', 'Number of its point, from 1.', ({ point }) => point),
    column('index', 'replication', 'Number of the replication, from 1.', ({ replication }) => replication),
    column('whole', 'seed', 'Seed of the run.', ({ seed }) => seed),
    ...paths.map((path) => column(kindOf(path), path, 'Value of the path.', ({ values }) => typedCell(values[path]))),
    // An axis of a packing may have that name.
    column(
      'text',
      paths.includes('policy') ? 'placed_by' : 'policy',
      'What placed the tasks: `placement strategies`, an algorithm, or a module with its file and the first digits of its SHA-256. `placed_by` where an axis is named policy.',
      ({ done }) => done && policyText(done.identity),
    ),
    column('text', 'scaler', 'What scaled the groups.', ({ done }) => done?.scaler ?? null),
    column('text', 'scenario_hash', 'Hash of the scenario.', ({ done }) => done?.identity.scenarioHash ?? null),
    column('text', 'digest', 'Digest of all facts; of a replay, of all decisions.', ({ done }) => done?.identity.digest ?? null),
    column('whole', 'events', 'Handled events.', ({ done }) => done?.identity.events ?? null),
    ...keys.map((key) => column('number', key, 'The metric.', ({ done }) => (done && figuresOf(done)[key]) ?? null)),
    column('text', 'undone', 'What the run left undone, so that it is not ranked beside others; empty: nothing.', ({ done }) =>
      done === null || done.failures.length === 0 ? null : done.failures.join('; '),
    ),
    column('text', 'failure', 'Why the run failed; empty: it did not.', ({ failure }) =>
      failure.length === 0 ? null : failure.join('; '),
    ),
  ];
}

/** The placement policy: placement strategies, an algorithm, or a module with its file and the first digits of its SHA-256. */
function policyText({ policy }: RunIdentity): string {
  if (policy === undefined) return 'placement strategies';
  return policy.module === null ? policy.name : `${policy.name} (${policy.module.file} ${policy.module.sha256})`;
}

/** Returns the type of a column that holds these values. */
export function kindOfValues(values: readonly unknown[]): ValueKind {
  const are = (type: string) => values.every((value) => typeof value === type);
  return are('number') ? 'number' : are('boolean') ? 'truth' : 'text';
}

/** Columns with the values of a point, one per path. */
export function valueColumns<Row extends Pick<SweepPoint, 'values'>>(paths: readonly string[]): Column<Row>[] {
  return paths.map((path) => column<Row>(path, '', 'Value of the path.', ({ values }) => valueCell(values[path])));
}

/** Returns the columns of summary.csv. */
export function summaryColumns(paths: readonly string[], metrics: readonly MetricSpec[]): Column<SweepPoint>[] {
  return [
    column('point', '', 'Number of the point, from 1.', ({ point }) => point),
    ...valueColumns<SweepPoint>(paths),
    column('finished', '', 'Runs that finished.', ({ finished }) => finished),
    column('failed', '', 'Runs that failed.', ({ failed }) => failed),
    column('undone', '', 'Runs that left work undone; their point is ranked after those that left none.', ({ undone }) => undone),
    ...metrics.flatMap(({ key, unit }, m) =>
      intervalColumns<SweepPoint>(key, { unit, what: 'Mean over the replications', estimate: `${key}_mean` }, ({ means }) => means[m]),
    ),
  ];
}

/** The effect of a level of an axis on a metric. */
interface EffectRow {
  readonly metric: MetricSpec;
  readonly axis: AxisEffect;
  readonly level: AxisEffect['levels'][number];
}

/** Columns of main-effects.csv. */
export const EFFECT_COLUMNS: readonly Column<EffectRow>[] = [
  column('metric', '', 'The metric.', ({ metric }) => metric.key),
  column('path', '', 'The path.', ({ axis }) => axis.path),
  column('value', '', 'Its value.', ({ level }) => valueCell(level.value)),
  column('points', '', 'Points that have the value.', ({ level }) => level.points),
  column('mean', '', 'Mean of these points.', ({ level }) => significant(level.mean)),
  column('effect', '', 'Difference of that mean from the mean of all points.', ({ level }) => significant(level.effect)),
  column('effect_low', '', 'Lower end of its 95 % interval.', ({ level }) => significant(level.interval?.low)),
  column('effect_high', '', 'Upper end of its 95 % interval.', ({ level }) => significant(level.interval?.high)),
  column('span', '', 'Greatest less least mean of the path.', ({ axis }) => significant(axis.span)),
];

export function effectsCsv(metrics: readonly MetricSpec[], effects: readonly (readonly AxisEffect[])[]): string {
  const rows = effects.flatMap((axes, m) =>
    axes.flatMap((axis) => axis.levels.map((level): EffectRow => ({ metric: metrics[m], axis, level }))),
  );
  return tableText(EFFECT_COLUMNS, rows);
}

function typedCell(value: unknown): TypedCell {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  return JSON.stringify(value ?? null);
}

function valueCell(value: unknown): Cell {
  return plainCell(typedCell(value));
}
