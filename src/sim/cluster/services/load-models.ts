import { SECOND_MS } from '../../../kernel/durations.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { differsByZone, errorShareOf, impairedIn, type LoadImpairment, NO_IMPAIRMENT, servedMs } from '../../../load/dependencies.js';
import { averageUse, meanOfDone } from '../../../load/mix.js';
import type { PartTaker, Pool } from '../../../load/pool.js';
import type { PoolRows } from '../../../load/pool-rows.js';
import { type PoolRules, ServicePools } from '../../../load/pools.js';
import type { WorkerUse } from '../../../load/resource-use.js';
import type { Speed } from '../../../load/slow-start.js';
import type { LoadPart, LoadTotals } from '../../../load/totals.js';
import { QueueLoad } from '../../../load/worker.js';
import { ServiceMetric } from '../../../metrics/names.js';
import type { MetricReadings } from '../../../metrics/statistics.js';
import type { LoadSpec } from '../../load-spec.js';
import { perTask, publishRequests } from './service-readings.js';

/** A task as a target: its revision, its zone where that matters, and its slot. */
export interface Target {
  readonly revision: number;
  readonly zone: number;
  readonly slot: number;
}

/** Returns one use for each revision; the last use holds for all later revisions. */
function usesOf<Use>(uses: readonly Use[], revisions: number): Use[] {
  return Array.from({ length: revisions }, (_, revision) => uses[Math.min(revision, uses.length - 1)]!);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Requests from a load balancer. */
export class RequestModel {
  readonly hasTargets = true;
  readonly oldestMs = Number.NaN;
  readonly pools: ServicePools;
  /** Revisions that bear loads of their own. */
  private readonly revisions: readonly number[];
  private readonly hasDns: boolean;

  constructor({ uses }: Extract<LoadSpec, { kind: 'requests' }>, revisions: number, rules: PoolRules, rows: PoolRows) {
    this.pools = new ServicePools(usesOf(uses, revisions), rules, rows);
    this.hasDns = rules.hasDns === true;
    this.revisions = [...new Set(this.pools.pools.map(({ revision }) => revision))];
  }

  counted(): readonly (readonly [number, number])[] {
    return this.revisions.map((revision) => {
      const pools = this.pools.ofRevision(revision);
      const sum = (amountOf: (pool: Pool) => number) => pools.reduce((all, pool) => all + amountOf(pool), 0);
      return [sum(({ healthy, gone }) => healthy - gone), sum(({ unhealthy }) => unhealthy)] as const;
    });
  }

  get backlog(): number {
    return this.pools.backlog;
  }

  get present(): number {
    return this.pools.backlog;
  }

  backlogOf(revision: number): number {
    return this.pools.ofRevision(revision).reduce((sum, pool) => sum + pool.backlog, 0);
  }

  pass(ms: Ms, requests: number, to: PartTaker): void {
    this.pools.pass(ms, requests, to);
  }

  setImpairment(impairment: LoadImpairment): void {
    this.pools.slowDown(({ meanMs }, zone) => servedMs(meanMs, impairedIn(impairment, zone)), differsByZone(impairment));
    this.pools.leaveDns(impairment.dns ?? null);
  }

  placeOf({ revision, zone }: Target, speed?: Speed): number {
    return this.pools.placeOf(revision, zone, speed);
  }

  isMovedBy(place: number, health: 'healthy' | 'unhealthy'): boolean {
    return this.pools.isMovedBy(place, health);
  }

  /** Counts a task. Requests that wait for a task that goes move to the others of its pool. */
  count(place: number, health: 'healthy' | 'unhealthy', by: 1 | -1): void {
    this.pools.count(place, health, by);
  }

  fail(place: number, health: 'healthy' | 'unhealthy', by: number): void {
    this.pools.fail(place, health, by);
  }

  lose(place: number, by: number): void {
    this.pools.lose(place, by);
  }

  publish(readings: MetricReadings, since: LoadTotals): void {
    publishRequests(readings, since);
  }

  /** The pool that always receives all requests; null: there is none. */
  get onlyPool(): Pool | null {
    const { pools } = this.pools;
    return pools.length === 1 && !this.hasDns ? pools[0]! : null;
  }

  save(): unknown {
    return this.pools.save();
  }

  load(saved: never): void {
    this.pools.load(saved);
  }
}

/** Messages from a queue. */
export class QueueModel implements LoadPart {
  readonly hasTargets = false;
  /** Of all tasks together. */
  readonly revision = 0;
  readonly zone = 0;
  readonly share = 1;
  readonly shed = 0;
  readonly lost = 0;
  readonly waitMeanMs = Number.NaN;
  readonly waitP95Ms = Number.NaN;
  targets = 0;
  private readonly queue: QueueLoad;
  /** By revision, and by zone where zones may differ. */
  private readonly uses: readonly WorkerUse[];
  private readonly counts: number[];
  private readonly zones: number;
  private queueTasks = 0;
  private impairment = NO_IMPAIRMENT;

  constructor({ uses }: Extract<LoadSpec, { kind: 'queue' }>, revisions: number, zones = 1) {
    this.zones = zones;
    this.uses = usesOf(uses, revisions).flatMap((use) => new Array<WorkerUse>(zones).fill(use));
    this.counts = this.uses.map(() => 0);
    this.queue = new QueueLoad(this.uses[0]!);
  }

  /** All tasks together; the queue does not distinguish revisions. */
  counted(): readonly (readonly [number, number])[] {
    return [[this.targets, 0]];
  }

  get arrived(): number {
    return this.queue.arrived;
  }

  get served(): number {
    return this.queue.completed;
  }

  get backlog(): number {
    return this.queue.visible;
  }

  get present(): number {
    return this.queue.visible + this.queue.inFlight + this.queue.hidden + this.queue.finishing;
  }

  get oldestMs(): number {
    return this.queue.oldestAgeMs;
  }

  get usage(): QueueLoad['usage'] {
    return this.queue.usage;
  }

  get servers(): QueueLoad['servers'] {
    return this.queue.servers;
  }

  pass(ms: Ms, messages: number, to: PartTaker): void {
    this.queueTasks = this.targets;
    this.queue.pass(ms, messages, this.targets);
    if (this.impairment !== NO_IMPAIRMENT) this.queue.fail(this.errorShare());
    to.take(ms, this, this);
  }

  setImpairment(impairment: LoadImpairment): void {
    this.impairment = impairment;
    this.becomeAverage();
  }

  placeOf({ revision, zone }: Target): number {
    return revision * this.zones + zone;
  }

  isMovedBy(): boolean {
    return true;
  }

  count(place: number, _health: string, by: 1 | -1): void {
    this.counts[place] += by;
    this.targets += by;
    if (by < 0) this.drop();
    if (this.uses.length > 1) this.becomeAverage();
  }

  /** A worker that hangs takes no message, and those that it holds come back. */
  fail(place: number, health: 'healthy' | 'unhealthy', by: 1 | -1): void {
    this.count(place, health, by === 1 ? -1 : 1);
  }

  /** A worker that has ended takes nothing. */
  lose(): void {}

  publish(readings: MetricReadings, since: LoadTotals): void {
    const isMissing = this.targets === 0 && this.uses[0]!.backlogWithoutTasks === 'missing';
    readings.set(ServiceMetric.BacklogPerTask, isMissing ? Number.NaN : this.backlog / Math.max(1, this.targets), 1);
    readings.set(ServiceMetric.MessagesPerSecondPerTask, perTask((SECOND_MS * since.served) / since.ms, since.tasks), 1);
    readings.set(ServiceMetric.Backlog, this.backlog, 1);
  }

  private slowedIn(zone: number, use: WorkerUse): WorkerUse {
    const impaired = impairedIn(this.impairment, zone);
    return impaired.length === 0 ? use : { ...use, meanMs: servedMs(use.meanMs, impaired) };
  }

  /** Returns the share of errors among the messages that all tasks complete. */
  private errorShare(): number {
    const { uses, counts, impairment, zones } = this;
    if (!differsByZone(impairment)) return errorShareOf(impairedIn(impairment, 0));
    const slowed = uses.map((use, kind) => this.slowedIn(kind % zones, use));
    return meanOfDone(slowed, counts, (kind) => errorShareOf(impairedIn(impairment, kind % zones)));
  }

  /**
   * Removes stopped tasks and the messages that they hold, even if another task starts in the same millisecond. A task without time to take
   * a message holds none.
   */
  private drop(): void {
    if (this.targets >= this.queueTasks) return;
    this.queue.stopTasks(this.queueTasks - this.targets);
    this.queueTasks = this.targets;
  }

  private becomeAverage(): void {
    const { uses, counts, zones, impairment } = this;
    if (differsByZone(impairment)) {
      const slowed = uses.map((use, kind) => this.slowedIn(kind % zones, use));
      this.queue.setUse(averageUse(slowed, counts));
      return;
    }
    const revisions = uses.filter((_, kind) => kind % zones === 0);
    const ofRevisions = revisions.map((_, revision) => sumOf(counts.slice(revision * zones, (revision + 1) * zones)));
    this.queue.setUse(this.slowedIn(0, revisions.length > 1 ? averageUse(revisions, ofRevisions) : revisions[0]!));
  }

  save(): unknown {
    return { queue: this.queue.save(), queueTasks: this.queueTasks, counts: [...this.counts] };
  }

  load(saved: never): void {
    const from = saved as { queue: never; queueTasks: number; counts: number[] };
    this.counts.splice(0, this.counts.length, ...from.counts);
    this.targets = sumOf(from.counts);
    this.queueTasks = from.queueTasks;
    this.becomeAverage();
    this.queue.load(from.queue);
  }
}
