import FastPriorityQueue from 'fastpriorityqueue';
import { NONE } from './fleet.js';
import type { Line } from './line.js';
import type { Tasks } from './tasks.js';

/** A line, and the ordinal of the task at its head when it was queued. */
interface Entry {
  readonly line: Line;
  readonly task: number;
}

/**
 * Lines by the age of the task at their head, so that the oldest is known without asking every line. Entries are invalidated lazily: one
 * stays queued after its line has left or has got another head, and is dropped when it comes first.
 */
export class LineQueue {
  /** Ordinals grow with the time of request. */
  private readonly queue = new FastPriorityQueue<Entry>((a, b) => a.task < b.task);
  /** By index of a line: the task of its valid entry; NONE or nothing where it has none. */
  private readonly taskOf: number[] = [];

  constructor(private readonly tasks: Tasks) {}

  get first(): Line | undefined {
    const { queue, taskOf } = this;
    for (let entry = queue.peek(); entry !== undefined; entry = queue.peek()) {
      if (taskOf[entry.line.index] === entry.task) return entry.line;
      queue.poll();
    }
    return undefined;
  }

  /** Becomes the queue of these lines, among which are all that it has. */
  fill(lines: readonly Line[]): void {
    this.queue.heapify(lines.map((line) => this.entryOf(line)));
  }

  add(line: Line): void {
    this.queue.add(this.entryOf(line));
  }

  remove(line: Line): void {
    this.taskOf[line.index] = NONE;
  }

  /** The line may have another head now. */
  settle(line: Line): void {
    const task = this.taskOf[line.index] ?? NONE;
    if (task !== NONE && task !== this.tasks.task[line.head]) this.add(line);
  }

  private entryOf(line: Line): Entry {
    const task = this.tasks.task[line.head];
    this.taskOf[line.index] = task;
    return { line, task };
  }
}
