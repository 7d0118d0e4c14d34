import { describe, expect, it } from 'vitest';
import { poolDrawKey, reclaimedRows } from '../../src/market/reclaimed.js';

const DRAW_KEY = poolDrawKey(1, 'spot/m5.large/us-east-1a');
const ORDINALS = Array.from({ length: 40 }, (_, i) => 100 + 3 * i);

function reclaimed(ordinals: readonly number[], share: number, isCounted: boolean, event = 5): number[] {
  return reclaimedRows(ordinals, { event, share, isCounted }, DRAW_KEY).map((row) => ordinals[row]);
}

const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b);

describe('a reclaim', () => {
  it.each([true, false])('does not depend on the order of rows (counted: %s)', (isCounted) => {
    const expected = ascending(reclaimed(ORDINALS, 0.3, isCounted));
    expect(expected.length).toBeGreaterThan(5);
    expect(ascending(reclaimed([...ORDINALS].reverse(), 0.3, isCounted))).toEqual(expected);
  });

  it.each([true, false])('gives rows in their order (counted: %s)', (isCounted) => {
    const rows = reclaimedRows(ORDINALS, { event: 1, share: 0.5, isCounted }, DRAW_KEY);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });

  it.each([true, false])('takes all or no instance at the ends (counted: %s)', (isCounted) => {
    expect(reclaimed(ORDINALS, 1, isCounted)).toEqual(ORDINALS);
    expect(reclaimed(ORDINALS, 0, isCounted)).toEqual([]);
    expect(reclaimed([], 1, isCounted)).toEqual([]);
  });

  it('by chance: no instance is spared or taken because of the others', () => {
    const all = new Set(reclaimed(ORDINALS, 0.4, false));
    for (const ordinal of ORDINALS) expect(reclaimed([ordinal], 0.4, false)).toEqual(all.has(ordinal) ? [ordinal] : []);
  });

  it('a greater share takes the instances of a smaller one, and more', () => {
    for (const isCounted of [true, false]) {
      const more = new Set(reclaimed(ORDINALS, 0.6, isCounted));
      expect(reclaimed(ORDINALS, 0.2, isCounted).every((ordinal) => more.has(ordinal))).toBe(true);
    }
  });

  it('takes an exact number of instances where the share is a whole number of them, despite its binary fraction', () => {
    for (let event = 0; event < 200; event++) {
      expect(reclaimed(ORDINALS.slice(0, 10), 0.5, true, event)).toHaveLength(5);
      expect(reclaimed(ORDINALS.slice(0, 10), 0.7, true, event)).toHaveLength(7);
      expect(reclaimed(ORDINALS, 3 / 40, true, event)).toHaveLength(3);
    }
  });

  it('counted: a fraction of an instance is the chance of one more', () => {
    const events = 4000;
    let sum = 0;
    for (let event = 0; event < events; event++) {
      const { length } = reclaimed(ORDINALS.slice(0, 5), 0.45, true, event);
      expect(length === 2 || length === 3).toBe(true);
      sum += length;
    }
    expect(Math.abs(sum - 2.25 * events)).toBeLessThan(4.5 * Math.sqrt(events * 0.25 * 0.75));
  });

  it('each event and each pool draw anew', () => {
    expect(reclaimed(ORDINALS, 0.5, true, 6)).not.toEqual(reclaimed(ORDINALS, 0.5, true, 5));
    const elsewhere = reclaimedRows(ORDINALS, { event: 5, share: 0.5, isCounted: false }, poolDrawKey(1, 'spot/m5.large/us-east-1b'));
    expect(elsewhere.map((row) => ORDINALS[row])).not.toEqual(reclaimed(ORDINALS, 0.5, false));
  });
});
