import type { Ms } from '../../kernel/event-loop.js';
import type { BoundProblem } from './problem.js';

/** The lifetimes of tasks as columns, one entry per task. A task without length never counts. */
export interface Lifetimes {
  readonly problem: BoundProblem;
  /** Index into the problem's sizes. */
  readonly size: ArrayLike<number>;
  readonly fromMs: ArrayLike<number>;
  /** Infinity: until the end. */
  readonly untilMs: ArrayLike<number>;
  readonly endMs: Ms;
}

/** Arrivals and departures in order of time. */
export class Changes {
  /** By change: twice the task, plus one for a departure. */
  private readonly order: Float64Array;

  constructor(private readonly lives: Lifetimes) {
    const { size, fromMs, untilMs, endMs } = lives;
    const found: number[] = [];
    for (let task = 0; task < size.length; task++) {
      if (Math.min(untilMs[task], endMs) <= fromMs[task]) continue;
      found.push(2 * task);
      if (untilMs[task] < endMs) found.push(2 * task + 1);
    }
    this.order = Float64Array.from(found).sort((a, b) => this.timeOf(a) - this.timeOf(b) || a - b);
  }

  /** Returns the most tasks of each size that live at once, including those that come and go in the same millisecond. */
  most(): Int32Array {
    const living = new Int32Array(this.lives.problem.sizes.length);
    const most = new Int32Array(living.length);
    const changed = (size: number, by: 1 | -1) => {
      living[size] += by;
      if (living[size] > most[size]) most[size] = living[size];
    };
    this.walk({ changed, lasted: () => {} });
    return most;
  }

  /** Passes every change to the visitor, and after all changes of a millisecond the time until the next change. */
  walk(visitor: ChangeVisitor): void {
    const { size, endMs } = this.lives;
    let nowMs = 0;
    for (const change of this.order) {
      const atMs = this.timeOf(change);
      if (atMs > nowMs) visitor.lasted(nowMs, atMs);
      nowMs = atMs;
      visitor.changed(size[change >>> 1], change % 2 === 0 ? 1 : -1);
    }
    if (endMs > nowMs) visitor.lasted(nowMs, endMs);
  }

  private timeOf(change: number): Ms {
    const { fromMs, untilMs } = this.lives;
    return change % 2 === 0 ? fromMs[change >>> 1] : untilMs[change >>> 1];
  }
}

export interface ChangeVisitor {
  changed(size: number, by: 1 | -1): void;
  lasted(fromMs: Ms, untilMs: Ms): void;
}
