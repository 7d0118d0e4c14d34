import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';
import { COLD_START, leavesPool, type WarmPool, warmPoolSize } from '../../../src/autoscaling/group/warm-pool.js';

const view = (zone: number[], isWarm: number[], livingByZone = [0, 0, 0]) => ({
  ...{ count: zone.length, zone, isWarm, zones: [0, 1, 2], livingByZone, zoneTie: 'list' as const, turn: 0 },
});

describe('a warm pool', () => {
  it('gives the oldest of the emptiest zone that has one, or the newest', () => {
    const pool = view([1, 0, 1, 1, 0], [0, 1, 1, 1, 1], [2, 1, 0]);
    expect(leavesPool(pool, GROUP_DEFAULTS)).toBe(2); // row 0 is still being prepared; zone 2 has none
    expect(leavesPool(pool, { warmPoolLeaves: 'newest' })).toBe(3);
    expect(leavesPool({ ...pool, livingByZone: [1, 1, 0] }, GROUP_DEFAULTS)).toBe(1);
    expect(leavesPool({ ...pool, livingByZone: [1, 1, 0], zoneTie: 'rotate', turn: 1 }, GROUP_DEFAULTS)).toBe(2);
    expect(leavesPool({ ...pool, zones: [1] }, GROUP_DEFAULTS)).toBe(2);
  });

  it('starts cold only when nothing in it is warm', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.nat(1))),
        fc.constantFrom('oldest' as const, 'newest' as const),
        (rows, warmPoolLeaves) => {
          const isWarm = rows.map(([, warm]) => warm);
          const row = leavesPool(
            view(
              rows.map(([zone]) => zone),
              isWarm,
            ),
            { warmPoolLeaves },
          );
          if (isWarm.includes(1)) expect(isWarm[row]).toBe(1);
          else expect(row).toBe(COLD_START);
        },
      ),
    );
  });

  it('holds what is prepared less what is desired, and never less than its minimum', () => {
    const pool: WarmPool = { minSize: 2, maxGroupPreparedCapacity: null, state: 'Stopped' };
    expect([5, 8, 9, 12].map((desired) => warmPoolSize(pool, desired, 10))).toEqual([5, 2, 2, 2]);
    expect(warmPoolSize({ ...pool, maxGroupPreparedCapacity: 0 }, 5, 10)).toBe(2);
  });
});
