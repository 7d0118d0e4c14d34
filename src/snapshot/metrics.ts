import { DAY_MS } from '../kernel/durations.js';
import { at, blocks, groupOf, listAt, textAt } from './answers.js';
import type { Answer } from './aws.js';

type Statistic = 'Average' | 'Sum' | 'SampleCount';

export interface Query {
  readonly Id: string;
  readonly Label: string;
  readonly ReturnData: true;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: Statistic;
  };
}

export interface MetricCoverage {
  readonly cluster: string;
  readonly clusters: Answer;
  readonly providers: readonly Answer[];
  readonly services: readonly Answer[];
  readonly groups: readonly Answer[];
}

/** Retention of CloudWatch: 15 days for 1-minute points, 63 days for 5-minute points, 455 days for hours. */
const PERIODS: readonly (readonly [ageMs: number, periodS: number])[] = [
  [15 * DAY_MS, 60],
  [63 * DAY_MS, 300],
  [455 * DAY_MS, 3600],
];

/** Returns the finest period, in seconds, that CloudWatch retains at this age. */
export function periodOf(ageMs: number): number {
  return PERIODS.find(([mostMs]) => ageMs <= mostMs)?.[1] ?? PERIODS.at(-1)![1];
}

const OF_SERVICE = ['CPUUtilization', 'MemoryUtilization'];
const OF_INSIGHTS = ['RunningTaskCount', 'DesiredTaskCount', 'PendingTaskCount'];
const OF_GROUP = [
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupPendingInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
];

/** Returns the metric queries of each provider, service and group that backtests and derived loads use. */
export function queriesOf(seen: MetricCoverage, periodS: number): Query[] {
  const all: Omit<Query, 'Id'>[] = [];
  const add = (namespace: string, metric: string, dimensions: Record<string, string>, stat: Statistic = 'Average') => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    all.push({
      Label: [metric, ...(stat === 'SampleCount' ? [stat] : []), Object.values(dimensions).at(-1)].join(' '),
      ReturnData: true,
      MetricStat: { Metric: { Namespace: namespace, MetricName: metric, Dimensions }, Period: periodS, Stat: stat },
    });
  };
  for (const provider of blocks(seen.providers, 'capacityProviders'))
    if (at(provider, 'autoScalingGroupProvider') !== undefined)
      add('AWS/ECS/ManagedScaling', 'CapacityProviderReservation', {
        ClusterName: seen.cluster,
        CapacityProviderName: textAt(provider, 'name')!,
      });
  for (const service of blocks(seen.services, 'services')) addService(service, seen, add);
  for (const group of blocks(seen.groups, 'AutoScalingGroups')) {
    const enabled = listAt(group, 'EnabledMetrics').map((metric) => textAt(metric, 'Metric'));
    for (const metric of OF_GROUP)
      if (enabled.includes(metric)) add('AWS/AutoScaling', metric, { AutoScalingGroupName: textAt(group, 'AutoScalingGroupName')! });
  }
  return all.map((query, i) => ({ Id: `m${i + 1}`, ...query }));
}

function addService(
  service: unknown,
  { cluster, clusters }: MetricCoverage,
  add: (namespace: string, metric: string, dimensions: Record<string, string>, stat?: Statistic) => void,
): void {
  const dimensions = { ClusterName: cluster, ServiceName: textAt(service, 'serviceName')! };
  for (const metric of OF_SERVICE) add('AWS/ECS', metric, dimensions);
  if (hasInsights(clusters)) for (const metric of OF_INSIGHTS) add('ECS/ContainerInsights', metric, dimensions);
  // The sample count equals the number of RUNNING tasks (T.MET-9).
  else add('AWS/ECS', 'CPUUtilization', dimensions, 'SampleCount');
  for (const balancer of listAt(service, 'loadBalancers')) {
    // arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/HASH
    const group = textAt(balancer, 'targetGroupArn')?.replace(/^.*:(?=targetgroup\/)/, '');
    if (group !== undefined) add('AWS/ApplicationELB', 'RequestCountPerTarget', { TargetGroup: group }, 'Sum');
  }
}

function hasInsights(clusters: Answer): boolean {
  const settings = blocks(clusters, 'clusters').flatMap((cluster) => listAt(cluster, 'settings'));
  return settings.some(
    (setting) => textAt(setting, 'name') === 'containerInsights' && /^enable|^enhanced/.test(textAt(setting, 'value') ?? ''),
  );
}

/** Returns the Auto Scaling groups of the capacity providers. */
export function groupsOf(providers: readonly Answer[]): string[] {
  return blocks(providers, 'capacityProviders').flatMap((provider) => {
    const arn = textAt(provider, 'autoScalingGroupProvider', 'autoScalingGroupArn');
    return arn === undefined ? [] : [groupOf(arn)];
  });
}
