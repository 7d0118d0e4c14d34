import fc from 'fast-check';
import FastPriorityQueue from 'fastpriorityqueue';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../src/kernel/event-queue.js';
import { EventSlots } from '../../src/kernel/event-slots.js';

type Entry = [order: number, serial: number];
const byOrder = (a: Entry, b: Entry) => a[0] - b[0] || a[1] - b[1];

/** A queue whose events get serials in the order in which they are added. */
class Queue {
  readonly slots = new EventSlots();
  readonly queue = new EventQueue(this.slots);
  private serials = 0;

  add(order: number): number {
    const slot = this.slots.take(0, this.serials, 0);
    this.slots.setOrder(slot, order, this.serials++);
    this.queue.add(order, slot);
    return this.serials - 1;
  }

  /** Takes the first event out. */
  poll(): Entry {
    const { queue, slots } = this;
    const slot = queue.first();
    const entry: Entry = [slots.orderOf(slot), slots.serialOf(slot)];
    slots.release(slot);
    queue.removeFirst();
    return entry;
  }

  drained(): Entry[] {
    return Array.from({ length: this.queue.size }, () => this.poll());
  }
}

describe('EventQueue', () => {
  /** Orders from now on: near, equal, far, and beyond all others. */
  const later = fc.oneof(fc.nat(3), fc.nat(2_000), fc.integer({ min: 0, max: 2 ** 30 }), fc.constant(2 ** 50));
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.array(later, { minLength: 1, maxLength: 150 }).map((orders) => ({ kind: 'add' as const, orders })) },
    { weight: 3, arbitrary: fc.nat(150).map((count) => ({ kind: 'remove' as const, count })) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }).map((each) => ({ kind: 'filter' as const, each })) },
  );

  it('gives what the library fastpriorityqueue gives, whatever comes, goes and is dropped between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const queue = new Queue();
        const oracle = new FastPriorityQueue<Entry>((a, b) => byOrder(a, b) < 0);
        let now = 0;
        for (const one of steps) {
          if (one.kind === 'add') for (const order of one.orders) oracle.add([now + order, queue.add(now + order)]);
          else if (one.kind === 'filter') {
            queue.queue.filter((slot) => queue.slots.serialOf(slot) % one.each > 0);
            oracle.removeMany(([, serial]) => serial % one.each === 0);
          } else
            for (let i = Math.min(one.count, oracle.size); i > 0; i--) {
              const entry = oracle.poll()!;
              expect(queue.poll()).toEqual(entry);
              if (entry[0] < 2 ** 49) now = entry[0];
            }
          expect(queue.queue.size).toBe(oracle.size);
        }
        const left = Array.from({ length: oracle.size }, () => oracle.poll()!);
        const { slots } = queue;
        const all = queue.queue.all().map((slot): Entry => [slots.orderOf(slot), slots.serialOf(slot)]);
        expect(all.sort(byOrder)).toEqual(left);
        expect(queue.drained()).toEqual(left);
      }),
      { numRuns: 200 },
    );
  });

  it('holds thousands, and orders exact numbers beyond 32 bits', () => {
    const queue = new Queue();
    const orders = Array.from({ length: 5_000 }, (_, i) => 2 ** 52 - ((i * 7919) % 5_000));
    for (const order of orders) queue.add(order);
    expect(queue.drained().map(([order]) => order)).toEqual(orders.sort((a, b) => a - b));
  });

  it('keeps the order of scheduling among ten thousand events of one millisecond', () => {
    const queue = new Queue();
    for (let i = 0; i < 10_000; i++) queue.add(7);
    expect(queue.drained().map(([, serial]) => serial)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  it('spreads events anew where most of those to come fall into one bucket', () => {
    const queue = new Queue();
    const orders: number[] = [];
    for (let i = 0; i < 200; i++) orders.push(i * 2 ** 30);
    for (let i = 0; i < 150; i++) orders.push(2 ** 36 + i);
    for (let i = 0; i < 150; i++) orders.push(2 ** 37);
    for (const order of orders) queue.add(order);
    const sorted = orders.map((order, serial): Entry => [order, serial]).sort(byOrder);
    expect(queue.drained()).toEqual(sorted);
  });

  it('takes an event before those that it has looked at', () => {
    const queue = new Queue();
    for (let i = 0; i < 1_000; i++) queue.add(1_000_000 + 1_000 * i);
    expect(queue.slots.orderOf(queue.queue.first())).toBe(1_000_000);
    queue.add(5);
    queue.add(1_000_500);
    expect(queue.drained().slice(0, 4)).toEqual([
      [5, 1_000],
      [1_000_000, 0],
      [1_000_500, 1_001],
      [1_001_000, 1],
    ]);
  });
});
