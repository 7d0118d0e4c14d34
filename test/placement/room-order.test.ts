import { expect, it } from 'vitest';
import { RoomOrder } from '../../src/placement/index/room-order.js';
import { BY_MEMORY, columnCriterion } from '../../src/placement/strategies.js';
import { request, ToyFleet } from './toy-fleet.js';

// Of 8,192 MiB each bucket has 64: 512 lies in bucket 8, 580 and 600 lie in bucket 9.
it('takes the least room of the next bucket, not the oldest instance of it, where no instance of the first one fits', () => {
  const fleet = new ToyFleet([{ memory: 512, ports: [5] }, { memory: 600 }, { memory: 580 }]);
  const order = new RoomOrder(fleet, columnCriterion(BY_MEMORY), 0);
  for (const row of [0, 1, 2]) order.update(row, true);
  expect(order.first(request({ memoryMib: 512, ports: [5] }))).toBe(2);
  expect(order.first(request({ memoryMib: 512 }))).toBe(0);
});
