import { expect, it } from 'vitest';
import { copiesOnRow } from '../../src/placement/pack.js';
import { request, ToyFleet } from './toy-fleet.js';

it('an instance takes as many shares as its own GPUs have', () => {
  const fleet = new ToyFleet([{ gpus: [1000, 1000] }, { gpus: [500, 0] }]);
  const half = request({ cpuUnits: 0, memoryMib: 1, gpuMilli: 500 });
  expect([0, 1].map((row) => copiesOnRow(fleet, row, half))).toEqual([4, 1]);
});
