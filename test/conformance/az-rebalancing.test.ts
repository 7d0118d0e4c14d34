import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notRebalanced, type RebalancedService, type ZoneCounts, zoneMoves } from '../../src/services/az-rebalancing.js';

function moves(healthy: number[], changes: Partial<ZoneCounts> = {}) {
  const desired = healthy.reduce((a, b) => a + b, 0);
  const seen = {
    healthy,
    waiting: healthy.map(() => 0),
    desired,
    tasksMax: 2 * desired,
    room: healthy.map(() => Number.POSITIVE_INFINITY),
    isSuspended: false,
  };
  return zoneMoves({ ...seen, ...changes });
}

describe('Availability Zone rebalancing', () => {
  it('[A.T-NW-a, A.T-NW-b, A.T-NW-c] aims at an equal share in each zone, and one more in as many zones as there are tasks over', () => {
    const none = { start: [0, 0], stop: [0, 0] };
    expect(moves([1, 1])).toEqual(none);
    expect(moves([2, 0])).toEqual({ start: [0, 1], stop: [0, 0] });
    expect(moves([1, 2])).toEqual(none);
    expect(moves([3, 0])).toEqual({ start: [0, 1], stop: [0, 0] });
    expect(moves([1, 2, 2])).toEqual({ start: [0, 0, 0], stop: [0, 0, 0] });
    expect(moves([1, 1, 3])).toEqual({ start: [1, 0, 0], stop: [0, 0, 0] });
  });

  it('[A.NW-1] starts where there are fewest, waits until that is healthy and stops where there are most', () => {
    expect(moves([4, 0, 0])).toEqual({ start: [0, 1, 1], stop: [0, 0, 0] });
    expect(moves([4, 0, 0], { waiting: [0, 1, 1] })).toEqual({ start: [0, 0, 0], stop: [0, 0, 0] });
    expect(moves([4, 1, 1], { desired: 4 })).toEqual({ start: [0, 0, 0], stop: [2, 0, 0] });
    expect(moves([2, 1, 1])).toEqual({ start: [0, 0, 0], stop: [0, 0, 0] });
  });

  it('[A.NW-1] runs in the steady state, within the maximum, and only where there is room', () => {
    expect(moves([4, 0, 0], { desired: 5 }).start).toEqual([0, 0, 0]); // One is missing.
    expect(moves([4, 0, 0], { isSuspended: true }).start).toEqual([0, 0, 0]);
    expect(moves([4, 1, 1], { desired: 4, isSuspended: true }).stop).toEqual([0, 0, 0]);
    expect(moves([4, 0, 0], { tasksMax: 5 }).start).toEqual([0, 1, 0]);
    expect(moves([4, 0, 0], { room: [9, 0, 1] }).start).toEqual([0, 0, 1]);
    expect(moves([4, 0, 0], { room: [9, 0, 0] }).start).toEqual([0, 0, 0]); // Nothing is launched for it.
  });

  it('[A.NW-1] ends balanced after one round where maximum and room do not limit it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }), (healthy) => {
        const desired = healthy.reduce((a, b) => a + b, 0);
        const started = healthy.map((count, zone) => count + moves(healthy).start[zone]!);
        const { stop } = moves(started, { desired });
        const after = started.map((count, zone) => count - stop[zone]!);
        expect(Math.max(...after) - Math.min(...after)).toBeLessThanOrEqual(1);
        expect(after.reduce((a, b) => a + b, 0)).toBe(desired);
      }),
    );
  });

  it('[A.NW-1] is for REPLICA services that begin with a spread over zones, or have no strategy, and may start before they stop', () => {
    const service: RebalancedService = {
      schedulingStrategy: 'REPLICA',
      controller: 'ECS',
      isExternal: false,
      maximumPercent: 200,
      hasClassicLoadBalancer: false,
      hasZoneConstraint: false,
      spreadsZonesFirst: true,
    };
    expect(notRebalanced(service)).toBeNull();
    const cannot: Partial<RebalancedService>[] = [
      { schedulingStrategy: 'DAEMON' },
      { controller: 'EXTERNAL' },
      { maximumPercent: 100 },
      { hasClassicLoadBalancer: true },
      { hasZoneConstraint: true },
      { spreadsZonesFirst: false },
    ];
    expect(new Set(cannot.map((changes) => notRebalanced({ ...service, ...changes }))).size).toBe(6); // Each for its own reason.
    for (const changes of cannot) expect(notRebalanced({ ...service, ...changes })).toMatch(/^(is not possible|needs) .{10,}/);
    expect(notRebalanced({ ...service, maximumPercent: 101 })).toBeNull();
  });
});
