import type { GetMetricDataInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { evaluate } from '../../../metrics/math/expression.js';
import { isList, isSeries, MathError, type Range, type Series, type Value } from '../../../metrics/math/value.js';
import { AwsError } from '../../aws-error.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type Operations, reads } from '../operation.js';
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
export const METRIC_DATA: Operations = {
  GetMetricData: reads<GetMetricDataInput>(
    // The time zone of LabelOptions is that of dynamic labels.
    { heeds: ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy', 'MaxDatapoints', 'NextToken'], keeps: ['LabelOptions'] },
    ({ MetricDataQueries: queries = [], StartTime, EndTime, ScanBy, MaxDatapoints: most = POINTS_MAX, NextToken: token }, context) => {
      const range = { fromMs: timeOf(StartTime), untilMs: timeOf(EndTime) };
      const all = new Queries(context, queries, range).results();
      const inOrder = ScanBy === 'TimestampAscending' ? all : all.map((one) => ({ ...one, points: one.points.toReversed() }));
      const flat = inOrder.flatMap(({ points }, of) => points.map((point) => ({ of, point })));
      const { page, next } = pageOf(flat, { token, most, code: 'InvalidNextToken' });
      const MetricDataResults = inOrder.map(({ Id, Label }, nth) => {
        const own = page.filter(({ of }) => of === nth).map(({ point }) => point);
        const isLast = next === undefined || page.at(-1)!.of > nth;
        return {
          ...{ Id, Label, StatusCode: isLast ? 'Complete' : 'PartialData' },
          Timestamps: own.map(([atMs]) => new Date(atMs).toISOString()),
          Values: own.map(([, value]) => value),
        };
      });
      return { MetricDataResults, Messages: [], NextToken: next };
    },
  ),
};

/** The queries of a call. An expression may name the others. */
class Queries {
  private readonly values = new Map<string, Value>();
  /** Ids of expressions that are being evaluated. */
  private readonly open = new Set<string>();

  constructor(
    private readonly context: Context,
    private readonly all: readonly MetricDataQuery[],
    private readonly range: Range,
  ) {
    const ids = all.map(({ Id }) => Id);
    const twice = ids.find((id, i) => ids.indexOf(id) < i);
    if (twice !== undefined)
      throw new AwsError('ValidationError', `The values for parameter id in MetricDataQueries are not unique: ${twice}.`);
  }

  results(): Result[] {
    return this.all.flatMap((query): Result[] => {
      const { Id, Label = labelOf(query), ReturnData = true } = query;
      if (!ReturnData) return [];
      const value = this.valueOf(query);
      if (typeof value === 'number')
        throw new AwsError('ValidationError', `Error in expression '${Id}': it is a number. TIME_SERIES makes a series of one.`);
      return (isList(value) ? value : [value]).map(({ points }) => ({ Id, Label, points: [...points].sort(([a], [b]) => a - b) }));
    });
  }

  private valueOf(query: MetricDataQuery): Value {
    const { Id = '', Expression, MetricStat } = query;
    const known = this.values.get(Id);
    if (known !== undefined) return known;
    if ((Expression === undefined) === (MetricStat === undefined))
      throw new AwsError('ValidationError', `The query ${Id} must have either MetricStat or Expression.`);
    const value = Expression === undefined ? this.seriesOf(query) : this.evaluated(Id, Expression);
    this.values.set(Id, value);
    return value;
  }

  private seriesOf({ MetricStat }: MetricDataQuery): Series {
    const { Metric: asked, Period: seconds = SHORTEST_S, Stat: name = '' } = MetricStat!;
    if (!(STATISTICS as readonly string[]).includes(name))
      throw new AwsError('ValidationError', `Drydock has the statistics ${STATISTICS.join(', ')}, and not ${name}.`);
    const series = allSeries(this.context).find((one) => isMetric(one, asked as Metric));
    const periodMs = periodOf(seconds);
    const periods = periodsOf(this.context, series, { ...this.range, periodMs });
    return { periodMs, points: new Map(periods.map((period) => [period.beginMs, period[name as Statistic]])) };
  }

  private evaluated(id: string, expression: string): Value {
    if (this.open.has(id)) throw new AwsError('ValidationError', `Error in expression '${id}': it names itself.`);
    this.open.add(id);
    try {
      return evaluate(expression, { valueOf: (name) => this.named(name), metrics: this.metrics() }, this.range);
    } catch (error) {
      if (!(error instanceof MathError)) throw error;
      throw new AwsError('ValidationError', `Error in expression '${id}': ${error.message}`);
    } finally {
      this.open.delete(id);
    }
  }

  private named(id: string): Value | undefined {
    const query = this.all.find(({ Id }) => Id === id);
    return query === undefined ? undefined : this.valueOf(query);
  }

  private metrics(): ReadonlyMap<string, Series> {
    const own = this.all.filter(({ MetricStat }) => MetricStat !== undefined);
    return new Map(
      own.map((query) => [query.Id!, this.valueOf(query)]).filter((one): one is [string, Series] => isSeries(one[1] as Value)),
    );
  }
}

function labelOf({ Id, MetricStat }: MetricDataQuery): string | undefined {
  return MetricStat?.Metric?.MetricName ?? Id;
}
