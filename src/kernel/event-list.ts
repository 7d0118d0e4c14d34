/** Two numbers an entry: its order and its slot. */
const WIDTH = 2;
const ENTRIES_FIRST = 64;
/** Lists share it until they have entries. */
const NO_ENTRIES = new Float64Array();

/** Slots of events with their orders beside them, in no order: the cost of a search does not depend on where the events lie. */
export class EventList {
  static readonly WIDTH = WIDTH;
  size = 0;
  /** For loops over all of them; it is replaced when it grows. */
  entries = NO_ENTRIES;

  add(order: number, slot: number): void {
    const at = this.size++ * WIDTH;
    if (at === this.entries.length) this.widen();
    this.entries[at] = order;
    this.entries[at + 1] = slot;
  }

  orderAt(nth: number): number {
    return this.entries[nth * WIDTH];
  }
  slotAt(nth: number): number {
    return this.entries[nth * WIDTH + 1] | 0;
  }

  /** Returns the least order; Infinity for none. */
  earliest(): number {
    const { entries } = this;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0, end = this.size * WIDTH; at < end; at += WIDTH) if (entries[at] < least) least = entries[at];
    return least;
  }

  /** Keeps the entries whose slot passes the filter, in their order. */
  filter(isKept: (slot: number) => boolean): void {
    const { size } = this;
    this.size = 0;
    for (let nth = 0; nth < size; nth++) if (isKept(this.slotAt(nth))) this.add(this.orderAt(nth), this.slotAt(nth));
  }

  private widen(): void {
    const { entries } = this;
    this.entries = new Float64Array(Math.max(ENTRIES_FIRST * WIDTH, 2 * entries.length));
    this.entries.set(entries);
  }
}
