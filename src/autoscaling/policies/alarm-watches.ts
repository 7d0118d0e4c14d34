import type { Alarm, AlarmSaved, AlarmState } from '../../metrics/alarm.js';
import { SERVICE_METRIC_NAMES } from '../../metrics/names.js';
import { MetricReadings } from '../../metrics/statistics.js';
import type { CapacityView, DynamicPolicy } from './policy.js';

/** While an alarm stays in ALARM, its action is invoked once a minute (N.DLY-4; CloudWatch, "Alarm actions"). */
const CALLS_EVERY_MS = 60_000;

const NO_READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

/** The metrics of the capacity that alarms read. */
interface AlarmView extends Pick<CapacityView, 'atMs' | 'running'> {
  /** Whether its metrics have points of 20 seconds (N.MON-1). */
  readonly hasHighResolution?: boolean;
}

/** An alarm of one of the policies. */
interface Watch {
  readonly alarm: Alarm;
  readonly policy: DynamicPolicy;
  /** Before this time it calls again only after a change of its state. */
  nextCallMs: number;
}

/** Where a scaler notes a later step of an alarm, by its number: its evaluation, or the action that it called for. */
export interface Later {
  evaluates(atMs: number, alarm: number): void;
  acts(atMs: number, alarm: number): void;
}

export type WatchesSaved = readonly (AlarmSaved & { readonly nextCallMs: number })[];

/** The alarms of all policies of a service or group, by number, and the policies that they call. */
export class AlarmWatches {
  /** Policies whose action is due. */
  readonly due = new Set<DynamicPolicy>();
  private readonly all: readonly Watch[];

  constructor(
    policies: readonly DynamicPolicy[],
    private readonly actionDelayMs: number,
  ) {
    this.all = policies.flatMap((policy) => policy.alarms.map((alarm) => ({ alarm, policy, nextCallMs: 0 })));
  }

  /** Adds the period that ends now to each alarm. Alarms without a delay are evaluated at once. */
  receive(seen: AlarmView, readings: MetricReadings, later: Later): void {
    this.all.forEach(({ alarm, policy }, nth) => {
      const isMissing = policy.isHighResolution && seen.hasHighResolution !== true;
      const evaluatedMs = alarm.receive(seen.atMs, isMissing ? NO_READINGS : readings);
      if (evaluatedMs === seen.atMs) this.evaluate(nth, seen, later);
      else if (evaluatedMs !== null) later.evaluates(evaluatedMs, nth);
    });
  }

  /** Evaluates an alarm. The action that it calls for is taken later; without a delay it is due now. */
  evaluate(nth: number, { atMs, running }: AlarmView, later: Later): void {
    const { alarm } = this.all[nth]!;
    const before = alarm.state;
    alarm.evaluate(atMs);
    this.call(nth, before, { atMs, running }, later);
  }

  /** As SetAlarmState: a change of state calls for the action, as one by evaluation does. */
  set(
    alarm: Alarm | undefined,
    { state, value }: { readonly state: AlarmState; readonly value: number | null },
    { seen, later }: { readonly seen: AlarmView; readonly later: Later },
  ): void {
    if (alarm === undefined) return;
    const before = alarm.state;
    alarm.set(state, seen.atMs, value);
    const nth = this.all.findIndex((watch) => watch.alarm === alarm);
    if (state !== before) this.call(nth, before, seen, later);
  }

  get count(): number {
    return this.all.length;
  }

  alarm(nth: number): Alarm {
    return this.all[nth]!.alarm;
  }

  /** Returns how many points in a row must breach until an alarm in OK, without a breach before, may call for an action. */
  breachesMost(nth: number): number {
    const { alarm, policy } = this.all[nth]!;
    return policy.isCalledByPoints(alarm) ? 1 : alarm.terms.datapointsToAlarm;
  }

  callsNow(nth: number): void {
    this.due.add(this.all[nth]!.policy);
  }

  /** Takes the points that are available at the time. */
  takeAvailable(atMs: number): void {
    for (const { alarm } of this.all) alarm.takeAvailable(atMs);
  }

  loadOne(nth: number, saved: WatchesSaved[number]): void {
    const watch = this.all[nth]!;
    watch.alarm.load(saved);
    watch.nextCallMs = saved.nextCallMs;
  }

  /** The alarms by number, each with its policy. */
  get list(): readonly { readonly alarm: Alarm; readonly policy: DynamicPolicy }[] {
    return this.all;
  }

  private call(nth: number, before: AlarmState, { atMs, running }: AlarmView, later: Later): void {
    const watch = this.all[nth]!;
    const { alarm, policy, nextCallMs } = watch;
    const isCalling = policy.isCalledBy(alarm, running);
    if (alarm.state === before && (!isCalling || atMs < nextCallMs)) return;
    watch.nextCallMs = isCalling ? atMs + CALLS_EVERY_MS : 0;
    if (this.actionDelayMs === 0) this.due.add(policy);
    else later.acts(atMs + this.actionDelayMs, nth);
  }

  save(): WatchesSaved {
    return this.all.map(({ alarm, nextCallMs }) => ({ ...alarm.save(), nextCallMs }));
  }

  load(saved: WatchesSaved): void {
    for (const [nth, one] of saved.entries()) this.loadOne(nth, one);
  }
}
