import { type Cell, nameCell } from '../csv/table.js';
import { significant } from '../digits.js';
import { type Headline, METRICS, type MetricSpec } from '../metrics.js';
import type { RunIdentity } from '../summary.js';
import type { AxisEffect, SweepPoint } from './result.js';

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

export function runColumns(paths: readonly string[]): string[] {
  return [
    'run',
    'point',
    'replication',
    'seed',
    ...paths,
    'scenario_hash',
    'digest',
    'events',
    ...METRICS.map(({ key }) => key),
    'failure',
  ];
}

export function runCells({ run, point, replication, seed, values, done, failure }: SweepRun, paths: readonly string[]): Cell[] {
  return [
    run,
    point,
    replication,
    seed,
    ...paths.map((path) => valueCell(values[path])),
    done?.identity.scenarioHash ?? null,
    done?.identity.digest ?? null,
    done?.identity.events ?? null,
    ...METRICS.map(({ key }) => done?.headline[key] ?? null),
    failure.length === 0 ? null : nameCell(failure.join('; ')),
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

export function valueCell(value: unknown): Cell {
  if (typeof value === 'number') return value;
  return nameCell(typeof value === 'string' ? value : JSON.stringify(value ?? null));
}
