import { describe, expect, it } from 'vitest';
import { Fact, InstanceCause, StopCause } from '../../src/sim/facts.js';
import type { Fault, Operation } from '../../src/sim/fault.js';
import { changed, load, messages } from '../scenario/scenarios.js';
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

const FIXED = { ...provider().managedScaling, isEnabled: false };
const at10 = { provider: null, zone: null, share: 1, count: null, fromMs: 10 * MINUTE };
const drain = (over: object = {}): Fault => ({ kind: 'drain', ...at10, untilMs: 10 * HOUR, ...over }) as Operation;
const deregister = (isForced: boolean, over: object = {}): Fault => ({ kind: 'deregister', ...at10, isForced, ...over }) as Operation;

/** A group that keeps two instances, of which the first has all four tasks. */
function of(fault: Fault, parts: SetupParts = {}): Recorder {
  return run({
    capacityProviders: [provider({ initialSize: 2, minSize: 2, managedScaling: FIXED })],
    services: [service(4)],
    timings: { containerStart: constant(10_000), containerStop: constant(5000) },
    faults: [fault],
    ...parts,
  }).recorder;
}

function factsOf(recorder: Recorder, kind: Parameters<Recorder['of']>[0]): number[][] {
  return recorder.of(kind).map(({ atMs, args }) => [atMs / 1000, ...args.slice(0, 2)]);
}

describe('an instance that a user drains', () => {
  it('[S.DRAIN-4, C.DRN-08] is empty when every task has stopped, and stays DRAINING until it is activated', () => {
    const recorder = of(drain({ count: 1, untilMs: 30 * MINUTE }), { services: [service([[0, 4], [20, 5], [40, 9]])] }); // biome-ignore format: steps
    expect(factsOf(recorder, Fact.instanceDraining)).toEqual([[600, 0, InstanceCause.userDrained]]);
    expect(recorder.of(Fact.taskStopped)).toHaveLength(4);
    expect(recorder.of(Fact.taskStopped).every(({ atMs }) => atMs === 615_000)).toBe(true); // 10 s to start the others, 5 s to stop.
    expect(recorder.of(Fact.instanceTerminated)).toEqual([]);
    expect(factsOf(recorder, Fact.instanceActivated)).toEqual([[1800, 0, 0]]);
    // Of minute 20 one waits, for the other instance is full, and finds room when the drain ends; those of minute 40 follow.
    expect(recorder.places.slice(8).map(([task, instance]) => [task, instance])).toEqual([[8, 0], [9, 0], [10, 0], [11, 0]]); // biome-ignore format: pairs
  });

  it('[S.DRAIN-4, C.DRN-07] waits for standalone tasks longer than 48 hours: only managed draining has that limit', () => {
    const parts = { minutes: 60 * 60, services: [], workloads: [batch([1], 1, 55 * HOUR)] };
    const recorder = of(drain({ count: 1, untilMs: 60 * HOUR }), parts);
    expect([recorder.of(Fact.instanceTerminated), recorder.values(Fact.taskStopped, 'cause')]).toEqual([[], [StopCause.runEnded]]);
  });

  it('[C.DRN-08] may be removed by its group, busy or not, as the two protections have it', () => {
    const group = (isProtected: boolean) => provider({ initialSize: 3, isProtected });
    const gone = (isProtected: boolean) =>
      factsOf(of(drain({ count: 1 }), { capacityProviders: [group(isProtected)], services: [service(1)] }), Fact.instanceTerminated);
    // Two are enough for the metric, which does not see the one that drains, and one is needed: DesiredCapacity goes from 3 to 1.
    expect(gone(true)[0]?.[1]).toBe(0); // Empty since minute 10: protection is lifted from it.
    expect(gone(false)[0]?.[1]).toBe(0);
  });

  it('[C.DRN-01, C.DRN-03] may be outside any group', () => {
    const recorder = of(drain({ count: 1, untilMs: 30 * MINUTE }), {
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 2 })],
      services: [service(4, { capacity: onLaunchType })],
    });
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual(Array(4).fill(StopCause.replaced));
    expect(recorder.places.slice(4).map(([, instance]) => instance)).toEqual([1, 1, 1, 1]);
  });
});

describe('an instance that a user deregisters', () => {
  it('[C.CI-07, C.CI-05] leaves the cluster at once, and EC2 runs it on: its group does not react', () => {
    const recorder = of(deregister(false), { services: [] });
    expect(factsOf(recorder, Fact.instanceLeftCluster)).toEqual([
      [600, 0, InstanceCause.deregistered],
      [600, 1, InstanceCause.deregistered],
    ]);
    expect([recorder.of(Fact.instanceTerminated), recorder.of(Fact.instanceLaunched).length]).toEqual([[], 2]);
  });

  it('[S.INST-4, C.CI-08] is refused with tasks on it, but for force: then they are orphans, and the service starts others', () => {
    const refused = of(deregister(false));
    expect(factsOf(refused, Fact.deregistrationRefused)).toEqual([[600, 0, 4]]); // The second has no task, and goes.
    expect(factsOf(refused, Fact.instanceLeftCluster).map(([, instance]) => instance)).toEqual([1]);
    expect(refused.of(Fact.taskStopped)).toEqual([]);
    const forced = of(deregister(true, { count: 1 }));
    expect(forced.values(Fact.taskStopped, 'cause')).toEqual(Array(4).fill(StopCause.orphaned));
    expect(forced.places.slice(4).map(([, instance]) => instance)).toEqual([1, 1, 1, 1]);
    expect(
      forced
        .of(Fact.taskPlaced)
        .slice(4)
        .every(({ atMs }) => atMs === 10 * MINUTE),
    ).toBe(true);
  });

  it('[C.CI-08, C.CI-09] leaves standalone tasks unreplaced, and its group short of an instance that ECS can use', () => {
    const recorder = of(deregister(true), { services: [], workloads: [batch([1, 20], 1, HOUR)] });
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.orphaned]);
    expect(recorder.places).toHaveLength(1); // The task of minute 20 waits for ever: the group has its two instances.
  });

  it('[A.CAS-18, C.MTP-02] keeps its protection, which is never lifted; without protection a scale-in takes it', () => {
    const gone = (isProtected: boolean) =>
      factsOf(
        of(deregister(true, { count: 1 }), { capacityProviders: [provider({ initialSize: 3, isProtected })], services: [service(1)] }),
        Fact.instanceTerminated,
      );
    expect(gone(true).map(([, instance]) => instance)).not.toContain(0);
    expect(gone(false).map(([, instance]) => instance)).toContain(0);
  });
});

describe('an instance that a user terminates', () => {
  it('[C.CI-09, S.INST-4] takes its tasks with it, and its group launches another', () => {
    const recorder = of({ kind: 'terminate', ...at10, count: 1, isOfOutside: false });
    expect(factsOf(recorder, Fact.instanceTerminated)).toEqual([[600, 0, InstanceCause.userTerminated]]);
    expect(recorder.minutesOf(Fact.instanceLaunched)).toEqual([0, 0, 10]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual(Array(4).fill(StopCause.instanceTerminated));
  });
});

describe('operations in a scenario', () => {
  const withFault = (fault: string) => changed(['workloads:', `faults: [${fault}]\nworkloads:`]);

  it('are read with their defaults', () => {
    const faultsOf = (...faults: string[]) => load(withFault(faults.join(', '))).setup!.faults;
    expect(faultsOf('{ at: 10m, type: drain }', '{ at: 10m, type: drain, for: 5m, count: 2, capacityProvider: spare }')).toEqual([
      { kind: 'drain', ...at10, untilMs: 2 * HOUR },
      { kind: 'drain', ...at10, provider: 1, count: 2, untilMs: 15 * MINUTE },
    ]);
    expect(
      faultsOf('{ at: 10m, type: deregister }', '{ at: 10m, type: terminate, status: outside, share: 0.5, availabilityZone: us-east-1b }'),
    ).toEqual([
      { kind: 'deregister', ...at10, isForced: false },
      { kind: 'terminate', ...at10, zone: 1, share: 0.5, isOfOutside: true },
    ]);
  });

  it('give their number in one way, and name a provider that exists', () => {
    expect(messages(withFault('{ at: 10m, type: drain, share: 0.5, count: 2 }'))).toEqual([
      'faults.0.share: stands beside count: give one of them',
    ]);
    expect(messages(withFault('{ at: 10m, type: deregister, capacityProvider: worker }'))[0]).toContain(
      'there is no Auto Scaling group provider "worker"',
    );
    expect(messages(withFault('{ at: 10m, type: registrationFailure }'))).toEqual([
      'faults.0: changes nothing: no group has awsvpcTrunking, and only a trunk can fail',
    ]);
  });
});
