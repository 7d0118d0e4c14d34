import type { Ms } from '../../../kernel/event-loop.js';
import { errorShareOf, impairedIn, isSound, type LoadImpairment, NO_IMPAIRMENT } from '../../../load/dependencies.js';
import type { PartTaker } from '../../../load/pool.js';
import type { PoolRules } from '../../../load/pools.js';
import { SlowStarts } from '../../../load/slow-start.js';
import { type LoadPart, LoadTotals, type TotalsState } from '../../../load/totals.js';
import { type MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import type { LoadSpec } from '../../load-spec.js';
import { QueueModel, RequestModel, type Target } from './load-models.js';
import { NOT_PLAIN, type ServedAt, ServedCell, type ServedRows } from './served-rows.js';
import { publishPerTarget, publishUse, READINGS } from './service-readings.js';

const { until: UNTIL, jump: JUMP, arrived: ARRIVED, lost: LOST, curve: CURVE, pool: POOL } = ServedCell;
/** Shared by all services whose revisions share a load. */
const NO_SIDES: readonly LoadTotals[] = [];

/** The other settings that decide how a service bears its load. */
export interface ServedTerms extends PoolRules {
  readonly revisions: number;
  /** Duration of the slow start of new targets; 0: none. */
  readonly slowStartMs: Ms;
  readonly periodMs: Ms;
  /** Whether other parts than its scaler read its metrics, or its scaler reads metrics of others. */
  readonly isWatched: boolean;
}

/** A load over time on a changing number of tasks. Time passes in parts with a constant number of tasks. */
export class ServedService implements PartTaker {
  /** By revision, where revisions bear their own loads: totals since the last whole minute. */
  readonly sides: readonly LoadTotals[];
  private readonly model: RequestModel | QueueModel;
  /** Totals since the last whole minute, and since the last measurement, which are the same where the period is a minute. */
  private readonly own = new LoadTotals();
  private readonly ownSince: LoadTotals;
  /** Whether the totals of a minute without a change follow from its length. */
  private readonly maySteady: boolean;
  private isSteady = false;
  private readonly slowStarts: SlowStarts | null;
  private readonly isWeighted: boolean;
  private impairment = NO_IMPAIRMENT;
  private readonly rows: ServedRows;
  /** Its first cell. */
  private readonly at: number;
  /** Its only pool where minutes without a change are plain, or NOT_PLAIN. */
  private readonly plainPool: number;

  constructor(spec: LoadSpec, { revisions, periodMs, slowStartMs, isWatched, ...rules }: ServedTerms, { rows, service }: ServedAt) {
    this.rows = rows;
    this.at = rows.cellOf(service);
    rows.cells[this.at + CURVE] = rows.curves.add(spec.shape);
    this.isWeighted = rules.isWeighted;
    this.slowStarts = slowStartMs === 0 ? null : new SlowStarts(slowStartMs, rules.isWeighted ? revisions : 1);
    this.model =
      spec.kind === 'queue'
        ? new QueueModel(spec, revisions, rules.zones)
        : new RequestModel(spec, revisions, { ...rules, hasSlowStart: slowStartMs > 0 }, rows.pools);
    this.ownSince = periodMs === PERIOD_MS.standard ? this.own : new LoadTotals();
    const sides = this.model.counted();
    this.sides = sides.length === 1 ? NO_SIDES : sides.map(() => new LoadTotals());
    this.maySteady = this.ownSince === this.own && this.sides.length === 0;
    const pool = this.model instanceof RequestModel ? this.model.onlyPool : null;
    this.plainPool = pool === null || !this.maySteady || isWatched ? NOT_PLAIN : pool.at;
    rows.cells[this.at + POOL] = this.plainPool;
  }

  get untilMs(): Ms {
    return this.rows.cells[this.at + UNTIL]!;
  }

  /** Since the start: requests or messages that arrived, were served, were turned away, and were lost at tasks that did not answer. */
  get ever(): { readonly arrived: number; readonly served: number; readonly shed: number; readonly lost: number } {
    const { rows, at } = this;
    const [arrived, served, shed, lost] = rows.cells.subarray(at + ARRIVED, at + LOST + 1) as unknown as [number, number, number, number];
    return { arrived, served, shed, lost };
  }

  /** Totals of all tasks since the last whole minute. */
  get minute(): LoadTotals {
    return this.isSteady ? this.rows.steady : this.own;
  }

  /** Applies the load of a period that ends now. Until clear(), no other service may be measured. */
  passPeriod(toMs: Ms): void {
    this.isSteady = this.maySteady && this.rows.isOneStep(this.at, toMs);
    this.pass(toMs);
  }

  /** Applies the load until `toMs` to the present tasks, on each side of a jump: work of saturated tasks does not add up over a minute. */
  pass(toMs: Ms): void {
    while (this.untilMs < toMs) this.passEvenly(Math.min(toMs, this.rows.nextJumpMs(this.at)));
  }

  /** Adds the results of targets in the step. A part of the served requests had errors. */
  take(ms: Ms, part: LoadPart, place: Parameters<PartTaker['take']>[2]): void {
    const { minute, since, sides, impairment } = this;
    minute.add(ms, place.targets, part);
    if (since !== minute) since.add(ms, place.targets, part);
    if (sides.length > 0) sides[place.revision]?.add(ms, place.targets, part);
    if (impairment !== NO_IMPAIRMENT && this.model instanceof RequestModel)
      minute.failed += part.served * errorShareOf(impairedIn(impairment, place.zone));
    this.rows.count(this.at, part);
  }

  /** Applies a change in the harm by dependencies or its load balancer, from `atMs` on. */
  setImpairment(impairment: LoadImpairment, atMs: Ms): void {
    this.pass(atMs);
    this.impairment = isSound(impairment) ? NO_IMPAIRMENT : impairment;
    this.applyImpairment();
  }

  /** Counts a target as healthy, unhealthy or gone from `atMs` on. Without health settings all tasks in RUNNING count as healthy. */
  count(target: Target, health: 'healthy' | 'unhealthy', { by, atMs }: { readonly by: 1 | -1; readonly atMs: Ms }): void {
    const { model, slowStarts } = this;
    const full = model.placeOf(target);
    if (model.isMovedBy(full, health)) this.pass(atMs);
    if (slowStarts === null || health === 'unhealthy') model.count(full, health, by);
    else if (by === -1) model.count(slowStarts.leave(target.slot, this.groupOf(target)) ?? full, health, by);
    else {
      const place = model.placeOf(target, 'slow');
      const isSlow = slowStarts.enter(target.slot, { group: this.groupOf(target), place }, atMs);
      model.count(isSlow ? place : full, health, by);
    }
  }

  /** Counts one of the counted targets as one that answers no request from `atMs` on, or no longer. */
  fail(target: Target, health: 'healthy' | 'unhealthy', { by, atMs }: { readonly by: 1 | -1; readonly atMs: Ms }): void {
    const { model, slowStarts } = this;
    const full = model.placeOf(target);
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
    return this.model.placeOf(target);
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

  /** Returns the data points of the minute that ends now, of the whole service (null) or one revision, as measure() does. */
  measureMinute(revision: number | null): MetricReadings {
    const totals = revision === null ? this.minute : (this.sides[revision] ?? this.minute);
    return this.publish(totals, totals);
  }

  /** Clears the totals after a measurement; those of the minute only at its end. */
  clear(isWholeMinute: boolean): void {
    this.since.clear();
    if (!isWholeMinute) return;
    this.minute.clear();
    this.isSteady = false;
    for (const side of this.sides) side.clear();
  }

  private get since(): LoadTotals {
    return this.isSteady ? this.rows.steady : this.ownSince;
  }

  private passEvenly(toMs: Ms): void {
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
    const { minute, since, sides, rows, at } = this;
    const requests = rows.requestsUntil(at, toMs);
    const refused = requests * this.impairment.connectionErrorShare;
    minute.pass(ms);
    if (since !== minute) since.pass(ms);
    for (const side of sides) side.pass(ms);
    minute.failed += refused;
    this.model.pass(ms, requests - refused, this);
    if (refused === 0) return;
    minute.arrived += refused;
    rows.cells[at + ARRIVED]! += refused;
    rows.cells[at + LOST]! += refused;
  }

  private applyImpairment(): void {
    this.model.setImpairment(this.impairment);
    this.rows.cells[this.at + POOL] = this.impairment === NO_IMPAIRMENT ? this.plainPool : NOT_PLAIN;
  }

  /** Revisions with weights have target groups of their own. */
  private groupOf({ revision }: Target): number {
    return this.isWeighted ? revision : 0;
  }

  save(): unknown {
    const { own, ownSince, sides, model, untilMs, ever } = this;
    return {
      ...(this.impairment === NO_IMPAIRMENT ? {} : { impairment: this.impairment }),
      minute: own.save(),
      since: ownSince.save(),
      sides: sides.map((side) => side.save()),
      model: model.save(),
      slowStarts: this.slowStarts?.save() ?? null,
      untilMs,
      ever,
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
      ever: ServedService['ever'];
      impairment?: LoadImpairment;
    };
    this.impairment = from.impairment ?? NO_IMPAIRMENT;
    this.applyImpairment();
    this.ownSince.load(from.since);
    this.own.load(from.minute);
    for (const [i, side] of from.sides.entries()) this.sides[i]!.load(side);
    this.model.load(from.model);
    this.slowStarts?.load(from.slowStarts);
    const { cells } = this.rows;
    cells[this.at + UNTIL] = from.untilMs;
    cells[this.at + JUMP] = 0;
    const { arrived, served, shed, lost } = from.ever;
    cells.set([arrived, served, shed, lost], this.at + ARRIVED);
  }

  /** `ofBalancer`: totals of the load balancer's period; null: it has not ended. */
  private publish(since: LoadTotals, ofBalancer: LoadTotals | null): MetricReadings {
    publishUse(READINGS, since);
    this.model.publish(READINGS, since);
    if (ofBalancer !== null && this.model.hasTargets) publishPerTarget(READINGS, ofBalancer);
    return READINGS;
  }
}
