import { expect, it } from 'vitest';
import { FITS, fit } from '../../src/placement/fit.js';
import { RoomOrder } from '../../src/placement/index/room-order.js';
import { BY_MEMORY, columnCriterion } from '../../src/placement/strategies.js';
import type { FleetView, TaskRequest } from '../../src/placement/view.js';
import { dice, request, ToyFleet } from './toy-fleet.js';

// Of 8,192 MiB each bucket has 64: 512 lies in bucket 8, 580 and 600 lie in bucket 9.
it('takes the least room of the next bucket, not the oldest instance of it, where no instance of the first one fits', () => {
  const fleet = new ToyFleet([{ memory: 512, ports: [5] }, { memory: 600 }, { memory: 580 }]);
  const order = new RoomOrder(fleet, columnCriterion(BY_MEMORY), 0);
  for (const row of [0, 1, 2]) order.update(row, true);
  expect(order.first(request({ memoryMib: 512, ports: [5] }))).toBe(2);
  expect(order.first(request({ memoryMib: 512 }))).toBe(0);
});

// 2,300 places take three blocks of 1,024: the order that is filled has them at once, the other one widens twice.
it('finds what a scan finds, filled at once or row by row, while rooms change', () => {
  const roll = dice(7);
  const memory = () => (roll.chance(50) ? 512 * roll.below(17) : roll.below(8193));
  const cpu = () => 256 * roll.below(17);
  const rows = Array.from({ length: 2_300 }, () => ({ memory: memory(), cpu: cpu(), gpus: roll.chance(30) ? [1000] : [] }));
  const fleet = new ToyFleet(rows);
  const isThere = Uint8Array.from(rows, () => Number(roll.chance(80)));
  const [filled, added] = [0, 1].map(() => new RoomOrder(fleet, columnCriterion(BY_MEMORY), 0));
  filled.fill(Int32Array.from(rows.keys()), isThere);
  for (let row = 0; row < rows.length; row++) added.update(row, isThere[row] === 1);
  for (let nth = 0; nth < 3_000; nth++) {
    const task = request({ memoryMib: memory(), cpuUnits: cpu(), gpus: Number(roll.chance(20)), memoBit: 0 });
    const expected = leastOf(fleet, isThere, task);
    if (filled.first(task) !== expected || added.first(task) !== expected)
      expect([nth, filled.first(task), added.first(task)]).toEqual([nth, expected, expected]);
    const row = roll.below(rows.length);
    fleet.memoryMibFree[row] = memory();
    fleet.cpuUnitsFree[row] = cpu();
    isThere[row] = Number(roll.chance(80));
    for (const order of [filled, added]) order.update(row, isThere[row] === 1);
  }
});

/** The row with the least memory that fits, the oldest of equals, or -1. */
function leastOf(fleet: FleetView, isThere: Uint8Array, task: TaskRequest): number {
  let chosen = -1;
  for (let row = 0; row < fleet.count; row++) {
    if (isThere[row] === 0 || fit(fleet, row, task) !== FITS) continue;
    if (chosen < 0 || fleet.memoryMibFree[row] < fleet.memoryMibFree[chosen]) chosen = row;
  }
  return chosen;
}
