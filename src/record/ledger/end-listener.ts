import type { Ms } from '../../kernel/event-loop.js';
import { StopCause } from '../../sim/facts.js';
import { NONE } from './live-rows.js';

/** `cause` is a StopCause; for a refused task the reason. Times that did not come are NONE. */
export interface TaskEnd {
  readonly isRefused: boolean;
  readonly cause: number;
  readonly sigtermMs: Ms;
  readonly exitedMs: Ms;
}

/** Receives the end of a wait, and an end while the accounts still have the row. */
export interface EndListener {
  /** Of each task. */
  taskEnded?(row: number, atMs: Ms, end: TaskEnd): void;
  /** Of a task that was refused, or stopped by anything but the end of its run. */
  taskEndedEarly?(row: number, atMs: Ms, end: TaskEnd): void;
  /** A task is RUNNING at last: not in the millisecond of its request. */
  taskWaited?(row: number, atMs: Ms): void;
  /** `cause` is an InstanceCause. */
  instanceEnded?(row: number, atMs: Ms, cause: number): void;
}

const RUN_ENDED = StopCause.runEnded;

/** The listeners by the ends that they receive, because a long run has many ends. */
export class EndListeners {
  private readonly ofTasks: EndListener[] = [];
  private readonly ofEarlyEnds: EndListener[] = [];
  private readonly ofWaits: EndListener[] = [];
  private readonly ofInstances: EndListener[] = [];

  add(listener: EndListener): void {
    if (listener.taskEnded !== undefined) this.ofTasks.push(listener);
    if (listener.taskEndedEarly !== undefined) this.ofEarlyEnds.push(listener);
    if (listener.taskWaited !== undefined) this.ofWaits.push(listener);
    if (listener.instanceEnded !== undefined) this.ofInstances.push(listener);
  }

  taskEnded(row: number, atMs: Ms, end: TaskEnd): void {
    if (this.ofTasks.length > 0) this.notify(this.ofTasks, row, atMs, end);
    if (end.cause !== RUN_ENDED) for (const listener of this.ofEarlyEnds) listener.taskEndedEarly!(row, atMs, end);
  }

  taskWaited(row: number, atMs: Ms): void {
    for (const listener of this.ofWaits) listener.taskWaited!(row, atMs);
  }

  taskRefused(row: number, atMs: Ms, reason: number): void {
    const end = { isRefused: true, cause: reason, sigtermMs: NONE, exitedMs: NONE };
    this.notify(this.ofTasks, row, atMs, end);
    for (const listener of this.ofEarlyEnds) listener.taskEndedEarly!(row, atMs, end);
  }

  instanceEnded(row: number, atMs: Ms, cause: number): void {
    for (const listener of this.ofInstances) listener.instanceEnded!(row, atMs, cause);
  }

  private notify(listeners: readonly EndListener[], row: number, atMs: Ms, end: TaskEnd): void {
    for (const listener of listeners) listener.taskEnded!(row, atMs, end);
  }
}
