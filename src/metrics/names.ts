/**
 * What can be measured of a service, as columns of MetricReadings. The first three are those that ECS and its load balancer publish (S.TT-1); the others
 * are what one would publish oneself: waiting messages and messages a second by running task, requests a second, time in the system.
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

/** A metric and how often it comes. */
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
