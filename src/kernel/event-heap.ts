/** Children per node: with four, a sift reads adjacent entries and the heap is half as deep as a binary one. */
const ARITY = 4;

/**
 * Pending events in order of (order, serial), in three columns so that comparisons read adjacent numbers. `order` combines time and rank,
 * `serial` is the order of scheduling, `slot` refers to the event loop's data.
 */
export class EventHeap {
  size = 0;
  private orders = new Float64Array(64);
  private serials = new Float64Array(64);
  private slots = new Int32Array(64);

  /** Order, serial and slot of the first event; the heap must not be empty. */
  get firstOrder(): number {
    return this.orders[0];
  }
  get firstSerial(): number {
    return this.serials[0];
  }
  get firstSlot(): number {
    return this.slots[0];
  }

  add(order: number, serial: number, slot: number): void {
    if (this.size === this.slots.length) this.widen();
    const { orders, serials, slots } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const before = orders[parent];
      if (before < order || (before === order && serials[parent] < serial)) break;
      orders[at] = before;
      serials[at] = serials[parent];
      slots[at] = slots[parent];
      at = parent;
    }
    orders[at] = order;
    serials[at] = serial;
    slots[at] = slot;
  }

  /** Removes the first event. */
  removeFirst(): void {
    const last = --this.size;
    if (last > 0) this.sink(0, this.orders[last], this.serials[last], this.slots[last]);
  }

  /** Keeps the events whose slot passes the filter. */
  filter(isKept: (slot: number) => boolean): void {
    const { orders, serials, slots } = this;
    let kept = 0;
    for (let at = 0; at < this.size; at++) {
      if (!isKept(slots[at])) continue;
      orders[kept] = orders[at];
      serials[kept] = serials[at];
      slots[kept++] = slots[at];
    }
    this.size = kept;
    for (let at = (kept - 2) >> 2; at >= 0; at--) this.sink(at, orders[at], serials[at], slots[at]);
  }

  /** Returns every event once, unordered. */
  entries(): { readonly order: number; readonly serial: number; readonly slot: number }[] {
    const { orders, serials, slots } = this;
    return Array.from({ length: this.size }, (_, at) => ({ order: orders[at], serial: serials[at], slot: slots[at] }));
  }

  /** Inserts an event at `from` or deeper: on each level the smallest child moves up. */
  private sink(from: number, order: number, serial: number, slot: number): void {
    const { orders, serials, slots, size } = this;
    let at = from;
    for (let child = ARITY * at + 1; child < size; child = ARITY * at + 1) {
      const end = Math.min(child + ARITY, size);
      let first = child;
      let least = orders[child];
      for (let other = child + 1; other < end; other++) {
        const here = orders[other];
        if (here > least || (here === least && serials[other] > serials[first])) continue;
        first = other;
        least = here;
      }
      if (order < least || (order === least && serial < serials[first])) break;
      orders[at] = least;
      serials[at] = serials[first];
      slots[at] = slots[first];
      at = first;
    }
    orders[at] = order;
    serials[at] = serial;
    slots[at] = slot;
  }

  private widen(): void {
    const { orders, serials, slots } = this;
    this.orders = new Float64Array(2 * slots.length);
    this.orders.set(orders);
    this.serials = new Float64Array(2 * slots.length);
    this.serials.set(serials);
    this.slots = new Int32Array(2 * slots.length);
    this.slots.set(slots);
  }
}
