import { assert } from './assert.js';

/** A slot's numbers lie side by side, so that an event reads one cache line. */
const INTS = 8;
const DOUBLES = INTS / 2;
/** Place of the order, a double; the other values are integers. */
const ORDER = 0;
const SERIAL = 2;
const NEXT = 3;
const KIND = 4;
const SUBJECT = 5;
const DETAIL = 6;
const USES = 7;
/** Slots at first: few, since many runs of a sweep are small. They double. */
const SLOTS_FIRST = 64;
/** An event id is uses x 2^21 + slot, below 2^53: two million pending events and two billion uses per slot. */
const SLOTS_MAX = 2 ** 21;
/** Serials are below this. */
export const SERIALS_MAX = 2 ** 32;

/** The data of pending events. A slot is used again once its event has fired or, cancelled, has left the queue. */
export class EventSlots {
  /** Slots ever used at once. */
  count = 0;
  private free = new Int32Array(SLOTS_FIRST);
  private freeCount = 0;
  private data = new Int32Array(SLOTS_FIRST * INTS);
  /**
   * The same memory, unsigned, for serials and uses. Uses are incremented when an event enters a slot, and when it fires or is cancelled,
   * so they are odd while it is pending.
   */
  private unsigned = new Uint32Array(this.data.buffer);
  private doubles = new Float64Array(this.data.buffer);

  /** Fills a slot with a pending event. */
  take(kind: number, subject: number, detail: number): number {
    assert((subject | 0) === subject && (detail | 0) === detail, 'subject and detail are 32-bit whole numbers');
    if (this.freeCount === 0) this.extend();
    const slot = this.free[--this.freeCount];
    const { data } = this;
    const at = slot * INTS;
    data[at + KIND] = kind;
    data[at + SUBJECT] = subject;
    data[at + DETAIL] = detail;
    data[at + USES]++;
    return slot;
  }

  set(slot: number, kind: number, subject: number, detail: number): void {
    const { data } = this;
    const at = slot * INTS;
    data[at + KIND] = kind;
    data[at + SUBJECT] = subject;
    data[at + DETAIL] = detail;
  }

  /** Sets the place of the event among all. */
  setOrder(slot: number, order: number, serial: number): void {
    this.doubles[slot * DOUBLES + ORDER] = order;
    this.unsigned[slot * INTS + SERIAL] = serial;
  }

  /** Links the slot to another one of the same list. */
  setNext(slot: number, next: number): void {
    this.data[slot * INTS + NEXT] = next;
  }

  /** Frees the slot of an event that fires. It keeps its data until it is taken again. */
  release(slot: number): void {
    this.data[slot * INTS + USES]++;
    this.bury(slot);
  }

  /** Marks the event as cancelled. bury() frees its slot once the queue no longer refers to it. */
  cancel(slot: number): void {
    this.unsigned[slot * INTS + USES]++;
  }

  /** Frees the slot of a cancelled event. */
  bury(slot: number): void {
    this.free[this.freeCount++] = slot;
  }

  /** Frees all slots without a pending event. No queue may refer to them. */
  freeAll(): void {
    this.freeCount = 0;
    for (let slot = this.count - 1; slot >= 0; slot--) if (!this.isPending(slot)) this.bury(slot);
  }

  orderOf(slot: number): number {
    return this.doubles[slot * DOUBLES + ORDER];
  }
  serialOf(slot: number): number {
    return this.unsigned[slot * INTS + SERIAL];
  }
  nextOf(slot: number): number {
    return this.data[slot * INTS + NEXT];
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

  /** Returns the id of the slot's present event. */
  idOf(slot: number): number {
    return this.unsigned[slot * INTS + USES] * SLOTS_MAX + slot;
  }

  /** Returns the slot of the pending event with the id, or -1. */
  find(id: number): number {
    const slot = id % SLOTS_MAX;
    const uses = Math.floor(id / SLOTS_MAX);
    return uses % 2 === 1 && this.usesOf(slot) === uses ? slot : -1;
  }

  /** Returns the uses of all slots, for save(). */
  uses(): number[] {
    return Array.from({ length: this.count }, (_, slot) => this.usesOf(slot));
  }

  /** Restores the uses of all slots; set() and setOrder() restore the events. */
  load(uses: readonly number[]): void {
    this.count = uses.length;
    while (this.data.length < this.count * INTS) this.widen();
    this.data.fill(0);
    uses.forEach((value, slot) => {
      this.unsigned[slot * INTS + USES] = value;
    });
  }

  private extend(): void {
    assert(this.count < SLOTS_MAX, `at most ${SLOTS_MAX} events are pending at once`);
    if (this.count * INTS === this.data.length) this.widen();
    this.bury(this.count++);
  }

  /** Makes room for so many pending events at once, as much as growing step by step would. */
  reserve(events: number): void {
    let slots = this.free.length;
    while (slots < Math.min(SLOTS_MAX, this.count - this.freeCount + events)) slots *= 2;
    if (slots > this.free.length) this.widen(slots);
  }

  private widen(slots = 2 * this.free.length): void {
    const { data, free } = this;
    this.data = new Int32Array(slots * INTS);
    this.data.set(data);
    this.unsigned = new Uint32Array(this.data.buffer);
    this.doubles = new Float64Array(this.data.buffer);
    this.free = new Int32Array(slots);
    this.free.set(free);
  }
}
