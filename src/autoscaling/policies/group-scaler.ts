import { AlarmState } from '../../metrics/alarm.js';
import type { MetricReadings } from '../../metrics/statistics.js';
import { stepCapacity } from '../adjustment.js';
import { isAtOnce } from './alarm-times.js';
import { AlarmWatches, type Later, type WatchesSaved } from './alarm-watches.js';
import { mayScaleIn, mostWanted, NO_POLICY } from './choose.js';
import { GroupMetric, type GroupPolicy, type GroupScalingSettings, type GroupStepping, type GroupTracking } from './group-policies.js';
import { GroupScalingReason as Reason } from './group-reasons.js';
import type { AlarmSetting, CapacityView, DynamicPolicy, TimesOf } from './policy.js';
import { StepScaler } from './step-scaler.js';
import { TargetTracker } from './target-tracker.js';

/**
 * The state of a group for its policies. `running`: instances past their warm-up; `notEnded`: all that are there, also those that end
 * (A.ASG-5).
 */
export interface GroupView extends CapacityView {
  readonly notEnded: number;
  readonly minSize: number;
  readonly maxSize: number;
  /** An instance boots or warms up. */
  readonly isWarming: boolean;
  /** When the latest of its instances came into service; null: instances launch or end now. */
  readonly restingSinceMs: number | null;
  readonly isAlarmSuspended: boolean;
}

/** Decision with its numbers. Each scaler reuses one record. */
export class GroupDecision {
  reason: Reason = Reason.steady;
  /** Place of the deciding policy, or of the first one without a decision. */
  policy = NO_POLICY;
  /** Last value of its alarm; NaN: none. */
  metric = Number.NaN;
  fromDesired = 0;
  toDesired = 0;
}

/** ExecutePolicy of a policy, by its place. `breach`: MetricValue less BreachThreshold; null: of a simple policy. */
export interface Execution {
  readonly policy: number;
  readonly breach: number | null;
  readonly honorsCooldown: boolean;
}

/** Alarms by the key of their policy and metric. A policy that is added later has a new key, so its alarm begins anew. */
export interface GroupScalerSaved {
  readonly alarms: Readonly<Record<string, WatchesSaved[number]>>;
  readonly cooldown: Cooldown;
}

/** Of simple scaling: it begins when the activity of the policy is over (M.SIM-1). */
interface Cooldown {
  /** When the policy acted whose activity is in progress; null: none is. */
  readonly actedMs: number | null;
  readonly lengthMs: number;
  readonly untilMs: number;
}

const NO_COOLDOWN: Cooldown = { actedMs: null, lengthMs: 0, untilMs: 0 };

/**
 * The scaling policies of one Auto Scaling group. Once a minute it receives the metrics, its alarms are evaluated when they are due, and an
 * action returns a DesiredCapacity with the numbers behind it.
 */
export class GroupScaler {
  readonly policies: readonly DynamicPolicy[];
  readonly watches: AlarmWatches;
  /** By place among the policies that alarms start: the place among all. */
  readonly placeOfPolicy: readonly number[];
  private readonly isAtOnce: boolean;
  private readonly decision = new GroupDecision();
  private cooldown = NO_COOLDOWN;

  constructor(
    private readonly all: readonly GroupPolicy[],
    private readonly settings: GroupScalingSettings,
    timesOf: (policy: GroupPolicy) => TimesOf,
  ) {
    this.placeOfPolicy = [...all.keys()].filter((place) => isStarted(all[place]!));
    this.policies = this.placeOfPolicy.map((place) => scalerOf(all[place]!, settings, timesOf(all[place]!)));
    this.watches = new AlarmWatches(this.policies, settings.actionDelayMs);
    this.isAtOnce = isAtOnce(settings);
  }

  /** Receives the metrics of the minute that ends now. Returns the decision of this millisecond, if one is due. */
  measure(seen: GroupView, readings: MetricReadings, later: Later): GroupDecision | null {
    this.watches.receive(seen, readings, later);
    return this.isAtOnce || this.isDue ? this.decide(seen) : null;
  }

  evaluate(nth: number, seen: GroupView, later: Later): GroupDecision | null {
    this.watches.evaluate(nth, seen, later);
    return this.isDue ? this.decide(seen) : null;
  }

  /** Takes the action that the alarm called for. */
  act(nth: number, seen: GroupView): GroupDecision {
    this.watches.callsNow(nth);
    return this.decide(seen);
  }

  setAlarm({ policy, nth, ...to }: AlarmSetting, seen: GroupView, later: Later): GroupDecision | null {
    this.watches.set(this.policies[this.placeOfPolicy.indexOf(policy)]?.alarms[nth], to, { seen, later });
    return this.isDue ? this.decide(seen) : null;
  }

  /** ExecutePolicy acts without an alarm. */
  execute({ policy: place, breach, honorsCooldown }: Execution, seen: GroupView): GroupDecision {
    const policy = this.all[place]!;
    this.hold(seen, NO_POLICY, Reason.policyExecuted);
    this.decision.policy = place;
    if (policy.policyType === 'TargetTrackingScaling') return this.decision;
    const isSimple = policy.policyType === 'SimpleScaling';
    const held = isSimple && honorsCooldown ? this.whyHeld(seen) : null;
    if (held !== null) {
      this.decision.reason = held;
      return this.decision;
    }
    const base = isSimple ? seen.desired : seen.running;
    this.decision.toDesired = within(seen, stepCapacity(policy, isSimple ? 0 : breach!, base) ?? seen.desired);
    if (isSimple) this.cool(seen, policy);
    return this.decision;
  }

  private get isDue(): boolean {
    return this.watches.due.size > 0;
  }

  /** Takes all actions that are due. */
  private decide(seen: GroupView): GroupDecision {
    this.watches.takeAvailable(seen.atMs);
    // A simple policy changes the desired capacity, because it waits until that is reached.
    const desired = { atMs: seen.atMs, running: seen.desired, desired: seen.desired };
    for (const [i, policy] of this.policies.entries()) policy.update(this.isSimple(i) ? desired : seen);
    const decision = this.choose(seen);
    this.watches.due.clear();
    return decision;
  }

  private choose(seen: GroupView): GroupDecision {
    const { policies, watches } = this;
    if (seen.isAlarmSuspended && this.isDue) return this.holdDue(seen, Reason.alarmNotificationSuspended);
    const held = this.whyHeld(seen);
    const simple = this.policies.findIndex((policy, i) => this.isSimple(i) && policy.direction !== 0 && watches.due.has(policy));
    if (held !== null) for (const [i, policy] of policies.entries()) if (this.isSimple(i)) watches.due.delete(policy);
    const out = mostWanted(policies, watches.due, 1);
    if (out !== NO_POLICY) return this.scaleOut(seen, out);
    if (held !== null && simple >= 0) return this.hold(seen, simple, held);
    // A policy that requests more, even if it is not due, keeps the instances.
    if (policies.some(({ direction }) => direction > 0)) return this.rest(seen);
    const down = mostWanted(policies, watches.due, -1, mayScaleIn(policies));
    if (down !== NO_POLICY) return this.scaleIn(seen, down);
    const tracked = mostWanted(policies, watches.due, -1);
    return tracked === NO_POLICY ? this.rest(seen) : this.hold(seen, tracked, Reason.notAllReady);
  }

  /** Instances that warm up are part of the desired capacity (A.ASG-5). */
  private scaleOut(seen: GroupView, index: number): GroupDecision {
    const { wanted } = this.policies[index]!;
    if (wanted <= seen.desired) return this.hold(seen, index, Reason.onTheWay);
    const desired = within(seen, wanted);
    if (desired <= seen.desired) return this.hold(seen, index, Reason.atMaximum);
    return this.change(seen, index, { desired, reason: Reason.policyScaledOut });
  }

  private scaleIn(seen: GroupView, index: number): GroupDecision {
    const policy = this.policies[index]!;
    const least = policy.mustAgreeToScaleIn && this.settings.scaleInSteps === 'single' ? seen.desired - 1 : 0;
    const desired = within(seen, Math.max(policy.wanted, least));
    if (seen.desired <= seen.minSize) return this.hold(seen, index, Reason.atMinimum);
    if (desired >= seen.desired) return this.hold(seen, index, Reason.nothingToRemove);
    if (seen.isWarming && !this.isSimple(index)) return this.hold(seen, index, Reason.heldByWarmingInstances);
    return this.change(seen, index, { desired, reason: Reason.policyScaledIn });
  }

  private change(
    seen: GroupView,
    index: number,
    { desired, reason }: { readonly desired: number; readonly reason: Reason },
  ): GroupDecision {
    this.hold(seen, index, reason);
    this.decision.toDesired = desired;
    if (this.isSimple(index)) this.cool(seen, this.all[this.placeOfPolicy[index]!] as GroupStepping);
    return this.decision;
  }

  private isSimple(index: number): boolean {
    return this.all[this.placeOfPolicy[index]!]!.policyType === 'SimpleScaling';
  }

  private cool({ atMs }: GroupView, { cooldownMs: lengthMs }: GroupStepping): void {
    this.cooldown = { actedMs: atMs, lengthMs, untilMs: 0 };
  }

  /** Why a simple policy may not act now; null: it may. */
  private whyHeld({ atMs, restingSinceMs }: GroupView): Reason | null {
    if (restingSinceMs === null) return Reason.heldByActivity;
    const { actedMs, lengthMs } = this.cooldown;
    if (actedMs !== null) this.cooldown = { actedMs: null, lengthMs, untilMs: Math.max(actedMs, restingSinceMs) + lengthMs };
    return atMs < this.cooldown.untilMs ? Reason.heldByCooldown : null;
  }

  private holdDue(seen: GroupView, reason: Reason): GroupDecision {
    const due = this.policies.findIndex((policy) => this.watches.due.has(policy));
    return this.hold(seen, due, reason);
  }

  /** Reports that no policy acts, with the numbers of the first. */
  private rest(seen: GroupView): GroupDecision {
    const hasData = this.policies.some(({ alarm }) => alarm !== AlarmState.INSUFFICIENT_DATA);
    return this.hold(seen, this.policies.length === 0 ? NO_POLICY : 0, hasData ? Reason.steady : Reason.insufficientData);
  }

  /** Fills the record for a DesiredCapacity that stays as it is. */
  private hold(seen: GroupView, index: number, reason: Reason): GroupDecision {
    const { decision } = this;
    decision.reason = reason;
    decision.policy = index === NO_POLICY ? NO_POLICY : this.placeOfPolicy[index]!;
    decision.metric = this.policies[index]?.metric ?? Number.NaN;
    decision.fromDesired = seen.desired;
    decision.toDesired = seen.desired;
    return decision;
  }

  save(): GroupScalerSaved {
    const saved = this.watches.save();
    return { alarms: Object.fromEntries(this.keys().map((key, nth) => [key, saved[nth]!])), cooldown: this.cooldown };
  }

  load({ alarms, cooldown }: GroupScalerSaved): void {
    this.cooldown = cooldown;
    for (const [nth, key] of this.keys().entries()) if (alarms[key] !== undefined) this.watches.loadOne(nth, alarms[key]);
  }

  /**
   * Returns the keys by number of the alarm. The threshold is not part of a key: with another one the alarm judges the present points anew.
   */
  private keys(): string[] {
    return this.watches.list.map(({ alarm, policy }) => {
      const { name } = this.all[this.placeOfPolicy[this.policies.indexOf(policy)]!]!;
      const { metric, statistic, periodMs, evaluationPeriods } = alarm.terms;
      return [name, policy.alarms.indexOf(alarm), metric, statistic, periodMs, evaluationPeriods].join('/');
    });
  }
}

function within({ minSize, maxSize }: GroupView, capacity: number): number {
  return Math.max(minSize, Math.min(maxSize, capacity));
}

function isStarted(
  policy: GroupPolicy,
): policy is GroupTracking | (GroupStepping & { readonly alarm: NonNullable<GroupStepping['alarm']> }) {
  return policy.policyType === 'TargetTrackingScaling' ? policy.isOff !== true : policy.alarm !== null;
}

function scalerOf(policy: GroupPolicy, settings: GroupScalingSettings, timesOf: TimesOf): DynamicPolicy {
  if (policy.policyType !== 'TargetTrackingScaling') return new StepScaler({ ...policy, alarm: policy.alarm! }, timesOf);
  const isCpu = policy.metric === GroupMetric.CPUUtilization;
  return new TargetTracker(policy, isCpu ? { ...settings, lowThresholdPercent: settings.lowThresholdPercentCpu } : settings, timesOf);
}
