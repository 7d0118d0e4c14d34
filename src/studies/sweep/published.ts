import { numberText, plural } from '../../kernel/quantity-text.js';
import { significant } from '../../record/digits.js';
import type { MetricSpec } from '../../record/metrics.js';
import { type Column, column, nameCell } from '../../record/tables/column.js';
import { tableText } from '../../report/csv/table.js';
import { metricText } from '../../report/metric-text.js';
import type { Problem } from '../../scenario/text/problem.js';
import { instead } from '../../scenario/text/suggest.js';
import { type Point, type PointPlan, pointCount, pointsOf } from '../../statistics/points.js';

import { type PublishedResult, type PublishedValue, pointText, type Reproduced, type SweepPoint } from './result.js';
import { knownInterval } from './sweep-texts.js';

/** The published values of a file. */
export interface PublishedText {
  readonly source: string;
  readonly values: readonly Readonly<Record<string, unknown>>[];
}

export interface PublishedPlan {
  readonly source: string;
  readonly values: readonly PublishedValue[];
}

/** Points of a sweep that are compared with published values, at most. */
const POINTS_MAX = 5000;

interface Known {
  readonly points: PointPlan;
  readonly paths: readonly string[];
  readonly metrics: readonly MetricSpec[];
  /** The key of a metric by a word of the file. */
  readonly keyOf: (word: string) => string | undefined;
}

/** Returns the published values of a file by point and metric; adds their mistakes to the list. */
export function publishedPlan(text: PublishedText | undefined, known: Known, problems: Problem[]): PublishedPlan | null {
  if (text === undefined) return null;
  if (pointCount(known.points) > BigInt(POINTS_MAX)) {
    problems.push({ path: ['published'], message: `takes a sweep of at most ${numberText(POINTS_MAX, 0)} points` });
    return null;
  }
  const all = [...pointsOf(known.points)];
  const values = text.values.flatMap((row, i) => publishedRow(row, { ...known, all, at: ['published', 'values', i] }, problems));
  return { source: text.source, values };
}

interface Row extends Known {
  readonly all: readonly Point[];
  readonly at: readonly (string | number)[];
}

function publishedRow(
  row: Readonly<Record<string, unknown>>,
  { all, at, paths, metrics, keyOf }: Row,
  problems: Problem[],
): PublishedValue[] {
  const report = (message: string, ...more: string[]) => void problems.push({ path: [...at, ...more], message });
  const given = paths.filter((path) => Object.hasOwn(row, path));
  const isMeant = (point: Point) => given.every((path) => JSON.stringify(point[path]) === JSON.stringify(row[path]));
  const meant = all.flatMap((point, p) => (isMeant(point) ? [p + 1] : []));
  if (meant.length !== 1) report(`fits ${numberText(meant.length, 0)} points of the sweep: say the value of each of ${paths.join(', ')}`);
  const words = Object.keys(row).filter((key) => !paths.includes(key));
  if (words.length === 0) report('has no metric');
  return words.flatMap((word): PublishedValue[] => {
    const metric = metrics.find(({ key }) => key === keyOf(word));
    const number = numbersOf(row[word]);
    if (metric === undefined)
      report(`is neither a path nor a metric of this sweep${instead(word, [...paths, ...metrics.map(({ key }) => key)])}`, word);
    else if (number === null) report('give a number, or { value, least, most }', word);
    else if (meant.length === 1) return [{ point: meant[0], metric, ...number }];
    return [];
  });
}

function numbersOf(written: unknown): Pick<PublishedValue, 'value' | 'least' | 'most'> | null {
  if (typeof written === 'number') return { value: written, least: null, most: null };
  if (typeof written !== 'object' || written === null) return null;
  const { value, least, most, ...rest } = written as Record<string, unknown>;
  if (typeof value !== 'number' || typeof least !== 'number' || typeof most !== 'number' || Object.keys(rest).length > 0) return null;
  return { value, least, most };
}

/** Compares the published values with the means of the points, given in the order of the plan. */
export function reproducedBy(plan: PublishedPlan, points: readonly SweepPoint[], metrics: readonly MetricSpec[]): PublishedResult {
  const reproduced = plan.values.map((one): Reproduced => {
    const { values, means } = points[one.point - 1];
    const ours = knownInterval(means[metrics.indexOf(one.metric)]);
    const error = ours === null ? null : ours.estimate - one.value;
    return {
      ...one,
      values: values as Point,
      ours,
      error,
      errorPercent: error === null || one.value === 0 ? null : (100 * error) / one.value,
      isWithin: ours === null || one.least === null ? null : ours.estimate >= one.least && ours.estimate <= one.most!,
    };
  });
  return { source: plan.source, reproduced };
}

/** Compares our values of each metric with the published ones. */
export function publishedLines({ source, reproduced }: PublishedResult, paths: readonly string[]): string[] {
  const metrics = [...new Set(reproduced.map(({ metric }) => metric))];
  return [
    `Published: ${source}.`,
    ...metrics.map((metric) => {
      const known = reproduced.filter((one) => one.metric === metric && one.error !== null);
      const missing = reproduced.filter((one) => one.metric === metric).length - known.length;
      const lacking = missing === 0 ? '' : `; ${numberText(missing, 0)} without a value here`;
      if (known.length === 0) return `${metric.label.trim()}: no value here to compare${lacking}.`;
      const mean = known.reduce((sum, { error }) => sum + Math.abs(error!), 0) / known.length;
      const worst = known.reduce((a, b) => (Math.abs(b.error!) > Math.abs(a.error!) ? b : a));
      const ranged = known.filter(({ isWithin }) => isWithin !== null);
      const within = ranged.filter(({ isWithin }) => isWithin).length;
      const range = ranged.length === 0 ? '' : `; ${within} of ${ranged.length} within the published least and most`;
      const text = (value: number) => metricText(metric, value);
      const where = `${pointText(worst, paths)}: published ${text(worst.value)}, here ${text(worst.ours!.estimate)}`;
      const errors = `the mean error is ${errorText(metric, mean)}, the greatest ${errorText(metric, Math.abs(worst.error!))} (${where})`;
      return `${metric.label.trim()}: of ${plural(known.length, 'value')} ${errors}${range}${lacking}.`;
    }),
  ];
}

/** An error of a share is in percentage points. */
export function errorText(metric: MetricSpec, error: number): string {
  return metric.unit === '%' ? `${numberText(error, metric.shown)} pp` : metricText(metric, error);
}

/** Returns published.csv, a row for each published value. */
export function publishedCsv({ reproduced }: PublishedResult, paths: readonly string[]): string {
  return tableText(publishedColumns(paths), reproduced);
}

/** Returns the columns of published.csv. */
export function publishedColumns(paths: readonly string[]): Column<Reproduced>[] {
  return [
    column('point', '', 'Number of the point, from 1.', ({ point }) => point),
    ...paths.map((path) => column<Reproduced>(path, '', 'Value of the path.', ({ values }) => textCell(values[path]))),
    column('metric', '', 'The metric.', ({ metric }) => metric.key),
    column('published', '', 'The published value.', ({ value }) => value),
    column('published_least', '', 'The least of the published runs.', ({ least }) => least),
    column('published_most', '', 'The most of them.', ({ most }) => most),
    column('here', '', 'Mean over the replications.', ({ ours }) => significant(ours?.estimate ?? null)),
    column('here_low', '', 'Lower end of its 95 % interval.', ({ ours }) => significant(ours?.low ?? null)),
    column('here_high', '', 'Upper end.', ({ ours }) => significant(ours?.high ?? null)),
    column('error', '', 'Here less published.', ({ error }) => significant(error)),
    column('error_percent', '%', 'The same in percent of the published value.', ({ errorPercent }) => significant(errorPercent)),
    column('within', '', 'Whether here lies within the published least and most.', ({ isWithin }) =>
      isWithin === null ? null : String(isWithin),
    ),
  ];
}

function textCell(value: unknown): string | number {
  return typeof value === 'number' ? value : nameCell(typeof value === 'string' ? value : JSON.stringify(value));
}
