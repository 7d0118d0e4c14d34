import FastPriorityQueue from 'fastpriorityqueue';
import type { EquivalenceClass } from './equivalence-class.js';
import { NONE } from './fleet.js';
import type { Tasks } from './tasks.js';

/** A line, and the ordinal of the task by which it is queued. */
interface Entry {
  readonly equivalence: EquivalenceClass;
  task: number;
  isQueued: boolean;
  hasGivenWay: boolean;
}

/**
 * Lines by the age of the task at their head, so that the oldest is known without asking every line. Entries are brought up to date
 * lazily, when they come first: heads only get younger, so what an entry is queued by is never later than its place.
 */
export class OldestFirst {
  /** Ordinals grow with the time of request. */
  private readonly queue = new FastPriorityQueue<Entry>((a, b) => a.task < b.task);
  /** By index of a line. */
  private readonly entries: (Entry | undefined)[] = [];
  /** Entries that have given way since the last fresh round. */
  private readonly passed: Entry[] = [];

  constructor(private readonly tasks: Tasks) {}

  /** The line with the oldest head, of those that wait and have not given way. */
  get first(): EquivalenceClass | undefined {
    const { queue, tasks } = this;
    for (let entry = queue.peek(); entry !== undefined; entry = queue.peek()) {
      const { head } = entry.equivalence;
      if (head === NONE || entry.hasGivenWay) {
        queue.poll();
        entry.isQueued = false;
      } else if (entry.task !== tasks.task[head]) {
        entry.task = tasks.task[head];
        queue.replaceTop(entry);
      } else return entry.equivalence;
    }
    return undefined;
  }

  /** The line has its first task. */
  add(equivalence: EquivalenceClass): void {
    const entry = this.entries[equivalence.index] ?? { equivalence, task: NONE, isQueued: false, hasGivenWay: false };
    this.entries[equivalence.index] = entry;
    entry.hasGivenWay = false;
    this.queueUp(entry);
  }

  giveWay(equivalence: EquivalenceClass): void {
    const entry = this.entries[equivalence.index]!;
    entry.hasGivenWay = true;
    this.passed.push(entry);
  }

  /** Those that have given way are back. */
  freshRound(): void {
    for (const entry of this.passed) {
      entry.hasGivenWay = false;
      if (entry.equivalence.head !== NONE) this.queueUp(entry);
    }
    this.passed.length = 0;
  }

  private queueUp(entry: Entry): void {
    if (entry.isQueued) return;
    entry.isQueued = true;
    entry.task = this.tasks.task[entry.equivalence.head];
    this.queue.add(entry);
  }
}
