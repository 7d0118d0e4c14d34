import { type CustomMetric, type CustomPoint, customColumn, SERVICE_METRIC_NAMES } from './names.js';
import { MetricReadings } from './statistics.js';

/** The readings of a service with the custom metrics beside them. */
export class CustomReadings {
  private readonly readings: MetricReadings;

  constructor(private readonly metrics: readonly CustomMetric[]) {
    this.readings = new MetricReadings(customColumn(metrics.length));
  }

  /** Returns the metrics of a service with the points of the custom ones after `fromMs` until `untilMs`. */
  over(own: MetricReadings, fromMs: number, untilMs: number): MetricReadings {
    const { readings } = this;
    for (const column of ['average', 'minimum', 'maximum', 'samples'] as const)
      for (let metric = 0; metric < SERVICE_METRIC_NAMES.length; metric++) readings[column][metric] = own[column][metric]!;
    readings.isStrictGap = own.isStrictGap;
    for (const [nth, { points }] of this.metrics.entries()) this.read(customColumn(nth), points, { fromMs, untilMs });
    return readings;
  }

  private read(metric: number, points: readonly CustomPoint[], { fromMs, untilMs }: { fromMs: number; untilMs: number }): void {
    let [samples, sum, minimum, maximum] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = firstAfter(points, fromMs); i < points.length && points[i]!.atMs <= untilMs; i++) {
      const point = points[i]!;
      samples += point.samples;
      sum += point.average * point.samples;
      minimum = Math.min(minimum, point.minimum);
      maximum = Math.max(maximum, point.maximum);
    }
    this.readings.set(metric, samples === 0 ? Number.NaN : sum / samples, samples);
    this.readings.minimum[metric] = minimum;
    this.readings.maximum[metric] = maximum;
  }
}

/** Returns the place of the first point after a time. */
function firstAfter(points: readonly CustomPoint[], atMs: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
