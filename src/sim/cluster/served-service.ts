import { type LoadCurve, loadCurve } from '../../load/curve.js';
import { ServiceLoad } from '../../load/service.js';
import type { WorkerUse } from '../../load/settings.js';
import { type LoadPart, LoadTotals, type TotalsState } from '../../load/totals.js';
import { QueueLoad } from '../../load/worker.js';
import { SERVICE_METRIC_NAMES, ServiceMetric } from '../../metrics/names.js';
import { MetricReadings, PERIOD_MS } from '../../metrics/statistics.js';
import type { Ms } from '../kernel/event-loop.js';
import type { LoadSpec } from '../load-spec.js';

/** A load over time, on tasks whose number changes: time passes in parts in which it does not. */
export class ServedService {
  /** Since the last whole minute. */
  readonly minute = new LoadTotals();
  readonly readings = new MetricReadings(SERVICE_METRIC_NAMES.length);
  /** Since the start: those that came, were served, were turned away, and came back to a queue. */
  readonly ever = { arrived: 0, served: 0, shed: 0 };
  private readonly curve: LoadCurve;
  private readonly model: RequestModel | QueueModel;
  /** Since the last look, where that comes more often than the minute. */
  private readonly since: LoadTotals;
  private readonly cpuUnits: number;
  private readonly memoryMib: number;
  private untilMs: Ms = 0;

  constructor(spec: LoadSpec, periodMs: Ms) {
    this.curve = loadCurve(spec.shape);
    this.model = spec.kind === 'queue' ? new QueueModel(spec) : new RequestModel(spec);
    this.since = periodMs === PERIOD_MS.standard ? this.minute : new LoadTotals();
    this.cpuUnits = spec.use.cpuUnits;
    this.memoryMib = spec.use.memoryMib;
  }

  /** What comes until `toMs` comes to so many tasks. */
  pass(toMs: Ms, tasks: number): void {
    const ms = toMs - this.untilMs;
    if (ms === 0) return;
    const { model, ever } = this;
    model.pass(ms, this.curve.requestsBetween(this.untilMs, toMs), tasks);
    this.untilMs = toMs;
    this.minute.add(ms, tasks, model);
    if (this.since !== this.minute) this.since.add(ms, tasks, model);
    ever.arrived += model.arrived;
    ever.served += model.served;
    ever.shed += model.shed;
  }

  /** One of the tasks stops; `left` still serve. */
  lose(left: number): void {
    this.model.lose(left);
  }

  /** Those that wait for a task. */
  get backlog(): number {
    return this.model.backlog;
  }

  /** All that came and are neither served nor turned away. */
  get present(): number {
    return this.model.present;
  }

  /** How long the message at the head has waited; NaN: it is no queue. */
  get oldestMs(): number {
    return this.model.oldestMs;
  }

  get cpuPercent(): number {
    return this.minute.cpuPercent(this.cpuUnits);
  }

  get memoryPercent(): number {
    return this.minute.memoryPercent(this.memoryMib);
  }

  /** The data points of the period that ends now. A load balancer sends its own each minute. */
  measure(isWholeMinute: boolean): MetricReadings {
    const { readings, since, minute, model } = this;
    // As many samples as tasks run (S.MET-6).
    const samples = Math.max(1, Math.round(since.tasks));
    readings.set(ServiceMetric.CPUUtilization, since.cpuPercent(this.cpuUnits), samples);
    readings.set(ServiceMetric.MemoryUtilization, since.memoryPercent(this.memoryMib), samples);
    model.publish(readings, since);
    if (!isWholeMinute) readings.miss(ServiceMetric.RequestCountPerTarget);
    else if (model.hasTargets) readings.set(ServiceMetric.RequestCountPerTarget, perTask(minute.arrived, minute), 1);
    return readings;
  }

  /** The period has been looked at, or the minute told. */
  clear(isWholeMinute: boolean): void {
    this.since.clear();
    if (isWholeMinute) this.minute.clear();
  }

  save(): unknown {
    const { minute, since, model, untilMs, ever } = this;
    return { minute: minute.save(), since: since.save(), model: model.save(), untilMs, ever: { ...ever } };
  }

  load(saved: unknown): void {
    const from = saved as { minute: TotalsState; since: TotalsState; model: never; untilMs: Ms; ever: object };
    this.since.load(from.since);
    this.minute.load(from.minute);
    this.model.load(from.model);
    this.untilMs = from.untilMs;
    Object.assign(this.ever, from.ever);
  }
}

const SECOND_MS = 1_000;

function perTask(amount: number, { tasks }: LoadTotals): number {
  return tasks === 0 ? Number.NaN : amount / tasks;
}

/** Requests from a load balancer. */
class RequestModel extends ServiceLoad implements LoadPart {
  readonly hasTargets = true;
  readonly oldestMs = Number.NaN;

  constructor({ use }: Extract<LoadSpec, { kind: 'requests' }>) {
    super(use);
  }

  get present(): number {
    return this.backlog;
  }

  /** The others take over what waits. */
  lose(): void {}

  publish(readings: MetricReadings, since: LoadTotals): void {
    readings.set(ServiceMetric.RequestsPerSecond, (SECOND_MS * since.arrived) / since.ms, 1);
    readings.set(ServiceMetric.ResponseTime, (since.waitMeanMs + this.servers.meanMs) / SECOND_MS, 1);
  }
}

/** Messages from a queue. */
class QueueModel implements LoadPart {
  readonly hasTargets = false;
  readonly shed = 0;
  readonly waitMeanMs = Number.NaN;
  readonly waitP95Ms = Number.NaN;
  private readonly queue: QueueLoad;
  private readonly backlogWithoutTasks: WorkerUse['backlogWithoutTasks'];
  /** Tasks that the queue has heard of. */
  private tasks = 0;

  constructor({ use }: Extract<LoadSpec, { kind: 'queue' }>) {
    this.queue = new QueueLoad(use);
    this.backlogWithoutTasks = use.backlogWithoutTasks;
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

  pass(ms: Ms, messages: number, tasks: number): void {
    this.tasks = tasks;
    this.queue.pass(ms, messages, tasks);
  }

  /** What it has in hand goes with it, though another may come in the same millisecond. One that had no time to take a message has none. */
  lose(left: number): void {
    if (left >= this.tasks) return;
    this.queue.stopTasks(this.tasks - left);
    this.tasks = left;
  }

  publish(readings: MetricReadings, since: LoadTotals): void {
    const isMissing = this.tasks === 0 && this.backlogWithoutTasks === 'missing';
    readings.set(ServiceMetric.BacklogPerTask, isMissing ? Number.NaN : this.backlog / Math.max(1, this.tasks), 1);
    readings.set(ServiceMetric.MessagesPerSecondPerTask, perTask((SECOND_MS * since.served) / since.ms, since), 1);
    readings.set(ServiceMetric.Backlog, this.backlog, 1);
  }

  save(): unknown {
    return { queue: this.queue.save(), tasks: this.tasks };
  }

  load(saved: unknown): void {
    const from = saved as { queue: never; tasks: number };
    this.queue.load(from.queue);
    this.tasks = from.tasks;
  }
}
