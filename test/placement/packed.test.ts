import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEnough, largest, packed, stepOf } from '../../src/placement/index/packed.js';

const lanes = fc.tuple(fc.nat(511), fc.nat(511), fc.nat(511));
const part = fc.double({ min: -1, max: 3, noNaN: true });

describe('three amounts in one number', () => {
  it('have the larger one of each', () => {
    fc.assert(
      fc.property(lanes, lanes, (a, b) => {
        expect(largest(packed(...a), packed(...b))).toBe(packed(Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])));
      }),
    );
    expect(largest(packed(511, 0, 511), packed(0, 511, 510))).toBe(packed(511, 511, 511));
  });

  it('are enough when each is', () => {
    fc.assert(
      fc.property(lanes, lanes, (room, need) => {
        expect(isEnough(packed(...room), packed(...need))).toBe(room.every((amount, lane) => amount >= need[lane]!) ? 1 : 0);
      }),
    );
    expect([isEnough(packed(511, 511, 511), packed(511, 511, 511)), isEnough(packed(511, 511, 0), packed(0, 0, 1))]).toEqual([1, 0]);
  });
});

describe('the step of an amount', () => {
  it('never falls when the amount grows, and is above 0 and below 512', () => {
    fc.assert(
      fc.property(part, part, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map(stepOf) as [number, number];
        expect(less).toBeLessThanOrEqual(more);
        expect([less, more].every((step) => step >= 1 && step <= 511)).toBe(true);
      }),
    );
    expect([stepOf(-0.1), stepOf(0), stepOf(1), stepOf(2)]).toEqual([1, 1, 511, 511]);
  });

  it('distinguishes a small instance beside one that is 3,000 times as large from a half full one', () => {
    expect(stepOf(1 / 3_000)).toBeGreaterThan(stepOf(0.5 / 3_000));
  });
});
