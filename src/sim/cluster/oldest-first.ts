import FastPriorityQueue from 'fastpriorityqueue';
import type { EquivalenceClass } from './equivalence-class.js';
import { NONE } from './fleet.js';
import type { Tasks } from './tasks.js';

/** An equivalence class, and the ordinal of the task by which it is queued. */
interface Entry {
  readonly equivalence: EquivalenceClass;
  task: number;
  isQueued: boolean;
  hasGivenWay: boolean;
}

/**
 * Equivalence classes by the age of their oldest pending task, so that the oldest is found without a scan. Entries are updated lazily when
 * they reach the front: the oldest task of a class only gets younger, so an entry is never queued later than its true place.
 */
export class OldestFirst {
  /** Ordinals grow with the time of request. */
  private readonly queue = new FastPriorityQueue<Entry>((a, b) => a.task < b.task);
  /** By index of an equivalence class. */
  private readonly entries: (Entry | undefined)[] = [];
  /** Entries that have left the current round. */
  private readonly passed: Entry[] = [];

  constructor(private readonly tasks: Tasks) {}

  /** The waiting class with the oldest task, among those still in this round. */
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

  /** Queues a class that has got its first pending task. */
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

  /** Returns the classes that left the last round to the queue. */
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
