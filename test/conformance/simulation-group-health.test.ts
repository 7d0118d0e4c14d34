import { describe, expect, it } from 'vitest';
import { HOOK_DEFAULTS } from '../../src/autoscaling/group/hooks.js';
import { REFRESH_DEFAULTS, type RefreshPreferences } from '../../src/autoscaling/group/refresh.js';
import { Fact, InstanceCause, RefreshStatus, StopCause } from '../../src/sim/facts.js';
import type { Fault, Operation } from '../../src/sim/fault.js';
import type { CapacityProviderSpec } from '../../src/sim/setup.js';
import {
  batch,
  constant,
  HOUR,
  MINUTE,
  onLaunchType,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
} from '../sim/setups.js';

const scaling = provider().managedScaling;
/** A group that does not scale, whose instances are neither drained nor protected. */
function group(over: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return provider({
    initialSize: 1,
    minSize: 1,
    managedScaling: { ...scaling, isEnabled: false },
    isProtected: false,
    isDraining: false,
    ...over,
  });
}

const all = { provider: null, zone: null, share: 1, count: null };
const failure = (atMs: number, over: object = {}): Fault => ({ kind: 'instanceFailure', ...all, fromMs: atMs, ...over }) as Operation;
const protect = (minute: number, isProtected: boolean, over: object = {}): Fault =>
  ({ kind: 'protect', ...all, fromMs: minute * MINUTE, isProtected, ...over }) as Operation;

const factsOf = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) =>
  recorder.of(kind).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 2)]);
const ended = (recorder: Recorder) => factsOf(recorder, Fact.instanceTerminated);
const { unhealthy, scaleIn } = InstanceCause;

describe('an instance whose status checks fail', () => {
  const fails = (atMs: number, over: Partial<CapacityProviderSpec> = {}, parts: SetupParts = {}) =>
    run({ minutes: 30, capacityProviders: [group(over)], faults: [failure(atMs)], groups: { healthCheckIntervalMs: MINUTE }, ...parts })
      .recorder;

  it('[A.ASG-18] is found by the next health check of its group, and another is launched at once', () => {
    const recorder = fails(10.2 * MINUTE);
    expect(ended(recorder)).toEqual([[11, 0, unhealthy]]);
    expect(recorder.minutesOf(Fact.instanceLaunched)).toEqual([0, 11]);
    expect(ended(fails(10.2 * MINUTE, {}, { groups: { healthCheckIntervalMs: 5 * MINUTE } }))).toEqual([[15, 0, unhealthy]]);
  });

  it('[A.ASG-18] is left alone in its grace period, which begins when it is in service', () => {
    // Launched at 0, in service at 2, ill at 3.2.
    const young = (healthGraceMs: number) =>
      ended(fails(3.2 * MINUTE, { initialSize: 0, healthGraceMs }, { timings: { instanceBoot: constant(2 * MINUTE) } }))[0];
    expect([young(0), young(5 * MINUTE)]).toEqual([
      [4, 0, unhealthy],
      [7, 0, unhealthy],
    ]);
    // What still boots is not looked at.
    expect(ended(fails(MINUTE, { initialSize: 0 }, { timings: { instanceBoot: constant(2 * MINUTE) } }))).toEqual([]);
  });

  it('[A.ASG-10, C.MTP-02] goes before any policy and without asking protection, by hand or of ECS', () => {
    const busy = { workloads: [batch([0], 4, HOUR)] };
    const faults = [failure(10.2 * MINUTE, { zone: 1 })];
    const zones = { zones: [0, 1], initialSize: 3, minSize: 3 };
    // By the policies the oldest of the first zone, which has two, would go.
    expect(ended(fails(0, { ...zones, isProtected: true }, { ...busy, faults }))).toEqual([[11, 1, unhealthy]]);
    expect(ended(fails(0, { ...zones, isNewProtected: true }, { faults }))).toEqual([[11, 1, unhealthy]]);
  });

  it('[A.ASG-14] waits for the hooks of its end', () => {
    const hook = { ...HOOK_DEFAULTS, name: 'logs', transition: 'terminate', action: constant(3 * MINUTE) } as const;
    expect(ended(fails(10.2 * MINUTE, { hooks: [hook] }))).toEqual([[14, 0, unhealthy]]);
  });

  it('[S.INST-5, S.INST-4] takes no task any more, keeps those that it has, and loses them when it ends', () => {
    const services = [service([[0, 2], [10.5, 3]])]; // biome-ignore format: steps
    const recorder = fails(10.2 * MINUTE, {}, { services });
    expect(factsOf(recorder, Fact.agentChanged)).toEqual([[10.2, 0, 0]]);
    expect(recorder.of(Fact.taskStopped).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual(
      Array(2).fill([11, StopCause.instanceTerminated]),
    );
    expect(recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([
      [0, 0],
      [0, 0],
      [11, 1],
      [11, 1],
      [11, 1],
    ]);
  });

  const drained = (unhealthyEnds: 'drained' | 'at-once') =>
    fails(
      10.2 * MINUTE,
      { isDraining: true },
      {
        minutes: 49 * 60,
        services: [service(2)],
        workloads: [batch([0], 1, 60 * HOUR)],
        groups: { healthCheckIntervalMs: MINUTE, unhealthyEnds },
      },
    );

  it('[C.MID-02, C.MID-03] is drained under managed draining, without a connection: 48 hours, while its services have others', () => {
    const recorder = drained('drained');
    expect(factsOf(recorder, Fact.instanceDraining)).toEqual([[11, 0, unhealthy]]);
    expect(ended(recorder)).toEqual([[48 * 60 + 11, 0, unhealthy]]);
    expect(recorder.minutesOf(Fact.taskStopping)).toEqual([11, 11, 48 * 60 + 11]);
    expect(recorder.minutesOf(Fact.taskStopped)).toEqual(Array(3).fill(48 * 60 + 11));
    expect(recorder.minutesOf(Fact.taskRunning)).toEqual([0, 0, 0, 11, 11]);
  });

  it('ends at once with the setting at-once', () => {
    const recorder = drained('at-once');
    expect(ended(recorder)).toEqual([[11, 0, unhealthy]]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual(Array(3).fill(StopCause.instanceTerminated));
  });

  it('stays as it is outside any group, and its agent does not come back with the others', () => {
    const away: Fault = { kind: 'agentDisconnect', provider: null, zone: null, share: 1, fromMs: 5 * MINUTE, untilMs: 20 * MINUTE };
    const { recorder } = run({
      minutes: 60,
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 2 })],
      services: [service(2, { capacity: onLaunchType })],
      faults: [failure(10 * MINUTE, { count: 1 }), away],
    });
    expect(factsOf(recorder, Fact.agentChanged)).toEqual([
      [5, 0, 0],
      [5, 1, 0],
      [20, 1, 1],
    ]);
    expect([ended(recorder), recorder.of(Fact.taskStopped)]).toEqual([[], []]);
  });
});

describe('protection from scale-in by hand', () => {
  /** Three idle ones: by the policy of the group the oldest goes first. */
  const idle = (faults: readonly Fault[], over: Partial<CapacityProviderSpec> = {}, parts: SetupParts = {}) =>
    run({ minutes: 90, capacityProviders: [group({ initialSize: 3, minSize: 0, managedScaling: scaling, ...over })], faults, ...parts });

  it('[A.ASG-10] has scale-in pass over an instance, until it is lifted', () => {
    const one = { count: 1 };
    expect(ended(idle([]).recorder).map(([, instance]) => instance)).toEqual([0, 1, 2]);
    const kept = idle([protect(1, true, one)]);
    expect(ended(kept.recorder).map(([, instance]) => instance)).toEqual([1, 2]);
    expect(kept.simulation.world.records.groups[0]).toMatchObject({ desired: 0, living: 1 });
    expect(ended(idle([protect(1, true, one), protect(60, false)]).recorder).at(-1)).toEqual([60, 0, scaleIn]);
  });

  it('[C.MTP-01, A.ASG-10] is there from the start where new instances are protected: DesiredCapacity falls, and no instance goes', () => {
    const { recorder, simulation } = idle([protect(60, false, { count: 2 })], { isNewProtected: true });
    expect(ended(recorder)).toEqual([
      [60, 0, scaleIn],
      [61, 1, scaleIn],
    ]);
    expect(simulation.world.records.groups[0]).toMatchObject({ desired: 0, living: 1 });
  });

  it('begins when an instance is in service, and cannot be set before', () => {
    const booted = (minutes: number) => {
      const capacityProviders = [group({ initialSize: 0, isNewProtected: true }), group({ name: 'others', initialSize: 0 })];
      const parts = { minutes, timings: { instanceBoot: constant(10 * MINUTE) }, capacityProviders, faults: [protect(5, true)] };
      return [...run(parts).simulation.world.fleet.isProtected.slice(0, 2)];
    };
    expect([booted(9), booted(11)]).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('[A.ASG-10, A.T-ASG-f] leaves the fullest of the zones that have an unprotected instance', () => {
    const parts = { zones: [0, 1], minSize: 2 };
    expect(ended(idle([], parts).recorder)[0][1]).toBe(0);
    expect(ended(idle([protect(1, true, { zone: 0 })], parts).recorder)[0][1]).toBe(1);
  });

  it('[C.MID-06, A.ASG-10] is waited for, taken or left by an instance refresh', () => {
    const refresh = (scaleInProtectedInstances: RefreshPreferences['scaleInProtectedInstances'], ...faults: Fault[]) => {
      const refreshes = [{ atMs: 10 * MINUTE, preferences: { ...REFRESH_DEFAULTS, scaleInProtectedInstances } }];
      const { recorder } = run({ minutes: 120, capacityProviders: [group({ refreshes, isNewProtected: true })], faults });
      const [, last] = recorder.of(Fact.refreshMoved);
      return [last.atMs / MINUTE, last.args[2], ended(recorder).length];
    };
    expect(refresh('Wait')).toEqual([70, RefreshStatus.failed, 0]);
    expect(refresh('Wait', protect(40, false))).toEqual([40, RefreshStatus.successful, 1]);
    expect(refresh('Refresh')).toEqual([10, RefreshStatus.successful, 1]);
    expect(refresh('Ignore')).toEqual([10, RefreshStatus.successful, 0]);
  });

  it('keeps an instance beyond its maximum lifetime, as the settings have it', () => {
    const aged = (lifetimeProtected: 'kept' | 'replaced') => {
      const capacityProviders = [group({ maxLifetimeMs: 24 * HOUR, isNewProtected: true })];
      const faults = [protect(25 * 60, false)];
      return ended(run({ minutes: 26 * 60, capacityProviders, faults, groups: { lifetimeProtected } }).recorder)[0]?.[0];
    };
    expect([aged('kept'), aged('replaced')]).toEqual([25 * 60, 24 * 60]);
  });

  it('[C.MTP-02] is not set where ECS sets it', () => {
    expect(ended(idle([protect(1, true)], { isProtected: true }).recorder)).toHaveLength(3);
  });
});
