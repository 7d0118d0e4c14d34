/**
 * Metrics of a service, as columns of MetricReadings. ECS and its load balancer publish the first three (S.TT-1); the others are custom
 * metrics: waiting messages and messages per second by running task, requests per second, time in the system.
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

/** By ServiceMetric. */
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

/** Samples that PutMetricData brought at a time. */
export interface CustomPoint {
  readonly atMs: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly samples: number;
}

/** A custom metric; its points in order of time. */
export interface CustomMetric {
  readonly name: string;
  readonly points: readonly CustomPoint[];
}

/** Returns the column of the nth custom metric: they follow those of services. */
export function customColumn(nth: number): number {
  return SERVICE_METRIC_NAMES.length + nth;
}

export function isCustom(metric: number): boolean {
  return metric >= SERVICE_METRIC_NAMES.length;
}

/** Returns the name of a column of MetricReadings. */
export function metricNameOf(metric: number, custom: readonly CustomMetric[] = []): string | undefined {
  return SERVICE_METRIC_NAMES[metric] ?? custom[metric - SERVICE_METRIC_NAMES.length]?.name;
}
