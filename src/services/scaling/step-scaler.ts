import { stepCapacity } from '../../autoscaling/adjustment.js';
import { Alarm, type AlarmSaved, AlarmState } from '../../metrics/alarm.js';
import { type MetricReadings, PERIOD_MS } from '../../metrics/statistics.js';
import type { Direction, DynamicPolicy, ServiceView, StepScaling } from './policies.js';

/** One step scaling policy at work, with the alarm that starts it. */
export class StepScaler implements DynamicPolicy {
  direction: Direction = 0;
  wanted = 0;
  metric = Number.NaN;
  alarm: AlarmState = AlarmState.INSUFFICIENT_DATA;
  readonly scaleOutCooldownMs: number;
  readonly scaleInCooldownMs: number;
  readonly mustAgreeToScaleIn = false;
  readonly periodMs: number;

  private readonly watch: Alarm;

  constructor(private readonly policy: StepScaling) {
    this.watch = new Alarm(policy.alarm);
    this.scaleOutCooldownMs = policy.cooldownMs;
    this.scaleInCooldownMs = policy.cooldownMs;
    this.periodMs = Math.min(policy.alarm.periodMs, PERIOD_MS.standard);
  }

  /** As long as its alarm is in ALARM it asks again (each minute, or each shorter period); the step is that of the last data point. */
  look({ atMs, running, desired }: ServiceView, readings: MetricReadings): void {
    this.watch.tell(atMs, readings);
    this.metric = this.watch.value;
    this.alarm = this.watch.state;
    this.direction = 0;
    if (this.alarm !== AlarmState.ALARM || atMs % this.periodMs !== 0 || Number.isNaN(this.metric)) return;
    const wanted = stepCapacity(this.policy, this.metric - this.policy.alarm.threshold, running);
    if (wanted === null) return;
    this.wanted = Math.max(0, wanted);
    // "Set to" replaces what is desired; a change is one of what runs (S.STEP-1, S.SAS-3).
    this.direction = Math.sign(this.wanted - (this.policy.adjustmentType === 'ExactCapacity' ? desired : running)) as Direction;
  }

  save(): AlarmSaved {
    return this.watch.save();
  }

  load(saved: AlarmSaved): void {
    this.watch.load(saved);
  }
}
