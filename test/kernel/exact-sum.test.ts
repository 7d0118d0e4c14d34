import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeWeightedSum } from '../../src/kernel/exact-sum.js';

describe('TimeWeightedSum', () => {
  it('adds value x elapsed at each change', () => {
    const sum = new TimeWeightedSum(100, 3);
    sum.set(110, 5); //  3 x 10 = 30
    sum.add(120, -4); // 5 x 10 = 50
    expect(sum.value).toBe(1);
    expect(sum.totalAt(130)).toBe(90n); // 1 x 10 more
    expect(sum.meanAt(130)).toBe(3); //    90 / 30
  });

  it('can be asked without being changed, but not about the past', () => {
    const sum = new TimeWeightedSum();
    sum.set(10, 2);
    expect([sum.totalAt(20), sum.totalAt(15), sum.totalAt(10)]).toEqual([20n, 10n, 0n]);
    expect(() => sum.totalAt(9)).toThrow('not asked about the past');
  });

  it('has the value itself as its mean before time has passed', () => {
    expect(new TimeWeightedSum(50, 7).meanAt(50)).toBe(7);
  });

  it('loses not one unit where a double would', () => {
    const sum = new TimeWeightedSum(0, 2 ** 53 - 1);
    sum.set(1, 1);
    sum.set(2, 1);
    sum.set(3, 1);
    // As doubles, 2^53 - 1 + 1 + 1 + 1 stays at 2^53.
    expect(sum.totalAt(4)).toBe(2n ** 53n + 2n);
  });

  it('is not deceived by a product that was rounded and comes back into range', () => {
    const sum = new TimeWeightedSum(0, -1);
    sum.set(1, 3_002_399_751_580_331);
    sum.set(4, 0); // Three times that is 2^53 + 1, which a double makes 2^53.
    expect(sum.totalAt(4)).toBe(2n ** 53n);
  });

  it.each([0.5, Number.NaN, 2 ** 53])('refuses the value %d, which is not a whole number that a double can be sure of', (value) => {
    expect(() => new TimeWeightedSum().set(1, value)).toThrow('is a whole number');
  });

  it.each([9, 10.5])('refuses a change at %d ms after one at 10 ms', (atMs) => {
    const sum = new TimeWeightedSum();
    sum.set(10, 1);
    expect(() => sum.set(atMs, 2)).toThrow('moves forward, in whole milliseconds');
  });

  const value = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.maxSafeInteger());
  const change = fc.tuple(fc.oneof(fc.nat(10), fc.nat(2 ** 31 - 1), fc.nat(2 ** 40)), value);

  it('agrees with big integers all the way, whatever the sizes, across save and load', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.array(change, { minLength: 1, maxLength: 30 }), fc.nat(29), (sinceMs, changes, cut) => {
        let sum = new TimeWeightedSum(sinceMs);
        let [atMs, held, total] = [sinceMs, 0, 0n];
        changes.forEach(([afterMs, next], i) => {
          total += BigInt(held) * BigInt(afterMs);
          [atMs, held] = [atMs + afterMs, next];
          sum.set(atMs, next);
          if (i === cut) {
            const saved = JSON.parse(JSON.stringify(sum.save()));
            sum = new TimeWeightedSum();
            sum.load(saved);
          }
          expect(sum.totalAt(atMs)).toBe(total);
        });
        const elapsed = atMs + 1000 - sinceMs;
        const mean = Number(((total + BigInt(held) * 1000n) * 2n ** 20n) / BigInt(elapsed)) / 2 ** 20;
        expect(Math.abs(sum.meanAt(atMs + 1000) - mean)).toBeLessThanOrEqual(Math.max(1e-5, Math.abs(mean) * 1e-15));
      }),
    );
  });
});
