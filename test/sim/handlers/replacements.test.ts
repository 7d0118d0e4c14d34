import { describe, expect, it } from 'vitest';
import type { Overlay } from '../../../src/market/overlays.js';
import { Fact, InstanceCause, StopCause } from '../../../src/sim/facts.js';
import type { CapacityProviderSpec } from '../../../src/sim/setup.js';
import { brokenInvariants } from '../invariants/invariants.js';
import {
  batch,
  constant,
  HOUR,
  instanceType,
  MINUTE,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  setup,
  simulationOf,
} from '../setups.js';

const ALL_SPOT = { onDemandBase: 0, onDemandPercentAboveBase: 0 };
const fixed = { ...provider().managedScaling, isEnabled: false };

/** A group of one Spot instance that does not scale. */
function spotGroup(over: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return provider({ split: ALL_SPOT, initialSize: 1, minSize: over.initialSize ?? 1, managedScaling: fixed, isProtected: false, ...over });
}

/** All instances in the zone, or in any, have notice. */
function notice(minute: number, zone: number | null = null): Overlay {
  return { kind: 'interruption', where: { isSpot: true, type: null, zone }, atMs: minute * MINUTE, share: 1 };
}

/** The first zone has room for so many. */
function smallFirstZone(parts: SetupParts, instances: number): SetupParts {
  const pools = setup(parts).market.pools.map((pool) =>
    pool.zone === 0 ? { ...pool, capacity: { atMs: [0], instances: [instances] } } : pool,
  );
  return { ...parts, market: { ...parts.market, pools } };
}

const boots = (ms: number) => ({ instanceBoot: constant(ms) });
const DAY = 24 * 60;

function lives(recorder: Recorder) {
  return {
    launched: recorder.minutesOf(Fact.instanceLaunched),
    ended: recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[0], args[1]]),
  };
}

describe('a replacement', () => {
  it('is not launched for an instance that has left its group already', () => {
    const { recorder } = run({
      minutes: DAY + 120,
      timings: boots(3 * MINUTE),
      capacityProviders: [spotGroup({ maxLifetimeMs: 24 * HOUR, isCapacityRebalancing: true })],
      workloads: [batch([0], 1, 40 * HOUR)],
      market: { overlays: [notice(DAY + 60)] },
    });
    // The first is drained from its age on, and its long task keeps it until EC2 takes it: only the second has to be replaced.
    expect(lives(recorder).launched).toEqual([0, DAY, DAY + 60]);
    expect(lives(recorder).ended).toContainEqual([DAY + 62, 0, InstanceCause.interrupted]);
  });

  it('that has to go itself hands its duty on to its own replacement', () => {
    const parts: SetupParts = {
      minutes: DAY + 30,
      timings: boots(5 * MINUTE),
      capacityProviders: [spotGroup({ zones: [0, 1], maxLifetimeMs: 24 * HOUR, isCapacityRebalancing: true })],
      market: { overlays: [notice(DAY + 1, 1)] },
    };
    const { recorder, simulation } = run(smallFirstZone(parts, 1));
    expect(lives(recorder)).toEqual({
      launched: [0, DAY, DAY + 1],
      ended: [
        [DAY + 3, 1, InstanceCause.interrupted],
        [DAY + 6, 0, InstanceCause.maxLifetime],
      ],
    });
    expect(simulation.world.records.groups[0]).toMatchObject({ living: 1, replacements: [] });
  });

  it('that registers under notice is drained, whatever rows move when the old one goes', () => {
    const parts: SetupParts = {
      minutes: DAY + 30,
      timings: boots(3 * MINUTE),
      capacityProviders: [spotGroup({ zones: [0, 1], maxLifetimeMs: 24 * HOUR })],
      market: { overlays: [notice(DAY + 2, 1)] },
    };
    const { simulation, recorder } = simulationOf(setup(smallFirstZone(parts, 1)));
    simulation.advance((DAY + 3) * MINUTE);
    expect(recorder.of(Fact.instanceDraining).map(({ args }) => args[0])).toEqual([1]);
    expect(brokenInvariants(simulation.world)).toEqual([]);
  });

  it('under way does not keep the group from launching what else it lacks', () => {
    const { recorder } = run({
      minutes: DAY + 30,
      timings: boots(5 * MINUTE),
      capacityProviders: [spotGroup({ zones: [0, 1], initialSize: 2, maxLifetimeMs: 24 * HOUR })],
      faults: [{ kind: 'zoneOutage', zone: 1, fromMs: (DAY + 1) * MINUTE }],
    });
    expect(recorder.of(Fact.launchFailed)).toEqual([]);
    expect(lives(recorder).launched.slice(0, 4)).toEqual([0, 0, DAY, DAY + 1]);
  });

  it('is of the purchase option that the group lacks without the old one', () => {
    const split = { onDemandBase: 0, onDemandPercentAboveBase: 50 };
    const { recorder, simulation } = run({
      minutes: 30,
      timings: boots(MINUTE),
      capacityProviders: [spotGroup({ split, initialSize: 4, isCapacityRebalancing: true })],
      market: { overlays: [notice(10)] },
    });
    expect(recorder.values(Fact.instanceLaunched, 'purchase').slice(4)).toEqual([1, 1]);
    expect(simulation.world.records.groups[0]).toMatchObject({ living: 4, livingByPurchase: [2, 2] });
  });

  it('for its age leaves the zones as even as they were', () => {
    const work = (zones: number[], initialSize: number) =>
      run({
        minutes: DAY + 120,
        timings: boots(5 * MINUTE),
        capacityProviders: [spotGroup({ zones, initialSize, maxLifetimeMs: 24 * HOUR })],
      }).simulation.world.records.groups[0].livingByZone;
    expect(work([0, 1], 2)).toEqual([1, 1, 0]);
    expect(work([0, 1, 2], 6)).toEqual([2, 2, 2]);
  });

  it('is not launched in the pool that EC2 takes instances back from in the same moment', () => {
    const allocation = { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 1 } as const;
    const parts = {
      minutes: 600,
      instanceTypes: [instanceType(), instanceType({ name: 'dear', usdPerHour: 2 })],
      capacityProviders: [spotGroup({ instanceTypes: [0, 1], allocation, isCapacityRebalancing: true })],
    };
    const settings = { recommendationProbability: 0, reclaimShare: { kind: 'uniform', min: 1, max: 1 } as const };
    const pools = setup(parts).market.pools.map((pool) => ({ ...pool, reclaimGapMs: pool.type === 0 ? 10 * MINUTE : null }));
    const { recorder } = run({ ...parts, timings: boots(MINUTE), market: { pools, settings } });
    expect(recorder.values(Fact.instanceLaunched, 'type')).toEqual([0, 1]);
    expect(recorder.minutesOf(Fact.instanceLaunched)[1]).toBe(recorder.minutesOf(Fact.instanceNoticed)[0]);
  });

  it('counts in the quota of container instances', () => {
    const { recorder } = run({
      minutes: 30,
      capacityProviders: [spotGroup({ initialSize: 2, isCapacityRebalancing: true })],
      quotas: { provisioningTasks: null, containerInstances: 2, serviceLaunchesPerMinute: null },
      market: { overlays: [notice(10)] },
    });
    expect(lives(recorder).launched).toEqual([0, 0, 12, 12]);
  });

  it('in service leaves the old one its drain, until EC2 takes that', () => {
    const work = (isDraining: boolean) =>
      run({
        minutes: 30,
        timings: { ...boots(30_000), containerStart: constant(20_000), containerStop: constant(10_000) },
        capacityProviders: [spotGroup({ isDraining, isSpotDraining: true, isCapacityRebalancing: true })],
        services: [service(2)],
        market: { overlays: [notice(10)] },
      }).recorder;
    // Managed: moved within a minute, and the old one ends when it is empty.
    expect(lives(work(true)).ended).toEqual([[11, 0, InstanceCause.rebalanced]]);
    expect(work(true).values(Fact.taskStopped, 'cause')).toEqual([StopCause.replaced, StopCause.replaced]);
    // Agents alone do not drain for what the group ends (C.SPOT-04).
    expect(lives(work(false)).ended).toEqual([[10.5, 0, InstanceCause.rebalanced]]);
  });
});
