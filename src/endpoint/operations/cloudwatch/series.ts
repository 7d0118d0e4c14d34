import { groupNameOf } from '../../../answers/groups.js';
import type { MetricName } from '../../../answers/metric-log.js';
import { targetGroupArn } from '../../../answers/targets.js';
import { MINUTE_MS } from '../../../kernel/durations.js';
import type { MetricPoint } from '../../../metrics/names.js';
import { durationMs } from '../../../scenario/units.js';
import { AwsError } from '../../aws-error.js';
import type { Context } from '../operation.js';

interface Dimension {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

/** A metric by its name and dimensions in CloudWatch. */
export interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
}

/** A metric with its points, the oldest first. */
export interface Series {
  readonly metric: Metric;
  readonly unit: string;
  points(): readonly MetricPoint[];
}

/** The metrics of the simulation: those of ECS, of its groups and target groups, and custom ones. */
export function allSeries(context: Context): Series[] {
  return [...ofCluster(context), ...ofServices(context), ...ofProviders(context), ...ofCustom(context)].filter(
    (one) => one.points().length > 0,
  );
}

function clusterName({ cluster }: Context): string {
  return cluster.moment.names.cluster.replace(/^.*\//, '');
}

function ofCluster(context: Context): Series[] {
  const { metrics } = context.cluster;
  const Dimensions = [{ Name: 'ClusterName', Value: clusterName(context) }];
  return (['CPUReservation', 'MemoryReservation'] as const).map((MetricName) => ({
    metric: { Namespace: 'AWS/ECS', MetricName, Dimensions },
    unit: 'Percent',
    points: () => metrics.of('cluster', 0, MetricName),
  }));
}

function ofServices(context: Context): Series[] {
  const { metrics, moment } = context.cluster;
  return moment.scenario.services.flatMap(({ serviceName, loadBalancers: [balancer] }, service) => {
    const own = (name: MetricName, namespace: string, Dimensions: readonly Dimension[], unit: string): Series => ({
      metric: { Namespace: namespace, MetricName: name, Dimensions },
      unit,
      points: () => metrics.of('service', service, name),
    });
    const ofEcs = [
      { Name: 'ClusterName', Value: clusterName(context) },
      { Name: 'ServiceName', Value: serviceName },
    ];
    const ofTargets =
      balancer === undefined
        ? []
        : [{ Name: 'TargetGroup', Value: targetGroupArn(moment, balancer.targetGroupArn).replace(/^.*:(?=targetgroup\/)/, '') }];
    const used = (['CPUUtilization', 'MemoryUtilization'] as const).map((name) => own(name, 'AWS/ECS', ofEcs, 'Percent'));
    const ofRequests = (['RequestCount', 'RequestCountPerTarget'] as const).map((name) =>
      own(name, 'AWS/ApplicationELB', ofTargets, 'Count'),
    );
    return balancer === undefined ? used : [...used, ...ofRequests];
  });
}

const SIZES = ['GroupDesiredCapacity', 'GroupInServiceInstances', 'GroupMinSize', 'GroupMaxSize'] as const;

function ofProviders(context: Context): Series[] {
  const { metrics, setup, draft, apiState } = context.cluster;
  return setup.capacityProviders.flatMap(({ name }, provider) => {
    const text = draft.cluster.capacityProviders.find((one) => typeof one !== 'string' && one.name === name);
    const group = groupNameOf(text as never);
    const sizes = SIZES.map((MetricName) => ({
      metric: { Namespace: 'AWS/AutoScaling', MetricName, Dimensions: [{ Name: 'AutoScalingGroupName', Value: group }] },
      unit: 'None',
      points: () => metrics.of('provider', provider, MetricName),
    }));
    if (apiState.aloneGroups.has(group)) return sizes;
    const reservation = {
      metric: reservationMetric(context, name),
      unit: 'Percent',
      points: () => metrics.of('provider', provider, 'CapacityProviderReservation'),
    };
    return [reservation, ...sizes];
  });
}

/** CapacityProviderReservation of a provider. */
export function reservationMetric(context: Context, provider: string) {
  const Dimensions = [
    { Name: 'ClusterName', Value: clusterName(context) },
    { Name: 'CapacityProviderName', Value: provider },
  ];
  return { Namespace: 'AWS/ECS/ManagedScaling', MetricName: 'CapacityProviderReservation', Dimensions };
}

/** Returns the end of the minute of a point. A full minute belongs to the minute that it begins. */
export function minuteEndMs(putMs: number): number {
  return (Math.floor(putMs / MINUTE_MS) + 1) * MINUTE_MS;
}

/** A point is of the minute in which it was put. */
function ofCustom({ cluster }: Context): Series[] {
  const { nowMs, draft } = cluster;
  return (draft.customMetrics ?? []).map(({ namespace, metricName, dimensions, points }) => ({
    metric: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    },
    unit: 'None',
    points: () =>
      points.flatMap(({ at, value, minimum = value, maximum = value, samples }) => {
        const putMs = durationMs(at);
        const atMs = minuteEndMs(putMs);
        return putMs <= nowMs ? [{ atMs, average: value, minimum, maximum, samples }] : [];
      }),
  }));
}

/** Statistics that a simulation keeps. */
export const STATISTICS = ['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** The shortest period, in seconds. */
export const SHORTEST_S = 60;

/** Returns the length of a period, in milliseconds. */
export function periodOf(seconds: number): number {
  if (!Number.isInteger(seconds / SHORTEST_S) || seconds < SHORTEST_S)
    throw new AwsError(
      'InvalidParameterValue',
      `The parameter Period must be a multiple of ${SHORTEST_S}: Drydock keeps a point a minute.`,
    );
  return seconds * 1_000;
}

/** The time range of the requested points, in milliseconds since 1970, and the length of a period. */
export interface Within {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly periodMs: number;
}

/** A period with its statistics by CloudWatch's names. */
export interface Period {
  readonly beginMs: number;
  readonly Average: number;
  readonly Minimum: number;
  readonly Maximum: number;
  readonly Sum: number;
  readonly SampleCount: number;
}

/** The points of a series by period, the oldest first. The time of a point is the beginning of its minute. */
export function periodsOf({ cluster }: Context, series: Series | undefined, { fromMs, untilMs, periodMs }: Within): Period[] {
  const found = new Map<number, Period>();
  for (const { atMs, average, minimum, maximum, samples } of series?.points() ?? []) {
    const timeMs = cluster.setup.startsAtMs + atMs - MINUTE_MS;
    if (timeMs < fromMs || timeMs >= untilMs) continue;
    const beginMs = Math.floor(timeMs / periodMs) * periodMs;
    const { Sum = 0, SampleCount = 0, Minimum = minimum, Maximum = maximum } = found.get(beginMs) ?? {};
    const [sum, count] = [Sum + average * samples, SampleCount + samples];
    const extremes = { Minimum: Math.min(Minimum, minimum), Maximum: Math.max(Maximum, maximum) };
    found.set(beginMs, { beginMs, ...extremes, Sum: sum, SampleCount: count, Average: sum / count });
  }
  return [...found.values()].sort((a, b) => a.beginMs - b.beginMs);
}

/** Returns whether the dimensions are the same, in any order. */
export function isMetric({ metric }: Series, requested: { readonly [Key in keyof Metric]?: Metric[Key] | undefined }): boolean {
  return (
    metric.Namespace === requested.Namespace &&
    metric.MetricName === requested.MetricName &&
    keyOf(metric.Dimensions) === keyOf(requested.Dimensions)
  );
}

export function keyOf(dimensions: readonly Dimension[] = []): string {
  return JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort());
}
