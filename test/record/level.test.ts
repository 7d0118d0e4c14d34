import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Level, ResourceLevels } from '../../src/record/ledger/level.js';
import { reread } from '../reread.js';

/** Up to a year of milliseconds and a large cluster: the products exceed 2^53. */
const change = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 31_536_000_000 })),
  by: fc.tuple(...[0, 0, 0].map(() => fc.integer({ min: -(2 ** 40), max: 2 ** 40 }))),
});
const changes = fc.array(change, { maxLength: 40 });

describe('levels over time', () => {
  it('have the sums of whole numbers of any size and the peak of those that last, also after a save and a load', () => {
    fc.assert(
      fc.property(changes, fc.nat({ max: 40 }), (all, savedAfter) => {
        let one = new Level();
        let three = new ResourceLevels();
        const now = [0n, 0n, 0n];
        const areas = [0n, 0n, 0n];
        let peak = 0;
        let atMs = 0;
        for (const [nth, { afterMs, by }] of all.entries()) {
          atMs += afterMs;
          if (afterMs > 0) peak = Math.max(peak, Number(now[0]));
          for (const r of [0, 1, 2]) {
            areas[r]! += now[r]! * BigInt(afterMs);
            now[r]! += BigInt(by[r]!);
          }
          one.add(by[0]!, atMs);
          three.add(by[0]!, by[1]!, by[2]!, atMs);
          if (nth !== savedAfter) continue;
          const [savedOne, savedThree] = [one.save(), three.save()].map(reread);
          one = new Level();
          three = new ResourceLevels();
          one.load(savedOne);
          three.load(savedThree);
        }
        peak = Math.max(peak, Number(now[0]));
        const endMs = atMs + 7;
        const expected = areas.map((area, r) => area + 7n * now[r]!);
        expect([0, 1, 2].map((r) => three.integralTo(r, endMs))).toEqual(expected);
        expect([0, 1, 2].map((r) => BigInt(three.now(r)))).toEqual(now);
        expect([one.integralTo(endMs), BigInt(one.now), one.peak]).toEqual([expected[0], now[0], peak]);
      }),
    );
  });

  it('do not go back in time', () => {
    const level = new Level();
    const levels = new ResourceLevels();
    level.set(1, 10);
    levels.add(1, 1, 1, 10);
    for (const back of [() => level.set(2, 9), () => level.integralTo(9), () => levels.add(1, 0, 0, 9), () => levels.integralTo(0, 9)])
      expect(back).toThrow('a level');
  });
});
