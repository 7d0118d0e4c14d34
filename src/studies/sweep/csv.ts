import { significant } from '../../record/digits.js';
import { type Headline, METRICS, type MetricSpec } from '../../record/metrics.js';
import { type Cell, nameCell } from '../../record/tables/column.js';
import type { TypedCell, TypedColumn } from '../../report/parquet-table.js';
import type { RunIdentity } from '../../report/summary.js';
import type { AxisEffect, SweepPoint } from './result.js';

type ValueKind = Extract<TypedColumn['type'], 'number' | 'truth' | 'text'>;

/** A run of a sweep as a row. */
export interface SweepRun {
  /** From 1. */
  readonly run: number;
  readonly point: number;
  readonly replication: number;
  readonly seed: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly done: { readonly identity: RunIdentity; readonly headline: Headline } | null;
  readonly failure: readonly string[];
}

/** `kindOf` says what the values of a path are. */
export function runColumns(paths: readonly string[], kindOf: (path: string) => ValueKind): TypedColumn[] {
  const of = (type: TypedColumn['type'], ...names: readonly string[]) => names.map((name) => ({ name, type }));
  return [
    ...of('index', 'run', 'point', 'replication'),
    ...of('whole', 'seed'),
    ...paths.map((name) => ({ name, type: kindOf(name) })),
    ...of('text', 'scenario_hash', 'digest'),
    ...of('whole', 'events'),
    ...of('number', ...METRICS.map(({ key }) => key)),
    ...of('text', 'failure'),
  ];
}

/** What a column has to be that holds these values. */
export function kindOfValues(values: readonly unknown[]): ValueKind {
  const are = (type: string) => values.every((value) => typeof value === type);
  return are('number') ? 'number' : are('boolean') ? 'truth' : 'text';
}

export function runCells({ run, point, replication, seed, values, done, failure }: SweepRun, paths: readonly string[]): TypedCell[] {
  return [
    run,
    point,
    replication,
    seed,
    ...paths.map((path) => typedCell(values[path])),
    done?.identity.scenarioHash ?? null,
    done?.identity.digest ?? null,
    done?.identity.events ?? null,
    ...METRICS.map(({ key }) => done?.headline[key] ?? null),
    failure.length === 0 ? null : failure.join('; '),
  ];
}

export function summaryColumns(paths: readonly string[], metrics: readonly MetricSpec[]): string[] {
  return ['point', ...paths, 'finished', 'failed', ...metrics.flatMap(({ key }) => [`${key}_mean`, `${key}_low`, `${key}_high`])];
}

export function summaryCells({ point, values, finished, failed, means }: SweepPoint, paths: readonly string[]): Cell[] {
  return [
    point,
    ...paths.map((path) => valueCell(values[path])),
    finished,
    failed,
    ...means.flatMap((of) => [significant(of?.estimate), significant(of?.low), significant(of?.high)]),
  ];
}

export const EFFECT_COLUMNS = ['metric', 'path', 'value', 'points', 'mean', 'effect', 'effect_low', 'effect_high', 'span'];

export function effectRows(metrics: readonly MetricSpec[], effects: readonly (readonly AxisEffect[])[]): Cell[][] {
  return effects.flatMap((axes, m) =>
    axes.flatMap(({ path, span, levels }) =>
      levels.map(({ value, points, mean, effect, interval }): Cell[] => [
        metrics[m].key,
        path,
        valueCell(value),
        points,
        significant(mean),
        significant(effect),
        significant(interval?.low),
        significant(interval?.high),
        significant(span),
      ]),
    ),
  );
}

function typedCell(value: unknown): TypedCell {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  return JSON.stringify(value ?? null);
}

/** A cell of a Parquet file as one of a CSV file. */
export function plainCell(cell: TypedCell): Cell {
  return typeof cell === 'number' || cell === null ? cell : nameCell(String(cell));
}

export function valueCell(value: unknown): Cell {
  return plainCell(typedCell(value));
}
