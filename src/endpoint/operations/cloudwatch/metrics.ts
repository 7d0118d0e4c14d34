import type { GetMetricDataInput, GetMetricStatisticsInput, ListMetricsInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../aws-error.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type Operations, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { allSeries, isMetric, type Metric, type Period, periodsOf } from './series.js';

const LISTED_MAX = 500;
/** Data points of one answer of GetMetricStatistics. */
const POINTS_MAX = 1_440;
const SHORTEST_S = 60;
const STATISTICS = ['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount'] as const;
type Statistic = (typeof STATISTICS)[number];

/** Reads of metrics. */
export const METRICS: Operations = {
  ListMetrics: reads<ListMetricsInput>(
    ['Namespace', 'MetricName', 'Dimensions', 'NextToken'],
    ({ NextToken: token, ...asked }, context) => {
      const found = allSeries(context).flatMap(({ metric }) => (isAskedFor(metric, asked) ? [metric] : []));
      const { page, next } = pageOf(found, { token, most: LISTED_MAX, code: 'InvalidParameterValue' });
      return { Metrics: page, NextToken: next };
    },
  ),
  GetMetricData: reads<GetMetricDataInput>(
    ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy'],
    ({ MetricDataQueries: queries = [], StartTime, EndTime, ScanBy = 'TimestampDescending' }, context) => {
      const within = { fromMs: timeOf(StartTime), untilMs: timeOf(EndTime), isAscending: ScanBy === 'TimestampAscending' };
      const asked = queries.filter(({ ReturnData = true }) => ReturnData);
      return { MetricDataResults: asked.map((query) => resultOf(context, query, within)), Messages: [] };
    },
  ),
  GetMetricStatistics: reads<GetMetricStatisticsInput>(
    ['Namespace', 'MetricName', 'Dimensions', 'StartTime', 'EndTime', 'Period', 'Statistics'],
    ({ StartTime, EndTime, Period: seconds = SHORTEST_S, Statistics: names = [], ...asked }, context) => {
      if (names.length === 0)
        throw new AwsError('MissingParameter', 'At least one of the parameters Statistics and ExtendedStatistics must be specified.');
      const [fromMs, untilMs] = [timeOf(StartTime), timeOf(EndTime)];
      if (fromMs >= untilMs)
        throw new AwsError('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.');
      const periodMs = periodOf(seconds);
      if ((untilMs - fromMs) / periodMs > POINTS_MAX)
        throw new AwsError(
          'InvalidParameterCombination',
          `You have requested up to ${Math.ceil((untilMs - fromMs) / periodMs)} datapoints, which exceeds the limit of ${POINTS_MAX}.`,
        );
      const series = allSeries(context).find((one) => isMetric(one, asked as Metric));
      const Datapoints = periodsOf(context, series, { fromMs, untilMs, periodMs }).map((period) => ({
        Timestamp: new Date(period.beginMs).toISOString(),
        Unit: series!.unit,
        ...Object.fromEntries(names.map((name) => [name, period[name as Statistic]])),
      }));
      return { Label: asked.MetricName, Datapoints };
    },
  ),
};

/** Whether a metric has the name and the dimensions asked for, among others. */
function isAskedFor(metric: Metric, { Namespace, MetricName, Dimensions = [] }: ListMetricsInput): boolean {
  return (
    (Namespace === undefined || Namespace === metric.Namespace) &&
    (MetricName === undefined || MetricName === metric.MetricName) &&
    Dimensions.every((one) =>
      metric.Dimensions.some(({ Name, Value }) => Name === one.Name && (one.Value === undefined || Value === one.Value)),
    )
  );
}

function periodOf(seconds: number): number {
  if (!Number.isInteger(seconds / SHORTEST_S) || seconds < SHORTEST_S)
    throw new AwsError(
      'InvalidParameterValue',
      `The parameter Period must be a multiple of ${SHORTEST_S}: Drydock keeps a point a minute.`,
    );
  return seconds * 1_000;
}

interface Within {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isAscending: boolean;
}

function resultOf(context: Context, { Id, Label, MetricStat, Expression }: MetricDataQuery, { isAscending, ...within }: Within): object {
  if (Expression !== undefined || MetricStat === undefined)
    throw new AwsError('ValidationError', `The query ${Id} has no MetricStat: Drydock computes no expressions.`);
  const { Metric: asked, Period: seconds = SHORTEST_S, Stat: name = '' } = MetricStat;
  if (!(STATISTICS as readonly string[]).includes(name))
    throw new AwsError('ValidationError', `Drydock has the statistics ${STATISTICS.join(', ')}, and not ${name}.`);
  const series = allSeries(context).find((one) => isMetric(one, asked as Metric));
  const periods: Period[] = periodsOf(context, series, { ...within, periodMs: periodOf(seconds) });
  if (!isAscending) periods.reverse();
  return {
    Id,
    Label: Label ?? asked?.MetricName,
    Timestamps: periods.map(({ beginMs }) => new Date(beginMs).toISOString()),
    Values: periods.map((period) => period[name as Statistic]),
    StatusCode: 'Complete',
  };
}
