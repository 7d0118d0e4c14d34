import { SECOND_MS } from '../../../kernel/durations.js';
import type { LoadTotals } from '../../../load/totals.js';
import { SERVICE_METRIC_NAMES, ServiceMetric } from '../../../metrics/names.js';
import { MetricReadings } from '../../../metrics/statistics.js';

/** Of the service that is measured; the next measurement overwrites them. */
export const READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

export function perTask(amount: number, tasks: number): number {
  return tasks === 0 ? Number.NaN : amount / tasks;
}

export function publishUse(readings: MetricReadings, since: LoadTotals): void {
  readings.clear();
  // One sample for each running task (S.MET-6).
  const samples = Math.max(1, Math.round(since.tasks));
  readings.set(ServiceMetric.CPUUtilization, since.cpuPercent, samples);
  readings.set(ServiceMetric.MemoryUtilization, since.memoryPercent, samples);
}

export function publishRequests(readings: MetricReadings, since: LoadTotals): void {
  readings.set(ServiceMetric.RequestsPerSecond, (SECOND_MS * since.arrived) / since.ms, 1);
  readings.set(ServiceMetric.ResponseTime, since.responseMeanMs / SECOND_MS, 1);
}

export function publishPerTarget(readings: MetricReadings, { arrived, targets }: LoadTotals): void {
  readings.set(ServiceMetric.RequestCountPerTarget, perTask(arrived, targets), 1);
}

/** Returns the data points of a plain minute of requests, until the next measurement of any service. */
export function readingsOfPlain(minute: LoadTotals): MetricReadings {
  publishUse(READINGS, minute);
  publishRequests(READINGS, minute);
  publishPerTarget(READINGS, minute);
  return READINGS;
}
