import { MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { MetricName, ObservedSeries } from '../../observed/series.js';
import { CLUSTER } from '../../record/ecs-events/names.js';
import type { RunMinutes } from './minute-log.js';

/**
 * The source of a service's arrival counts: the target group of its load balancer, or its queue. Without either CloudWatch counts no
 * arrivals.
 */
export type Counter = { readonly targetGroup: string } | { readonly queue: string } | null;

/**
 * Returns what CloudWatch would have recorded of a run: one point a minute, with the value at the minute's end. A service without RUNNING
 * tasks has no points then, as with Container Insights; a minute without a value has no point either.
 */
export function recordedRun(run: RunMinutes, startsAtMs: Ms, counters: readonly Counter[] = []): ObservedSeries[] {
  const series = (name: MetricName, values: readonly (number | null)[], statistic = 'Average'): ObservedSeries => {
    const known = values.flatMap((value, minute) => (value === null ? [] : [{ atMs: startsAtMs + minute * MINUTE_MS, value }]));
    const label = [...Object.values(name.dimensions).slice(-1), name.metric].join(' ');
    return {
      ...{ file: '', files: [], field: '' },
      label,
      name,
      statistic,
      periodMs: MINUTE_MS,
      atMs: known.map(({ atMs }) => atMs),
      values: known.map(({ value }) => value),
    };
  };
  const ofProvider = run.providers.flatMap(({ name, reservationPercent, instances, desired }) => [
    series(
      {
        namespace: 'AWS/ECS/ManagedScaling',
        metric: 'CapacityProviderReservation',
        dimensions: { ClusterName: CLUSTER, CapacityProviderName: name },
      },
      reservationPercent,
    ),
    series({ namespace: 'AWS/AutoScaling', metric: 'GroupInServiceInstances', dimensions: { AutoScalingGroupName: name } }, instances),
    series({ namespace: 'AWS/AutoScaling', metric: 'GroupDesiredCapacity', dimensions: { AutoScalingGroupName: name } }, desired),
  ]);
  const ofService = run.services.flatMap(({ name, desired, pending, running, arrived, serving, cpuPercent, memoryPercent }, i) => {
    const dimensions = { ClusterName: CLUSTER, ServiceName: name };
    const insight = (metric: string, values: readonly (number | null)[]) =>
      series({ namespace: 'ECS/ContainerInsights', metric, dimensions }, values);
    const use = (metric: string, values: readonly (number | null)[]) => series({ namespace: 'AWS/ECS', metric, dimensions }, values);
    return [
      ...[insight('DesiredTaskCount', desired), insight('PendingTaskCount', pending), insight('RunningTaskCount', running)],
      ...[use('CPUUtilization', cpuPercent), use('MemoryUtilization', memoryPercent)],
      ...publishedLoad(counters[i] ?? null, { arrived, serving }).map((one) => series(one.name, one.values, 'Sum')),
    ];
  });
  return [...ofProvider, ...ofService].filter(({ atMs }) => atMs.length > 0);
}

function publishedLoad(counter: Counter, { arrived, serving }: Pick<RunMinutes['services'][number], 'arrived' | 'serving'>) {
  if (counter === null) return [];
  if ('queue' in counter)
    return [{ name: { namespace: 'AWS/SQS', metric: 'NumberOfMessagesSent', dimensions: { QueueName: counter.queue } }, values: arrived }];
  const values = arrived.map((requests, minute) => (requests === null || !(serving[minute]! > 0) ? null : requests / serving[minute]!));
  const dimensions = { TargetGroup: `targetgroup/${counter.targetGroup}/0` };
  return [{ name: { namespace: 'AWS/ApplicationELB', metric: 'RequestCountPerTarget', dimensions }, values }];
}
