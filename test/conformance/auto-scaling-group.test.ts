import { describe, expect, it } from 'vitest';
import { launchesForBalance, maxSizeForBalance, startsBalance } from '../../src/autoscaling/group/balance.js';
import { onNotice, onRecommendation, type Replacement, type RiskView, replacedBy } from '../../src/autoscaling/group/capacity-rebalance.js';
import { GROUP_DEFAULTS } from '../../src/autoscaling/group/group-settings.js';
import { foundUnhealthyMs, HEALTH_GRACE_DEFAULT_MS } from '../../src/autoscaling/group/health.js';
import { answerOf, HOOK_DEFAULTS, longestWaitMs, NEVER } from '../../src/autoscaling/group/hooks.js';
import { launchOf, nextLaunch } from '../../src/autoscaling/group/launch.js';
import { OnDemand, optionsToLaunch, Spot, shareOf } from '../../src/autoscaling/group/purchase.js';
import { afterFailure, NO_FAILURES } from '../../src/autoscaling/group/retry.js';
import { chooseVictim } from '../../src/autoscaling/group/terminate.js';
import { COLD_START, leavesPool, type WarmPool, warmPoolSize } from '../../src/autoscaling/group/warm-pool.js';
import { launchView, poolsOf, terminationView } from '../autoscaling/group/views.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
describe('a launch of a group', () => {
  const one = (overrides: Parameters<typeof launchView>[0]) => nextLaunch(launchView(overrides));

  it('[A.ASG-8] goes to the zone with the fewest instances, and to another when that has no capacity', () => {
    expect(one({ livingByZone: [2, 1], desired: 4, living: [3, 0] })).toMatchObject({ zone: 1 });
    const full = [poolsOf({ spare: [[5, 0]] }), poolsOf()] as const;
    expect(one({ livingByZone: [2, 1], desired: 4, living: [3, 0], pools: full })).toMatchObject({ zone: 0 });
  });

  it('[A.ASG-8] with balanced-only tries the same zone again, and no fuller one', () => {
    const only = { zoneDistribution: 'balanced-only', pools: [poolsOf({ spare: [[5, 0]] }), poolsOf()] } as const;
    expect(one({ ...only, livingByZone: [2, 1], desired: 4, living: [3, 0] })).toBe('insufficient-capacity');
    expect(one({ ...only, livingByZone: [1, 1], desired: 4, living: [2, 0] })).toMatchObject({ zone: 0 }); // no fuller than the other
  });

  it('[A.ASG-11, A.T-ASG-g] splits a group into base, On-Demand above it, and Spot', () => {
    const split = (onDemandBase: number, onDemandPercentAboveBase: number) =>
      [10, 20, 30, 40].map((total) => {
        const onDemand = shareOf(OnDemand, total, { onDemandBase, onDemandPercentAboveBase });
        const base = Math.min(total, onDemandBase);
        return `${base} ${onDemand - base} ${shareOf(Spot, total, { onDemandBase, onDemandPercentAboveBase })}`;
      });
    expect(split(10, 50)).toEqual(['10 0 0', '10 5 5', '10 10 10', '10 15 15']);
    expect(split(0, 0)).toEqual(['0 0 10', '0 0 20', '0 0 30', '0 0 40']);
    expect(split(0, 60)).toEqual(['0 6 4', '0 12 8', '0 18 12', '0 24 16']);
    expect(split(0, 100)).toEqual(['0 10 0', '0 20 0', '0 30 0', '0 40 0']);
    expect(split(12, 0)).toEqual(['10 0 0', '12 0 8', '12 0 18', '12 0 28']);
  });

  it('[A.ASG-11] rounds a fraction up in favour of On-Demand', () => {
    const half = { onDemandBase: 0, onDemandPercentAboveBase: 50 };
    expect([shareOf(OnDemand, 5, half), shareOf(Spot, 5, half)]).toEqual([3, 2]);
    expect(shareOf(OnDemand, 10, { onDemandBase: 0, onDemandPercentAboveBase: 1 })).toBe(1);
    expect(shareOf(OnDemand, 100, { onDemandBase: 0, onDemandPercentAboveBase: 7 })).toBe(7); // 7 is no fraction
  });

  it('[C.SPOT-05, C.ERR-08] never takes On-Demand for Spot that has no capacity, and goes on with what is On-Demand', () => {
    const half = {
      split: { onDemandBase: 0, onDemandPercentAboveBase: 50 },
      pools: [poolsOf(), poolsOf({ spare: 0 })] as const,
      desired: 10,
    };
    expect(one({ ...half, living: [4, 0] })).toMatchObject({ purchase: OnDemand });
    expect(one({ ...half, living: [5, 0] })).toBe('insufficient-capacity');
    expect(one({ ...half, living: [5, 0], pools: [poolsOf(), poolsOf()] })).toMatchObject({ purchase: Spot });
  });

  const spotOnly = { split: { onDemandBase: 0, onDemandPercentAboveBase: 0 } };
  /** Four types in four zones: in zone 0 types 2 and 0 are the cheapest, in zone 1 types 3 and 1. */
  const price = [
    [2, 4, 4, 4],
    [3, 2, 4, 4],
    [1, 3, 4, 4],
    [4, 1, 4, 4],
  ];
  const spot = (strategy: object, table: Parameters<typeof poolsOf>[0], more: object = {}) =>
    launchView({
      ...{ ...spotOnly, types: [0, 1, 2, 3], spotMaxPrice: 10, pools: [poolsOf({ price: 10 }), poolsOf(table)] },
      allocation: { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 2, ...strategy },
      ...more,
    });
  const typeOf = (view: ReturnType<typeof launchView>) => {
    const launch = launchOf(Spot, view);
    return typeof launch === 'string' ? launch : launch.type;
  };

  it('[A.ASG-12] spreads lowest-price over the N cheapest pools of each zone, and spills to the next', () => {
    const table = { price };
    expect(typeOf(spot({}, table))).toBe(2);
    expect(typeOf(spot({}, table, { spotLiving: (type: number) => Number(type === 2) }))).toBe(0);
    expect(typeOf(spot({}, table, { livingByZone: [9, 0, 9, 9] }))).toBe(3); // two pools of each zone, not of the Region
    expect(typeOf(spot({ spotPools: 1 }, table, { spotLiving: (type: number) => Number(type === 2) }))).toBe(2);
    const empty = {
      price,
      spare: [
        [0, 9],
        [9, 9],
        [0, 9],
        [9, 9],
      ],
    };
    expect(typeOf(spot({}, empty))).toBe(1); // 0 and 2 are empty, so 1 and 3 are the two cheapest
  });

  it('[A.ASG-12] takes the deepest pool, the first of the list or the cheapest of the deep ones, by its strategy', () => {
    const table = {
      price,
      depth: [
        [60, 0],
        [90, 0],
        [40, 0],
        [100, 0],
      ],
    };
    expect(typeOf(spot({ spot: 'capacity-optimized' }, table))).toBe(3);
    expect(typeOf(spot({ spot: 'capacity-optimized-prioritized' }, table))).toBe(0);
    expect(typeOf(spot({ spot: 'price-capacity-optimized' }, table))).toBe(0); // 2 is cheaper, and not deep
  });

  it('[A.ASG-12] takes On-Demand in the order of the overrides, or the cheapest', () => {
    const pools = [
      poolsOf({
        price: [
          [3, 3],
          [1, 1],
          [2, 2],
        ],
      }),
      poolsOf(),
    ] as const;
    const view = { types: [2, 0, 1], pools };
    expect(one({ ...view })).toMatchObject({ type: 2, purchase: OnDemand });
    expect(one({ ...view, allocation: { onDemand: 'lowest-price', spot: 'lowest-price', spotPools: 2 } })).toMatchObject({ type: 1 });
  });

  it('[A.ASG-12] pays for Spot the On-Demand price at most, unless set otherwise', () => {
    const dear = { ...spotOnly, pools: [poolsOf({ price: 10 }), poolsOf({ price: 11 })] as const };
    expect(one(dear)).toBe('price-above-max');
    expect(one({ ...dear, spotMaxPrice: 11 })).toMatchObject({ purchase: Spot });
    expect(one({ ...dear, pools: [poolsOf({ price: 10 }), poolsOf({ price: 10 })] })).toMatchObject({ purchase: Spot });
  });

  it('[A.ASG-13] passes over zones and types without capacity, and keeps trying when there is none', () => {
    const lastPool = [
      poolsOf({
        spare: [
          [0, 0],
          [0, 1],
        ],
      }),
      poolsOf(),
    ] as const;
    expect(one({ types: [0, 1], pools: lastPool })).toMatchObject({ type: 1, zone: 1 });
    expect(one({ pools: [poolsOf({ spare: 0 }), poolsOf()] })).toBe('insufficient-capacity');
    let failures = NO_FAILURES;
    let atMs = 0;
    for (let i = 0; i < 1000; i++) {
      const next = afterFailure(failures, atMs, GROUP_DEFAULTS);
      expect(next.retryAtMs).toBeGreaterThan(atMs);
      failures = next.failures;
      atMs = next.retryAtMs!;
    }
    expect(atMs).toBeGreaterThan(6 * 24 * HOUR); // it never gives up
    const suspending = { ...GROUP_DEFAULTS, suspendAfterMs: 24 * HOUR };
    expect(afterFailure({ count: 3, sinceMs: 0 }, 24 * HOUR, suspending).retryAtMs).toBeNull();
    expect(afterFailure({ count: 3, sinceMs: 1 }, 24 * HOUR, suspending).retryAtMs).not.toBeNull();
  });
});

describe('a termination of a group', () => {
  const at = (minutesAgo: number, zone = 0) => ({ zone, launchedMs: 10 * HOUR - minutesAgo * MINUTE });
  const now = { atMs: 10 * HOUR };

  it('[A.ASG-10, A.T-ASG-f] takes, of two zones with 2 and 1, the one in the zone of two that is closest to its next billing hour', () => {
    expect(chooseVictim(terminationView([at(70), at(59, 1), at(55)], now))).toBe(2); // 5 minutes to go, against 50
    expect(chooseVictim(terminationView([at(119), at(59, 1), at(55)], now))).toBe(0); // one minute to go
  });

  it('[A.ASG-10] chooses the fullest zone that has an instance without protection', () => {
    expect(chooseVictim(terminationView([{ zone: 0, may: 0 }, { zone: 0, may: 0 }, { zone: 1 }]))).toBe(2);
    expect(chooseVictim(terminationView([{ may: 0 }, { may: 0 }]))).toBe(-1);
  });

  it('[A.ASG-10] in a mixed group first moves towards the wanted split, whatever the policy', () => {
    const rows = [{ purchase: Spot }, { purchase: OnDemand }, { purchase: OnDemand }, { purchase: Spot }];
    const split = { onDemandBase: 0, onDemandPercentAboveBase: 50 };
    expect(chooseVictim(terminationView(rows, { split, policies: ['OldestInstance'] }))).toBe(0); // of 3, two are On-Demand
    expect(chooseVictim(terminationView(rows, { split: { ...split, onDemandPercentAboveBase: 0 }, policies: ['OldestInstance'] }))).toBe(1);
  });

  it('[A.ASG-10] then goes by the allocation strategy, the oldest template and the billing hour, in this order', () => {
    const types = { types: [0, 1], allocation: { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 1 } as const, ...now };
    const old = { ...at(10), template: 1 };
    const young = { ...at(5), template: 2 };
    expect(
      chooseVictim(
        terminationView(
          [
            { ...old, type: 0 },
            { ...young, type: 1 },
          ],
          types,
        ),
      ),
    ).toBe(1); // type 1 is the last of the list
    expect(
      chooseVictim(
        terminationView(
          [
            { ...young, type: 1 },
            { ...old, type: 1 },
          ],
          types,
        ),
      ),
    ).toBe(1); // the older template
    expect(
      chooseVictim(
        terminationView(
          [
            { ...at(5), template: 1 },
            { ...at(50), template: 1 },
          ],
          types,
        ),
      ),
    ).toBe(1);
  });

  it('[A.ASG-9] rebalances zones by launching first, beyond the maximum by 10 percent or by one instance', () => {
    const view = { zones: [0, 1], livingByZone: [5, 1], removableByZone: [5, 1], spareIn: () => 99, living: 6, ahead: 0, maxSize: 6 };
    expect(launchesForBalance(view)).toBe(1); // two moves are needed, one is beyond the maximum
    expect(launchesForBalance({ ...view, maxSize: 20 })).toBe(2);
    expect(launchesForBalance({ ...view, livingByZone: [4, 3] })).toBe(0);
    expect([maxSizeForBalance(5), maxSizeForBalance(40)]).toEqual([6, 44]);
  });

  it('[A.ASG-9] does so when capacity is back or the Spot price has come down', () => {
    expect(startsBalance('capacity-back', GROUP_DEFAULTS)).toBe(true);
    expect(startsBalance('price-below-max', GROUP_DEFAULTS)).toBe(true);
    expect(startsBalance('other', GROUP_DEFAULTS)).toBe(false);
  });
});

describe('hooks, warm pools and health', () => {
  it('[A.ASG-14] waits an hour for a hook by default, and never longer than 48 hours or 100 timeouts', () => {
    expect(answerOf(HOOK_DEFAULTS, HOUR)).toEqual({ afterMs: HOUR, result: 'CONTINUE' });
    expect(answerOf(HOOK_DEFAULTS, HOUR + 1)).toEqual({ afterMs: HOUR, result: 'ABANDON' });
    expect(answerOf({ ...HOOK_DEFAULTS, defaultResult: 'CONTINUE' }, NEVER)).toEqual({ afterMs: HOUR, result: 'CONTINUE' });
    expect(longestWaitMs({ heartbeatMs: 30_000 })).toBe(50 * MINUTE);
    expect(longestWaitMs({ heartbeatMs: 2 * HOUR })).toBe(48 * HOUR);
  });

  const pool: WarmPool = { minSize: 0, maxGroupPreparedCapacity: null, state: 'Stopped' };

  it('[A.ASG-15, A.T-ASG-h, A.T-ASG-i] holds what the group may grow by: 4 of 6 and 10, 2 of 6 and 8 prepared', () => {
    expect(warmPoolSize(pool, 6, 10)).toBe(4);
    expect(warmPoolSize({ ...pool, maxGroupPreparedCapacity: 8 }, 6, 20)).toBe(2);
    expect(warmPoolSize({ ...pool, minSize: 3, maxGroupPreparedCapacity: 8 }, 6, 20)).toBe(3);
    expect(warmPoolSize({ ...pool, maxGroupPreparedCapacity: 5 }, 6, 20)).toBe(0);
  });

  it('[A.ASG-15, C.WARM-01] gives the group an instance of the pool, and starts cold when the pool is empty', () => {
    const view = { count: 3, zone: [0, 1, 1], isWarm: [1, 1, 1], zones: [0, 1], livingByZone: [2, 1], zoneTie: 'list', turn: 0 } as const;
    expect(leavesPool(view, GROUP_DEFAULTS)).toBe(1);
    expect(leavesPool({ ...view, isWarm: [1, 0, 0] }, GROUP_DEFAULTS)).toBe(0); // one of the fuller zone rather than a cold start
    expect(leavesPool({ ...view, isWarm: [0, 0, 0] }, GROUP_DEFAULTS)).toBe(COLD_START);
  });

  it('[A.ASG-18] gives a new instance its grace period, none by default, and none to one that does not run', () => {
    const ill = { sinceMs: 10_000, inServiceMs: 0, isRunning: true };
    expect(foundUnhealthyMs(ill, 300_000, GROUP_DEFAULTS)).toBe(360_000);
    expect(foundUnhealthyMs(ill, HEALTH_GRACE_DEFAULT_MS, GROUP_DEFAULTS)).toBe(120_000);
    expect(foundUnhealthyMs({ ...ill, isRunning: false }, 300_000, GROUP_DEFAULTS)).toBe(120_000);
  });
});

describe('capacity rebalancing', () => {
  const risk: RiskView = { isEnabled: true, desired: 20, maxSize: 20, living: 20, ownDepth: 5, nextDepth: 5 };

  it('[A.ASG-17] launches at once what is as available, up to 10 percent of DesiredCapacity beyond the maximum', () => {
    expect(onRecommendation(risk, GROUP_DEFAULTS)).toBe('launch-now');
    expect(onRecommendation({ ...risk, living: 21 }, GROUP_DEFAULTS)).toBe('launch-now');
    expect(onRecommendation({ ...risk, living: 22 }, GROUP_DEFAULTS)).toBe('wait-for-notice');
    expect(onRecommendation({ ...risk, nextDepth: 4 }, GROUP_DEFAULTS)).toBe('wait-for-notice');
    expect(onNotice({ isEnabled: true, hasReplacement: false })).toBe('launch-now');
    expect(onNotice({ isEnabled: true, hasReplacement: true })).toBe('ignore');
  });

  it('[A.T-ASG-j, A.ASG-17] A recommended at 14:00 is replaced by B, B at 14:30 by C; without it A has only its notice of 14:32', () => {
    const replacements: Replacement[] = [];
    const timeline: string[] = [];
    const names = 'ABC';
    const recommend = (at: string, old: number, isEnabled: boolean) => {
      if (onRecommendation({ ...risk, isEnabled }, GROUP_DEFAULTS) !== 'launch-now') return;
      replacements.push({ old, young: old + 1 });
      timeline.push(`${at} ${names[old + 1]} launched`);
    };
    const healthy = (at: string, young: number) => timeline.push(`${at} ${names[replacedBy(young, replacements)!]} ends`);
    recommend('14:00', 0, true);
    healthy('14:05', 1);
    recommend('14:30', 1, true);
    healthy('14:35', 2);
    expect(timeline).toEqual(['14:00 B launched', '14:05 A ends', '14:30 C launched', '14:35 B ends']);
    expect(replacedBy(0, replacements)).toBeNull();
    recommend('14:00', 0, false);
    expect(timeline).toHaveLength(4);
    expect(onNotice({ isEnabled: false, hasReplacement: false })).toBe('ignore'); // found by the health check after it has gone
    expect(optionsToLaunch([0, 20], 20, { onDemandBase: 0, onDemandPercentAboveBase: 0 })).toEqual([]); // A still counts
  });
});
