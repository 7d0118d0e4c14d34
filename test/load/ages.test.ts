import { expect, it } from 'vitest';
import { Ages } from '../../src/load/ages.js';

it('a queue that rounding alone keeps from being empty has no oldest message', () => {
  const ages = new Ages();
  for (const at of [0, 1, 2]) ages.add(at, at + 1, 0.1); // 0.1 + 0.1 + 0.1 is not 0.3.
  ages.keep(0.1 + 0.1 + 0.1 - 0.3);
  expect(ages.oldestMs(60_000)).toBe(0);
  ages.add(60_000, 61_000, 5);
  ages.keep(5);
  expect(ages.oldestMs(61_000)).toBe(1_000);
});

it('the age of the oldest is that of the first of those that are left', () => {
  const ages = new Ages();
  ages.add(0, 1_000, 4);
  ages.keep(1);
  expect(ages.oldestMs(1_000)).toBe(250);
});
