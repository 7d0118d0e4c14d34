import { SLOTS_MAX } from './event-slots.js';

/** Children per node: with four, a sift reads adjacent entries and the heap is half as deep as a binary one. */
const ARITY = 4;
/** Two numbers an entry: its order, and its serial and slot in one number. Four children then lie in one or two cache lines. */
const WIDTH = 2;

/** Serials are below this, so that serial x 2^21 + slot is one exact number. */
export const SERIALS_MAX = 2 ** 53 / SLOTS_MAX;

/**
 * Pending events in order of (order, serial). `order` combines time and rank, `serial` is the order of scheduling, `slot` refers to the
 * event loop's data. Serials are unique, so that serial and slot in one number sort as the serial alone.
 */
export class EventHeap {
  size = 0;
  private entries = new Float64Array(64 * WIDTH);

  /** Order, serial and slot of the first event; the heap must not be empty. */
  get firstOrder(): number {
    return this.entries[0];
  }
  get firstSerial(): number {
    return Math.floor(this.entries[1] / SLOTS_MAX);
  }
  get firstSlot(): number {
    return slotOf(this.entries[1]);
  }

  add(order: number, serial: number, slot: number): void {
    if (this.size * WIDTH === this.entries.length) this.widen();
    const { entries } = this;
    const which = serial * SLOTS_MAX + slot;
    let at = this.size++ * WIDTH;
    while (at > 0) {
      const parent = ((at / WIDTH - 1) >> 2) * WIDTH;
      const before = entries[parent];
      if (before < order || (before === order && entries[parent + 1] < which)) break;
      entries[at] = before;
      entries[at + 1] = entries[parent + 1];
      at = parent;
    }
    entries[at] = order;
    entries[at + 1] = which;
  }

  /** Removes the first event. */
  removeFirst(): void {
    const last = --this.size * WIDTH;
    if (last > 0) this.sink(0, this.entries[last], this.entries[last + 1]);
  }

  /** Keeps the events whose slot passes the filter. */
  filter(isKept: (slot: number) => boolean): void {
    const { entries } = this;
    let kept = 0;
    for (let at = 0; at < this.size * WIDTH; at += WIDTH) {
      if (!isKept(slotOf(entries[at + 1]))) continue;
      entries[kept] = entries[at];
      entries[kept + 1] = entries[at + 1];
      kept += WIDTH;
    }
    this.size = kept / WIDTH;
    for (let i = (this.size - 2) >> 2; i >= 0; i--) this.sink(i * WIDTH, entries[i * WIDTH], entries[i * WIDTH + 1]);
  }

  /** Returns every event once, unordered. */
  all(): { readonly order: number; readonly serial: number; readonly slot: number }[] {
    const { entries } = this;
    return Array.from({ length: this.size }, (_, i) => {
      const which = entries[i * WIDTH + 1];
      return { order: entries[i * WIDTH], serial: Math.floor(which / SLOTS_MAX), slot: slotOf(which) };
    });
  }

  /** Inserts an event at `from` or deeper: on each level the smallest child moves up. */
  private sink(from: number, order: number, which: number): void {
    const { entries } = this;
    const length = this.size * WIDTH;
    let at = from;
    for (let child = ARITY * at + WIDTH; child < length; child = ARITY * at + WIDTH) {
      const end = Math.min(child + ARITY * WIDTH, length);
      let first = child;
      let least = entries[child];
      for (let other = child + WIDTH; other < end; other += WIDTH) {
        const here = entries[other];
        if (here > least || (here === least && entries[other + 1] > entries[first + 1])) continue;
        first = other;
        least = here;
      }
      if (order < least || (order === least && which < entries[first + 1])) break;
      entries[at] = least;
      entries[at + 1] = entries[first + 1];
      at = first;
    }
    entries[at] = order;
    entries[at + 1] = which;
  }

  private widen(): void {
    const { entries } = this;
    this.entries = new Float64Array(2 * entries.length);
    this.entries.set(entries);
  }
}

function slotOf(which: number): number {
  return which - Math.floor(which / SLOTS_MAX) * SLOTS_MAX;
}
