import type { Ms } from '../kernel/event-loop.js';
import { Fact, type FactKind, type Subscriber } from './facts.js';

const { taskRequested: REQUESTED, taskPlaced: PLACED, taskPending: PENDING, taskRunning: RUNNING } = Fact;
const { taskStopping: STOPPING, taskStopped: STOPPED } = Fact;
const NONE = 0;

/** A subscriber that takes the facts of a task that starts or ends in one millisecond as one. */
type Joining = Subscriber & Required<Pick<Subscriber, 'onTaskStarts' | 'onTaskEnds'>>;

function isJoining(subscriber: Subscriber): subscriber is Joining {
  return subscriber.onTaskStarts !== undefined && subscriber.onTaskEnds !== undefined;
}

/**
 * Sends facts to subscribers. Where all of them take joined facts, it holds facts of one task back until it knows whether they join. The six
 * facts that each task has are methods, which V8 inlines where a task passes.
 */
export class FactStream {
  /** All subscribers; none if one of them takes no joined facts. */
  private readonly joining: readonly Joining[];
  /** The latest fact held back, or NONE. It follows all those of the same start. */
  private held: FactKind | typeof NONE = NONE;
  /** Values of the facts held back. */
  private readonly start = { atMs: 0, task: 0, taskClass: 0, provider: 0, instance: 0 };
  private cause = 0;

  constructor(
    private subscribers: readonly Subscriber[],
    private readonly clock: { readonly nowMs: Ms },
  ) {
    this.joining = subscribers.every(isJoining) ? subscribers : [];
  }

  emit(kind: FactKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    if (this.held !== NONE) this.release();
    const { subscribers } = this;
    const atMs = this.clock.nowMs;
    for (let i = 0; i < subscribers.length; i++) subscribers[i].onFact(kind, atMs, a, b, c, d, e, f);
  }

  requested(task: number, taskClass: number, provider: number): void {
    if (this.joining.length === 0) return this.emit(REQUESTED, task, taskClass, provider);
    this.hold(REQUESTED, task);
    this.start.taskClass = taskClass;
    this.start.provider = provider;
  }

  placed(task: number, instance: number, bootMs: Ms): void {
    if (bootMs > 0 || !this.isNext(REQUESTED, task)) return this.emit(PLACED, task, instance, bootMs);
    this.held = PLACED;
    this.start.instance = instance;
  }

  pending(task: number, pullMs: Ms, startMs: Ms): void {
    if (pullMs + startMs > 0 || !this.isNext(PLACED, task)) this.emit(PENDING, task, pullMs, startMs);
    else this.held = PENDING;
  }

  running(task: number): void {
    if (!this.isNext(PENDING, task)) return this.emit(RUNNING, task);
    this.held = NONE;
    const { joining, start } = this;
    for (let i = 0; i < joining.length; i++) joining[i].onTaskStarts(start);
  }

  stopping(task: number, cause: number): void {
    if (this.joining.length === 0) return this.emit(STOPPING, task, cause);
    this.hold(STOPPING, task);
    this.cause = cause;
  }

  stopped(task: number, cause: number, wasPlaced: 0 | 1, cutShortMs: Ms): void {
    const isJoined = cutShortMs === 0 && wasPlaced === 1 && this.isNext(STOPPING, task) && cause === this.cause;
    if (!isJoined) return this.emit(STOPPED, task, cause, wasPlaced, cutShortMs);
    this.held = NONE;
    const { joining, start } = this;
    for (let i = 0; i < joining.length; i++) joining[i].onTaskEnds(task, cause, start.atMs);
  }

  /** Sends the facts held back. */
  release(): void {
    const { held, cause } = this;
    const { atMs, task, taskClass, provider, instance } = this.start;
    this.held = NONE;
    if (held === NONE) return;
    for (const to of this.subscribers) {
      if (held === STOPPING) to.onFact(STOPPING, atMs, task, cause, 0, 0, 0, 0);
      else to.onFact(REQUESTED, atMs, task, taskClass, provider, 0, 0, 0);
      if (held === PLACED || held === PENDING) to.onFact(PLACED, atMs, task, instance, 0, 0, 0, 0);
      if (held === PENDING) to.onFact(PENDING, atMs, task, 0, 0, 0, 0, 0);
    }
  }

  /** Loads a state. A subscriber that loads its own has the facts of it already. */
  load(load: () => void): void {
    const all = this.subscribers;
    this.subscribers = all.filter((subscriber) => subscriber.load === undefined);
    load();
    this.subscribers = all;
  }

  /** Holds the first fact of a start or an end back. */
  private hold(kind: FactKind, task: number): void {
    if (this.held !== NONE) this.release();
    this.held = kind;
    this.start.atMs = this.clock.nowMs;
    this.start.task = task;
  }

  /** Whether a fact of the task follows the fact held back, in the same millisecond. */
  private isNext(held: FactKind, task: number): boolean {
    return this.held === held && this.start.task === task && this.start.atMs === this.clock.nowMs;
  }
}
