/** The statistics of a metric over one period (T.MET-1). */
export const Statistic = { Average: 0, Minimum: 1, Maximum: 2, Sum: 3, SampleCount: 4 } as const;
export type Statistic = (typeof Statistic)[keyof typeof Statistic];

/** ECS publishes a data point per minute (T.MET-1), with high resolution one per 20 seconds (A.SAS-7). */
export const PERIOD_MS = { standard: 60_000, highResolution: 20_000 } as const;

/** Samples of one period in CloudWatch's form: four numbers for any number of samples. */
export class StatisticSet {
  samples = 0;
  private average = Number.NaN;
  private minimum = Number.POSITIVE_INFINITY;
  private maximum = Number.NEGATIVE_INFINITY;

  /** Adds a data point. */
  add({ average, minimum, maximum, samples }: MetricReadings, metric: number): void {
    this.include(samples[metric]!, average[metric]!, minimum[metric]!, maximum[metric]!);
  }

  addAll({ samples, average, minimum, maximum }: StatisticSet): void {
    this.include(samples, average, minimum, maximum);
  }

  /** The average of a single point is kept exactly. */
  private include(more: number, average: number, minimum: number, maximum: number): void {
    if (more === 0) return;
    const all = this.samples + more;
    this.average = this.samples === 0 ? average : (this.average * this.samples + average * more) / all;
    this.minimum = Math.min(this.minimum, minimum);
    this.maximum = Math.max(this.maximum, maximum);
    this.samples = all;
  }

  /** Returns NaN without samples: a sample count of 0 is no data either (T.MET-2). */
  read(statistic: Statistic): number {
    if (this.samples === 0) return Number.NaN;
    if (statistic === Statistic.Average) return this.average;
    if (statistic === Statistic.Minimum) return this.minimum;
    if (statistic === Statistic.Maximum) return this.maximum;
    return statistic === Statistic.Sum ? this.average * this.samples : this.samples;
  }

  clear(): void {
    this.samples = 0;
    this.average = Number.NaN;
    this.minimum = Number.POSITIVE_INFINITY;
    this.maximum = Number.NEGATIVE_INFINITY;
  }

  save(): readonly number[] {
    return this.samples === 0 ? [] : [this.samples, this.average, this.minimum, this.maximum];
  }

  load(saved: readonly number[]): void {
    this.clear();
    if (saved.length > 0) [this.samples, this.average, this.minimum, this.maximum] = saved as [number, number, number, number];
  }
}

/** One data point per metric of a service or cluster, in columns that are refilled each period. */
export class MetricReadings {
  readonly average: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  /** For a service metric: the running tasks (S.MET-6); 0: no data point. */
  readonly samples: Float64Array;
  /** Whether a fault keeps points of this period away, so that they end a row of points that breach. */
  isStrictGap = false;

  constructor(metrics: number) {
    this.average = new Float64Array(metrics);
    this.minimum = new Float64Array(metrics);
    this.maximum = new Float64Array(metrics);
    this.samples = new Float64Array(metrics);
  }

  /**
   * Sets equal samples, as of tasks under equal load; a value of NaN is no data point. Callers with a spread set `minimum` and
   * `maximum` afterwards.
   */
  set(metric: number, value: number, samples: number): void {
    this.average[metric] = value;
    this.minimum[metric] = value;
    this.maximum[metric] = value;
    this.samples[metric] = Number.isNaN(value) ? 0 : samples;
  }

  /** Removes all data points. */
  clear(): void {
    this.samples.fill(0);
    this.isStrictGap = false;
  }

  miss(metric: number): void {
    this.samples[metric] = 0;
  }

  /** Returns NaN without a data point. */
  read(metric: number, statistic: Statistic): number {
    if (this.samples[metric] === 0) return Number.NaN;
    if (statistic === Statistic.Average) return this.average[metric]!;
    if (statistic === Statistic.Minimum) return this.minimum[metric]!;
    if (statistic === Statistic.Maximum) return this.maximum[metric]!;
    return statistic === Statistic.Sum ? this.average[metric]! * this.samples[metric]! : this.samples[metric]!;
  }
}
