import type { CloudWatch, ListMetricsInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../aws-error.js';
import { timeOf } from '../../protocol/input-check.js';
import { type OperationsOf, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { allSeries, isMetric, type Metric, periodOf, periodsOf, SHORTEST_S, type Statistic } from './series.js';

const LISTED_MAX = 500;
/** Data points of one answer of GetMetricStatistics. */
const POINTS_MAX = 1_440;

/** Reads of metrics. */
export const METRICS = {
  ListMetrics: reads(
    // All metrics of a simulation are recent, and of one account.
    {
      uses: ['Namespace', 'MetricName', 'Dimensions', 'NextToken', 'RecentlyActive', 'IncludeLinkedAccounts'],
      refuses: ['OwningAccount'],
    },
    ({ NextToken: token, ...filter }, context) => {
      const found = allSeries(context).flatMap(({ metric }) => (isListed(metric, filter) ? [metric] : []));
      const { page, next } = pageOf(found, { token, most: LISTED_MAX, code: 'InvalidParameterValue' });
      return { Metrics: page, NextToken: next };
    },
  ),
  GetMetricStatistics: reads(
    {
      uses: ['Namespace', 'MetricName', 'Dimensions', 'StartTime', 'EndTime', 'Period', 'Statistics', 'Unit'],
      refuses: ['ExtendedStatistics'],
    },
    ({ StartTime, EndTime, Period: seconds = SHORTEST_S, Statistics: names = [], Unit: unit, ...filter }, context) => {
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
      const series = allSeries(context).find((one) => isMetric(one, filter as Metric) && (unit === undefined || unit === one.unit));
      const Datapoints = periodsOf(context, series, { fromMs, untilMs, periodMs }).map((period) => ({
        Timestamp: new Date(period.beginMs).toISOString(),
        Unit: series!.unit,
        ...Object.fromEntries(names.map((name) => [name, period[name as Statistic]])),
      }));
      return { Label: filter.MetricName, Datapoints };
    },
  ),
} satisfies OperationsOf<CloudWatch>;

/** Returns whether a metric has the requested name and dimensions, among others. */
function isListed(metric: Metric, { Namespace, MetricName, Dimensions = [] }: ListMetricsInput): boolean {
  return (
    (Namespace === undefined || Namespace === metric.Namespace) &&
    (MetricName === undefined || MetricName === metric.MetricName) &&
    Dimensions.every((one) =>
      metric.Dimensions.some(({ Name, Value }) => Name === one.Name && (one.Value === undefined || Value === one.Value)),
    )
  );
}
