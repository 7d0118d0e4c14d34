import { assert } from './assert.js';

/** A slot's numbers lie side by side, so that an event reads one cache line. */
const INTS = 4;
const KIND = 0;
const SUBJECT = 1;
const DETAIL = 2;
const USES = 3;
/** An event id is uses x 2^21 + slot, below 2^53: two million pending events and two billion uses per slot. */
export const SLOTS_MAX = 2 ** 21;

/** The data of pending events. A slot is used again once its event has fired or, cancelled, has left the heap. */
export class EventSlots {
  /** Slots ever used at once. */
  count = 0;
  private free: number[] = [];
  private data = new Int32Array(1024 * INTS);
  /**
   * The same memory, unsigned, for the uses: incremented when an event enters a slot, and when it fires or is cancelled, so they are odd
   * while it is pending.
   */
  private unsigned = new Uint32Array(this.data.buffer);

  /** Fills a slot with a pending event. */
  take(kind: number, subject: number, detail: number): number {
    assert((subject | 0) === subject && (detail | 0) === detail, 'subject and detail are 32-bit whole numbers');
    const slot = this.free.length > 0 ? (this.free.pop() as number) : this.extend();
    this.set(slot, kind, subject, detail);
    this.unsigned[slot * INTS + USES]++;
    return slot;
  }

  set(slot: number, kind: number, subject: number, detail: number): void {
    const { data } = this;
    const at = slot * INTS;
    data[at + KIND] = kind;
    data[at + SUBJECT] = subject;
    data[at + DETAIL] = detail;
  }

  /** The event fires: its slot is free, and keeps its data until it is taken. */
  release(slot: number): void {
    this.unsigned[slot * INTS + USES]++;
    this.free.push(slot);
  }

  /** The event is cancelled: its slot is free once the heap no longer refers to it. */
  cancel(slot: number): void {
    this.unsigned[slot * INTS + USES]++;
  }

  /** Frees the slot of a cancelled event. */
  bury(slot: number): void {
    this.free.push(slot);
  }

  /** Frees all slots without a pending event, which no heap refers to. */
  freeAll(): void {
    this.free = [];
    for (let slot = this.count - 1; slot >= 0; slot--) if (!this.isPending(slot)) this.free.push(slot);
  }

  kindOf(slot: number): number {
    return this.data[slot * INTS + KIND];
  }
  subjectOf(slot: number): number {
    return this.data[slot * INTS + SUBJECT];
  }
  detailOf(slot: number): number {
    return this.data[slot * INTS + DETAIL];
  }
  usesOf(slot: number): number {
    return this.unsigned[slot * INTS + USES];
  }
  isPending(slot: number): boolean {
    return (this.data[slot * INTS + USES] & 1) === 1;
  }

  /** The id of the slot's present event. */
  idOf(slot: number): number {
    return this.usesOf(slot) * SLOTS_MAX + slot;
  }

  /** Returns the slot of the pending event with the id, or -1. */
  find(id: number): number {
    const slot = id % SLOTS_MAX;
    const uses = Math.floor(id / SLOTS_MAX);
    return uses % 2 === 1 && this.usesOf(slot) === uses ? slot : -1;
  }

  /** The uses of all slots, for save(). */
  uses(): number[] {
    return Array.from({ length: this.count }, (_, slot) => this.usesOf(slot));
  }

  /** Restores the uses of all slots; set() restores the events. */
  load(uses: readonly number[]): void {
    this.count = uses.length;
    while (this.data.length < this.count * INTS) this.widen();
    this.data.fill(0);
    uses.forEach((value, slot) => {
      this.unsigned[slot * INTS + USES] = value;
    });
  }

  private extend(): number {
    assert(this.count < SLOTS_MAX, `at most ${SLOTS_MAX} events are pending at once`);
    if (this.count * INTS === this.data.length) this.widen();
    return this.count++;
  }

  private widen(): void {
    const { data } = this;
    this.data = new Int32Array(2 * data.length);
    this.data.set(data);
    this.unsigned = new Uint32Array(this.data.buffer);
  }
}
