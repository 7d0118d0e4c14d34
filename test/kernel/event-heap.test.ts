import fc from 'fast-check';
import FastPriorityQueue from 'fastpriorityqueue';
import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../src/kernel/event-heap.js';

type Entry = [order: number, serial: number, slot: number];
const byOrder = (a: Entry, b: Entry) => a[0] - b[0] || a[1] - b[1];

/** Takes everything out. */
function drained(heap: EventHeap): Entry[] {
  const entries: Entry[] = [];
  while (heap.size > 0) {
    entries.push([heap.firstOrder, heap.firstSerial, heap.firstSlot]);
    heap.removeFirst();
  }
  return entries;
}

describe('EventHeap', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.nat(20).map((order) => ({ kind: 'add' as const, order })) },
    { weight: 2, arbitrary: fc.constant({ kind: 'remove' as const }) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }).map((each) => ({ kind: 'filter' as const, each })) },
  );

  it('gives what the library fastpriorityqueue gives, whatever comes, goes and is dropped between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const heap = new EventHeap();
        const queue = new FastPriorityQueue<Entry>((a, b) => byOrder(a, b) < 0);
        steps.forEach((one, serial) => {
          if (one.kind === 'add') {
            heap.add(one.order, serial, serial * 7);
            queue.add([one.order, serial, serial * 7]);
          } else if (one.kind === 'filter') {
            heap.filter((slot) => slot % one.each > 0);
            queue.removeMany(([, , slot]) => slot % one.each === 0);
          } else if (!queue.isEmpty()) {
            const [order, , slot] = queue.poll()!;
            expect([heap.firstOrder, heap.firstSlot]).toEqual([order, slot]);
            heap.removeFirst();
          }
          expect(heap.size).toBe(queue.size);
        });
        const entries = heap.all().map(({ order, serial, slot }): Entry => [order, serial, slot]);
        const left = Array.from({ length: queue.size }, () => queue.poll());
        expect(entries.sort(byOrder)).toEqual(left);
        expect(drained(heap)).toEqual(left);
      }),
      { numRuns: 200 },
    );
  });

  it('holds thousands, and orders exact numbers beyond 32 bits', () => {
    const heap = new EventHeap();
    const orders = Array.from({ length: 5_000 }, (_, i) => 2 ** 52 - ((i * 7919) % 5_000));
    for (const [serial, order] of orders.entries()) heap.add(order, serial, serial);
    expect(drained(heap).map(([order]) => order)).toEqual(orders.sort((a, b) => a - b));
  });
});
