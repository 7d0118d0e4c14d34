import type { EventList } from './event-list.js';
import type { EventSlots } from './event-slots.js';

/** Children per node: with four, a sift reads adjacent entries and the heap is half as deep as a binary one. */
const ARITY = 4;
/** Two numbers an entry: its order and its slot. Four children then lie in one or two cache lines. */
const WIDTH = 2;

/** Slots of events in order of (order, serial). The order lies in the heap too; the serial is read only for events of equal order. */
export class EventHeap {
  size = 0;
  private entries = new Float64Array(64 * WIDTH);

  constructor(private readonly slots: EventSlots) {}

  /** The slot of the first event; the heap must not be empty. */
  get firstSlot(): number {
    return this.entries[1] | 0;
  }

  /** Whether the first event comes after this one; the heap must not be empty. */
  isBehind(order: number, slot: number): boolean {
    const first = this.entries[0];
    return first > order || (first === order && this.isEarlier(slot, this.entries[1]));
  }

  add(order: number, slot: number): void {
    if (this.size * WIDTH === this.entries.length) this.widen();
    const { entries } = this;
    let at = this.size++ * WIDTH;
    while (at > 0) {
      const parent = ((at / WIDTH - 1) >> 2) * WIDTH;
      const before = entries[parent];
      if (before < order || (before === order && !this.isEarlier(slot, entries[parent + 1]))) break;
      entries[at] = before;
      entries[at + 1] = entries[parent + 1];
      at = parent;
    }
    entries[at] = order;
    entries[at + 1] = slot;
  }

  removeFirst(): void {
    const last = --this.size * WIDTH;
    if (last > 0) this.sink(this.entries[last], this.entries[last + 1]);
  }

  /** Returns every slot once, unordered. */
  all(): number[] {
    return Array.from({ length: this.size }, (_, i) => this.entries[i * WIDTH + 1]);
  }

  moveTo(list: EventList): void {
    for (let at = 0; at < this.size * WIDTH; at += WIDTH) list.add(this.entries[at], this.entries[at + 1]);
    this.size = 0;
  }

  /** Puts an event in the place of the first one or deeper: on each level the smallest child moves up. */
  private sink(order: number, slot: number): void {
    const { entries } = this;
    const length = this.size * WIDTH;
    let at = 0;
    for (let child = WIDTH; child < length; child = ARITY * at + WIDTH) {
      const end = Math.min(child + ARITY * WIDTH, length);
      let first = child;
      let least = entries[child];
      for (let other = child + WIDTH; other < end; other += WIDTH) {
        const here = entries[other];
        if (here > least || (here === least && !this.isEarlier(entries[other + 1], entries[first + 1]))) continue;
        first = other;
        least = here;
      }
      if (order < least || (order === least && this.isEarlier(slot, entries[first + 1]))) break;
      entries[at] = least;
      entries[at + 1] = entries[first + 1];
      at = first;
    }
    entries[at] = order;
    entries[at + 1] = slot;
  }

  private isEarlier(slot: number, other: number): boolean {
    return this.slots.serialOf(slot) < this.slots.serialOf(other);
  }

  private widen(): void {
    const { entries } = this;
    this.entries = new Float64Array(2 * entries.length);
    this.entries.set(entries);
  }
}
