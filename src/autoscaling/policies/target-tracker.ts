import { Alarm, AlarmState } from '../../metrics/alarm.js';
import { type AlarmTerms, Comparison } from '../../metrics/alarm-terms.js';
import { PERIOD_MS, Statistic } from '../../metrics/statistics.js';
import { inProportion } from '../adjustment.js';
import type { CapacityView, Direction, DynamicPolicy, TimesOf, Tracking } from './policy.js';

/** Parameters of the two alarms that AWS does not document (A.SAS-1, A.ASG-6). */
export interface TrackingSettings {
  /** Data points in a row that the alarms take, and the low alarm's threshold in percent of the target. */
  readonly highDatapoints: number;
  readonly lowDatapoints: number;
  readonly lowThresholdPercent: number;
  /** Points of 20 seconds in a row that the low alarm of a metric of high resolution takes (N.DLY-4). */
  readonly lowDatapointsHigh: number;
}

/** The two alarms that target tracking makes for itself (A.SAS-1, S.TT-8, N.DLY-4). */
export function alarmsOf(policy: Tracking, settings: TrackingSettings): { readonly high: AlarmTerms; readonly low: AlarmTerms } {
  const { metric, isHighResolution, targetValue, statistic = Statistic.Average } = policy;
  const periodMs = isHighResolution ? PERIOD_MS.highResolution : PERIOD_MS.standard;
  const terms = (comparison: Comparison, threshold: number, points: number): AlarmTerms => ({
    ...{ metric, comparison, threshold, periodMs, statistic },
    ...{ evaluationPeriods: points, datapointsToAlarm: points, treatMissingData: 'missing' },
  });
  const lowPoints = isHighResolution ? settings.lowDatapointsHigh : settings.lowDatapoints;
  return {
    high: terms(Comparison.GreaterThanThreshold, targetValue, settings.highDatapoints),
    low: terms(Comparison.LessThanThreshold, (settings.lowThresholdPercent * targetValue) / 100, lowPoints),
  };
}

/** The first step out of zero: "the minimum possible amount" (S.SAS-8). */
const FIRST = 1;

/** A target tracking policy with its alarms and its present request. */
export class TargetTracker implements DynamicPolicy {
  direction: Direction = 0;
  wanted = 0;
  base = 0;
  metric = Number.NaN;
  alarm: AlarmState = AlarmState.INSUFFICIENT_DATA;
  readonly isExact = false;
  readonly mustAgreeToScaleIn: boolean;
  readonly isHighResolution: boolean;
  readonly periodMs: number;

  readonly alarms: readonly Alarm[];
  private readonly high: Alarm;
  private readonly low: Alarm;
  private readonly targetValue: number;

  constructor(policy: Tracking, settings: TrackingSettings, timesOf: TimesOf) {
    const { high, low } = alarmsOf(policy, settings);
    this.high = new Alarm(high, timesOf(high.periodMs, high.metric));
    this.low = new Alarm(low, timesOf(low.periodMs, low.metric));
    this.alarms = [this.high, this.low];
    this.targetValue = policy.targetValue;
    this.isHighResolution = policy.isHighResolution;
    this.mustAgreeToScaleIn = !policy.disableScaleIn;
    this.periodMs = high.periodMs;
  }

  isCalledBy(alarm: Alarm, running: number): boolean {
    if (running === 0) return alarm === this.high && alarm.isBreachingNow;
    return alarm.state === AlarmState.ALARM && (alarm === this.high || this.mustAgreeToScaleIn);
  }

  /** Whether the alarm is the one that points call while nothing runs. */
  isCalledByPoints(alarm: Alarm): boolean {
    return alarm === this.high;
  }

  /**
   * Computes from the running tasks, not the desired count (S.SAS-3). A service that came from zero continues from its running tasks
   * (S.SAS-8): none of them ran before the cooldown, so all count as added.
   */
  update({ running, notEnded = running, ranBefore = running }: CapacityView): void {
    this.metric = this.high.value;
    this.alarm = this.high.state;
    this.direction = 0;
    if (running === 0) this.requestFromZero();
    else if (this.high.state === AlarmState.ALARM) this.requestBy(this.high, ranBefore || running, ranBefore);
    else if (this.low.state === AlarmState.ALARM && this.mustAgreeToScaleIn) this.requestBy(this.low, notEnded, notEnded);
  }

  /** One data point is enough (S.SAS-8): a metric that comes although nothing runs, as a backlog does. */
  private requestFromZero(): void {
    if (!this.high.isBreachingNow) return;
    this.direction = 1;
    this.base = 0;
    this.wanted = FIRST;
  }

  /** Never scales out at or below the target (S.TT-2). A scale-in may request what runs already: it is ready, with nothing to remove. */
  private requestBy(alarm: Alarm, capacity: number, base: number): void {
    this.metric = alarm.value;
    this.alarm = alarm.state;
    this.base = base;
    this.wanted = inProportion(capacity, alarm.value, this.targetValue);
    if (alarm === this.low) this.direction = -1;
    else this.direction = alarm.value > this.targetValue ? 1 : 0;
  }
}
