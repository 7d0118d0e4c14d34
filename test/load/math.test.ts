import { describe, expect, it } from 'vitest';
import { cosineOfTurn, decay, naturalLog, sineOfTurn } from '../../src/load/math.js';

/** The greatest distance from the functions of this engine, in parts of 1 or of the value. */
const off = (value: number, reference: number) => Math.abs(value - reference) / Math.max(1, Math.abs(reference));

describe('functions without libm', () => {
  it('are sines and cosines of a part of a turn, exact where they are simple', () => {
    const day = 86_400_000;
    expect([0, 1, 2, 3, 4].map((quarter) => sineOfTurn(quarter * (day / 4), day))).toEqual([0, 1, 0, -1, 0]);
    expect([0, 1, 2, 3, 4].map((quarter) => cosineOfTurn(quarter * (day / 4), day))).toEqual([1, 0, -1, 0, 1]);
    expect(sineOfTurn(1, 12)).toBeCloseTo(0.5, 15);
    expect(sineOfTurn(-1, 12)).toBe(-sineOfTurn(1, 12));
    for (let part = -2_000; part < 2_000; part++) {
      const angle = (2 * Math.PI * (part % 997)) / 997;
      expect(off(sineOfTurn(part, 997), Math.sin(angle))).toBeLessThan(2e-15);
      expect(off(cosineOfTurn(part, 997), Math.cos(angle))).toBeLessThan(2e-15);
    }
  });

  it('are the logarithm and the exponential to a few units of the last place', () => {
    expect(naturalLog(1)).toBe(0);
    expect(decay(0)).toBe(1);
    expect(decay(1_000)).toBe(0);
    for (let x = 1e-300; x < 1e300; x *= 1.37) expect(off(naturalLog(x), Math.log(x))).toBeLessThan(1e-15);
    for (let x = 0.001; x < 700; x *= 1.01) expect(Math.abs(decay(x) / Math.exp(-x) - 1)).toBeLessThan(1e-15 * Math.max(1, x));
    expect(() => naturalLog(0)).toThrow('invariant broken');
    expect(() => decay(-1)).toThrow('invariant broken');
  });
});
