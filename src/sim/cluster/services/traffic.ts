import { assert } from '../../../kernel/assert.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { Alarm, type AlarmSaved, AlarmState } from '../../../metrics/alarm.js';
import { SERVICE_METRIC_NAMES } from '../../../metrics/names.js';
import { MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import { alarmTimes } from '../../../services/scaling/alarm-times.js';
import type { TimesOf } from '../../../services/scaling/policies.js';
import { readSchedule, type Schedule } from '../../../services/scaling/schedule.js';
import { ScheduledActions } from '../../../services/scaling/scheduled-actions.js';
import { ServiceScaler, type ServiceScalerSaved } from '../../../services/scaling/service-scaler.js';
import type { ScalingSpec } from '../../load-spec.js';
import { type ServiceSpec, type Setup, sharesByWeights } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';
import type { EquivalenceClass } from '../equivalence-class.js';
import { Condition, Failing } from '../tasks.js';
import { ServedService } from './served-service.js';

/** A service that has a load, a scaler or both. */
export interface Follower {
  readonly service: number;
  readonly load: ServedService | null;
  readonly scaler: ServiceScaler | null;
  /** The period of measurement: a minute, or less where a policy evaluates more often. */
  readonly periodMs: Ms;
  /** Whether requests go only to healthy targets; otherwise every task in RUNNING serves. */
  readonly asksHealth: boolean;
  /** Tasks in RUNNING with desiredStatus RUNNING. */
  running: number;
  /** Alarms of its deployments. */
  readonly alarms: readonly { readonly alarm: Alarm; readonly isOfNew: boolean }[];
  /** Its first deployment is over: it sends points of 20 seconds (N.MON-1). */
  hasHighResolution: boolean;
  /** ServiceScalingReason of the last decision; 0 before the first. */
  lastReason: number;
}

/** The readings of a service without a load: none. */
const NO_READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

/** Load and auto scaling of services. A run without either pays nothing for it. */
export class Traffic {
  /** By service; undefined where a service has neither load nor scaler. */
  private readonly byService: (Follower | undefined)[];
  readonly followers: readonly Follower[];
  readonly isAny: boolean;
  /** The tick, which divides the periods of all services. */
  readonly tickMs: Ms;

  constructor(setup: Setup, chance: Chance) {
    this.byService = setup.services.map((spec, service) => followerOf(spec, { service, setup, chance }));
    this.followers = this.byService.filter((follower) => follower !== undefined);
    this.isAny = this.followers.length > 0;
    this.tickMs = this.followers.reduce<Ms>((ms, { periodMs }) => commonDivisor(ms, periodMs), PERIOD_MS.standard);
  }

  /**
   * Counts a task that has come to RUNNING (1) or is to leave it (-1). It changes nothing for a service without load and scaler. `failing`:
   * bits of Failing.
   */
  countRunning({ service, taskClass }: EquivalenceClass, by: 1 | -1, atMs: Ms, failing = 0): void {
    // A negative index, of a standalone task, would be looked up the slow way.
    if (!this.isAny || service < 0) return;
    const follower = this.byService[service];
    if (follower === undefined) return;
    follower.running += by;
    if (!follower.asksHealth && (failing & Failing.restarts) === 0)
      this.count(follower, { revision: taskClass.revision, health: 'healthy', failing }, { by, atMs });
  }

  /** The task in RUNNING, in this condition, takes no load while its container that serves is restarted (-1), and then takes it again (1). */
  countServing(
    { service, taskClass }: EquivalenceClass,
    { condition, failing }: { readonly condition: number; readonly failing: number },
    change: { readonly by: 1 | -1; readonly atMs: Ms },
  ): void {
    const follower = this.byService[service];
    if (follower === undefined) return;
    const health = follower.asksHealth ? healthOf(condition) : 'healthy';
    if (health !== null) this.count(follower, { revision: taskClass.revision, health, failing }, change);
  }

  /** Returns whether failures of the service's tasks can cost it requests. */
  isLoaded(service: number): boolean {
    return (this.byService[service]?.load ?? null) !== null;
  }

  /** The task in RUNNING, in this condition, answers no request from now on. */
  failRequests({ service, taskClass }: EquivalenceClass, condition: number, atMs: Ms): void {
    const follower = this.byService[service];
    if (follower === undefined) return;
    const health = follower.asksHealth ? healthOf(condition) : 'healthy';
    if (health !== null) follower.load?.fail(taskClass.revision, health, { by: 1, atMs });
  }

  /** The task of a healthy target has ended (1), and the target has left the rotation (-1). Returns false where nothing is lost by it. */
  loseTarget({ service, revision }: { readonly service: number; readonly revision: number }, by: 1 | -1, atMs: Ms): boolean {
    const follower = this.byService[service];
    if (!follower?.asksHealth) return false;
    follower.load?.lose(revision, { by, atMs });
    return true;
  }

  /** Moves a task in RUNNING to another condition; a task that is to leave RUNNING becomes `waiting`. */
  moveHealth(
    { service, taskClass }: EquivalenceClass,
    change: { readonly from: number; readonly to: number; readonly failing: number },
    atMs: Ms,
  ): void {
    const follower = this.byService[service];
    if (!follower?.asksHealth || change.from === change.to || (change.failing & Failing.restarts) !== 0) return;
    for (const [condition, by] of [[change.from, -1], [change.to, 1]] as const) // biome-ignore format: pairs
      if (condition !== Condition.waiting)
        this.count(follower, { revision: taskClass.revision, health: healthOf(condition)!, failing: change.failing }, { by, atMs });
  }

  private count(
    { load }: Follower,
    { revision, health, failing }: { readonly revision: number; readonly health: 'healthy' | 'unhealthy'; readonly failing: number },
    change: { readonly by: 1 | -1; readonly atMs: Ms },
  ): void {
    const isFailing = (failing & Failing.requests) !== 0;
    // A worker of a queue that hangs is not counted, so that it must be counted again before it leaves.
    if (isFailing && change.by === -1) load?.fail(revision, health, change);
    load?.count(revision, health, change);
    if (isFailing && change.by === 1) load?.fail(revision, health, change);
  }

  /** Sets the weights by which production traffic is shared between revisions. */
  weigh(service: number, weights: ReadonlyMap<number, number>, atMs: Ms): void {
    this.byService[service]?.load?.weigh(weights, atMs);
  }

  followerOf(service: number): Follower | undefined {
    return this.byService[service];
  }

  /** Returns whether any alarm of the service's deployments is in ALARM. */
  isInAlarm(service: number): boolean {
    return this.byService[service]?.alarms.some(({ alarm }) => alarm.state === AlarmState.ALARM) ?? false;
  }

  readingsOf({ load }: Follower, isWholeMinute: boolean): MetricReadings {
    return load === null ? NO_READINGS : load.measure(isWholeMinute);
  }

  save(): unknown {
    return this.followers.map(({ running, hasHighResolution, lastReason, load, scaler, alarms }) => ({
      ...{ running, hasHighResolution },
      alarms: alarms.map(({ alarm }) => alarm.save()),
      lastReason,
      load: load?.save() ?? null,
      scaler: scaler?.save() ?? null,
    }));
  }

  load(saved: unknown): void {
    const from = saved as {
      running: number;
      hasHighResolution: boolean;
      alarms: AlarmSaved[];
      lastReason: number;
      load: unknown;
      scaler: ServiceScalerSaved | null;
    }[];
    this.followers.forEach((follower, i) => {
      const { running, hasHighResolution, alarms, lastReason, load, scaler } = from[i]!;
      Object.assign(follower, { running, hasHighResolution });
      for (const [nth, { alarm }] of follower.alarms.entries()) alarm.load(alarms[nth]!);
      follower.lastReason = lastReason;
      follower.load?.load(load);
      if (scaler !== null) follower.scaler?.load(scaler);
    });
  }
}

function healthOf(condition: number): 'healthy' | 'unhealthy' | null {
  if (condition === Condition.waiting) return null;
  return condition === Condition.healthy ? 'healthy' : 'unhealthy';
}

interface Whole {
  readonly service: number;
  readonly setup: Setup;
  readonly chance: Chance;
}

function followerOf({ name, load, scaling, deploymentSpec }: ServiceSpec, { service, setup, chance }: Whole): Follower | undefined {
  if (load === null && scaling === null) return undefined;
  const key = chance.keyOf('service', name);
  const timesOf = alarmTimes(setup.serviceScaling, {
    phase: (alarm) => chance.uniform(key, Purpose.evaluationPhase, alarm),
    delayMs: (delay, second) => chance.ms(delay, key, Purpose.metricDelay, second),
  });
  const scaler = scaling === null ? null : scalerOf(scaling, setup, timesOf);
  const periodMs = scaler?.periodMs ?? PERIOD_MS.standard;
  const failsOpen = setup.deploymentAndHealth.targets.allUnhealthy === 'failOpen';
  const terms = {
    revisions: deploymentSpec?.revisions.length ?? 1,
    periodMs,
    isWeighted: deploymentSpec !== null && sharesByWeights(deploymentSpec),
    failsOpen,
  };
  return {
    ...{ service, scaler, periodMs, running: 0, hasHighResolution: false, lastReason: 0 },
    load: load === null ? null : new ServedService(load, terms),
    alarms:
      load === null
        ? []
        : (deploymentSpec?.metricAlarms ?? []).map(({ terms, isOfNew }) => ({ alarm: new Alarm(terms, timesOf(terms.periodMs)), isOfNew })),
    asksHealth: load?.kind === 'requests' && (deploymentSpec?.targetGroup ?? null) !== null,
  };
}

function scalerOf({ target, policies, actions }: ScalingSpec, { serviceScaling, startsAtMs }: Setup, timesOf: TimesOf): ServiceScaler {
  const scheduled = actions.map(({ expression, timeZone, ...action }) => {
    const schedule = readSchedule(expression, { timeZone, startsAtMs });
    assert(typeof schedule !== 'string', 'the expression of a scheduled action has been read before');
    return { ...action, schedule: schedule as Schedule };
  });
  return new ServiceScaler(target, policies, new ScheduledActions(scheduled), { settings: serviceScaling, timesOf });
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
