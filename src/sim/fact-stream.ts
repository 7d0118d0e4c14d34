import type { Ms } from '../kernel/event-loop.js';
import { Fact, type FactKind, type Subscriber, sendStart, sigtermAtOnce, type TaskStart } from './facts.js';

const { taskRequested: REQUESTED, taskPlaced: PLACED, taskPending: PENDING, taskRunning: RUNNING } = Fact;
const { taskStopping: STOPPING, taskStopped: STOPPED } = Fact;
const NONE = 0;

/** A subscriber that takes the facts of a task's start or end within one millisecond in one call. */
type Joining = Subscriber & Required<Pick<Subscriber, 'onTaskStarts' | 'onTaskEnds'>>;

function isJoining(subscriber: Subscriber): subscriber is Joining {
  return subscriber.onTaskStarts !== undefined && subscriber.onTaskEnds !== undefined;
}

/** The last three arguments of taskStopped. */
interface StopTimes {
  readonly cutShortMs: Ms;
  readonly sigtermMs: Ms;
  readonly exitedMs: Ms;
}

/** Most starts and ends sent together: enough that code of the engine and of subscribers seldom evict each other from the caches. */
const ROWS = 256;
/** Numbers of a start or an end, and their places. An end has its cause for a class, and ENDS for an instance. */
const STEP = 4;
const TASK = 0;
const CLASS = 1;
const CAUSE = 1;
const PROVIDER = 2;
const INSTANCE = 3;
const ENDS = -1;

/**
 * Sends facts to subscribers. Where all of them take joined facts, starts and ends of tasks wait in rows until another fact comes, or the
 * advance ends. The six facts that each task has are methods, which V8 inlines where a task passes.
 */
export class FactStream {
  /** All subscribers; none if one of them takes no joined facts. */
  private readonly joining: readonly Joining[];
  private joins: boolean;
  private readonly atMs = new Float64Array(ROWS);
  private readonly numbers = new Int32Array(STEP * ROWS);
  /** Complete starts and ends. */
  private rows = 0;
  /** The latest fact of the row after them, which is not complete; NONE without one. It follows all those of the same start. */
  private held: FactKind | typeof NONE = NONE;
  private readonly start = { atMs: 0, task: 0, taskClass: 0, provider: 0, instance: 0 };

  constructor(
    private subscribers: readonly Subscriber[],
    private readonly clock: { readonly nowMs: Ms },
  ) {
    this.joining = subscribers.every(isJoining) ? subscribers : [];
    this.joins = this.joining.length > 0;
  }

  emit(kind: FactKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    if (this.held !== NONE || this.rows > 0) this.release();
    const { subscribers } = this;
    const atMs = this.clock.nowMs;
    for (let i = 0; i < subscribers.length; i++) subscribers[i].onFact(kind, atMs, a, b, c, d, e, f);
  }

  requested(task: number, taskClass: number, provider: number): void {
    if (!this.joins) return this.emit(REQUESTED, task, taskClass, provider);
    this.hold(REQUESTED, task, taskClass);
    this.numbers[STEP * this.rows + PROVIDER] = provider;
  }

  placed(task: number, instance: number, bootMs: Ms): void {
    if (bootMs > 0 || !this.isNext(REQUESTED, task)) return this.emit(PLACED, task, instance, bootMs);
    this.held = PLACED;
    this.numbers[STEP * this.rows + INSTANCE] = instance;
  }

  pending(task: number, pullMs: Ms, startMs: Ms): void {
    if (pullMs + startMs > 0 || !this.isNext(PLACED, task)) this.emit(PENDING, task, pullMs, startMs);
    else this.held = PENDING;
  }

  running(task: number): void {
    if (this.isNext(PENDING, task)) this.complete();
    else this.emit(RUNNING, task);
  }

  stopping(task: number, cause: number): void {
    if (!this.joins) return this.emit(STOPPING, task, cause);
    this.hold(STOPPING, task, cause);
    this.numbers[STEP * this.rows + INSTANCE] = ENDS;
  }

  stopped(task: number, cause: number, wasPlaced: 0 | 1, { cutShortMs, sigtermMs, exitedMs }: StopTimes): void {
    const { nowMs } = this.clock;
    const isAtOnce = exitedMs === nowMs && sigtermMs === sigtermAtOnce(cause, nowMs);
    const isPlain = wasPlaced === 1 && cutShortMs === 0 && isAtOnce && this.numbers[STEP * this.rows + CAUSE] === cause;
    if (isPlain && this.isNext(STOPPING, task)) this.complete();
    else this.emit(STOPPED, task, cause, wasPlaced, cutShortMs, sigtermMs, exitedMs);
  }

  /** Sends all that waits. */
  release(): void {
    const { held, rows } = this;
    this.send();
    this.held = NONE;
    if (held === NONE) return;
    const start = this.startOf(rows);
    for (const to of this.subscribers) {
      if (held === STOPPING) to.onFact(STOPPING, start.atMs, start.task, this.numbers[STEP * rows + CAUSE], 0, 0, 0, 0);
      else sendStart(to, start, held);
    }
  }

  /** Loads a state. A subscriber that loads its own has the facts of it already. */
  load(load: () => void): void {
    const { subscribers, joins } = this;
    this.subscribers = subscribers.filter((subscriber) => subscriber.load === undefined);
    this.joins = false;
    load();
    this.subscribers = subscribers;
    this.joins = joins;
  }

  /** Holds the first fact of a start or an end back. */
  private hold(kind: FactKind, task: number, classOrCause: number): void {
    if (this.held !== NONE) this.release();
    const { rows, numbers } = this;
    this.held = kind;
    this.atMs[rows] = this.clock.nowMs;
    numbers[STEP * rows + TASK] = task;
    numbers[STEP * rows + CLASS] = classOrCause;
  }

  /** Whether a fact of the task follows the fact held back, in the same millisecond. */
  private isNext(held: FactKind, task: number): boolean {
    const { rows } = this;
    return this.held === held && this.numbers[STEP * rows + TASK] === task && this.atMs[rows] === this.clock.nowMs;
  }

  private complete(): void {
    this.held = NONE;
    this.rows++;
    if (this.rows === ROWS) this.send();
  }

  /** Sends the complete starts and ends. */
  private send(): void {
    const { rows, joining, numbers } = this;
    this.rows = 0;
    for (let row = 0; row < rows; row++) {
      const at = STEP * row;
      if (numbers[at + INSTANCE] === ENDS)
        for (let i = 0; i < joining.length; i++) joining[i].onTaskEnds(numbers[at + TASK], numbers[at + CAUSE], this.atMs[row]);
      else {
        const start = this.startOf(row);
        for (let i = 0; i < joining.length; i++) joining[i].onTaskStarts(start);
      }
    }
  }

  private startOf(row: number): TaskStart {
    const { start, numbers } = this;
    const at = STEP * row;
    start.atMs = this.atMs[row];
    start.task = numbers[at + TASK];
    start.taskClass = numbers[at + CLASS];
    start.provider = numbers[at + PROVIDER];
    start.instance = numbers[at + INSTANCE];
    return start;
  }
}
