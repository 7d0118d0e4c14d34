import { describe, expect, it } from 'vitest';
import type { GroupSettings } from '../../src/autoscaling/group/group-settings.js';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import { UNLIMITED } from '../../src/market/paths.js';
import { onDemandPool, type Pool, spotPool } from '../../src/market/pools.js';
import { Fact, InstanceCause, LaunchReason, StopCause } from '../../src/sim/facts.js';
import type { CapacityProviderSpec } from '../../src/sim/setup.js';
import { batch, constant, HOUR, instanceType, MINUTE, provider, type Recorder, run, type SetupParts, service } from '../sim/setups.js';

const ADVICE = { savingsPercent: 70, interruptionBucket: '<5%', onDemandUsdPerHour: 1 } as const;

/** A pool of type 0 in zone 0 that chance leaves alone. */
function spot(over: Partial<Pool> = {}): Pool {
  const place = { type: 0, zone: 0, typeName: 'test.xlarge', zoneName: 'us-east-1a' };
  return { ...spotPool(place, ADVICE, MARKET_DEFAULTS), reclaimGapMs: null, ...over };
}

function onDemand(over: Partial<Pool> = {}): Pool {
  return { ...onDemandPool({ type: 0, zone: 0, typeName: 'test.xlarge', zoneName: 'us-east-1a' }, 1), ...over };
}

const ALL_SPOT = { onDemandBase: 0, onDemandPercentAboveBase: 0 };
const fixed = { ...provider().managedScaling, isEnabled: false };
/** A group of two Spot instances that does not scale, and whose instances are not drained. */
function spotGroup(over: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return provider({ split: ALL_SPOT, initialSize: 2, minSize: 2, managedScaling: fixed, isProtected: false, isDraining: false, ...over });
}

/** All instances in the pool have notice at minute 10. */
const reclaimed: SetupParts['market'] = {
  pools: [spot()],
  overlays: [{ kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: 10 * MINUTE, share: 1 }],
};
const minutes = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) => recorder.minutesOf(kind);

describe('a group with a mixed instances policy', () => {
  it.each([
    [10, 50, [10, 20, 30, 40], [10, 15, 20, 25]],
    [0, 0, [10, 20], [0, 0]],
    [0, 60, [10, 20, 30, 40], [6, 12, 18, 24]],
    [12, 0, [10, 20], [10, 12]],
  ])(
    '[A.ASG-11, A.T-ASG-g] with base %i and %i %% above it is On-Demand up to its share, whatever its size',
    (onDemandBase, onDemandPercentAboveBase, sizes, shares) => {
      const onDemandOf = (size: number) => {
        const split = { onDemandBase, onDemandPercentAboveBase };
        const { recorder } = run({ minutes: 2, capacityProviders: [provider({ split, initialSize: size, managedScaling: fixed })] });
        return recorder.values(Fact.instanceLaunched, 'purchase').filter((purchase) => purchase === 0).length;
      };
      expect(sizes.map(onDemandOf)).toEqual(shares);
    },
  );

  it('[A.ASG-12] takes the first type of its list that has capacity, and goes on to the next', () => {
    const instanceTypes = [instanceType(), instanceType({ name: 'other' })];
    const pools = [onDemand({ capacity: { atMs: [0], instances: [2] } }), { ...onDemand(), name: 'second', type: 1 }];
    const capacityProviders = [provider({ instanceTypes: [0, 1], initialSize: 3, managedScaling: fixed })];
    const { recorder } = run({ minutes: 2, instanceTypes, capacityProviders, market: { pools } });
    expect(recorder.values(Fact.instanceLaunched, 'type')).toEqual([0, 0, 1]);
  });

  it('[A.ASG-13, C.SPOT-05, S.SPOT-4] tries again when there is no capacity, ever later, and never On-Demand instead', () => {
    const pools = [onDemand(), spot({ capacity: { atMs: [0, 30 * MINUTE], instances: [1, UNLIMITED] } })];
    const split = { onDemandBase: 1, onDemandPercentAboveBase: 0 };
    const capacityProviders = [provider({ split, initialSize: 0, minSize: 3, managedScaling: fixed })];
    const { recorder } = run({ minutes: 60, capacityProviders, market: { pools } });
    // At once and after 1, 2, 4 and 8 minutes; the next try, after 15, finds what came at minute 30.
    expect(recorder.of(Fact.launchFailed).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 4)])).toEqual(
      [0, 1, 3, 7, 15].map((minute, nth) => [minute, 0, LaunchReason.insufficientCapacity, 1, (minute + [1, 2, 4, 8, 15][nth]) * MINUTE]),
    );
    expect(recorder.of(Fact.instanceLaunched).map(({ atMs, args }) => [atMs / MINUTE, args[5]])).toEqual([
      [0, 0],
      [0, 1],
      [30, 1],
    ]);
  });

  it('[C.SPOT-05] launches On-Demand at once while Spot waits for its next try', () => {
    const pools = [onDemand(), spot({ capacity: { atMs: [0], instances: [0] } })];
    const split = { onDemandBase: 1, onDemandPercentAboveBase: 0 };
    const capacityProviders = [provider({ split, initialSize: 1, minSize: 3, managedScaling: fixed })];
    // Spot is tried at 0, 1, 3, 7, 15 and 30.
    const faults = [{ kind: 'zoneOutage', zone: 0, fromMs: 17 * MINUTE } as const];
    const { recorder } = run({ minutes: 29, capacityProviders, faults, market: { pools } });
    expect(minutes(recorder, Fact.instanceLaunched)).toEqual([0, 17]);
    expect(minutes(recorder, Fact.launchFailed)).toEqual([0, 1, 3, 7, 15]);
    expect(recorder.values(Fact.launchFailed, 'missing')).toEqual([2, 2, 2, 2, 2]);
  });

  it('[A.ASG-10] scales in what is above its share of the purchase options', () => {
    const split = { onDemandBase: 0, onDemandPercentAboveBase: 50 };
    const capacityProviders = [provider({ split, initialSize: 8, isProtected: false })];
    const { recorder } = run({ minutes: 17, capacityProviders });
    const purchaseOf = recorder.values(Fact.instanceLaunched, 'purchase');
    const gone = recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, purchaseOf[args[0]]]);
    expect(
      gone
        .filter(([minute]) => minute === 15)
        .map(([, purchase]) => purchase)
        .sort(),
    ).toEqual([0, 0, 1, 1]);
    expect(
      gone
        .filter(([minute]) => minute === 16)
        .map(([, purchase]) => purchase)
        .sort(),
    ).toEqual([0, 1]);
  });
});

describe('an interrupted Spot instance', () => {
  const web = service(2, { placementStrategy: [{ type: 'spread', field: 'instanceId' }] });

  it('[C.SPOT-02, S.SPOT-1, S.SPOT-2, T.LIFE-14] has two minutes, then ends with its tasks, which are started again after', () => {
    const { recorder } = run({ minutes: 30, capacityProviders: [spotGroup()], services: [web], market: reclaimed });
    expect(minutes(recorder, Fact.instanceNoticed)).toEqual([10, 10]);
    expect(recorder.values(Fact.instanceNoticed, 'endsAtMs')).toEqual([12 * MINUTE, 12 * MINUTE]);
    expect(recorder.of(Fact.instanceDraining)).toEqual([]);
    expect(minutes(recorder, Fact.instanceTerminated)).toEqual([12, 12]);
    expect(recorder.values(Fact.instanceTerminated, 'cause')).toEqual([InstanceCause.interrupted, InstanceCause.interrupted]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.instanceTerminated, StopCause.instanceTerminated]);
    expect(minutes(recorder, Fact.taskPlaced)).toEqual([0, 0, 12, 12]);
    // The group replaces what is gone, not what is going (A.ASG-17).
    expect(minutes(recorder, Fact.instanceLaunched)).toEqual([0, 0, 12, 12]);
  });

  it.each([
    ['[C.SPOT-03, S.SPOT-1, T.LIFE-14] the agent does so', { isSpotDraining: true }],
    ['[C.MID-02, S.MDR-3] managed draining does so', { isDraining: true }],
  ])('drains from its notice on when %s', (_, over) => {
    const half: SetupParts['market'] = { ...reclaimed, overlays: [{ ...reclaimed!.overlays![0], share: 0.5 } as never] };
    const { recorder, simulation } = run({
      minutes: 30,
      capacityProviders: [spotGroup(over)],
      services: [web],
      timings: { containerStart: constant(20_000), containerStop: constant(5000) },
      market: half,
    });
    expect(minutes(recorder, Fact.instanceDraining)).toEqual([10]);
    expect(recorder.values(Fact.instanceDraining, 'cause')).toEqual([InstanceCause.interrupted]);
    const [moved] = recorder.of(Fact.taskStopped);
    expect([moved.atMs, moved.args[1]]).toEqual([10 * MINUTE + 25_000, StopCause.replaced]); // Started elsewhere, then stopped.
    // It ends when EC2 takes it, empty or not, and is replaced then.
    expect(minutes(recorder, Fact.instanceTerminated)).toEqual([12]);
    expect(minutes(recorder, Fact.instanceLaunched)).toEqual([0, 0, 12]);
    expect(simulation.world.records.groups[0]).toMatchObject({ living: 2, draining: 0, leaving: 0, livingByPurchase: [0, 2] });
  });

  it('[C.DRN-09, S.DRAIN-6] takes along what two minutes do not suffice to replace', () => {
    const { recorder } = run({
      minutes: 30,
      capacityProviders: [spotGroup({ isDraining: true })],
      services: [web],
      timings: { containerStart: constant(3 * MINUTE) },
      market: reclaimed,
    });
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.instanceTerminated, StopCause.instanceTerminated]);
  });

  it('[C.SPOT-01] is also one whose price passes what its group pays at most', () => {
    const price = { atMs: [0, 10 * MINUTE, 20 * MINUTE], usdPerHour: [0.3, 0.5, 0.4] };
    const work = (spotMaxPrice: number | null) =>
      run({ minutes: 30, capacityProviders: [spotGroup({ spotMaxPrice })], market: { pools: [spot({ price })] } }).recorder;
    expect(minutes(work(0.4), Fact.instanceTerminated)).toEqual([12, 12]);
    expect(minutes(work(0.5), Fact.instanceTerminated)).toEqual([]); // A price that equals the maximum is paid.
    expect(minutes(work(null), Fact.instanceTerminated)).toEqual([]); // At most the On-Demand price.
    // Too dear until minute 20; tried at 12, 13, 15, 19 and 27.
    expect(work(0.4).values(Fact.launchFailed, 'reason')).toEqual(Array(4).fill(LaunchReason.priceAboveMax));
    expect(minutes(work(0.4), Fact.instanceLaunched)).toEqual([0, 0, 27, 27]);
  });

  it('leaves On-Demand instances alone', () => {
    const capacityProviders = [spotGroup({ split: { onDemandBase: 1, onDemandPercentAboveBase: 0 } })];
    const { recorder } = run({ minutes: 30, capacityProviders, market: { ...reclaimed, pools: [onDemand(), spot()] } });
    expect(recorder.values(Fact.instanceNoticed, 'instance')).toEqual([1]);
    expect(recorder.values(Fact.instanceLaunched, 'purchase')).toEqual([0, 1, 1]);
  });
});

describe('a group that replaces what still runs', () => {
  const boot = { instanceBoot: constant(2 * MINUTE) };
  const lives = (recorder: Recorder) => ({
    launched: minutes(recorder, Fact.instanceLaunched),
    ended: recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[0], args[1]]),
  });
  it('[A.ASG-17, A.T-ASG-j] launches for an instance at risk, and ends that when the new one is in service', () => {
    const settings = { recommendationProbability: 1, recommendationLeadMs: 32 * MINUTE };
    // The zone of A is reclaimed at minute 92, that of B at 122.
    const pools = [92, 122, null].map((minute, zone) =>
      spot({ name: `zone ${zone}`, zone, replayed: minute === null ? null : { atMs: [minute * MINUTE], share: [1] } }),
    );
    const one = { initialSize: 1, minSize: 1, maxSize: 1, zones: [0, 1, 2] };
    const work = (isCapacityRebalancing: boolean, groups: Partial<GroupSettings> = { capacityRebalanceRounding: 'ceil' }) =>
      run({
        minutes: 200,
        timings: boot,
        groups,
        scaler: { zoneTie: 'rotate' },
        capacityProviders: [spotGroup({ ...one, isCapacityRebalancing })],
        market: { pools, settings },
      }).recorder;
    // Recommended at 60 for A: B is launched, and A goes when B is there. At 90 for B: C.
    expect(lives(work(true))).toEqual({
      launched: [0, 60, 90],
      ended: [
        [62, 0, InstanceCause.rebalanced],
        [92, 1, InstanceCause.rebalanced],
      ],
    });
    // Without it A has its notice at 92, ends at 94 and is replaced then.
    expect(lives(work(false)).launched).toEqual([0, 94, 124]);
    // A tenth of one instance is none: nothing is launched beyond the maximum before the notice.
    expect(lives(work(true, {})).launched).toEqual([0, 92, 122]);
  });

  it.each([
    ['managed draining drains it', { isDraining: true }, [62], 'replaced'],
    ['Spot draining does not: its tasks stop with it', { isSpotDraining: true }, [], 'instanceTerminated'],
  ] as const)('[C.SPOT-04, S.SPOT-3, T.LIFE-14] ECS gets no notice of the end of an instance at risk: %s', (_, over, drained, cause) => {
    // Recommended at 60, two minutes to boot the replacement; the notice itself would come at 92.
    const pool = spot({ replayed: { atMs: [92 * MINUTE], share: [1] } });
    const capacityProviders = [spotGroup({ zones: [0, 1], initialSize: 1, minSize: 1, maxSize: 1, isCapacityRebalancing: true, ...over })];
    const { recorder } = run({
      minutes: 80,
      timings: boot,
      groups: { capacityRebalanceRounding: 'ceil' },
      capacityProviders,
      services: [service(1)],
      market: {
        pools: [pool, spot({ name: 'other', zone: 1 })],
        settings: { recommendationProbability: 1, recommendationLeadMs: 32 * MINUTE },
      },
    });
    expect(minutes(recorder, Fact.instanceRecommended)).toEqual([60]);
    expect(minutes(recorder, Fact.instanceDraining)).toEqual(drained);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause[cause]]);
  });

  it('[A.ASG-17] waits for the notice without an equally available pool', () => {
    const deep = spot({ depth: 0.5, replayed: { atMs: [92 * MINUTE], share: [1] } });
    const shallow = spot({ name: 'other', zone: 1, depth: 0.4 });
    const market = { pools: [deep, shallow], settings: { recommendationProbability: 1, recommendationLeadMs: 32 * MINUTE } };
    const capacityProviders = [spotGroup({ zones: [0, 1], initialSize: 1, minSize: 1, isCapacityRebalancing: true })];
    const { recorder } = run({
      minutes: 100,
      timings: boot,
      capacityProviders,
      market,
    });
    expect(minutes(recorder, Fact.instanceRecommended)).toEqual([60]);
    expect(minutes(recorder, Fact.instanceLaunched)).toEqual([0, 92]);
  });

  it('replaces instances that have reached their maximum lifetime, a tenth of the group at a time, the oldest first', () => {
    const capacityProviders = [provider({ initialSize: 20, managedScaling: fixed, maxLifetimeMs: 24 * HOUR, isProtected: false })];
    const { recorder } = run({ minutes: 26 * 60, timings: boot, capacityProviders });
    const ended = recorder.of(Fact.instanceTerminated).filter(({ args }) => args[0] < 20);
    expect(ended.slice(0, 4).map(({ atMs, args }) => [atMs / MINUTE - 24 * 60, args[0], args[1]])).toEqual([
      [2, 0, InstanceCause.maxLifetime],
      [2, 1, InstanceCause.maxLifetime],
      [4, 2, InstanceCause.maxLifetime],
      [4, 3, InstanceCause.maxLifetime],
    ]);
    expect(ended).toHaveLength(20);
  });

  it('keeps what managed termination protection covers beyond its lifetime, until it is idle', () => {
    const capacityProviders = [
      provider({ initialSize: 1, minSize: 1, managedScaling: fixed, maxLifetimeMs: 24 * HOUR, isProtected: true }),
    ];
    const workloads = [batch([0], 1, 25 * HOUR)];
    const { recorder } = run({ minutes: 26 * 60, timings: boot, capacityProviders, workloads });
    expect(recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[0]])).toEqual([[25 * 60 + 2, 0]]);
  });
});

describe('cluster auto scaling of a group with several types', () => {
  const instanceTypes = [instanceType({ cpuUnits: 2048 }), instanceType({ name: 'large', cpuUnits: 8192 })];
  const group = provider({ instanceTypes: [1, 0] });
  const asked = (cpuUnits: number, count: number, over: SetupParts = {}) =>
    run({
      minutes: 10,
      instanceTypes,
      capacityProviders: [group],
      taskDefinitions: [{ ...TASK, cpuUnits }],
      workloads: [batch([0], count, HOUR)],
      ...over,
    }).recorder;

  it('[A.CAS-7, A.T-CAS-t, C.SOUT-03] launches nothing for a task that the smallest type could not take', () => {
    expect(asked(4096, 1).desiredByMinute).toEqual([]);
    expect(asked(2048, 1).desiredByMinute).toEqual([[1, 2]]);
  });

  it('[A.CAS-7, A.T-CAS-u, A.CAS-12] counts by the largest type, and goes on after the warm-up where small ones came', () => {
    const small = provider({ instanceTypes: [0, 1], initialSize: 1, managedScaling: { ...group.managedScaling, warmupMs: MINUTE } });
    const recorder = asked(1024, 100, { minutes: 30, capacityProviders: [small] });
    // 98 wait: ceil(98 / 8) = 13 more. They are small, so 72 wait: ceil(72 / 8) = 9 more, and so on.
    expect(recorder.desiredByMinute.slice(0, 3)).toEqual([
      [1, 14],
      [2, 23],
      [3, 30],
    ]);
    expect(new Set(recorder.values(Fact.instanceLaunched, 'type'))).toEqual(new Set([0]));
    expect(recorder.desiredByMinute.at(-1)![1]).toBe(50);
  });
});

const TASK = run({ minutes: 1 }).simulation.setup.taskDefinitions[0];
