import type { CloudWatch, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { Queries } from '../../../metrics/math/queries.js';
import { isList, MathError, type Range, type Series } from '../../../metrics/math/value.js';
import { validationError } from '../../aws-error.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type OperationsOf, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { allSeries, isMetric, type Metric, periodOf, periodsOf, SHORTEST_S, STATISTICS, type Statistic } from './series.js';

/** Data points of one answer. */
const POINTS_MAX = 100_800;

/** A series of the answer, with the id and the label of its query. */
interface Result {
  readonly Id: string | undefined;
  readonly Label: string | undefined;
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** GetMetricData, with metric math. */
export const METRIC_DATA = {
  GetMetricData: reads(
    // The time zone of LabelOptions is that of dynamic labels.
    { uses: ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy', 'MaxDatapoints', 'NextToken'], keeps: ['LabelOptions'] },
    ({ MetricDataQueries: queries = [], StartTime, EndTime, ScanBy, MaxDatapoints: most = POINTS_MAX, NextToken: token }, context) => {
      const range = { fromMs: timeOf(StartTime), untilMs: timeOf(EndTime) };
      const all = resultsOf(context, queries, range);
      const inOrder = ScanBy === 'TimestampAscending' ? all : all.map((one) => ({ ...one, points: one.points.toReversed() }));
      const flat = inOrder.flatMap(({ points }, series) => points.map((point) => ({ series, point })));
      const { page, next } = pageOf(flat, { token, most, code: 'InvalidNextToken' });
      const MetricDataResults = inOrder.map(({ Id, Label }, nth) => {
        const own = page.filter(({ series }) => series === nth).map(({ point }) => point);
        const isLast = next === undefined || page.at(-1)!.series > nth;
        return {
          ...{ Id, Label, StatusCode: isLast ? 'Complete' : 'PartialData' },
          Timestamps: own.map(([atMs]) => new Date(atMs).toISOString()),
          Values: own.map(([, value]) => value),
        };
      });
      return { MetricDataResults, Messages: [], NextToken: next };
    },
  ),
} satisfies OperationsOf<CloudWatch>;

type Query = MetricDataQuery & { readonly id: string; readonly expression: string | null };

/** Returns the series that the queries of a call request. Throws AWS's error for a query that is wrong. */
export function resultsOf(context: Context, given: readonly MetricDataQuery[], range: Range): Result[] {
  const ids = given.map(({ Id }) => Id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw validationError(`The values for parameter id in MetricDataQueries are not unique: ${twice}.`);
  const wrong = given.find(({ Expression, MetricStat }) => (Expression === undefined) === (MetricStat === undefined));
  if (wrong !== undefined) throw validationError(`The query ${wrong.Id} must have either MetricStat or Expression.`);
  const all = given.map((one): Query => ({ ...one, id: one.Id ?? '', expression: one.Expression ?? null }));
  const queries = new Queries(all, (query) => seriesOf(context, query, range), range);
  try {
    return all.flatMap((query): Result[] => {
      const { id, Id, Label = seriesLabel(query), ReturnData = true } = query;
      if (!ReturnData) return [];
      const value = queries.valueOf(id)!;
      if (typeof value === 'number') throw new MathError(`Error in expression '${id}': it is a number. TIME_SERIES makes a series of one.`);
      return (isList(value) ? value : [value]).map(({ points }) => ({ Id, Label, points: [...points].sort(([a], [b]) => a - b) }));
    });
  } catch (error) {
    if (!(error instanceof MathError)) throw error;
    throw validationError(error.message);
  }
}

function seriesOf(context: Context, { MetricStat }: MetricDataQuery, range: Range): Series {
  const { Metric: metric, Period: seconds = SHORTEST_S, Stat: name = '' } = MetricStat!;
  if (!(STATISTICS as readonly string[]).includes(name))
    throw validationError(`Drydock has the statistics ${STATISTICS.join(', ')}, and not ${name}.`);
  const series = allSeries(context).find((one) => isMetric(one, metric as Metric));
  const periodMs = periodOf(seconds);
  const periods = periodsOf(context, series, { ...range, periodMs });
  return { periodMs, points: new Map(periods.map((period) => [period.beginMs, period[name as Statistic]])) };
}

function seriesLabel({ Id, MetricStat }: MetricDataQuery): string | undefined {
  return MetricStat?.Metric?.MetricName ?? Id;
}
