import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GROUP_DEFAULTS } from '../../src/autoscaling/group/group-settings.js';
import { reclaimGapMs } from '../../src/market/hazard.js';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import { UNLIMITED } from '../../src/market/paths.js';
import type { LoadOptions } from '../../src/scenario/load-scenario.js';
import { HOUR, MINUTE } from '../sim/setups.js';
import { changed, load, placedMessages } from './scenarios.js';

const fixtures = join(import.meta.dirname, '../fixtures/scenarios');
const CAPACITY = readFileSync(join(fixtures, 'capacity.yaml'), 'utf8');
const readFixture: Partial<LoadOptions> = { read: (path) => readFileSync(join(fixtures, path), 'utf8') };

describe('the scenario of all words about capacity', () => {
  expect(placedMessages(CAPACITY, readFixture)).toEqual([]);
  const setup = load(CAPACITY, readFixture).setup!;
  const { market } = setup;
  const poolOf = (name: string) => market.pools.find((pool) => pool.name === name)!;

  it('has groups of several types on both purchase options', () => {
    expect(setup.instanceTypes.map(({ name }) => name)).toEqual(['m5.large', 'm5a.large', 'big-box', 'c5.large']);
    expect(setup.capacityProviders[0]).toMatchObject({
      instanceTypes: [0, 1, 2],
      split: { onDemandBase: 2, onDemandPercentAboveBase: 25 },
      allocation: { onDemand: 'lowest-price', spot: 'capacity-optimized-prioritized' },
      spotMaxPrice: 0.07,
      zoneDistribution: 'balanced-only',
      terminationPolicies: ['AllocationStrategy', 'NewestInstance'],
      isSpotDraining: true,
      isCapacityRebalancing: true,
      maxLifetimeMs: 7 * 24 * HOUR,
      healthGraceMs: 5 * MINUTE,
      isNewProtected: true,
    });
    expect(setup.capacityProviders[1]).toMatchObject({
      instanceTypes: [3],
      split: { onDemandBase: 0, onDemandPercentAboveBase: 0 },
      allocation: { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 2 },
      spotMaxPrice: null,
      zoneDistribution: 'balanced-best-effort',
      terminationPolicies: ['Default'],
      isSpotDraining: false,
      isCapacityRebalancing: false,
      maxLifetimeMs: null,
      healthGraceMs: 0,
      isNewProtected: false,
    });
  });

  it('has a pool for each type, zone and purchase option that a group may launch', () => {
    const zones = ['us-east-1a', 'us-east-1b'];
    const ofMixed = ['m5.large', 'm5a.large', 'big-box'].flatMap((type) => zones.map((zone) => `${type}/${zone}`));
    const names = [...ofMixed.flatMap((name) => [`on-demand/${name}`, `spot/${name}`]), 'spot/c5.large/us-east-1b'];
    expect(market.pools.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('has prices from a file, where it names the pool, and else from the last entry or the advisor', () => {
    expect(poolOf('spot/m5.large/us-east-1a').price).toEqual({ atMs: [0, HOUR], usdPerHour: [0.04, 0.06] });
    expect(poolOf('spot/m5.large/us-east-1b').price).toEqual({ atMs: [0], usdPerHour: [0.048] }); // half of 0.096
    expect(poolOf('spot/c5.large/us-east-1b').price).toEqual({ atMs: [0], usdPerHour: [0.03] });
    expect(poolOf('spot/big-box/us-east-1a').price).toEqual({ atMs: [0], usdPerHour: [0.25] }); // 75 % below 1
  });

  it('has reclaims by bucket, by probability, from a trace, or none, and the depth that goes with it', () => {
    const gap = (probability: number) => reclaimGapMs(probability, market.settings.reclaimShare);
    expect(poolOf('spot/m5.large/us-east-1a')).toMatchObject({ reclaimGapMs: gap(0.3), depth: 0, replayed: null });
    // 0.12 lies in the bucket from 10 to 15 %.
    expect(poolOf('spot/m5.large/us-east-1b')).toMatchObject({ reclaimGapMs: gap(0.12), depth: 0.6 });
    expect(poolOf('spot/big-box/us-east-1b')).toMatchObject({ reclaimGapMs: gap(0.12), depth: 0.6 });
    expect(poolOf('spot/c5.large/us-east-1b')).toMatchObject({ reclaimGapMs: null, depth: 1 });
    // Twice 4, 3 and 4 nodes, for two hours; three times.
    expect(poolOf('spot/m5a.large/us-east-1a')).toMatchObject({
      reclaimGapMs: null,
      replayed: { atMs: [1, 3, 5].map((hour) => hour * HOUR), share: [0.25, 0.25, 0.25] },
      capacity: { atMs: [0, 1, 2, 3, 4, 5, 6].map((hour) => hour * HOUR), instances: [8, 6, 8, 6, 8, 6, 8] },
      depth: 0.25,
    });
  });

  it('has capacity by pool: of two entries the later one', () => {
    const first = (name: string) => poolOf(name).capacity.instances[0];
    expect([first('spot/m5.large/us-east-1a'), first('spot/m5.large/us-east-1b'), first('spot/big-box/us-east-1a')]).toEqual([
      9,
      UNLIMITED,
      UNLIMITED,
    ]);
    expect(first('on-demand/m5.large/us-east-1a')).toBe(5);
    // On-Demand capacity is never taken back: a trace limits launches alone.
    expect(poolOf('on-demand/big-box/us-east-1b')).toMatchObject({ capacity: { atMs: [0, MINUTE], instances: [2, 1] }, replayed: null });
  });

  it('has its faults in the market, and those of instances, agents and latencies', () => {
    const from4 = { fromMs: 4 * HOUR };
    expect(setup.faults).toEqual([
      { kind: 'zoneOutage', zone: 0, fromMs: 3 * HOUR, noLaunchUntilMs: 4 * HOUR },
      { kind: 'agentDisconnect', provider: 1, zone: null, share: 0.2, ...from4, untilMs: 4 * HOUR + 10 * MINUTE },
      { kind: 'agentDisconnect', provider: null, zone: 1, share: 1, ...from4, untilMs: 6 * HOUR },
      { kind: 'slowBoot', factor: 3, ...from4, untilMs: 4 * HOUR + 10 * MINUTE },
      { kind: 'slowPull', factor: 1.5, ...from4, untilMs: 6 * HOUR },
      { kind: 'registryDown', isSilent: false, fromMs: 5 * HOUR, untilMs: 5 * HOUR + MINUTE },
      { kind: 'instanceFailure', provider: null, zone: 1, share: 0.5, count: null, fromMs: 5 * HOUR },
      { kind: 'protect', provider: 1, zone: null, share: 1, count: 2, fromMs: 5 * HOUR, isProtected: true },
      { kind: 'protect', provider: null, zone: null, share: 1, count: null, fromMs: 5 * HOUR, isProtected: false },
      {
        kind: 'apiThrottling',
        action: 'RunInstances',
        rate: { capacity: 1, refill: 500, perMs: 1_000_000 }, // One call every two seconds.
        fromMs: 5 * HOUR,
        untilMs: 5 * HOUR + 10 * MINUTE,
      },
    ]);
    expect(market.overlays).toEqual([
      { kind: 'interruption', where: { isSpot: true, type: 0, zone: null }, atMs: HOUR, share: 0.5 },
      { kind: 'drought', where: { isSpot: true, type: null, zone: 1 }, fromMs: 2 * HOUR, untilMs: 2.5 * HOUR },
      { kind: 'drought', where: { isSpot: null, type: null, zone: null }, fromMs: 3 * HOUR, untilMs: null },
      { kind: 'drought', where: { isSpot: null, type: null, zone: 0 }, fromMs: 3 * HOUR, untilMs: 4 * HOUR },
    ]);
  });

  it('has its settings, with defaults where it is silent', () => {
    expect(market.settings).toEqual({
      ...MARKET_DEFAULTS,
      interruptedByBucket: [0.02, 0.07, 0.12, 0.17, 0.3],
      depthByBucket: [1, 0.8, 0.6, 0.4, 0],
      reclaimShare: { kind: 'empirical', shares: [0.5, 1] },
      recommendationProbability: 1,
      recommendationLeadMs: 5 * MINUTE,
      shortageAfterReclaimMs: 0,
    });
    expect(setup.groups).toEqual({
      ...GROUP_DEFAULTS,
      terminationTie: 'drawn',
      priceCapacityFormula: 'price-per-depth',
      deepPercent: 60,
      launchRetryMs: 30_000,
      launchRetryFactor: 1.5,
      capacityRebalanceRounding: 'ceil',
      lifetimePercent: 20,
      lifetimeProtected: 'replaced',
      unhealthyEnds: 'at-once',
      suspendAfterMs: 24 * HOUR,
    });
  });

  it('is written out so that it loads to itself', () => {
    const first = load(CAPACITY, readFixture);
    const again = load(JSON.stringify(first.setup && first.scenario), readFixture);
    expect(again).toEqual(first);
    const [, cheap] = first.setup === undefined ? [] : first.scenario.cluster.capacityProviders;
    expect(cheap).toMatchObject({ autoScalingGroup: { mixedInstancesPolicy: { instancesDistribution: { spotInstancePools: 2 } } } });
  });
});

describe('a scenario without capacity', () => {
  it('has the defaults of groups and market, On-Demand pools without limit, and no faults', () => {
    const setup = load(changed()).setup!;
    expect(setup.groups).toEqual(GROUP_DEFAULTS);
    expect(setup.market).toMatchObject({ settings: MARKET_DEFAULTS, overlays: [] });
    expect(setup.faults).toEqual([]);
    expect(setup.market.pools.map(({ name, capacity }) => [name, capacity.instances])).toEqual(
      ['m5.large', 'c5.large', 'FARGATE']
        .flatMap((type) => ['a', 'b'].map((zone) => `${type}/us-east-1${zone}`))
        .map((name) => [`on-demand/${name}`, [UNLIMITED]]),
    );
  });
});
