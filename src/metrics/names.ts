/**
 * Metrics of a service, as columns of MetricReadings. ECS and its load balancer publish the first three (S.TT-1) and, as
 * TargetResponseTime, the time in the system in seconds. Custom metrics: messages that wait (Backlog), these and messages per second by
 * running task, and requests per second.
 */
export const ServiceMetric = {
  CPUUtilization: 0,
  MemoryUtilization: 1,
  RequestCountPerTarget: 2,
  BacklogPerTask: 3,
  MessagesPerSecondPerTask: 4,
  RequestsPerSecond: 5,
  ResponseTime: 6,
  Backlog: 7,
} as const;
export type ServiceMetric = (typeof ServiceMetric)[keyof typeof ServiceMetric];

export const SERVICE_METRIC_NAMES: readonly string[] = Object.keys(ServiceMetric);

/** A metric and its period. */
export interface PredefinedMetric {
  readonly metric: ServiceMetric;
  readonly isHighResolution: boolean;
}

/** The predefined metrics of target tracking by the name that Application Auto Scaling takes (S.TT-1, A.SAS-7). */
export const PREDEFINED_METRICS: ReadonlyMap<string, PredefinedMetric> = new Map([
  ['ECSServiceAverageCPUUtilization', { metric: ServiceMetric.CPUUtilization, isHighResolution: false }],
  ['ECSServiceAverageMemoryUtilization', { metric: ServiceMetric.MemoryUtilization, isHighResolution: false }],
  ['ALBRequestCountPerTarget', { metric: ServiceMetric.RequestCountPerTarget, isHighResolution: false }],
  ['ECSServiceAverageCPUUtilizationHighResolution', { metric: ServiceMetric.CPUUtilization, isHighResolution: true }],
  ['ECSServiceAverageMemoryUtilizationHighResolution', { metric: ServiceMetric.MemoryUtilization, isHighResolution: true }],
]);

/** Samples of a metric: those that PutMetricData brought at `atMs`, or those of the minute that ends then. */
export interface MetricPoint {
  readonly atMs: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly samples: number;
}

/** A custom metric; its points in order of time. */
export interface CustomMetric {
  readonly name: string;
  readonly points: readonly MetricPoint[];
}

/** The most custom metrics of a scenario, and scaling policies of a service. */
const CUSTOM_MAX = 1_000;
const POLICIES_MAX = 50;
/** The column of the running tasks of a service; it follows those of custom metrics. */
export const RUNNING_TASK_COUNT = SERVICE_METRIC_NAMES.length + CUSTOM_MAX;
/** Columns of the results of policies' metric math, by the latest of the metrics that it reads: of ECS, of a load balancer, of calls. */
const MATH = RUNNING_TASK_COUNT + 1;
const MATH_OF_LOAD_BALANCER = MATH + POLICIES_MAX;
const MATH_OF_CUSTOM = MATH_OF_LOAD_BALANCER + POLICIES_MAX;

/** Returns the column of the nth custom metric: they follow those of services. */
export function customColumn(nth: number): number {
  return SERVICE_METRIC_NAMES.length + nth;
}

/** Returns the column of the metric math of a policy over such metrics, by the policy's place. */
export function mathColumn(policy: number, metrics: readonly number[]): number {
  if (metrics.every(isCustom)) return MATH_OF_CUSTOM + policy;
  const isWithoutEcs = metrics.every((metric) => isCustom(metric) || isOfLoadBalancer(metric));
  return (isWithoutEcs ? MATH_OF_LOAD_BALANCER : MATH) + policy;
}

/** All columns. A service needs the last ones only if its policies follow running tasks or metric math. */
export const ALL_COLUMNS = MATH_OF_CUSTOM + POLICIES_MAX;

/** Returns whether a load balancer publishes the metric. */
export function isOfLoadBalancer(metric: number): boolean {
  const isOfMath = metric >= MATH_OF_LOAD_BALANCER && metric < MATH_OF_CUSTOM;
  return metric === ServiceMetric.RequestCountPerTarget || metric === ServiceMetric.ResponseTime || isOfMath;
}

/** Returns whether the points of the metric come from calls. */
export function isCustom(metric: number): boolean {
  return (isBeyondLoad(metric) && metric < RUNNING_TASK_COUNT) || metric >= MATH_OF_CUSTOM;
}

/** Returns whether the load of a service does not determine the metric. */
export function isBeyondLoad(metric: number): boolean {
  return metric >= SERVICE_METRIC_NAMES.length;
}

/** Returns the name of a column of MetricReadings. */
export function metricNameOf(metric: number, custom: readonly CustomMetric[] = []): string | undefined {
  return metric === RUNNING_TASK_COUNT
    ? 'RunningTaskCount'
    : (SERVICE_METRIC_NAMES[metric] ?? custom[metric - SERVICE_METRIC_NAMES.length]?.name);
}
