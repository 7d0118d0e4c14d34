import { EventHeap } from './event-heap.js';
import { EventList } from './event-list.js';
import type { EventSlots } from './event-slots.js';

/** Most events in a queue without buckets. Buckets are given up below half of this number. */
const HEAP_MOST = 64;
/** Share of the events that the buckets hold; the others are in `latest`. */
const SHARE = 3 / 4;
/** Most events that the span of buckets is computed from. */
const SAMPLE = 4_096;
/** Bits of an order: it is a whole number below 2^53. */
const ORDER_BITS = 53;
/** A heap with more than this part of all events is too large. */
const HEAP_SHARE = 8;
const NONE = -1;
const NO_BUCKETS = new Int32Array();
const LIST_WIDTH = EventList.WIDTH;

/**
 * Pending events by (order, serial). The next ones are in a heap. Later ones lie in buckets of equal spans of time, unsorted, and the
 * latest in one list. Once the heap is empty, the next bucket is put into it; after the last bucket, the list is spread over new ones. So
 * an event is sorted among a few neighbours, and its cost does not depend on how many are pending (a calendar queue: R. Brown, CACM 31,
 * 1988).
 *
 * One event is held outside: the earliest of those added since the last one was held. A source that schedules its next arrival as it
 * handles one needs nothing else.
 */
export class EventQueue {
  /** Events, with cancelled ones. */
  size = 0;
  private readonly heap: EventHeap;
  /** The first slot of each bucket, or NONE; the others follow by EventSlots.nextOf(). */
  private buckets = new Int32Array();
  /** The next bucket to be put into the heap, and the order at which it begins. All before are in the heap. */
  private bucket = 0;
  private bucketFrom = Number.POSITIVE_INFINITY;
  /**
   * Span of a bucket, a power of two, so that all quotients are exact; and the order at which the first bucket begins. They begin as
   * fractions, because a field that turns from an integer into one makes V8 discard compiled code.
   */
  private span = Number.NaN;
  private perSpan = Number.NaN;
  private from = Number.NaN;
  private latest = new EventList();
  /** The list that `latest` was before, for reuse. */
  private spare = new EventList();
  /** The event that is held, or NONE, and its order. */
  private held = NONE;
  private heldOrder = Number.POSITIVE_INFINITY;
  private isHeldFirst = false;
  private readonly byBits = new Int32Array(ORDER_BITS + 1);
  /** Most events for which the present buckets are narrow enough. */
  private sizeMost = HEAP_MOST;
  /** True above `sizeMost`. New events behind the heap then go to `latest`, until the next refill distributes all events anew. */
  private isOverfull = false;

  constructor(private readonly slots: EventSlots) {
    this.heap = new EventHeap(slots);
  }

  /** Returns the slot of the first event; the queue must not be empty. */
  first(): number {
    const { heap, held, heldOrder } = this;
    if (heap.size === 0 && heldOrder >= this.bucketFrom && (held === NONE || this.size > 1)) this.refill();
    this.isHeldFirst = this.held !== NONE && (heap.size === 0 || heap.isBehind(heldOrder, held));
    return this.isHeldFirst ? held : heap.firstSlot;
  }

  /** Adds an event. Its slot has its place in the order. */
  add(order: number, slot: number): void {
    if (order < this.heldOrder) {
      if (this.held !== NONE) this.place(this.heldOrder, this.held);
      this.held = slot;
      this.heldOrder = order;
    } else this.place(order, slot);
    if (++this.size > this.sizeMost) this.overflow();
  }

  /** Removes the first event, which first() has found. */
  removeFirst(): void {
    this.size--;
    if (!this.isHeldFirst) return this.heap.removeFirst();
    this.held = NONE;
    this.heldOrder = Number.POSITIVE_INFINITY;
  }

  /** Keeps the events whose slot passes the filter. */
  filter(isKept: (slot: number) => boolean): void {
    this.gather();
    this.latest.filter(isKept);
    this.size = this.latest.size;
    this.spreadLatest();
  }

  /** Returns every slot once, unordered. */
  all(): number[] {
    const slots = this.heap.all();
    if (this.held !== NONE) slots.push(this.held);
    for (let bucket = this.bucket; bucket < this.buckets.length; bucket++)
      for (let slot = this.buckets[bucket]; slot !== NONE; slot = this.slots.nextOf(slot)) slots.push(slot);
    for (let nth = 0; nth < this.latest.size; nth++) slots.push(this.latest.slotAt(nth));
    return slots;
  }

  private place(order: number, slot: number): void {
    const { buckets } = this;
    if (order < this.bucketFrom) return this.heap.add(order, slot);
    const bucket = (order - this.from) * this.perSpan;
    if (this.isOverfull || bucket >= buckets.length) return this.latest.add(order, slot);
    this.slots.setNext(slot, buckets[bucket | 0]);
    buckets[bucket | 0] = slot;
  }

  /** Puts the next events into the empty heap. Others than the held one must exist. */
  private refill(): void {
    const { heap } = this;
    if (this.isOverfull) this.spread();
    this.sortBucket();
    if (heap.size === 0) {
      this.spreadLatest();
      if (heap.size === 0) this.sortBucket();
    }
    // The buckets are too wide. Distributing all events takes less time than it took to bring so many into the heap.
    if (this.span === 1 || heap.size <= HEAP_MOST || HEAP_SHARE * heap.size <= this.size) return;
    this.spread();
    this.sortBucket();
  }

  /** Puts the next bucket that has events into the empty heap, if there is one. */
  private sortBucket(): void {
    const { heap, slots } = this;
    for (let slot = this.takeBucket(); slot !== NONE; slot = slots.nextOf(slot)) heap.add(slots.orderOf(slot), slot);
  }

  /** Returns the first slot of the next bucket that has events, and moves past it; NONE: there is none. */
  private takeBucket(): number {
    const { buckets } = this;
    while (this.bucket < buckets.length) {
      const first = buckets[this.bucket++];
      this.bucketFrom += this.span;
      if (first !== NONE) return first;
    }
    return NONE;
  }

  /** A burst of events is spread once, after it, unless it makes the heap too large. */
  private overflow(): void {
    this.isOverfull = true;
    if (HEAP_SHARE * this.heap.size > this.size) this.spread();
  }

  /** Distributes all events anew. */
  private spread(): void {
    this.gather();
    this.spreadLatest();
  }

  /** Moves all events to `latest`. */
  private gather(): void {
    const { latest, slots, buckets } = this;
    this.heap.moveTo(latest);
    if (this.held !== NONE) latest.add(this.heldOrder, this.held);
    this.held = NONE;
    this.heldOrder = Number.POSITIVE_INFINITY;
    for (let bucket = this.bucket; bucket < buckets.length; bucket++)
      for (let slot = buckets[bucket]; slot !== NONE; slot = slots.nextOf(slot)) latest.add(slots.orderOf(slot), slot);
  }

  /** Distributes `latest`, which holds all pending events but the held one. */
  private spreadLatest(): void {
    const { heap, latest: all } = this;
    heap.size = 0;
    this.latest = this.spare;
    this.latest.size = 0;
    this.spare = all;
    this.bucket = 0;
    this.isOverfull = false;
    this.sizeMost = Math.max(HEAP_MOST, 2 * all.size);
    if (2 * all.size < HEAP_MOST) {
      this.buckets = NO_BUCKETS;
      this.bucketFrom = Number.POSITIVE_INFINITY;
      for (let nth = 0; nth < all.size; nth++) heap.add(all.orderAt(nth), all.slotAt(nth));
      return;
    }
    const first = all.earliest();
    const count = 2 ** Math.ceil(Math.log2(all.size / 2));
    this.span = Math.max(1, this.timeOfMost(all, first) / count);
    this.perSpan = 1 / this.span;
    this.from = Math.floor(first * this.perSpan) * this.span;
    this.bucketFrom = this.from;
    if (this.buckets.length !== count) this.buckets = new Int32Array(count);
    this.buckets.fill(NONE);
    this.distribute(all);
  }

  /** Puts each event into its bucket, as place() would: V8 would discard the code of place() here, which a burst has not led to a bucket. */
  private distribute({ entries, size }: EventList): void {
    const { buckets, from, perSpan, slots, latest } = this;
    for (let at = 0, end = size * LIST_WIDTH; at < end; at += LIST_WIDTH) {
      const slot = entries[at + 1] | 0;
      const bucket = (entries[at] - from) * perSpan;
      if (bucket >= buckets.length) latest.add(entries[at], slot);
      else {
        slots.setNext(slot, buckets[bucket | 0]);
        buckets[bucket | 0] = slot;
      }
    }
  }

  /** Returns the least power of two within which, from `first` on, most of the events lie; of many, by a sample. */
  private timeOfMost({ entries, size }: EventList, first: number): number {
    const { byBits } = this;
    byBits.fill(0);
    const step = Math.ceil(size / SAMPLE) * LIST_WIDTH;
    let count = 0;
    for (let at = 0, end = size * LIST_WIDTH; at < end; at += step) {
      byBits[bitsOf(entries[at] - first)]++;
      count++;
    }
    let bits = 0;
    for (let within = byBits[0]; within < SHARE * count; within += byBits[bits]) bits++;
    return 2 ** bits;
  }
}

/** Returns the number of bits of a whole number below 2^53. */
function bitsOf(whole: number): number {
  const high = Math.floor(whole / 2 ** 32);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(whole);
}
