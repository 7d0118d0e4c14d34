import { SERVICE_METRIC_NAMES } from '../../metrics/names.js';
import { MetricReadings, PERIOD_MS } from '../../metrics/statistics.js';
import { readSchedule, type Schedule } from '../../services/scaling/schedule.js';
import { ScheduledActions } from '../../services/scaling/scheduled-actions.js';
import { ServiceScaler, type ServiceScalerSaved } from '../../services/scaling/service-scaler.js';
import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import type { ScalingSpec } from '../load-spec.js';
import type { ServiceSpec, Setup } from '../setup.js';
import { ServedService } from './served-service.js';

/** A service that has a load, a scaler or both. */
export interface Follower {
  readonly service: number;
  readonly load: ServedService | null;
  readonly scaler: ServiceScaler | null;
  /** How often it is measured: a minute, or less where a policy looks more often. */
  readonly periodMs: Ms;
  /** Requests come only to healthy targets; else every task in RUNNING serves. */
  readonly asksHealth: boolean;
  /** Tasks in RUNNING with desiredStatus RUNNING, and those of them that serve. */
  running: number;
  serving: number;
  /** ServiceScalingReason of the last decision; 0 before the first. */
  lastReason: number;
}

/** What scalers see of a service without a load: nothing. */
const NO_READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

/** Load and auto scaling of services: who has any, and how they stand. Nothing of it is asked of a run in which nobody has. */
export class Traffic {
  /** By service; undefined where a service has neither load nor scaler. */
  private readonly byService: (Follower | undefined)[];
  readonly followers: readonly Follower[];
  readonly isAny: boolean;
  /** Between two looks: what divides the periods of all. */
  readonly tickMs: Ms;

  constructor(setup: Setup) {
    this.byService = setup.services.map((spec, service) => followerOf(spec, service, setup));
    this.followers = this.byService.filter((follower) => follower !== undefined);
    this.isAny = this.followers.length > 0;
    this.tickMs = this.followers.reduce<Ms>((ms, { periodMs }) => commonDivisor(ms, periodMs), PERIOD_MS.standard);
  }

  /** A task of the service has come to RUNNING (1), or is to stay there no more (-1). Where nobody watches the service nothing changes. */
  countRunning(service: number, by: 1 | -1, nowMs: Ms): void {
    // A place below 0, of a standalone task, would be looked up the slow way.
    if (!this.isAny || service < 0) return;
    const follower = this.byService[service];
    if (follower === undefined) return;
    follower.running += by;
    if (!follower.asksHealth) serve(follower, by, nowMs);
  }

  /** A task has become healthy, or is so no more. */
  countHealthy(service: number, by: 1 | -1, nowMs: Ms): void {
    const follower = this.byService[service];
    if (follower?.asksHealth) serve(follower, by, nowMs);
  }

  readingsOf({ load }: Follower, isWholeMinute: boolean): MetricReadings {
    return load === null ? NO_READINGS : load.measure(isWholeMinute);
  }

  save(): unknown {
    return this.followers.map(({ running, serving, lastReason, load, scaler }) => ({
      running,
      serving,
      lastReason,
      load: load?.save() ?? null,
      scaler: scaler?.save() ?? null,
    }));
  }

  load(saved: unknown): void {
    const from = saved as { running: number; serving: number; lastReason: number; load: unknown; scaler: ServiceScalerSaved | null }[];
    this.followers.forEach((follower, i) => {
      const { running, serving, lastReason, load, scaler } = from[i]!;
      follower.running = running;
      follower.serving = serving;
      follower.lastReason = lastReason;
      follower.load?.load(load);
      if (scaler !== null) follower.scaler?.load(scaler);
    });
  }
}

function serve(follower: Follower, by: 1 | -1, nowMs: Ms): void {
  follower.load?.pass(nowMs, follower.serving);
  follower.serving += by;
  if (by < 0) follower.load?.lose(follower.serving);
}

function followerOf({ load, scaling, care }: ServiceSpec, service: number, setup: Setup): Follower | undefined {
  if (load === null && scaling === null) return undefined;
  const scaler = scaling === null ? null : scalerOf(scaling, setup);
  const periodMs = scaler?.periodMs ?? PERIOD_MS.standard;
  return {
    ...{ service, scaler, periodMs, running: 0, serving: 0, lastReason: 0 },
    load: load === null ? null : new ServedService(load, periodMs),
    asksHealth: load?.kind === 'requests' && (care?.targetGroup ?? null) !== null,
  };
}

function scalerOf({ target, policies, actions }: ScalingSpec, { serviceScaling, startsAtMs }: Setup): ServiceScaler {
  const scheduled = actions.map(({ expression, timeZone, ...action }) => {
    const schedule = readSchedule(expression, { timeZone, startsAtMs });
    assert(typeof schedule !== 'string', 'the expression of a scheduled action has been read before');
    return { ...action, schedule: schedule as Schedule };
  });
  return new ServiceScaler(target, policies, new ScheduledActions(scheduled), serviceScaling);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
