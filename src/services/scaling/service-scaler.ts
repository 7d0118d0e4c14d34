import { isAtOnce } from '../../autoscaling/policies/alarm-times.js';
import { AlarmWatches, type Later, type WatchesSaved } from '../../autoscaling/policies/alarm-watches.js';
import { mayScaleIn, mostWanted, NO_POLICY } from '../../autoscaling/policies/choose.js';
import type { AlarmSetting, Direction, DynamicPolicy, TimesOf } from '../../autoscaling/policies/policy.js';
import { StepScaler } from '../../autoscaling/policies/step-scaler.js';
import { TargetTracker } from '../../autoscaling/policies/target-tracker.js';
import { loadParts } from '../../kernel/parts.js';
import { AlarmState } from '../../metrics/alarm.js';
import { type MetricReadings, PERIOD_MS } from '../../metrics/statistics.js';
import { ScalingDecision, ServiceScalingReason } from './decision.js';
import { Forecaster } from './forecaster.js';
import { OutCooldown, type OutCooldownSaved } from './out-cooldown.js';
import type { ScalableTarget, ScalingPolicy, ServiceView } from './policies.js';
import type { ScheduledActions, ScheduledActionsSaved } from './scheduled-actions.js';
import { type Cooldowns, cooldownsOf, holdMs, type ScalingSettings } from './service-scaling-settings.js';

export interface ServiceScalerSaved {
  readonly target: ScalableTarget;
  readonly out: OutCooldownSaved;
  readonly scaleInUntilMs: number;
  readonly alarms: WatchesSaved;
  readonly forecasts: readonly unknown[];
  readonly schedule: ScheduledActionsSaved;
}

/** In the place of an alarm: scheduled actions between two measurements. */
const BY_SCHEDULE = -1;

/**
 * Service auto scaling of one service: its policies, bounds and cooldowns. Once a period it receives the metrics, its alarms are evaluated
 * when they are due, and an action returns a DesiredCount with the numbers behind it, in constant time. Both cooldowns belong to the
 * service; the acting policy sets their length.
 */
export class ServiceScaler {
  /** Period of calls: a minute, or less when a policy requires it. */
  readonly periodMs: number;

  readonly policies: DynamicPolicy[] = [];
  readonly watches: AlarmWatches;
  /** The metrics come, are evaluated and are acted on in one millisecond. */
  private readonly isAtOnce: boolean;
  private readonly settings: ScalingSettings;
  /** By place among the dynamic policies and the forecasts: the place among all. */
  readonly placeOfPolicy: number[] = [];
  /** By place among the dynamic policies. */
  private readonly cooldowns: Cooldowns[] = [];
  private readonly placeOfForecast: number[] = [];
  private readonly forecasts: Forecaster[] = [];
  private readonly decision = new ScalingDecision();
  private readonly out = new OutCooldown();
  private scaleInUntilMs = 0;
  /** Capacity of the forecasts, and the largest forecast. */
  private expected = 0;
  private expectedBy = NO_POLICY;

  constructor(
    /** As it is registered now; another one may be put in its place, and scheduled actions do so. */
    public target: ScalableTarget,
    policies: readonly ScalingPolicy[],
    private readonly schedule: ScheduledActions,
    { settings, timesOf }: { readonly settings: ScalingSettings; readonly timesOf: TimesOf },
  ) {
    policies.forEach((policy, place) => {
      if (policy.policyType === 'PredictiveScaling') {
        this.placeOfForecast.push(place);
        this.forecasts.push(new Forecaster(policy, settings));
      } else {
        this.placeOfPolicy.push(place);
        this.cooldowns.push(cooldownsOf(policy));
        const isByStep = policy.policyType === 'StepScaling';
        this.policies.push(isByStep ? new StepScaler(policy, timesOf) : new TargetTracker(policy, settings, timesOf));
      }
    });
    this.watches = new AlarmWatches(this.policies, settings.actionDelayMs);
    this.settings = settings;
    this.isAtOnce = isAtOnce(settings);
    this.periodMs = Math.min(PERIOD_MS.standard, ...this.policies.map((policy) => policy.periodMs));
  }

  /**
   * Receives the metrics of the period that ends now; those without a data point are missing in the readings. Returns the decision of this
   * millisecond, in a record that the next one overwrites; null if nothing is due.
   */
  measure(seen: ServiceView, readings: MetricReadings, later: Later): ScalingDecision | null {
    this.watches.receive(seen, readings, later);
    for (const forecast of this.forecasts) forecast.record(seen, readings);
    const isScheduled = this.follow(seen);
    this.scheduleActions(seen.atMs, later);
    if (isScheduled) {
      this.watches.due.clear();
      return this.decision;
    }
    if (this.isAtOnce || this.isDue) return this.decide(seen);
    return this.isRaiseDue(seen.desired) ? this.raise(seen) : null;
  }

  /** Schedules the actions that come between two measurements. */
  scheduleActions(atMs: number, later: Pick<Later, 'acts'>): void {
    const { nextMs } = this.schedule;
    const measuredMs = (Math.floor(atMs / this.periodMs) + 1) * this.periodMs;
    if (nextMs >= atMs && nextMs < measuredMs) later.acts(nextMs, BY_SCHEDULE);
  }

  setAlarm({ policy, nth, ...to }: AlarmSetting, seen: ServiceView, later: Later): void {
    this.watches.set(this.policies[this.placeOfPolicy.indexOf(policy)]?.alarms[nth], to, { seen, later });
  }

  /** Whether a period without a breach, in which every alarm stays OK, changes nothing here. */
  get restsWhileQuiet(): boolean {
    return !this.isAtOnce && this.forecasts.length === 0 && this.schedule.nextMs === Number.POSITIVE_INFINITY;
  }

  get isDue(): boolean {
    return this.watches.due.size > 0;
  }

  /** Takes the action that the alarm called for, or those of the schedule; null: they leave the desired count. */
  act(nth: number, seen: ServiceView, later: Later): ScalingDecision | null {
    if (nth === BY_SCHEDULE) {
      const isScheduled = this.follow(seen);
      this.scheduleActions(seen.atMs, later);
      return isScheduled ? this.decision : null;
    }
    this.watches.callsNow(nth);
    return this.decide(seen);
  }

  /** Takes all actions that are due. */
  decide(seen: ServiceView): ScalingDecision {
    this.watches.takeAvailable(seen.atMs);
    const isFromBefore = this.out.isOn(seen.atMs) && this.settings.scaleOutBase === 'beforeCooldown';
    const view = isFromBefore ? { ...seen, ranBefore: this.out.ranBefore } : seen;
    for (const policy of this.policies) policy.update(view);
    const decision = this.choose(seen);
    this.watches.due.clear();
    return decision;
  }

  private choose(seen: ServiceView): ScalingDecision {
    const out = this.mostWanted(1);
    const toDesired = out === NO_POLICY ? seen.desired : this.scaleOut(seen, out).toDesired;
    if (this.isRaiseDue(toDesired)) return this.raise(seen);
    if (out !== NO_POLICY) return this.decision;
    // A policy that requests more, even if it is not due, keeps the tasks.
    if (this.policies.some(({ direction }) => direction > 0)) return this.rest(seen);
    return this.considerScaleIn(seen);
  }

  private isRaiseDue(capacity: number): boolean {
    return this.expected > capacity && capacity < this.maxCapacityNow();
  }

  /**
   * Applies due scheduled actions and forecasts; returns whether the bounds changed the desired count, regardless of cooldowns (A.SAS-4,
   * S.SCHEDSC-1).
   */
  private follow(seen: ServiceView): boolean {
    this.expect(seen.atMs);
    let { desired } = seen;
    this.schedule.apply(seen.atMs, this.target, (target) => {
      this.target = target;
      desired = this.within(desired);
    });
    if (desired === seen.desired) return false;
    this.hold(seen, NO_POLICY, ServiceScalingReason.scheduled);
    this.decision.wanted = seen.desired;
    this.decision.toDesired = desired;
    return true;
  }

  private expect(atMs: number): void {
    this.expected = 0;
    this.expectedBy = NO_POLICY;
    for (let i = 0; i < this.forecasts.length; i++) {
      const capacity = this.forecasts[i]!.capacityAt(atMs);
      if (capacity <= this.expected) continue;
      this.expected = capacity;
      this.expectedBy = i;
    }
  }

  /** Returns the maximum, which a forecast may be allowed to raise to its buffer above itself (A.SAS-10). */
  private maxCapacityNow(): number {
    const { maxCapacity } = this.target;
    const buffer = this.expectedBy === NO_POLICY ? null : this.forecasts[this.expectedBy]!.maxCapacityBuffer;
    return buffer === null ? maxCapacity : Math.max(maxCapacity, Math.ceil((this.expected * (100 + buffer)) / 100));
  }

  private within(capacity: number): number {
    return Math.max(this.target.minCapacity, Math.min(this.maxCapacityNow(), capacity));
  }

  private mostWanted(direction: Direction, among?: 'all' | 'acting alone'): number {
    return mostWanted(this.policies, this.watches.due, direction, among);
  }

  /** During a cooldown only the capacity beyond that already added takes effect, on top of the desired count (S.SAS-4). */
  private scaleOut(seen: ServiceView, index: number): ScalingDecision {
    const policy = this.policies[index]!;
    if (this.target.dynamicScalingOutSuspended) return this.hold(seen, index, ServiceScalingReason.scaleOutSuspended);
    if (seen.desired >= this.maxCapacityNow()) return this.hold(seen, index, ServiceScalingReason.atMaximum); // S.SAS-6
    const isCooling = this.out.isOn(seen.atMs);
    const further = policy.isExact ? policy.wanted - seen.desired : policy.wanted - policy.base - this.out.added;
    if (isCooling && further <= 0 && seen.desired >= this.target.minCapacity)
      return this.hold(seen, index, ServiceScalingReason.heldByScaleOutCooldown);
    const desired = this.within(Math.max(this.expected, isCooling ? seen.desired + further : policy.wanted));
    if (desired <= seen.desired) return this.hold(seen, index, ServiceScalingReason.onTheWay);
    const { decision } = this;
    this.hold(seen, index, ServiceScalingReason.scaledOut);
    decision.toDesired = desired;
    this.out.hold(seen, desired, holdMs(this.cooldowns[index]!.outMs, this.settings));
    this.scaleInUntilMs = seen.atMs; // S.SAS-5
    return this.withCooldowns();
  }

  /** Raises capacity to the forecast before the load arrives; this starts no cooldown. */
  private raise(seen: ServiceView): ScalingDecision {
    const { decision } = this;
    this.hold(seen, NO_POLICY, ServiceScalingReason.forecast);
    decision.policy = this.placeOfForecast[this.expectedBy]!;
    decision.wanted = this.expected;
    decision.toDesired = this.within(this.expected);
    return decision;
  }

  private considerScaleIn(seen: ServiceView): ScalingDecision {
    const index = this.mostWanted(-1, mayScaleIn(this.policies));
    if (index !== NO_POLICY) return this.scaleIn(seen, index);
    const tracked = this.mostWanted(-1);
    return tracked === NO_POLICY ? this.rest(seen) : this.hold(seen, tracked, ServiceScalingReason.notAllReady);
  }

  private scaleIn(seen: ServiceView, index: number): ScalingDecision {
    const policy = this.policies[index]!;
    const least = policy.mustAgreeToScaleIn && this.settings.scaleInSteps === 'single' ? seen.desired - 1 : 0;
    const desired = this.within(Math.max(this.expected, policy.wanted, least));
    if (seen.desired <= this.target.minCapacity) return this.hold(seen, index, ServiceScalingReason.atMinimum); // S.SAS-6
    if (desired >= seen.desired) return this.hold(seen, index, this.whyNothingGoes(seen, policy.wanted));
    if (this.target.dynamicScalingInSuspended) return this.hold(seen, index, ServiceScalingReason.scaleInSuspended);
    if (seen.isDeploying) return this.hold(seen, index, ServiceScalingReason.heldByDeployment); // S.SAS-7
    if (this.out.isOn(seen.atMs)) return this.hold(seen, index, ServiceScalingReason.heldAfterScaleOut); // S.STEP-3
    if (seen.atMs < this.scaleInUntilMs) return this.hold(seen, index, ServiceScalingReason.heldByScaleInCooldown);
    this.hold(seen, index, ServiceScalingReason.scaledIn);
    this.decision.toDesired = desired;
    this.scaleInUntilMs = seen.atMs + holdMs(this.cooldowns[index]!.inMs, this.settings);
    return this.withCooldowns();
  }

  private whyNothingGoes({ desired }: ServiceView, wanted: number): ServiceScalingReason {
    return wanted < desired && this.expected >= desired ? ServiceScalingReason.keptByForecast : ServiceScalingReason.nothingToRemove;
  }

  /** Reports that no policy acts, with the numbers of the first. */
  private rest(seen: ServiceView): ScalingDecision {
    let hasData = this.policies.length === 0;
    for (const policy of this.policies) if (policy.alarm !== AlarmState.INSUFFICIENT_DATA) hasData = true;
    const first = this.policies.length === 0 ? NO_POLICY : 0;
    return this.hold(seen, first, hasData ? ServiceScalingReason.steady : ServiceScalingReason.insufficientData);
  }

  /** Fills the record for a count that stays as it is. */
  private hold(seen: ServiceView, index: number, reason: ServiceScalingReason): ScalingDecision {
    const { decision } = this;
    const policy = index === NO_POLICY ? undefined : this.policies[index]!;
    decision.reason = reason;
    decision.policy = index === NO_POLICY ? NO_POLICY : this.placeOfPolicy[index]!;
    decision.metric = policy?.metric ?? Number.NaN;
    decision.alarm = policy?.alarm ?? AlarmState.INSUFFICIENT_DATA;
    decision.running = seen.running;
    decision.fromDesired = seen.desired;
    decision.toDesired = seen.desired;
    decision.wanted = policy === undefined || policy.direction === 0 ? seen.desired : policy.wanted;
    decision.added = this.out.isOn(seen.atMs) ? this.out.added : 0;
    decision.minCapacity = this.target.minCapacity;
    decision.maxCapacity = this.maxCapacityNow();
    return this.withCooldowns();
  }

  private withCooldowns(): ScalingDecision {
    this.decision.scaleOutCooldownUntilMs = this.out.untilMs;
    this.decision.scaleInCooldownUntilMs = this.scaleInUntilMs;
    return this.decision;
  }

  save(): ServiceScalerSaved {
    const { target, scaleInUntilMs } = this;
    const forecasts = this.forecasts.map((forecast) => forecast.save());
    return { target, out: this.out.save(), scaleInUntilMs, alarms: this.watches.save(), forecasts, schedule: this.schedule.save() };
  }

  load(saved: ServiceScalerSaved): void {
    this.target = saved.target;
    this.out.load(saved.out);
    this.scaleInUntilMs = saved.scaleInUntilMs;
    this.watches.load(saved.alarms);
    loadParts(this.forecasts, saved.forecasts);
    this.schedule.load(saved.schedule);
  }
}
