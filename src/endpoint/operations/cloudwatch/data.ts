import type { CloudWatch, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { MINUTE_MS } from '../../../kernel/durations.js';
import { keyOf, type MetricReference } from '../../../scenario/scaling/custom-setup.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { minuteEndMs } from './series.js';

/** Data points of one call. */
const DATA_MAX = 1_000;
/** CloudWatch takes points of the last two weeks, and of the next two hours. */
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

type Custom = NonNullable<Draft['customMetrics']>[number];
type Point = Custom['points'][number];
type Policy = NonNullable<Draft['services'][number]['scaling']>['policies'][number];

/** Calls that bring data. */
export const DATA = {
  PutMetricData: writes(
    { uses: ['Namespace', 'MetricData'], keeps: ['StrictEntityValidation'], refuses: ['EntityMetricData'] },
    async ({ Namespace: namespace = '', MetricData: data = [] }, context) => {
      if (namespace.startsWith('AWS/')) throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
      if (data.length === 0) throw new AwsError('MissingParameter', 'The parameter MetricData is required.');
      if (data.length > DATA_MAX)
        throw new AwsError('InvalidParameterValue', `The collection MetricData must not have a size greater than ${DATA_MAX}.`);
      const points = data.map((one) => ({ metric: referenceOf(namespace, one), ...samplesOf(one), laterMs: laterBy(context, one) }));
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          for (const { metric, laterMs, ...point } of points) customIn(draft, metric).points.push({ ...point, at: `${atMs + laterMs}ms` });
        },
      });
      const delays = points.map(({ metric, laterMs }) => ({ key: keyOf(metric), laterMs }));
      noteDelays(context, delays);
    },
  ),
} satisfies OperationsOf<CloudWatch>;

function referenceOf(namespace: string, { MetricName = '', Dimensions = [] }: MetricDatum): MetricReference {
  return { namespace, metricName: MetricName, dimensions: Dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })) };
}

/** Returns the custom metric of the draft, which it gets where it has none. */
export function customIn(draft: Draft, metric: MetricReference): Custom {
  draft.customMetrics ??= [];
  const known = draft.customMetrics.find((one) => keyOf(one) === keyOf(metric));
  if (known !== undefined) return known;
  const made = { namespace: metric.namespace!, metricName: metric.metricName, dimensions: [...(metric.dimensions ?? [])], points: [] };
  draft.customMetrics.push(made);
  return made;
}

/** An alarm sees a point at its first evaluation after the minute of the point. */
function noteDelays({ cluster }: Context, points: readonly { readonly key: string; readonly laterMs: number }[]): void {
  const { services } = cluster.draft;
  const followed = new Set(services.flatMap(({ scaling }) => (scaling?.policies ?? []).flatMap(metricsOf)).map(keyOf));
  const { evaluationIntervalMs, actionDelayMs } = cluster.setup.serviceScaling;
  for (const { key, laterMs } of points) {
    const seenMs = minuteEndMs(cluster.nowMs + laterMs) + evaluationIntervalMs + actionDelayMs;
    if (followed.has(key)) cluster.apiState.seenMs = Math.max(cluster.apiState.seenMs, seenMs);
  }
}

/** Returns the metrics that a policy follows by their names. */
function metricsOf({ alarm, targetTrackingScalingPolicyConfiguration: tracking }: Policy): MetricReference[] {
  const named = alarm ?? tracking?.customizedMetricSpecification;
  if (named === undefined) return [];
  const { metricName, namespace, dimensions, metrics = [] } = named;
  const math = metrics.flatMap(({ metricStat }) => metricStat?.metric ?? []);
  return metricName === undefined ? math : [{ metricName, namespace, dimensions }];
}

/** Returns the samples of a datum in one point. */
function samplesOf({ MetricName, Value, Values, Counts, StatisticValues: set }: MetricDatum): Omit<Point, 'at'> {
  if ([Value, Values, set].filter((one) => one !== undefined).length !== 1)
    throw new AwsError('InvalidParameterCombination', `Give ${MetricName} exactly one of Value, Values and StatisticValues.`);
  if (set !== undefined) {
    const { SampleCount: samples = 0, Sum = 0, Minimum, Maximum } = set;
    return { value: Sum / samples, minimum: Minimum!, maximum: Maximum!, samples };
  }
  const values = Values ?? [Value!];
  const counts = Counts ?? values.map(() => 1);
  if (counts.length !== values.length) throw new AwsError('InvalidParameterValue', `Values and Counts of ${MetricName} differ in length.`);
  const samples = counts.reduce((a, b) => a + b, 0);
  const sum = values.reduce((a, value, i) => a + value * counts[i]!, 0);
  return { value: sum / samples, minimum: Math.min(...values), maximum: Math.max(...values), samples };
}

/** How long after the call its point is, as its timestamp has it. */
function laterBy({ cluster, report }: Context, { MetricName, Timestamp }: MetricDatum): number {
  if (Timestamp === undefined) return 0;
  const laterMs = timeOf(Timestamp) - cluster.setup.startsAtMs - cluster.nowMs;
  if (laterMs < -OLDEST_MS || laterMs > NEWEST_MS)
    throw new AwsError(
      'InvalidParameterValue',
      `The parameter Timestamp of ${MetricName} must be between two weeks ago and two hours ahead of the simulated time.`,
    );
  if (laterMs < -MINUTE_MS)
    // Such a point goes into the minute of the call.
    report(`cloudwatch PutMetricData: points of ${MetricName} are older than a minute of simulated time: they count as of now`);
  return Math.max(0, laterMs);
}
