import type { MathSaved, MathSeries } from './math-metric.js';
import { ALL_COLUMNS, type CustomMetric, customColumn, type MetricPoint, RUNNING_TASK_COUNT, SERVICE_METRIC_NAMES } from './names.js';
import { MetricReadings } from './statistics.js';

/** The result of the metric math of a policy, and its column. */
interface MathOfPolicy {
  readonly column: number;
  readonly series: MathSeries;
}

/** The readings of a service with its running tasks, custom metrics and metric math beside them. */
export class CustomReadings {
  private readonly readings: MetricReadings;

  /** `isCounted`: running tasks are a metric as well. */
  constructor(
    private readonly metrics: readonly CustomMetric[],
    private readonly maths: readonly MathOfPolicy[] = [],
    private readonly isCounted = false,
  ) {
    this.readings = new MetricReadings(isCounted || maths.length > 0 ? ALL_COLUMNS : customColumn(metrics.length));
  }

  /** Returns the metrics of a service with custom ones of the time from `fromMs` until before `untilMs`. `running`: tasks at the end of it. */
  over(published: MetricReadings, { fromMs, untilMs, running }: { fromMs: number; untilMs: number; running: number }): MetricReadings {
    const { readings } = this;
    for (const column of ['average', 'minimum', 'maximum', 'samples'] as const)
      for (let metric = 0; metric < SERVICE_METRIC_NAMES.length; metric++) readings[column][metric] = published[column][metric]!;
    readings.isStrictGap = published.isStrictGap;
    if (this.isCounted) readings.set(RUNNING_TASK_COUNT, running, 1);
    for (const [nth, { points }] of this.metrics.entries()) this.read(customColumn(nth), points, { fromMs, untilMs });
    return readings;
  }

  /** Computes the metric math of the time until `untilMs` from the readings. */
  compute(untilMs: number): void {
    for (const { column, series } of this.maths) this.readings.set(column, series.receive(untilMs, this.readings), 1);
  }

  private read(metric: number, points: readonly MetricPoint[], { fromMs, untilMs }: { fromMs: number; untilMs: number }): void {
    let [samples, sum, minimum, maximum] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = firstFrom(points, fromMs); i < points.length && points[i]!.atMs < untilMs; i++) {
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

  save(): readonly MathSaved[] {
    return this.maths.map(({ series }) => series.save());
  }

  load(saved: readonly MathSaved[]): void {
    for (const [i, { series }] of this.maths.entries()) series.load(saved[i]!);
  }
}

/** Returns the place of the first point at or after a time. */
function firstFrom(points: readonly MetricPoint[], atMs: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.atMs < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
