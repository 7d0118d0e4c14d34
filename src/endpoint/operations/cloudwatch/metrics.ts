import type { GetMetricDataInput, ListMetricsInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { metricData } from '../../../answers/scaling.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type Operations, reads } from '../operation.js';

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

interface Series {
  readonly metric: Metric;
  readonly times: readonly string[];
  readonly values: readonly number[];
}

/** The metrics that the run keeps, minute by minute. */
function seriesOf({ cluster }: Context): Series[] {
  const { data, queries } = metricData(cluster.moment) as {
    data: { MetricDataResults: { Timestamps: string[]; Values: number[] }[] };
    queries: { MetricStat: { Metric: Metric } }[];
  };
  return queries.map(({ MetricStat }, i) => {
    const { Timestamps: times, Values: values } = data.MetricDataResults[i]!;
    return { metric: MetricStat.Metric, times, values };
  });
}

function isOf(
  metric: Metric,
  asked: {
    Namespace?: string | undefined;
    MetricName?: string | undefined;
    Dimensions?: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined;
  },
): boolean {
  const { Namespace, MetricName, Dimensions = [] } = asked;
  return (
    (Namespace === undefined || Namespace === metric.Namespace) &&
    (MetricName === undefined || MetricName === metric.MetricName) &&
    Dimensions.every((one) =>
      metric.Dimensions.some(({ Name, Value }) => Name === one.Name && (one.Value === undefined || Value === one.Value)),
    )
  );
}

export const METRICS: Operations = {
  ListMetrics: reads<ListMetricsInput>(['Namespace', 'MetricName', 'Dimensions'], (input, context) => ({
    Metrics: seriesOf(context).flatMap(({ metric }) => (isOf(metric, input) ? [metric] : [])),
  })),
  GetMetricData: reads<GetMetricDataInput>(
    ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy'],
    ({ MetricDataQueries: queries = [], StartTime, EndTime, ScanBy = 'TimestampDescending' }, context) => {
      const all = seriesOf(context);
      const within = { fromMs: timeOf(StartTime), untilMs: timeOf(EndTime), isAscending: ScanBy === 'TimestampAscending' };
      return {
        MetricDataResults: queries.filter(({ ReturnData = true }) => ReturnData).map((query) => resultOf(query, all, within)),
        Messages: [],
      };
    },
  ),
};

interface Within {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isAscending: boolean;
}

/** The points of a query, each the mean of its period. */
function resultOf({ Id, Label, MetricStat }: MetricDataQuery, all: readonly Series[], { fromMs, untilMs, isAscending }: Within): object {
  const asked = MetricStat?.Metric;
  const found =
    asked === undefined ? undefined : all.find(({ metric }) => metric.MetricName === asked.MetricName && isOf(metric, asked as never));
  const periodMs = Math.max(60, MetricStat?.Period ?? 60) * 1000;
  const points = new Map<number, number[]>();
  for (const [i, time] of (found?.times ?? []).entries()) {
    const atMs = Date.parse(time);
    if (atMs < fromMs || atMs >= untilMs) continue;
    const beginMs = Math.floor(atMs / periodMs) * periodMs;
    points.set(beginMs, [...(points.get(beginMs) ?? []), found!.values[i]!]);
  }
  const inOrder = [...points].sort(([a], [b]) => (isAscending ? a - b : b - a));
  return {
    Id,
    Label: Label ?? asked?.MetricName,
    Timestamps: inOrder.map(([ms]) => new Date(ms).toISOString()),
    Values: inOrder.map(([, values]) => statisticOf(MetricStat?.Stat ?? 'Average', values)),
    StatusCode: 'Complete',
  };
}

function statisticOf(name: string, values: readonly number[]): number {
  if (name === 'Maximum') return Math.max(...values);
  if (name === 'Minimum') return Math.min(...values);
  if (name === 'SampleCount') return values.length;
  const sum = values.reduce((a, b) => a + b, 0);
  return name === 'Sum' ? sum : sum / values.length;
}
