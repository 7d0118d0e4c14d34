import type { EquivalenceClass } from './equivalence-class.js';
import type { EquivalenceClasses } from './equivalence-classes.js';
import { NONE } from './fleet.js';
import { OldestFirst } from './oldest-first.js';
import type { Tasks } from './tasks.js';

/**
 * The queue of pending tasks: a first-in first-out list for each equivalence class, and behind them the tasks that the PROVISIONING quota
 * holds back. Ordinals grow with the time of request, so the smallest ordinal at any head is the next in the cluster's one queue.
 */
export class PendingTasks {
  /** Tasks that wait for room, in all classes; held ones do not count. */
  total = 0;
  /** Tasks in PROVISIONING that a capacity provider strategy started, which the quota limits (T.QUOTA-1). */
  provisioning = 0;
  held = 0;
  private heldHead = NONE;
  private heldTail = NONE;
  /** Equivalence classes with pending tasks. */
  readonly waiting: EquivalenceClass[] = [];
  /** The classes that may still try in this round. */
  private readonly trying: OldestFirst;

  constructor(
    private readonly tasks: Tasks,
    private readonly equivalences: EquivalenceClasses,
  ) {
    this.trying = new OldestFirst(tasks);
  }

  add(equivalence: EquivalenceClass, slot: number): void {
    this.link(equivalence.tail, slot);
    if (equivalence.head === NONE) equivalence.head = slot;
    equivalence.tail = slot;
    this.total++;
    if (equivalence.waiting++ > 0) return;
    this.waiting.push(equivalence);
    this.trying.add(equivalence);
  }

  remove(equivalence: EquivalenceClass, slot: number): void {
    if (equivalence.head === slot) equivalence.head = this.tasks.next[slot];
    if (equivalence.tail === slot) equivalence.tail = this.tasks.previous[slot];
    this.tasks.unlink(slot);
    this.total--;
    if (--equivalence.waiting === 0) this.waiting.splice(this.waiting.indexOf(equivalence), 1);
  }

  hold(slot: number): void {
    this.link(this.heldTail, slot);
    if (this.heldHead === NONE) this.heldHead = slot;
    this.heldTail = slot;
    this.held++;
  }

  /** The oldest held task, or NONE. */
  get nextHeld(): number {
    return this.heldHead;
  }

  removeHeld(slot: number): void {
    if (this.heldHead === slot) this.heldHead = this.tasks.next[slot];
    if (this.heldTail === slot) this.heldTail = this.tasks.previous[slot];
    this.tasks.unlink(slot);
    this.held--;
  }

  /** Begins a round of placement: every class may try. */
  beginRound(): void {
    this.trying.freshRound();
  }

  /** Takes a class that found no room out of this round. */
  leaveRound(equivalence: EquivalenceClass): void {
    this.trying.giveWay(equivalence);
  }

  /** Returns whether a task of the group with the distinctInstance constraint waits. */
  wantsDistinct(group: number): boolean {
    for (const { request } of this.waiting) if (request.isDistinctInstance && request.group === group) return true;
    return false;
  }

  /** Returns the class of the longest-waiting task, among classes that may still try in this round. */
  oldest(): EquivalenceClass | undefined {
    return this.trying.first;
  }

  save(): unknown {
    const { total, provisioning, held, heldHead, heldTail } = this;
    return { total, provisioning, held, heldHead, heldTail, lines: this.waiting.map((l) => l.index) };
  }

  load(saved: unknown): void {
    const { lines, ...counts } = saved as { lines: number[] };
    Object.assign(this, counts);
    this.waiting.splice(0, this.waiting.length, ...lines.map((index) => this.equivalences.all[index]));
    for (const equivalence of this.waiting) this.trying.add(equivalence);
  }

  private link(last: number, slot: number): void {
    this.tasks.previous[slot] = last;
    this.tasks.next[slot] = NONE;
    if (last !== NONE) this.tasks.next[last] = slot;
  }
}
