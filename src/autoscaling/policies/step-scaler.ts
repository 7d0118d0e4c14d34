import { Alarm, AlarmState } from '../../metrics/alarm.js';
import { PERIOD_MS } from '../../metrics/statistics.js';
import { stepCapacity } from '../adjustment.js';
import type { CapacityView, Direction, DynamicPolicy, Stepping, TimesOf } from './policy.js';

/** A step scaling policy with the alarm that starts it, and its present request. */
export class StepScaler implements DynamicPolicy {
  direction: Direction = 0;
  wanted = 0;
  base = 0;
  metric = Number.NaN;
  alarm: AlarmState = AlarmState.INSUFFICIENT_DATA;
  readonly isExact: boolean;
  readonly mustAgreeToScaleIn = false;
  readonly isHighResolution = false;
  readonly periodMs: number;

  readonly alarms: readonly Alarm[];

  constructor(
    private readonly policy: Stepping,
    timesOf: TimesOf,
  ) {
    this.isExact = policy.adjustmentType === 'ExactCapacity';
    this.alarms = [new Alarm(policy.alarm, timesOf(policy.alarm.periodMs, policy.alarm.metric))];
    this.periodMs = Math.min(policy.alarm.periodMs, PERIOD_MS.standard);
  }

  isCalledBy({ state }: Alarm): boolean {
    return state === AlarmState.ALARM;
  }

  isCalledByPoints(): boolean {
    return false;
  }

  /** The step is that of the last data point. */
  update({ running, notEnded = running, desired }: CapacityView): void {
    const [watch] = this.alarms as [Alarm];
    this.metric = watch.value;
    this.alarm = watch.state;
    this.direction = 0;
    this.base = running;
    if (this.policy.isOff === true || this.alarm !== AlarmState.ALARM || Number.isNaN(this.metric)) return;
    const breach = this.metric - this.policy.alarm.threshold;
    const capacity = stepCapacity(this.policy, breach, running);
    if (capacity === null) return;
    const wanted = Math.max(0, capacity);
    // "Set to" replaces the desired capacity; a change is relative to the running capacity (S.STEP-1, S.SAS-3).
    this.direction = Math.sign(wanted - (this.isExact ? desired : running)) as Direction;
    const isOfAll = this.direction < 0 && notEnded !== running;
    this.wanted = isOfAll ? Math.max(0, stepCapacity(this.policy, breach, notEnded)!) : wanted;
  }
}
