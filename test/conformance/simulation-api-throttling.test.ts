import { describe, expect, it } from 'vitest';
import { Caller, Fact } from '../../src/sim/facts.js';
import type { Fault } from '../../src/sim/fault.js';
import { batch, constant, MINUTE, onLaunchType, provider, run, type SetupParts, service, staticInstance } from '../sim/setups.js';

const SECOND = 1_000;
const throttled = (action: Extract<Fault, { kind: 'apiThrottling' }>['action'], perSecond: number, untilMs = 60 * MINUTE): Fault => ({
  kind: 'apiThrottling',
  action,
  rate: { capacity: Math.max(1, Math.floor(perSecond)), refill: perSecond * 1_000, perMs: 1_000_000 },
  fromMs: 0,
  untilMs,
});
const fixed = { ...provider().managedScaling, isEnabled: false };
const room = { capacityProviders: [], staticInstances: [staticInstance({ count: 20 })] };
const seconds = (parts: SetupParts, fact: Parameters<ReturnType<typeof run>['recorder']['of']>[0]) =>
  run(parts).recorder.of(fact).map(({ atMs }) => atMs / SECOND); // biome-ignore format: one line

describe('throttled calls of RunTask', () => {
  const workloads = [batch([1], 25, 10 * MINUTE, { capacity: onLaunchType })];
  const parts = (...faults: Fault[]): SetupParts => ({ ...room, workloads, faults });

  it('[T.THR-3, T.QUOTA-4] start 10 tasks each, and the caller tries until each has gone through', () => {
    const times = seconds(parts(throttled('RunTask', 0.1)), Fact.taskRequested);
    expect(times).toEqual([...Array(10).fill(60), ...Array(10).fill(70), ...Array(5).fill(80)]);
    expect(seconds(parts(), Fact.taskRequested)).toEqual(Array(25).fill(60));
    // Nearest counter-example: three calls are what the rate gives at once.
    expect(seconds(parts(throttled('RunTask', 3)), Fact.taskRequested)).toEqual(Array(25).fill(60));
  });

  it('report which caller is throttled, for how many tasks, and until when', () => {
    const { recorder } = run(parts(throttled('RunTask', 0.1)));
    expect(recorder.of(Fact.callThrottled).map(({ atMs, args }) => [atMs / SECOND, ...args.slice(0, 4)])).toEqual([
      [60, Caller.workload, 0, 15, 70 * SECOND],
      [70, Caller.workload, 0, 5, 80 * SECOND],
    ]);
  });

  it('go through when the throttling ends', () => {
    expect(seconds(parts(throttled('RunTask', 0.01, 75 * SECOND)), Fact.taskRequested).slice(10)).toEqual(Array(15).fill(75));
  });

  it('come one after the other: a later arrival waits behind an earlier one', () => {
    const two = [batch([1], 20, MINUTE, { capacity: onLaunchType, arrivals: { kind: 'schedule', atMs: [60_000, 65_000], everyMs: null } })];
    const times = seconds({ ...room, workloads: two, faults: [throttled('RunTask', 0.1)] }, Fact.taskRequested);
    expect([0, 10, 20, 30].map((i) => times[i])).toEqual([60, 70, 80, 90]);
  });

  it('[T.THR-4] share one bucket with the starts of services, in the order of the calls', () => {
    const services = [service([[0, 0], [1, 30]], { capacity: onLaunchType })]; // biome-ignore format: steps
    const times = seconds({ ...room, workloads, services, faults: [throttled('RunTask', 0.1)] }, Fact.taskRequested);
    expect(times).toHaveLength(55);
    expect(Math.max(...times)).toBe(60 + 50);
  });
});

describe('throttled starts of a service', () => {
  it('[T.THR-3, T.MSG-4] are made up for as calls go through', () => {
    const parts: SetupParts = { ...room, services: [service(25, { capacity: onLaunchType })], faults: [throttled('RunTask', 0.05)] };
    expect(seconds(parts, Fact.taskPlaced)).toEqual([...Array(10).fill(0), ...Array(10).fill(20), ...Array(5).fill(40)]);
  });

  it('that are no longer needed are not made', () => {
    const services = [service([[0, 30], [1, 10]], { capacity: onLaunchType })]; // biome-ignore format: steps
    const { recorder } = run({ ...room, services, faults: [throttled('RunTask', 0.01)] });
    expect(recorder.of(Fact.taskRequested)).toHaveLength(10);
  });
});

describe('throttled launches', () => {
  const group = provider({ minSize: 4, managedScaling: fixed });

  it('take a call for each instance; the group goes on when it may', () => {
    const parts: SetupParts = { capacityProviders: [group], faults: [throttled('RunInstances', 0.02)] };
    expect(seconds(parts, Fact.instanceLaunched)).toEqual([0, 50, 100, 150]);
    expect(seconds({ ...parts, faults: [throttled('RunTask', 0.02)] }, Fact.instanceLaunched)).toEqual([0, 0, 0, 0]);
  });

  it('of two groups take turns', () => {
    const two = [group, { ...group, name: 'others' }];
    const { recorder } = run({ capacityProviders: two, faults: [throttled('RunInstances', 0.02)] });
    expect(recorder.values(Fact.instanceLaunched, 'provider')).toEqual([0, 0, 1, 0, 1, 0, 1, 1]);
  });
});

describe('throttled agents', () => {
  it('[T.THR-3] register later, in the order in which they booted', () => {
    const parts: SetupParts = {
      capacityProviders: [provider({ minSize: 3, managedScaling: fixed })],
      timings: { instanceBoot: constant(MINUTE) },
      faults: [throttled('RegisterContainerInstance', 0.1)],
    };
    expect(seconds(parts, Fact.instanceRegistered)).toEqual([60, 70, 80]);
    expect(seconds({ ...parts, faults: [] }, Fact.instanceRegistered)).toEqual([60, 60, 60]);
    // Also where nothing boots.
    expect(seconds({ ...parts, timings: {} }, Fact.instanceRegistered)).toEqual([0, 10, 20]);
  });
});

describe('throttlings that overlap', () => {
  it('hold a call up until all let it through', () => {
    const faults = [throttled('RunInstances', 0.02), throttled('RunInstances', 0.01)];
    const parts: SetupParts = { capacityProviders: [provider({ minSize: 3, managedScaling: fixed })], faults };
    expect(seconds(parts, Fact.instanceLaunched)).toEqual([0, 100, 200]);
  });
});
