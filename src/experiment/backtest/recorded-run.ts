import { type MetricName, MINUTE_MS, type ObservedSeries } from '../../observed/series.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { RunMinutes } from './minute-log.js';

const CLUSTER = 'drydock';

/**
 * What CloudWatch would have recorded of a run, a point a minute that is as it was at the minute's end. A service without RUNNING tasks has no points of
 * them, as with Container Insights; where nothing is to be measured there is none either.
 */
export function recordedRun(run: RunMinutes, startsAtMs: Ms): ObservedSeries[] {
  const series = (name: MetricName, values: readonly (number | null)[], statistic = 'Average'): ObservedSeries => {
    const known = values.flatMap((value, minute) => (value === null ? [] : [{ atMs: startsAtMs + minute * MINUTE_MS, value }]));
    const label = [...Object.values(name.dimensions).slice(-1), name.metric].join(' ');
    return {
      file: '',
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
  const ofService = run.services.flatMap(({ name, desired, pending, running }) => {
    const insight = (metric: string, values: readonly (number | null)[]) =>
      series({ namespace: 'ECS/ContainerInsights', metric, dimensions: { ClusterName: CLUSTER, ServiceName: name } }, values);
    return [insight('DesiredTaskCount', desired), insight('PendingTaskCount', pending), insight('RunningTaskCount', running)];
  });
  return [...ofProvider, ...ofService].filter(({ atMs }) => atMs.length > 0);
}
