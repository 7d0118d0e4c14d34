import type { EventLoop, Ms } from '../../../kernel/event-loop.js';
import type { LoadImpairment } from '../../../load/dependencies.js';
import { type AlarmSaved, AlarmState } from '../../../metrics/alarm.js';
import type { MathSaved } from '../../../metrics/math-metric.js';
import { SERVICE_METRIC_NAMES } from '../../../metrics/names.js';
import { MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import type { ServiceScalerSaved } from '../../../services/scaling/service-scaler.js';
import type { Setup } from '../../setup.js';
import type { Chance } from '../chance.js';
import type { EquivalenceClass } from '../equivalence-class.js';
import type { MetricGaps } from '../faults/metric-gaps.js';
import { Failing } from '../tasks.js';
import type { Target } from './load-models.js';
import { type MeasuredService, measuredOf, type TargetHealth } from './measured-service.js';
import { QuietAlarms } from './quiet-alarms.js';
import { ServedRows } from './served-rows.js';

/** Slot of a task in a service without targets. */
const NO_SLOT = -1;

/** The readings of a service without a load: none. */
const NO_READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

/** Load and auto scaling of services. A run without either pays nothing for it. */
export class Traffic {
  /** By service; undefined where a service has neither load nor scaler. */
  private readonly byService: (MeasuredService | undefined)[];
  readonly measuredServices: readonly MeasuredService[];
  readonly isAny: boolean;
  readonly rows: ServedRows;
  readonly quiet: QuietAlarms;
  /** The tick, which divides the periods of all services. */
  readonly tickMs: Ms;

  constructor(setup: Setup, loop: EventLoop, { chance, gaps }: { readonly chance: Chance; readonly gaps: MetricGaps }) {
    const rows = new ServedRows(setup.services.length);
    this.rows = rows;
    this.byService = setup.services.map((spec, service) => measuredOf(spec, { service, setup, chance, gaps, rows }));
    this.measuredServices = this.byService.filter((measured) => measured !== undefined);
    this.isAny = this.measuredServices.length > 0;
    this.quiet = new QuietAlarms(
      this.byService.map((measured) => measured?.scaler ?? null),
      loop,
    );
    this.tickMs = this.measuredServices.reduce<Ms>((ms, { periodMs }) => commonDivisor(ms, periodMs), PERIOD_MS.standard);
  }

  /**
   * Counts a task that has come to RUNNING (1) or is to leave it (-1). It changes nothing for a service without load and scaler. `failing`:
   * bits of Failing.
   */
  countRunning(
    { service, taskClass }: EquivalenceClass,
    task: { readonly zone: number; readonly failing: number },
    by: 1 | -1,
    atMs: Ms,
  ): void {
    // A negative index, of a standalone task, would be looked up the slow way.
    if (!this.isAny || service < 0) return;
    const measured = this.byService[service];
    if (measured === undefined) return;
    measured.running += by;
    if (measured.rotation !== null || (task.failing & Failing.restarts) !== 0) return;
    const zone = measured.isZonal ? task.zone : 0;
    this.count(measured, { revision: taskClass.revision, zone, slot: NO_SLOT, health: 'healthy', failing: task.failing }, { by, atMs });
  }

  /** Takes a task in RUNNING from the load while its serving container restarts (-1), or returns it (1). */
  countServing(service: number, target: Target & { readonly failing: number }, change: { readonly by: 1 | -1; readonly atMs: Ms }): void {
    const measured = this.byService[service];
    const health = this.healthOf(service, target.slot);
    if (health !== null) this.count(measured!, { ...target, health }, change);
  }

  /** Returns whether failures of the service's tasks can cost it requests. */
  isLoaded(service: number): boolean {
    return (this.byService[service]?.load ?? null) !== null;
  }

  /** Returns whether requests depend on the zone of their target. */
  isZonal(service: number): boolean {
    return this.byService[service]?.isZonal ?? false;
  }

  /** Marks a task in RUNNING as one that answers no request from `atMs` on. */
  failRequests(service: number, target: Target, atMs: Ms): void {
    const health = this.healthOf(service, target.slot);
    if (health !== null) this.byService[service]!.load?.fail(target, health, { by: 1, atMs });
  }

  /** Keeps the target of an ended task in the rotation. Returns its place there, for dropTarget(), or null where no request is lost. */
  loseTarget(service: number, target: Target, atMs: Ms): number | null {
    const measured = this.byService[service];
    if (measured === undefined || measured.rotation === null || measured.load === null) return null;
    const place = measured.load.placeOf(target);
    measured.load.lose(place, { by: 1, atMs });
    return place;
  }

  /** Removes the target of an ended task from the rotation. */
  dropTarget(service: number, place: number, atMs: Ms): void {
    this.byService[service]?.load?.lose(place, { by: -1, atMs });
  }

  /** Sets how its load balancer finds a target; null: it is not checked yet, or leaves the rotation. */
  setTargetHealth(service: number, target: Target & { readonly failing: number }, to: TargetHealth | null, atMs: Ms): void {
    const measured = this.byService[service];
    const rotation = measured?.rotation ?? null;
    if (rotation === null) return;
    const from = rotation.get(target.slot) ?? null;
    if (from === to) return;
    if (to === null) rotation.delete(target.slot);
    else rotation.set(target.slot, to);
    if ((target.failing & Failing.restarts) !== 0) return;
    for (const [health, by] of [[from, -1], [to, 1]] as const) // biome-ignore format: pairs
      if (health !== null) this.count(measured!, { ...target, health }, { by, atMs });
  }

  /** Returns how the load finds a task in RUNNING; null: it gets no requests, or the service has no load. */
  healthOf(service: number, slot: number): TargetHealth | null {
    const measured = this.byService[service];
    if (measured === undefined) return null;
    return measured.rotation === null ? 'healthy' : (measured.rotation.get(slot) ?? null);
  }

  /** Applies a change in the harm to loads. `impairmentOf` returns the harm to a service. */
  setImpairments(impairmentOf: (service: number) => LoadImpairment, atMs: Ms): void {
    for (const { service, load } of this.measuredServices) load?.setImpairment(impairmentOf(service), atMs);
  }

  /** Sets the weights by which production traffic is shared between revisions. */
  weigh(service: number, weights: ReadonlyMap<number, number>, atMs: Ms): void {
    this.byService[service]?.load?.weigh(weights, atMs);
  }

  measuredOf(service: number): MeasuredService | undefined {
    return this.byService[service];
  }

  /** Returns whether any alarm of the service's deployments is in ALARM. */
  isInAlarm(service: number): boolean {
    return this.byService[service]?.alarms.some(({ alarm }) => alarm.state === AlarmState.ALARM) ?? false;
  }

  /** Returns the metrics of the period that ends at `atMs`. */
  readingsOf({ load, custom, periodMs, running }: MeasuredService, isWholeMinute: boolean, atMs: Ms): MetricReadings {
    const readings = load === null ? NO_READINGS : load.measure(isWholeMinute);
    return custom === null ? readings : custom.over(readings, { fromMs: atMs - periodMs, untilMs: atMs, running });
  }

  private count(
    { load }: MeasuredService,
    target: Target & { readonly health: TargetHealth; readonly failing: number },
    change: { readonly by: 1 | -1; readonly atMs: Ms },
  ): void {
    const { health, failing } = target;
    const isFailing = (failing & Failing.requests) !== 0;
    // A hanging worker of a queue is not counted, so it is counted again before it leaves.
    if (isFailing && change.by === -1) load?.fail(target, health, change);
    load?.count(target, health, change);
    if (isFailing && change.by === 1) load?.fail(target, health, change);
  }

  save(): unknown {
    this.quiet.settleAll();
    return this.measuredServices.map(({ running, hasHighResolution, lastReason, load, scaler, alarms, custom, rotation }) => ({
      ...{ running, hasHighResolution },
      rotation: rotation === null ? null : [...rotation],
      alarms: alarms.map(({ alarm }) => alarm.save()),
      lastReason,
      load: load?.save() ?? null,
      scaler: scaler?.save() ?? null,
      ...(custom === null ? {} : { maths: custom.save() }),
    }));
  }

  load(saved: unknown): void {
    const from = saved as {
      running: number;
      hasHighResolution: boolean;
      rotation: readonly (readonly [number, TargetHealth])[] | null;
      alarms: AlarmSaved[];
      lastReason: number;
      load: unknown;
      scaler: ServiceScalerSaved | null;
      maths?: readonly MathSaved[];
    }[];
    this.quiet.forget();
    this.measuredServices.forEach((measured, i) => {
      const { running, hasHighResolution, rotation, alarms, lastReason, load, scaler, maths } = from[i]!;
      Object.assign(measured, { running, hasHighResolution, rotation: rotation === null ? null : new Map(rotation) });
      for (const [nth, { alarm }] of measured.alarms.entries()) alarm.load(alarms[nth]!);
      measured.lastReason = lastReason;
      measured.load?.load(load);
      if (scaler !== null) measured.scaler?.load(scaler);
      if (maths !== undefined) measured.custom?.load(maths);
    });
  }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
