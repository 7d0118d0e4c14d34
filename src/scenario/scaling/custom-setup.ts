import { type CustomMetric, customColumn, RUNNING_TASK_COUNT, SERVICE_METRIC_NAMES, ServiceMetric } from '../../metrics/names.js';
import type { Context } from '../context.js';
import type { Scenario } from '../schema.js';
import { show } from '../text/suggest.js';
import { durationMs } from '../units.js';

/** The names by which a policy or a call means a metric. */
export interface MetricReference {
  readonly namespace?: string | undefined;
  readonly metricName: string;
  readonly dimensions?: readonly { readonly name: string; readonly value: string }[] | undefined;
}

/** Other names of metrics in CloudWatch. */
const ALSO_CALLED: Readonly<Record<string, ServiceMetric>> = {
  ApproximateNumberOfMessagesVisible: ServiceMetric.Backlog,
  TargetResponseTime: ServiceMetric.ResponseTime,
};

/** Index of the metric with this name; -1 if there is none. */
export function metricCalled(name: string): number {
  return Object.hasOwn(ALSO_CALLED, name) ? ALSO_CALLED[name]! : SERVICE_METRIC_NAMES.indexOf(name);
}

/** Returns the column of a metric of a service, or of a custom one; -1 if there is none. RunningTaskCount is of Container Insights. */
export function metricNamed(metric: MetricReference, custom?: readonly MetricReference[]): number {
  const nth = customCalled(metric, custom);
  if (nth >= 0) return nth;
  return metric.metricName === 'RunningTaskCount' ? RUNNING_TASK_COUNT : metricCalled(metric.metricName);
}

/** Returns the column of the custom metric with these names; -1 if there is none. */
export function customCalled(metric: MetricReference, custom: readonly MetricReference[] = []): number {
  if (metric.namespace === undefined) return -1;
  const key = keyOf(metric);
  const nth = custom.findIndex((one) => keyOf(one) === key);
  return nth < 0 ? -1 : customColumn(nth);
}

export function keyOf({ namespace, metricName, dimensions = [] }: MetricReference): string {
  return JSON.stringify([namespace, metricName, ...dimensions.map(({ name, value }) => [name, value]).sort()]);
}

export function customMetricsOf({ customMetrics }: Scenario): { readonly customMetrics?: readonly CustomMetric[] } {
  if (customMetrics === undefined) return {};
  return {
    customMetrics: customMetrics.map(({ metricName: name, points }) => ({
      name,
      points: points
        .map(({ at, value, minimum = value, maximum = value, samples }) => ({
          atMs: durationMs(at),
          average: value,
          minimum,
          maximum,
          samples,
        }))
        .sort((a, b) => a.atMs - b.atMs),
    })),
  };
}

export function checkCustomMetrics(context: Context): void {
  const all = context.scenario.customMetrics ?? [];
  const keys = all.map(keyOf);
  for (const [i, { namespace, points }] of all.entries()) {
    const path = ['customMetrics', i];
    if (namespace.startsWith('AWS/')) context.error([...path, 'namespace'], `${show(namespace)} is of AWS: take one of your own`);
    if (keys.indexOf(keys[i]!) < i) context.error(path, 'is there already: namespace, metricName and dimensions tell metrics apart');
    for (const [nth, { value, minimum = value, maximum = value }] of points.entries())
      if (minimum > value || value > maximum)
        context.error([...path, 'points', nth], 'has a value that is not between minimum and maximum');
  }
}
