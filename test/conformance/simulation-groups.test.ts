import { describe, expect, it } from 'vitest';
import { HOOK_DEFAULTS } from '../../src/autoscaling/group/hooks.js';
import { REFRESH_DEFAULTS } from '../../src/autoscaling/group/refresh.js';
import { Fact, InstanceCause, PoolState, RefreshStatus, StopCause } from '../../src/sim/facts.js';
import type { CapacityProviderSpec, HookSpec } from '../../src/sim/setup.js';
import { batch, constant, HOUR, MINUTE, provider, type Recorder, run, type SetupParts, service, setup } from '../sim/setups.js';

const fixed = { ...provider().managedScaling, isEnabled: false };
/** A group that does not scale and whose instances are not drained. */
function group(over: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return provider({ initialSize: 1, minSize: 1, managedScaling: fixed, isProtected: false, isDraining: false, ...over });
}

/** An hour for its action, which takes so many minutes. */
function hook(transition: HookSpec['transition'], minutes: number | null, over: Partial<HookSpec> = {}): HookSpec {
  const action = minutes === null ? null : constant(minutes * MINUTE);
  return { ...HOOK_DEFAULTS, name: `${transition}-${minutes}`, transition, action, ...over };
}

const ended = (recorder: Recorder) => recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 2)]);
const launched = (recorder: Recorder) => recorder.minutesOf(Fact.instanceLaunched);
describe('lifecycle hooks in a run', () => {
  const grows = (hooks: readonly HookSpec[], over: SetupParts = {}) =>
    run({ minutes: 200, timings: { instanceBoot: constant(2 * MINUTE) }, capacityProviders: [group({ initialSize: 0, hooks })], ...over });

  it('[A.ASG-14] let an instance boot and take tasks while they are waited for; then it is in service', () => {
    const { recorder, simulation } = grows([hook('launch', 5)], { services: [service(1)] });
    expect(recorder.minutesOf(Fact.instanceRegistered)).toEqual([2]);
    expect(recorder.minutesOf(Fact.taskPlaced)).toEqual([2]);
    expect(recorder.of(Fact.hooksAnswered).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 3)])).toEqual([[5, 0, 0, 0]]);
    expect(simulation.world.fleet.inServiceMs[0]).toBe(5 * MINUTE);
    expect(grows([hook('launch', 1)]).simulation.world.fleet.inServiceMs[0]).toBe(2 * MINUTE);
  });

  it('[A.ASG-14] end a launch that is abandoned, and the group launches another', () => {
    const { recorder } = grows([hook('launch', null)]);
    expect(launched(recorder)).toEqual([0, 60, 120, 180]);
    expect(ended(recorder)).toEqual([60, 120, 180].map((minute, nth) => [minute, nth, InstanceCause.hookAbandoned]));
    const going = grows([hook('launch', null, { defaultResult: 'CONTINUE' })]);
    expect(launched(going.recorder)).toEqual([0]);
    expect(going.simulation.world.fleet.inServiceMs[0]).toBe(HOUR);
  });

  it('[A.ASG-14, C.MID-08] are waited for together, and an ABANDON ends the wait of the others', () => {
    const slow = hook('launch', 30);
    expect(grows([slow, hook('launch', 10)]).recorder.minutesOf(Fact.hooksAnswered)).toEqual([30]);
    const hasty = hook('launch', null, { heartbeatMs: 10 * MINUTE });
    expect(ended(grows([slow, hasty], { minutes: 15 }).recorder)).toEqual([[10, 0, InstanceCause.hookAbandoned]]);
  });

  it('[A.ASG-14] keep an instance that is scaled in until they have answered', () => {
    const work = (hooks: readonly HookSpec[]) => {
      const capacityProviders = [group({ initialSize: 2, managedScaling: { ...fixed, isEnabled: true }, hooks })];
      return run({ minutes: 120, capacityProviders, workloads: [batch([0], 8, HOUR)] }).recorder;
    };
    const plain = work([]);
    expect(ended(plain)).toEqual([[74, 0, InstanceCause.scaleIn]]); // Idle from 60 on: the fifteenth low point.
    const kept = work([hook('terminate', 10)]);
    expect(kept.of(Fact.instanceLeaving).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 2)])).toEqual([
      [74, 0, InstanceCause.scaleIn],
    ]);
    expect(ended(kept)).toEqual([[84, 0, InstanceCause.scaleIn]]);
    expect(kept.of(Fact.instanceDraining)).toEqual([]);
    expect(kept.desiredByMinute).toEqual(plain.desiredByMinute); // N and M do not see it any more.
  });

  const aged = (hooks: readonly HookSpec[], over: SetupParts = {}, isDraining = false) =>
    run({
      minutes: 26 * 60,
      timings: { instanceBoot: constant(2 * MINUTE) },
      capacityProviders: [group({ maxLifetimeMs: 24 * HOUR, hooks, isDraining })],
      ...over,
    }).recorder;

  it('[C.MID-01, C.MID-08, C.MID-03] run beside managed draining: the instance ends when both let it, or one abandons', () => {
    // The first instance is drained from minute 2 of the second day, and has a task until minute 30.
    const drained = (...hooks: HookSpec[]) => {
      const recorder = aged(hooks, { workloads: [batch([0], 1, 24 * HOUR + 30 * MINUTE)] }, true);
      expect(recorder.minutesOf(Fact.instanceDraining)[0]).toBe(24 * 60 + 2);
      return [ended(recorder)[0][0] - 24 * 60, recorder.values(Fact.taskStopped, 'cause')[0]];
    };
    expect(drained()).toEqual([30, StopCause.runEnded]);
    expect(drained(hook('terminate', 10))).toEqual([30, StopCause.runEnded]);
    expect(drained(hook('terminate', 50))).toEqual([52, StopCause.runEnded]);
    const hasty = hook('terminate', null, { heartbeatMs: 5 * MINUTE });
    expect(drained(hasty)).toEqual([7, StopCause.instanceTerminated]);
    expect(drained({ ...hasty, defaultResult: 'CONTINUE' })).toEqual([30, StopCause.runEnded]);
  });

  it('[A.ASG-17] let the old instance live until the new one is in service, and longer by their own answer', () => {
    expect(ended(aged([]))[0]).toEqual([24 * 60 + 2, 0, InstanceCause.maxLifetime]);
    expect(ended(aged([hook('launch', 20)]))[0]).toEqual([24 * 60 + 20, 0, InstanceCause.maxLifetime]);
    expect(ended(aged([hook('launch', 20), hook('terminate', 10)]))[0]).toEqual([24 * 60 + 30, 0, InstanceCause.maxLifetime]);
  });
});

describe('a warm pool in a run', () => {
  type Pool = NonNullable<CapacityProviderSpec['warmPool']>;
  const pool = (over: Partial<Pool> = {}): Pool => ({
    minSize: 0,
    maxGroupPreparedCapacity: null,
    state: 'Stopped',
    isChecked: true,
    ...over,
  });
  const timings = { instanceBoot: constant(4 * MINUTE), warmStart: constant(MINUTE), warmRegister: constant(30_000) };
  const scaled = (over: Partial<CapacityProviderSpec> = {}) =>
    provider({ maxSize: 6, initialSize: 1, minSize: 1, isProtected: false, isDraining: false, warmPool: pool(), ...over });
  /** Four jobs fill an instance: so many instances, of which there is one, are needed from minute 10 on. */
  const needs = (instances: number, over: Partial<CapacityProviderSpec> = {}, parts: SetupParts = {}) =>
    run({ minutes: 20, timings, capacityProviders: [scaled(over)], workloads: [batch([10], 4 * instances, HOUR)], ...parts });
  const warmed = (recorder: Recorder) => recorder.of(Fact.instanceWarmed).map(({ atMs, args }) => [atMs / MINUTE, args[0], args[1]]);
  const { left, pending, Stopped, Running } = PoolState;

  it('[A.ASG-15, A.T-ASG-h, A.T-ASG-i] holds what the group may grow by, beside DesiredCapacity and unseen by the scaler', () => {
    const poolOf = (desired: number, maxSize: number, prepared: number | null) => {
      const warmPool = pool({ maxGroupPreparedCapacity: prepared });
      const { simulation, recorder } = run({
        minutes: 5,
        capacityProviders: [group({ initialSize: desired, minSize: desired, maxSize, warmPool })],
      });
      expect(recorder.values(Fact.capacityMeasured, 'running')).toEqual(Array(5).fill(desired));
      expect(simulation.world.records.groups[0]).toMatchObject({ desired, living: desired });
      return simulation.world.records.groups[0].pooled;
    };
    expect([poolOf(6, 10, null), poolOf(6, 20, 8), poolOf(6, 20, 5)]).toEqual([4, 2, 0]);
  });

  it('[C.WARM-01, A.ASG-15] starts its instances in place of cold ones, and is filled again up to its size', () => {
    const { recorder } = needs(4);
    // Five of the start, of which three leave at the measurement of minute 10: none is launched, for six is the maximum.
    expect(launched(recorder)).toEqual(Array(6).fill(0));
    expect(warmed(recorder).filter(([, , state]) => state === left)).toEqual([1, 2, 3].map((instance) => [10, instance, left]));
    expect(recorder.minutesOf(Fact.instanceRegistered)).toEqual([0, 11, 11, 11]);
    const filled = needs(4, { warmPool: pool({ minSize: 3, maxGroupPreparedCapacity: 5 }) }).recorder;
    // Four of the start, one left of them: two more, which take their four minutes and then rest.
    expect(launched(filled)).toEqual([0, 0, 0, 0, 0, 10, 10]);
    expect(warmed(filled).slice(-4)).toEqual([
      [10, 5, pending],
      [10, 6, pending],
      [14, 5, Stopped],
      [14, 6, Stopped],
    ]);
  });

  it('[A.ASG-15] starts cold when the pool is empty', () => {
    const { recorder } = needs(4, { warmPool: pool({ maxGroupPreparedCapacity: 3 }) });
    expect(recorder.minutesOf(Fact.instanceRegistered)).toEqual([0, 11, 11, 14]);
  });

  it('[C.WARM-02] takes no instance back: a scaled-in one ends, and another is prepared', () => {
    const { recorder } = run({ minutes: 60, timings, capacityProviders: [scaled({ initialSize: 3 })] });
    expect(ended(recorder).map(([minute]) => minute)).toEqual([15, 16]);
    expect(launched(recorder).slice(6)).toEqual([15, 16]);
  });

  it('[C.WARM-03] keeps its instances from registering with ECS_WARM_POOLS_CHECK, also running ones', () => {
    const running = needs(2, { warmPool: pool({ state: 'Running' }) }).recorder;
    expect(running.minutesOf(Fact.instanceRegistered)).toEqual([0, 10.5]);
    expect(running.minutesOf(Fact.taskPlaced)).toEqual([10, 10, 10, 10, 10.5, 10.5, 10.5, 10.5]);
  });

  it('[C.WARM-03, C.CI-03] without it has instances that register in the pool, take tasks, and lose them when they are stopped', () => {
    const unchecked = (state: Pool['state']) =>
      run({
        minutes: 30,
        timings,
        capacityProviders: [group({ initialSize: 0, minSize: 0, maxSize: 2, warmPool: pool({ state, isChecked: false }) })],
        services: [service(1)],
        faults: [{ kind: 'zoneOutage', zone: 0, fromMs: 5 * MINUTE }],
      }).recorder;
    const running = unchecked('Running');
    // There is no instance in the group; the service's task runs in the pool, and again when that has been filled.
    expect(running.minutesOf(Fact.taskPlaced)).toEqual([0, 9]);
    expect(
      warmed(running)
        .filter(([, , state]) => state === Running)
        .map(([minute]) => minute),
    ).toEqual([0, 0, 9, 9]);
    const stopped = unchecked('Stopped');
    expect(stopped.minutesOf(Fact.instanceRegistered)).toEqual([0, 0, 9, 9]);
    expect(stopped.of(Fact.agentChanged).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual(
      [0, 0, 9, 9].map((minute) => [minute, 0]),
    );
    expect(stopped.of(Fact.taskRunning)).toEqual([]);
    const taken = needs(2, { warmPool: pool({ isChecked: false }) }).recorder.minutesOf(Fact.taskPlaced);
    expect(taken.at(-1)).toBe(11); // It had registered: its agent is back when it has started.
  });

  it('[A.ASG-15] has launch hooks act twice: on the way into the pool, and on the way into the group', () => {
    const { recorder } = needs(2, { hooks: [hook('launch', 6)], warmPool: pool({ minSize: 1, maxGroupPreparedCapacity: 2 }) });
    expect(recorder.of(Fact.hooksAnswered).map(({ atMs, args }) => [atMs / MINUTE, args[0]])).toEqual([
      [16, 1],
      [16, 2],
    ]);
    expect(warmed(recorder).slice(-2)).toEqual([
      [10, 2, pending],
      [16, 2, Stopped],
    ]);
    const hanging = needs(
      0,
      {
        hooks: [hook('launch', null, { heartbeatMs: 3 * MINUTE })],
        warmPool: pool({ minSize: 1 }),
        maxSize: 1,
        initialSize: 1,
        minSize: 1,
      },
      {
        faults: [{ kind: 'zoneOutage', zone: 0, fromMs: MINUTE }],
      },
    ).recorder;
    expect(ended(hanging).at(-1)![2]).toBe(InstanceCause.hookAbandoned);
  });

  it('lets go of the capacity of a stopped instance, and needs it again to start one', () => {
    const parts = { minutes: 20, timings, capacityProviders: [scaled()], workloads: [batch([10], 16, HOUR)] };
    const [onDemand] = setup(parts).market.pools;
    const pools = [{ ...onDemand, capacity: { atMs: [0, 9 * MINUTE], instances: [2, 3] } }];
    const { recorder, simulation } = run({ ...parts, market: { pools } });
    expect(launched(recorder)).toEqual(Array(6).fill(0)); // One at a time was running beside the first.
    expect(recorder.minutesOf(Fact.instanceRegistered)).toEqual([0, 11, 11]);
    expect(simulation.world.records.groups[0]).toMatchObject({ living: 3, pooled: 3 });
  });

  it('counts an instance as warming from the time when it left the pool', () => {
    const workloads = [batch([10], 8, HOUR), batch([12], 8, HOUR, { name: 'more' })];
    const { recorder } = needs(0, {}, { minutes: 30, workloads });
    expect(recorder.desiredByMinute).toEqual([
      [10, 2],
      [15, 4],
    ]);
  });
});

describe('zones of a group that have become uneven', () => {
  /** The first zone fails at 10 and is back at 30. */
  const outage = (over: Partial<CapacityProviderSpec> = {}, parts: SetupParts = {}): SetupParts => ({
    minutes: 60,
    timings: { instanceBoot: constant(2 * MINUTE) },
    capacityProviders: [group({ zones: [0, 1], initialSize: 4, minSize: 4, maxSize: 4, ...over })],
    faults: [{ kind: 'zoneOutage', zone: 0, fromMs: 10 * MINUTE }],
    market: { overlays: [{ kind: 'drought', where: { isSpot: null, type: null, zone: 0 }, fromMs: 10 * MINUTE, untilMs: 30 * MINUTE }] },
    ...parts,
  });
  const moves = (parts: SetupParts) => {
    const { recorder, simulation } = run(parts);
    const zones = recorder.values(Fact.instanceLaunched, 'zone');
    const rebalanced = recorder.of(Fact.instanceTerminated).filter(({ args }) => args[1] === InstanceCause.zoneRebalanced);
    return {
      launched: launched(recorder).flatMap((minute, nth) => (minute >= 30 ? [[minute, zones[nth]]] : [])),
      ended: rebalanced.map(({ atMs, args }) => [atMs / MINUTE, zones[args[0]]]),
      byZone: simulation.world.records.groups[0].livingByZone.slice(0, 2),
    };
  };

  it('[A.ASG-9] are made even when there is capacity again, a new instance before an old one goes, by one beyond the maximum', () => {
    expect(moves(outage())).toEqual({
      launched: [
        [30, 0],
        [32, 0],
      ],
      ended: [
        [32, 1],
        [34, 1],
      ],
      byZone: [2, 2],
    });
  });

  it('[A.ASG-9] may exceed the maximum by ten percent where that is more than one', () => {
    const { launched: ahead, byZone } = moves(outage({ initialSize: 20, minSize: 20, maxSize: 20 }));
    expect(ahead.map(([minute]) => minute)).toEqual([30, 30, 32, 32, 34, 34, 36, 36, 38, 38]);
    expect(byZone).toEqual([10, 10]);
    expect(moves(outage({ maxSize: 40 })).launched.map(([minute]) => minute)).toEqual([30, 30]);
  });

  it('[A.ASG-9] stay uneven by one, and where what is in the fullest is protected', () => {
    expect(moves(outage({ initialSize: 1, minSize: 1 }))).toMatchObject({ launched: [], byZone: [0, 1] });
    const busy = outage({ isProtected: true }, { workloads: [batch([0], 16, HOUR)], services: [service(8)] });
    expect(moves(busy)).toMatchObject({ launched: [], ended: [] });
  });

  it('[A.ASG-9] that nothing listed has made so are noticed only where any imbalance is', () => {
    // Two go by scale-in at 15 and 16, and what protects the others leaves them in one zone.
    const uneven = (zoneRebalanceOn: 'listed' | 'any') => {
      const faults = [{ kind: 'zoneOutage', zone: 0, fromMs: 10 * MINUTE } as const];
      const { market } = outage();
      const overlays = [{ ...market!.overlays![0], untilMs: 60 * MINUTE } as never];
      const parts = outage({}, { faults, market: { overlays }, groups: { zoneRebalanceOn } });
      return moves({ ...parts, minutes: 70 });
    };
    expect(uneven('listed').launched.map(([minute]) => minute)).toEqual([60, 62]);
    expect(uneven('any').launched.map(([minute]) => minute)).toEqual([60, 62]);
  });
});

describe('replacements and launches that fail', () => {
  it('[A.ASG-17] go to the zone that the one at risk leaves short', () => {
    const overlays = [{ kind: 'interruption', where: { isSpot: true, type: null, zone: 0 }, atMs: 10 * MINUTE, share: 1 } as const];
    const { simulation } = run({
      minutes: 30,
      timings: { instanceBoot: constant(MINUTE) },
      capacityProviders: [
        group({
          zones: [0, 1],
          initialSize: 4,
          minSize: 4,
          split: { onDemandBase: 0, onDemandPercentAboveBase: 0 },
          isCapacityRebalancing: true,
        }),
      ],
      market: { overlays },
    });
    expect(simulation.world.records.groups[0].livingByZone).toEqual([2, 2, 0]);
  });

  it('[A.ASG-13] are reported also when a replacement finds no capacity, and try again later and later', () => {
    const parts = { minutes: 24 * 60 + 10, capacityProviders: [group({ maxLifetimeMs: 24 * HOUR })] };
    const [pool] = setup(parts).market.pools;
    const { recorder } = run({ ...parts, market: { pools: [{ ...pool, capacity: { atMs: [0], instances: [1] } }] } });
    expect(recorder.of(Fact.launchFailed).map(({ atMs, args }) => [atMs / MINUTE - 24 * 60, args[2]])).toEqual([
      [0, 1],
      [1, 1],
      [3, 1],
      [7, 1],
    ]);
  });

  it('[A.ASG-13] do not count any more when nothing is wanted', () => {
    const parts = { minutes: 200, capacityProviders: [provider({ initialSize: 1, minSize: 1, isProtected: false })] };
    const [pool] = setup(parts).market.pools;
    const workloads = [batch([10], 8, 20 * MINUTE), batch([100], 8, 20 * MINUTE, { name: 'later' })];
    const { recorder } = run({ ...parts, workloads, market: { pools: [{ ...pool, capacity: { atMs: [0], instances: [1] } }] } });
    const failed = recorder.minutesOf(Fact.launchFailed);
    expect(failed.slice(0, 3)).toEqual([10, 11, 13]);
    expect(failed.filter((minute) => minute >= 100).slice(0, 3)).toEqual([100, 101, 103]);
  });
});

describe('an instance refresh in a run', () => {
  type Preferences = Partial<CapacityProviderSpec['refreshes'][number]['preferences']>;
  const refreshed = (preferences: Preferences, over: Partial<CapacityProviderSpec> = {}, parts: SetupParts = {}) => {
    const refreshes = [{ atMs: 10 * MINUTE, preferences: { ...REFRESH_DEFAULTS, ...preferences } }];
    const { recorder, simulation } = run({
      minutes: 300,
      timings: { instanceBoot: constant(2 * MINUTE) },
      capacityProviders: [group({ initialSize: 4, minSize: 4, maxSize: 4, refreshes, ...over })],
      ...parts,
    });
    const statuses = recorder.of(Fact.refreshMoved).map(({ atMs, args }) => [atMs / MINUTE, args[2]]);
    return { recorder, simulation, statuses, launched: launched(recorder).slice(4), ended: ended(recorder) };
  };
  const { inProgress, successful, failed, refused } = RefreshStatus;

  it('[C.MID-02] replaces all instances, by default one at a time of four, and ends when the last new one is ready', () => {
    const { statuses, launched, ended, simulation } = refreshed({});
    expect(launched).toEqual([10, 12, 14, 16]);
    expect(ended).toEqual([10, 12, 14, 16].map((minute, nth) => [minute, nth, InstanceCause.instanceRefresh]));
    expect(statuses).toEqual([
      [10, inProgress],
      [18, successful],
    ]);
    const { fleet, records } = simulation.world;
    expect(Array.from(fleet.template.subarray(0, fleet.count))).toEqual([1, 1, 1, 1]);
    expect(records.groups[0]).toMatchObject({ living: 4, refresh: null });
  });

  it('keeps to the healthy minimum, waits for the warm-up of new ones, and at its checkpoints', () => {
    expect(refreshed({ minHealthyPercent: 50 }).launched).toEqual([10, 10, 12, 12]);
    expect(refreshed({ minHealthyPercent: 50, instanceWarmupMs: 3 * MINUTE }).launched).toEqual([10, 10, 15, 15]);
    expect(refreshed({ minHealthyPercent: 50, checkpointPercentages: [50, 100] }).launched).toEqual([10, 10, 72, 72]);
  });

  it('launches first where more than 100 percent may be healthy', () => {
    const { launched, ended } = refreshed({ minHealthyPercent: 100, maxHealthyPercent: 150 });
    expect(launched).toEqual([10, 10, 12, 12]);
    expect(ended.map(([minute]) => minute)).toEqual([12, 12, 14, 14]);
  });

  it('[C.MID-06, A.CAS-19] waits an hour for what termination protection covers and fails, or takes it too and drains it', () => {
    const busy = { workloads: [batch([0], 16, 4 * HOUR)] };
    expect(refreshed({}, { isProtected: true }, busy).statuses).toEqual([
      [10, inProgress],
      [70, failed],
    ]);
    const taken = refreshed({ scaleInProtectedInstances: 'Refresh' }, { isProtected: true, isDraining: true }, busy);
    expect(taken.recorder.minutesOf(Fact.instanceDraining)).toEqual([10, 12, 14, 16]);
    expect(taken.statuses.at(-1)).toEqual([18, successful]);
  });

  it('refuses a second one meanwhile, and makes the warm pool anew', () => {
    const refreshes = [10, 11].map((minute) => ({ atMs: minute * MINUTE, preferences: REFRESH_DEFAULTS }));
    const warmPool = { minSize: 1, maxGroupPreparedCapacity: null, state: 'Stopped', isChecked: true } as const;
    const { statuses, ended } = refreshed({}, { refreshes, warmPool });
    expect(statuses.slice(0, 2)).toEqual([
      [10, inProgress],
      [11, refused],
    ]);
    expect(ended[0]).toEqual([10, 4, InstanceCause.instanceRefresh]);
  });

  it('[A.ASG-10] leaves old launch templates to go first', () => {
    const refreshes = [{ atMs: 10 * MINUTE, preferences: { ...REFRESH_DEFAULTS, checkpointPercentages: [50] } }];
    const work = (terminationPolicies: CapacityProviderSpec['terminationPolicies']) => {
      const managedScaling = { ...fixed, isEnabled: true };
      const capacityProviders = [group({ initialSize: 4, minSize: 1, managedScaling, refreshes, terminationPolicies })];
      const workloads = [batch([0], 16, HOUR)];
      const { recorder } = run({ minutes: 100, timings: { instanceBoot: constant(2 * MINUTE) }, capacityProviders, workloads });
      return ended(recorder).flatMap(([, instance, cause]) => (cause === InstanceCause.scaleIn ? [instance] : []));
    };
    expect(work(['OldestLaunchTemplate']).slice(0, 2)).toEqual([2, 3]);
    expect(work(['NewestInstance']).slice(0, 2)).toEqual([5, 4]);
  });
});
