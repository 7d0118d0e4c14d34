import type { Ms } from '../../../kernel/event-loop.js';
import { type LoadCurve, loadCurve } from '../../../load/curve.js';
import { ailingIn, errorShareOf, isSound, NO_SUFFERING, type Suffering } from '../../../load/dependencies.js';
import type { PoolRules } from '../../../load/pools.js';
import { SlowStarts } from '../../../load/slow-start.js';
import { LoadTotals, type TotalsState } from '../../../load/totals.js';
import { SERVICE_METRIC_NAMES, ServiceMetric } from '../../../metrics/names.js';
import { MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import type { LoadSpec } from '../../load-spec.js';
import { perTask, QueueModel, RequestModel, type Target } from './load-models.js';

/** Of the service that is measured; the next measurement overwrites them. */
const READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

/** The other settings that decide how a service bears its load. */
export interface ServedTerms extends PoolRules {
  readonly revisions: number;
  /** Duration of the slow start of new targets; 0: none. */
  readonly slowStartMs: Ms;
  /** The period of measurement. */
  readonly periodMs: Ms;
}

/** A load over time on a changing number of tasks. Time passes in parts with a constant number of tasks. */
export class ServedService {
  /** Totals since the last whole minute: of all tasks, and in `sides` of each revision where revisions bear their own loads. */
  readonly minute = new LoadTotals();
  readonly sides: readonly LoadTotals[];
  /** Totals since the start: requests or messages that arrived, were served, were turned away, and were lost at tasks that did not answer. */
  readonly ever = { arrived: 0, served: 0, shed: 0, lost: 0 };
  private readonly curve: LoadCurve;
  private readonly model: RequestModel | QueueModel;
  /** Totals since the last measurement, where the period is shorter than a minute. */
  private readonly since: LoadTotals;
  private readonly slowStarts: SlowStarts | null;
  private readonly isWeighted: boolean;
  untilMs: Ms = 0;
  private suffering = NO_SUFFERING;

  constructor(spec: LoadSpec, { revisions, periodMs, slowStartMs, ...rules }: ServedTerms) {
    this.isWeighted = rules.isWeighted;
    this.slowStarts = slowStartMs === 0 ? null : new SlowStarts(slowStartMs, rules.isWeighted ? revisions : 1);
    this.curve = loadCurve(spec.shape);
    this.model =
      spec.kind === 'queue'
        ? new QueueModel(spec, revisions, rules.zones)
        : new RequestModel(spec, revisions, { ...rules, hasSlowStart: slowStartMs > 0 });
    this.since = periodMs === PERIOD_MS.standard ? this.minute : new LoadTotals();
    const sides = this.model.counted();
    this.sides = sides.length === 1 ? [] : sides.map(() => new LoadTotals());
  }

  /** Applies the load until `toMs` to the present tasks. */
  pass(toMs: Ms): void {
    const { slowStarts, model } = this;
    if (!(model instanceof RequestModel)) {
      this.step(toMs);
      return;
    }
    while (this.untilMs < toMs) {
      const leaveMs = Math.min(toMs, this.untilMs + model.pools.leavesInMs);
      this.step(slowStarts === null ? leaveMs : this.ramp(slowStarts, model, leaveMs));
    }
  }

  /** Sets the weights of targets in slow start for the next step, and returns its end. */
  private ramp(slowStarts: SlowStarts, { pools }: RequestModel, toMs: Ms): Ms {
    slowStarts.endUntil(this.untilMs, ({ place, isFailing }) => pools.endSlowStart(place, isFailing));
    const stepMs = slowStarts.stepTo(this.untilMs, toMs);
    pools.ramp(slowStarts.weights(this.untilMs, stepMs));
    return stepMs;
  }

  private step(toMs: Ms): void {
    const ms = toMs - this.untilMs;
    if (ms === 0) return;
    const { model, minute, since, sides } = this;
    const requests = this.curve.requestsBetween(this.untilMs, toMs);
    const refused = requests * this.suffering.connectionErrorShare;
    model.pass(ms, requests - refused);
    this.untilMs = toMs;
    minute.pass(ms);
    if (since !== minute) since.pass(ms);
    for (const side of sides) side.pass(ms);
    for (const part of model.parts) {
      minute.add(ms, part.targets, part);
      if (since !== minute) since.add(ms, part.targets, part);
      sides[part.revision]?.add(ms, part.targets, part);
      this.remember(part);
    }
    if (this.suffering !== NO_SUFFERING) this.countFailed(refused);
  }

  /** Counts requests that the load balancer refused, and those that were answered with an error. */
  private countFailed(refused: number): void {
    const { model, minute, ever, suffering } = this;
    minute.arrived += refused;
    minute.failed += refused;
    if (model instanceof RequestModel)
      for (const { served, zone } of model.parts) minute.failed += served * errorShareOf(ailingIn(suffering, zone));
    ever.arrived += refused;
    ever.lost += refused;
  }

  /** Dependencies or its load balancer are not well, or well again, from `atMs` on. */
  suffer(suffering: Suffering, atMs: Ms): void {
    this.pass(atMs);
    this.suffering = isSound(suffering) ? NO_SUFFERING : suffering;
    this.model.suffer(this.suffering);
  }

  /** Counts a target as healthy or unhealthy from `atMs` on, or no longer. Without health settings all tasks in RUNNING count as healthy. */
  count(target: Target, health: 'healthy' | 'unhealthy', { by, atMs }: { readonly by: 1 | -1; readonly atMs: Ms }): void {
    const { model, slowStarts } = this;
    const full = model.placeOf(target, false);
    if (model.isMovedBy(full, health)) this.pass(atMs);
    if (slowStarts === null || health === 'unhealthy') model.count(full, health, by);
    else if (by === -1) model.count(slowStarts.leave(target.slot, this.groupOf(target)) ?? full, health, by);
    else {
      const place = model.placeOf(target, true);
      const isSlow = slowStarts.enter(target.slot, { group: this.groupOf(target), place }, atMs);
      model.count(isSlow ? place : full, health, by);
    }
  }

  /** Counts one of the counted targets as one that answers no request from `atMs` on, or no longer. */
  fail(target: Target, health: 'healthy' | 'unhealthy', { by, atMs }: { readonly by: 1 | -1; readonly atMs: Ms }): void {
    const { model, slowStarts } = this;
    const full = model.placeOf(target, false);
    if (model.isMovedBy(full, health)) this.pass(atMs);
    const slow = health === 'healthy' ? slowStarts?.placeOf(target.slot) : undefined;
    if (slow !== undefined) slowStarts?.fail(target.slot);
    model.fail(slow ?? full, health, by);
  }

  /** Counts a target whose task has ended, which receives requests until it is deregistered. */
  lose(place: number, { by, atMs }: { readonly by: 1 | -1; readonly atMs: Ms }): void {
    this.pass(atMs);
    this.model.lose(place, by);
  }

  placeOf(target: Target): number {
    return this.model.placeOf(target, false);
  }

  /** Revisions with weights have target groups of their own. */
  private groupOf({ revision }: Target): number {
    return this.isWeighted ? revision : 0;
  }

  /** Sets the weights by which requests are shared between revisions from `atMs` on. */
  weigh(weights: ReadonlyMap<number, number>, atMs: Ms): void {
    const { model } = this;
    if (!(model instanceof RequestModel) || model.pools.isWeighed(weights)) return;
    this.pass(atMs);
    model.pools.weigh(weights);
  }

  /** Returns the healthy and unhealthy tasks, by revision where revisions bear their own loads. */
  counted(): readonly (readonly [healthy: number, unhealthy: number])[] {
    return this.model.counted();
  }

  /** Requests or messages that wait for a task. */
  get backlog(): number {
    return this.model.backlog;
  }

  /** Returns the requests that wait for a task of the revision, or all where revisions share a load. */
  backlogOf(revision: number): number {
    return this.model instanceof RequestModel ? this.model.backlogOf(revision) : this.model.backlog;
  }

  /** Requests or messages that have arrived and are neither served nor turned away. */
  get present(): number {
    return this.model.present;
  }

  /** How long the message at the head has waited, in ms; NaN where the load is no queue. */
  get oldestMs(): number {
    return this.model.oldestMs;
  }

  /**
   * Returns the data points of the period that ends now, until the next measurement of any service. A load balancer publishes its own each
   * minute.
   */
  measure(isWholeMinute: boolean): MetricReadings {
    return this.publish(this.since, isWholeMinute ? this.minute : null);
  }

  /** Returns the data points of the minute that ends now likewise: of the whole service (null), or of one revision. */
  measureMinute(revision: number | null): MetricReadings {
    const of = revision === null ? this.minute : (this.sides[revision] ?? this.minute);
    return this.publish(of, of);
  }

  /** Clears the totals after a measurement; those of the minute only at its end. */
  clear(isWholeMinute: boolean): void {
    this.since.clear();
    if (!isWholeMinute) return;
    this.minute.clear();
    for (const side of this.sides) side.clear();
  }

  save(): unknown {
    const { minute, since, sides, model, untilMs, ever } = this;
    const saved = sides.map((side) => side.save());
    const slowStarts = this.slowStarts?.save() ?? null;
    return {
      ...(this.suffering === NO_SUFFERING ? {} : { suffering: this.suffering }),
      minute: minute.save(),
      since: since.save(),
      sides: saved,
      model: model.save(),
      slowStarts,
      untilMs,
      ever: { ...ever },
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      minute: TotalsState;
      since: TotalsState;
      sides: TotalsState[];
      model: never;
      slowStarts: unknown;
      untilMs: Ms;
      ever: object;
      suffering?: Suffering;
    };
    this.suffering = from.suffering ?? NO_SUFFERING;
    this.model.suffer(this.suffering);
    this.since.load(from.since);
    this.minute.load(from.minute);
    for (const [i, side] of from.sides.entries()) this.sides[i]!.load(side);
    this.model.load(from.model);
    this.slowStarts?.load(from.slowStarts);
    this.untilMs = from.untilMs;
    Object.assign(this.ever, from.ever);
  }

  /** `ofBalancer`: what the load balancer measures now; null: nothing. */
  private publish(since: LoadTotals, ofBalancer: LoadTotals | null): MetricReadings {
    const readings = READINGS;
    readings.clear();
    // One sample for each running task (S.MET-6).
    const samples = Math.max(1, Math.round(since.tasks));
    readings.set(ServiceMetric.CPUUtilization, since.cpuPercent, samples);
    readings.set(ServiceMetric.MemoryUtilization, since.memoryPercent, samples);
    this.model.publish(readings, since);
    if (ofBalancer !== null && this.model.hasTargets)
      readings.set(ServiceMetric.RequestCountPerTarget, perTask(ofBalancer.arrived, ofBalancer.targets), 1);
    return readings;
  }

  private remember({ arrived, served, shed, lost }: RequestModel['parts'][number] | QueueModel): void {
    const { ever } = this;
    ever.arrived += arrived;
    ever.served += served;
    ever.shed += shed;
    ever.lost += lost;
  }
}
