import { inProportion } from '../../autoscaling/adjustment.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { type MetricReadings, PERIOD_MS, Statistic } from '../../metrics/statistics.js';
import type { PredictiveScaling, ServiceView } from './policies.js';
import type { ScalingSettings } from './service-scaling-settings.js';

const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** Reach of a forecast and interval between forecasts (A.SAS-10). */
const FORECAST_HOURS = 48;
const REFRESH_HOURS = 6;

/**
 * One predictive scaling policy. AWS does not document its forecasts. Here the load of a future hour is the mean of the same hour of the
 * week in the remembered days or, before such an hour exists, of the same hour of the day. The load is the metric times the running tasks.
 */
export class Forecaster {
  private sum = 0;
  private minutes = 0;
  /** Whole hours since the start. */
  private hours = 0;
  /** A ring by hour. */
  private readonly loads: Float64Array;
  private readonly forecast = new Float64Array(FORECAST_HOURS).fill(Number.NaN);
  private forecastFromHour = 0;
  private readonly afterHours: number;
  private readonly metric: number;
  private readonly targetValue: number;
  private readonly bufferMs: number;
  private readonly isActing: boolean;
  /** Percentage above the forecast; null: the maximum applies. */
  readonly maxCapacityBuffer: number | null;

  constructor(policy: PredictiveScaling, settings: ScalingSettings) {
    this.metric = policy.metric;
    this.targetValue = policy.targetValue;
    this.bufferMs = policy.schedulingBufferMs;
    this.isActing = policy.mode === 'ForecastAndScale';
    this.maxCapacityBuffer = policy.maxCapacityBuffer;
    this.loads = new Float64Array(settings.forecastHistoryDays * DAY_HOURS).fill(Number.NaN);
    this.afterHours = settings.forecastAfterHours;
  }

  /** Records the load of the minute. */
  record({ atMs, running }: ServiceView, readings: MetricReadings): void {
    if (atMs % PERIOD_MS.standard !== 0) return;
    const metric = readings.read(this.metric, Statistic.Average);
    if (!Number.isNaN(metric)) {
      this.sum += metric * running;
      this.minutes++;
    }
    if (atMs % HOUR_MS !== 0) return;
    this.loads[this.hours % this.loads.length] = this.sum / this.minutes; // NaN without data
    this.hours++;
    this.sum = 0;
    this.minutes = 0;
    if (this.hours % REFRESH_HOURS === 0 && this.hours >= this.afterHours) this.refresh();
  }

  /** Returns the tasks needed for this hour and for one that begins within the buffer; 0: none, or forecast only. */
  capacityAt(atMs: number): number {
    if (!this.isActing) return 0;
    const hour = Math.floor(atMs / HOUR_MS);
    const soon = Math.floor((atMs + this.bufferMs) / HOUR_MS);
    return soon === hour ? this.capacityOfHour(hour) : Math.max(this.capacityOfHour(hour), this.capacityOfHour(soon));
  }

  private capacityOfHour(hour: number): number {
    const load = this.forecast[hour - this.forecastFromHour] ?? Number.NaN;
    return Number.isNaN(load) ? 0 : inProportion(1, load, this.targetValue);
  }

  private refresh(): void {
    this.forecastFromHour = this.hours;
    for (let i = 0; i < FORECAST_HOURS; i++) {
      const sameHourOfWeek = this.meanEvery(WEEK_HOURS, this.hours + i);
      this.forecast[i] = Number.isNaN(sameHourOfWeek) ? this.meanEvery(DAY_HOURS, this.hours + i) : sameHourOfWeek;
    }
  }

  /** Returns the mean of the remembered hours that are whole intervals from the hour; NaN without data. */
  private meanEvery(intervalHours: number, hour: number): number {
    let sum = 0;
    let count = 0;
    for (let h = hour; h >= Math.max(0, this.hours - this.loads.length); h -= intervalHours) {
      const load = h < this.hours ? this.loads[h % this.loads.length]! : Number.NaN;
      if (Number.isNaN(load)) continue;
      sum += load;
      count++;
    }
    return count === 0 ? Number.NaN : sum / count;
  }

  save(): unknown {
    const { sum, minutes, hours, forecastFromHour, loads, forecast } = this;
    return structuredClone({ sum, minutes, hours, forecastFromHour, loads, forecast });
  }

  load(saved: unknown): void {
    const { loads, ...rest } = structuredClone(saved) as { loads: Float64Array };
    this.loads.set(loads);
    Object.assign(this, rest);
  }
}
