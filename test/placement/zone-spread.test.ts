import { describe, expect, it } from 'vitest';
import { ZoneSpread } from '../../src/placement/zone-spread.js';
import { reread } from '../reread.js';
import { dice } from './toy-fleet.js';

const ALL = [1, 1, 1];

/** A spread with so many tasks by zone, for each provider. */
function spread(...providers: number[][]): ZoneSpread {
  const made = new ZoneSpread(providers.length, providers[0].length);
  for (const [provider, zones] of providers.entries())
    for (const [zone, tasks] of zones.entries()) for (let i = 0; i < tasks; i++) made.count(provider, zone, 1);
  return made;
}

describe('ZoneSpread', () => {
  it('starts in the zone with the fewest, the first of equals', () => {
    expect(spread([2, 1, 3]).toStart(0, ALL)).toBe(1);
    expect(spread([2, 1, 1]).toStart(0, ALL)).toBe(1);
    expect(spread([0, 0, 0]).toStart(0, ALL)).toBe(0);
  });

  it('passes over zones that cannot take a task', () => {
    expect(spread([2, 0, 3]).toStart(0, [1, 0, 1])).toBe(0);
    expect(spread([2, 0, 3]).toStart(0, [0, 0, 1])).toBe(2);
    expect(spread([2, 0, 3]).toStart(0, [0, 0, 0])).toBe(-1);
  });

  it('stops in the zone with the most that has one to stop, the last of equals', () => {
    expect(spread([2, 3, 1]).toStop(0, ALL)).toBe(1);
    expect(spread([3, 1, 3]).toStop(0, ALL)).toBe(2);
    expect(spread([2, 3, 1]).toStop(0, [1, 0, 1])).toBe(0);
    expect(spread([2, 3, 1]).toStop(0, [0, 0, 0])).toBe(-1);
  });

  it('counts each provider by itself, unless zones are to be evened out', () => {
    const both = spread([3, 0, 0], [0, 2, 1]);
    expect([both.toStart(0, ALL), both.toStart(1, ALL)]).toEqual([1, 0]);
    expect([both.toStart(0, ALL, true), both.toStart(1, ALL, true)]).toEqual([2, 2]);
    expect([both.toStop(0, ALL), both.toStop(1, ALL)]).toEqual([0, 1]);
  });

  it('drops tasks that leave, and keeps its counts across a checkpoint', () => {
    const made = spread([1, 1, 2]);
    made.count(0, 0, 1);
    made.count(0, 1, -1);
    made.count(0, 2, -1);
    expect([made.toStart(0, ALL), made.toStop(0, ALL)]).toEqual([1, 0]);
    const other = new ZoneSpread(1, 3);
    other.load(reread(made.save()));
    for (let i = 0; i < 5; i++) made.count(0, 1, 1);
    expect([other.toStart(0, ALL), other.toStop(0, ALL)]).toEqual([1, 0]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('stays as even as can be over starts and stops (seed %i)', (seed) => {
    const roll = dice(300 + seed);
    const zones = [0, 0, 0];
    const made = new ZoneSpread(1, 3);
    for (let turn = 0; turn < 60; turn++) {
      const isStart = zones.every((tasks) => tasks === 0) || roll.chance(55);
      const zone = isStart
        ? made.toStart(0, ALL)
        : made.toStop(
            0,
            zones.map((tasks) => Number(tasks > 0)),
          );
      made.count(0, zone, isStart ? 1 : -1);
      zones[zone] += isStart ? 1 : -1;
      expect(Math.max(...zones) - Math.min(...zones)).toBeLessThanOrEqual(1);
    }
  });
});
