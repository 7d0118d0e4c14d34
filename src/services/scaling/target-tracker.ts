import { inProportion } from '../../autoscaling/adjustment.js';
import { Alarm, type AlarmSaved, AlarmState } from '../../metrics/alarm.js';
import { type AlarmTerms, Comparison } from '../../metrics/alarm-terms.js';
import { type MetricReadings, PERIOD_MS, Statistic } from '../../metrics/statistics.js';
import type { Direction, DynamicPolicy, ServiceView, TargetTracking } from './policies.js';
import type { ScalingSettings } from './service-scaling-settings.js';

/** The two alarms that target tracking makes for itself (A.SAS-1, S.TT-8). The low one looks at minutes, however often the metric comes. */
export function alarmsOf(policy: TargetTracking, settings: ScalingSettings): { readonly high: AlarmTerms; readonly low: AlarmTerms } {
  const { metric, isHighResolution, targetValue } = policy;
  const terms = (comparison: Comparison, threshold: number, points: number, periodMs: number): AlarmTerms => ({
    ...{ metric, comparison, threshold, periodMs, statistic: Statistic.Average },
    ...{ evaluationPeriods: points, datapointsToAlarm: points, treatMissingData: 'missing' },
  });
  const highPeriodMs = isHighResolution ? PERIOD_MS.highResolution : PERIOD_MS.standard;
  return {
    high: terms(Comparison.GreaterThanThreshold, targetValue, settings.highDatapoints, highPeriodMs),
    low: terms(
      Comparison.LessThanThreshold,
      (settings.lowThresholdPercent * targetValue) / 100,
      settings.lowDatapoints,
      PERIOD_MS.standard,
    ),
  };
}

/** The first step out of zero: "the minimum possible amount" (S.SAS-8). */
const FIRST_TASKS = 1;

/** One target tracking policy at work. */
export class TargetTracker implements DynamicPolicy {
  direction: Direction = 0;
  wanted = 0;
  metric = Number.NaN;
  alarm: AlarmState = AlarmState.INSUFFICIENT_DATA;
  readonly scaleOutCooldownMs: number;
  readonly scaleInCooldownMs: number;
  readonly mustAgreeToScaleIn: boolean;
  readonly periodMs: number;

  private readonly high: Alarm;
  private readonly low: Alarm;
  private readonly targetValue: number;

  constructor(policy: TargetTracking, settings: ScalingSettings) {
    const { high, low } = alarmsOf(policy, settings);
    this.high = new Alarm(high);
    this.low = new Alarm(low);
    this.targetValue = policy.targetValue;
    this.scaleOutCooldownMs = policy.scaleOutCooldownMs;
    this.scaleInCooldownMs = policy.scaleInCooldownMs;
    this.mustAgreeToScaleIn = !policy.disableScaleIn;
    this.periodMs = high.periodMs;
  }

  /** Computes from the running tasks, not from the desired count (S.SAS-3). */
  look({ atMs, running }: ServiceView, readings: MetricReadings): void {
    this.high.tell(atMs, readings);
    this.low.tell(atMs, readings);
    this.metric = this.high.value;
    this.alarm = this.high.state;
    this.direction = 0;
    if (atMs % this.periodMs !== 0) return;
    if (running === 0) this.lookAtNothing();
    else if (this.high.state === AlarmState.ALARM) this.ask(this.high, running);
    else if (this.low.state === AlarmState.ALARM && this.mustAgreeToScaleIn) this.ask(this.low, running);
  }

  /** One data point is enough (S.SAS-8): a metric that comes although nothing runs, as a backlog does. */
  private lookAtNothing(): void {
    if (!this.high.isBreachingNow) return;
    this.direction = 1;
    this.wanted = FIRST_TASKS;
  }

  /** Never out at or below the target (S.TT-2); in may ask for what runs already, which is to be ready and to have nothing to remove. */
  private ask(alarm: Alarm, running: number): void {
    this.metric = alarm.value;
    this.alarm = alarm.state;
    this.wanted = inProportion(running, alarm.value, this.targetValue);
    if (alarm === this.low) this.direction = -1;
    else this.direction = alarm.value > this.targetValue ? 1 : 0;
  }

  save(): { readonly high: AlarmSaved; readonly low: AlarmSaved } {
    return { high: this.high.save(), low: this.low.save() };
  }

  load({ high, low }: ReturnType<TargetTracker['save']>): void {
    this.high.load(high);
    this.low.load(low);
  }
}
