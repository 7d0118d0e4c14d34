import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PoolRules, ServicePools } from '../../src/load/pools.js';
import { SERVICE_DEFAULTS, type ServiceUse } from '../../src/load/resource-use.js';
import { ServiceLoad } from '../../src/load/service.js';
import type { LoadPart } from '../../src/load/totals.js';
import { reread } from '../reread.js';

const MINUTE = 60_000;
/** Twenty requests a second are all that a task serves. */
const FAST: ServiceUse = { ...SERVICE_DEFAULTS, concurrency: 4, meanMs: 200, cpuMs: 50, cpuUnits: 1_024, memoryMib: 1_024 };
const SLOW: ServiceUse = { ...FAST, meanMs: 800, cpuMs: 200 };
const ONE_GROUP: PoolRules = { isWeighted: false, failsOpen: true };
const WEIGHTED: PoolRules = { isWeighted: true, failsOpen: true };

function pools(uses: readonly ServiceUse[], rules: PoolRules, ...healthy: number[]): ServicePools {
  const made = new ServicePools(uses, rules);
  for (const [revision, count] of healthy.entries()) made.count(revision, 'healthy', count);
  return made;
}
const NOTHING = { arrived: 0, served: 0, shed: 0, utilization: 0, waitP95Ms: Number.NaN, servers: { perTask: 0, meanMs: 1 } };
/** The results of each pool, where each revision has one. */
function passed(made: ServicePools, ms: number, requests: number): (typeof NOTHING)[] {
  const all = made.pools.map(() => ({ ...NOTHING }));
  made.pass(ms, requests, {
    take(_ms, part, { revision }) {
      const { arrived, served, shed, utilization, waitP95Ms, servers } = part as LoadPart & ServiceLoad;
      all[revision] = { arrived, served, shed, utilization, waitP95Ms, servers: { ...servers } };
    },
  });
  return all;
}
const arrived = (results: readonly (typeof NOTHING)[]) => results.map((pool) => pool.arrived);
const weigh = (made: ServicePools, ...weights: number[]) => made.weigh(new Map(weights.entries()));

describe('targets of one target group', () => {
  it('are one queue where their tasks are alike, to the bit that of a service without deployments', () => {
    const made = pools([FAST, { ...FAST }], ONE_GROUP, 2, 3);
    const plain = new ServiceLoad(FAST);
    const results = passed(made, MINUTE, 5_500);
    plain.pass(MINUTE, 5_500, 5);
    expect(results.map(({ served, waitP95Ms }, i) => [served, waitP95Ms, made.pools[i]!.backlog])).toEqual([
      [plain.served, plain.waitP95Ms, plain.backlog],
    ]);
  });

  it('get equally many where they differ, so that the slow ones turn requests away while the fast ones could serve more', () => {
    const made = pools([FAST, SLOW], ONE_GROUP, 6, 2);
    const results = passed(made, MINUTE, 4_800);
    expect(arrived(results)).toEqual([3_600, 1_200]);
    const [fast, slow] = results;
    expect(fast!.utilization).toBe(0.5);
    expect(slow!.utilization).toBe(2);
    expect([fast!.shed, slow!.shed > 0]).toEqual([0, true]);
  });

  it('leave what waits with the others when the last of a kind has gone', () => {
    const made = pools([FAST, SLOW], ONE_GROUP, 6, 2);
    passed(made, MINUTE, 4_800);
    const { backlog } = made;
    const ofSlow = made.pools[1]!.backlog;
    expect(ofSlow).toBeGreaterThan(100);
    made.count(1, 'healthy', -2);
    expect(made.pools[1]!.backlog).toBe(0);
    expect(made.backlog).toBeCloseTo(backlog, 6);
    expect(passed(made, MINUTE, 0)[0]!.served).toBeCloseTo(backlog, 6);
  });

  it('keep the requests that no task serves where they went before, until a task comes', () => {
    const patient = { timeoutMs: null, waitingPerTaskMax: null };
    const made = pools(
      [
        { ...FAST, ...patient },
        { ...SLOW, ...patient },
      ],
      ONE_GROUP,
      1,
    );
    made.count(0, 'healthy', -1);
    passed(made, MINUTE, 60);
    expect(made.backlog).toBeCloseTo(60, 6);
    made.count(1, 'healthy', 1);
    expect(passed(made, MINUTE, 0).map(({ served }) => Math.round(served))).toEqual([0, 60]);
  });

  it('are all of them when none is healthy (fail open), else the healthy ones alone; none where that is turned off', () => {
    const made = pools([FAST], ONE_GROUP, 1);
    made.count(0, 'unhealthy', 3);
    const targets = () => made.pools[0]!.targets;
    expect([targets(), made.isMovedBy(0, 'unhealthy')]).toEqual([1, false]);
    made.count(0, 'healthy', -1);
    expect([targets(), made.isMovedBy(0, 'unhealthy')]).toEqual([3, true]);
    const closed = pools([FAST], { ...ONE_GROUP, failsOpen: false }, 0);
    closed.count(0, 'unhealthy', 3);
    const [{ shed }] = passed(closed, MINUTE, 600) as [typeof NOTHING];
    expect([closed.pools[0]!.targets, shed, closed.isMovedBy(0, 'unhealthy')]).toEqual([0, 600, false]);
  });
});

describe('target groups with weights', () => {
  it('get their share, whatever the number of their targets: a canary of a tenth has a tenth', () => {
    const made = pools([FAST, FAST], WEIGHTED, 10, 10);
    expect(arrived(passed(made, MINUTE, 6_000))).toEqual([6_000, 0]);
    expect(made.active.length).toBe(2); // Green idles, and its CPU counts.
    weigh(made, 90, 10);
    const results = passed(made, MINUTE, 6_000);
    expect(arrived(results)).toEqual([5_400, 600]);
    expect(results.map(({ utilization }) => utilization)).toEqual([0.45, 0.05]);
  });

  it('do not replace each other: requests to a group without targets are lost', () => {
    const made = pools([FAST, FAST], WEIGHTED, 10, 0);
    weigh(made, 75, 25);
    expect(passed(made, MINUTE, 4_000).map(({ shed }) => shed)).toEqual([0, 1_000]);
    made.count(1, 'unhealthy', 2); // They fail open each for themselves.
    expect(passed(made, MINUTE, 4_000)[1]).toMatchObject({ arrived: 1_000, shed: 0 });
    expect(made.pools[1]!.targets).toBe(2);
  });

  it('detect changed weights, and come back from what is saved', () => {
    const made = pools([FAST, SLOW], WEIGHTED, 4, 2);
    expect([made.isWeighed(new Map([[0, 1]])), made.isWeighed(new Map([[0, 90], [1, 10]]))]).toEqual([true, false]); // biome-ignore format: weights
    weigh(made, 50, 50);
    passed(made, MINUTE, 9_000);
    const copy = new ServicePools([FAST, SLOW], WEIGHTED);
    copy.load(reread(made.save()));
    expect(passed(copy, MINUTE, 3_000)).toEqual(passed(made, MINUTE, 3_000));
    expect(copy.pools.map(({ backlog }) => backlog)).toEqual(made.pools.map(({ backlog }) => backlog));
  });
});

describe('any pools under any load', () => {
  const use = fc.record({ concurrency: fc.integer({ min: 1, max: 8 }), meanMs: fc.integer({ min: 10, max: 2_000 }) });
  const bounds = fc.constantFrom({}, { timeoutMs: null }, { waitingPerTaskMax: 3 });
  const step = fc.record({
    revision: fc.nat(2),
    health: fc.constantFrom('healthy' as const, 'unhealthy' as const),
    by: fc.integer({ min: -3, max: 3 }),
    weights: fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 100 })),
    ms: fc.integer({ min: 1, max: 120_000 }),
    requests: fc.nat(20_000),
  });

  it('lose no request: each was served, turned away or waits, in each interval and over all; and no pool serves beyond its capacity', () => {
    fc.assert(
      fc.property(
        fc.array(use, { minLength: 3, maxLength: 3 }),
        bounds,
        fc.boolean(),
        fc.array(step, { maxLength: 25 }),
        (kinds, bound, isWeighted, steps) => {
          const made = new ServicePools(
            kinds.map((kind) => ({ ...FAST, ...bound, ...kind })),
            { isWeighted, failsOpen: true },
          );
          let left = 0;
          for (const { revision, health, by, weights, ms, requests } of steps) {
            made.count(revision, health, Math.max(by, -made.of(revision)[health]));
            if (isWeighted) weigh(made, ...weights);
            const results = passed(made, ms, requests);
            const sum = (of: 'arrived' | 'served' | 'shed') => results.reduce((all, pool) => all + pool[of], 0);
            expect(sum('arrived')).toBeCloseTo(requests, 6);
            left += sum('arrived') - sum('served') - sum('shed');
            expect(made.backlog).toBeCloseTo(left, 5);
            for (const [i, { served, servers }] of results.entries())
              expect(served).toBeLessThanOrEqual((made.pools[i]!.targets * servers.perTask * ms) / servers.meanMs);
          }
        },
      ),
    );
  });
});
