import type { Ms } from '../../../kernel/event-loop.js';
import { Fact, type FactKind } from '../../../sim/facts.js';

/** A time with fewer running tasks than desired. */
export interface Shortfall {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  /** The most missing tasks at once. */
  readonly most: number;
  /** Missing tasks times time, by state: without an instance, on one and not yet RUNNING, or not requested. */
  readonly waitingTaskMs: Ms;
  readonly startingTaskMs: Ms;
  readonly notRequestedTaskMs: Ms;
}

const Stage = { waiting: 0, starting: 1, running: 2 } as const;

/** Counts the tasks of a service by state, and the missing ones over time. */
export class ServiceCounts {
  readonly shortfalls: Shortfall[] = [];
  desired = 0;
  requested = 0;
  started = 0;
  /** By StopCause. */
  readonly stopped = new Map<number, number>();
  private readonly counts: [waiting: number, starting: number, running: number] = [0, 0, 0];
  private readonly stages = new Map<number, number>();
  private open: { -readonly [Key in keyof Shortfall]: Shortfall[Key] } | null = null;
  private sinceMs = 0;

  constructor(private readonly isOwn: (taskClass: number) => boolean) {}

  get running(): number {
    return this.counts[Stage.running];
  }

  setDesired(atMs: Ms, desired: number): void {
    this.pass(atMs);
    this.desired = desired;
    this.note(atMs);
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number): void {
    if (kind === Fact.taskRequested && this.isOwn(b)) {
      this.requested++;
      this.move(atMs, a, Stage.waiting);
    }
    if (!this.stages.has(a)) return;
    if (kind === Fact.taskPlaced || kind === Fact.taskOnFargate) this.move(atMs, a, Stage.starting);
    if (kind === Fact.taskRunning) {
      this.started++;
      this.move(atMs, a, Stage.running);
    }
    if (kind === Fact.taskRefused) this.move(atMs, a, null);
    if (kind !== Fact.taskStopping) return;
    this.stopped.set(b, (this.stopped.get(b) ?? 0) + 1);
    this.move(atMs, a, null);
  }

  finish(endMs: Ms): void {
    this.pass(endMs);
    this.close();
  }

  private move(atMs: Ms, task: number, to: number | null): void {
    this.pass(atMs);
    const from = this.stages.get(task);
    if (from !== undefined) this.counts[from]--;
    if (to === null) this.stages.delete(task);
    else {
      this.counts[to]++;
      this.stages.set(task, to);
    }
    this.note(atMs);
  }

  /** Adds the missing tasks since the last change. */
  private pass(atMs: Ms): void {
    const { open } = this;
    const ms = atMs - this.sinceMs;
    this.sinceMs = atMs;
    if (open === null || ms === 0) return;
    const { missing } = this;
    // A change that is undone within its millisecond neither is a shortfall nor ends one.
    if (missing === 0) return this.close();
    const waiting = Math.min(missing, this.counts[Stage.waiting]);
    const starting = Math.min(missing - waiting, this.counts[Stage.starting]);
    open.toMs = atMs;
    open.most = Math.max(open.most, missing);
    open.waitingTaskMs += waiting * ms;
    open.startingTaskMs += starting * ms;
    open.notRequestedTaskMs += (missing - waiting - starting) * ms;
  }

  private get missing(): number {
    return Math.max(0, this.desired - this.running);
  }

  private note(atMs: Ms): void {
    if (this.missing > 0) this.open ??= { fromMs: atMs, toMs: atMs, most: 0, waitingTaskMs: 0, startingTaskMs: 0, notRequestedTaskMs: 0 };
  }

  private close(): void {
    if (this.open !== null && this.open.toMs > this.open.fromMs) this.shortfalls.push(this.open);
    this.open = null;
  }
}
