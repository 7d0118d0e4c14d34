import { describe, expect, it } from 'vitest';
import { Fact } from '../../../src/sim/facts.js';
import { brokenInvariants } from '../invariants/invariants.js';
import { batch, constant, HOUR, MINUTE, NO_TRAITS, provider, type Recorder, run, type SetupParts, service } from '../setups.js';

const ended = (recorder: Recorder) => recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);

describe('an Auto Scaling group', () => {
  it('launches up to its minimum at once, which is no scale-out but warms up', () => {
    const firstRaise = (initialSize: number) => {
      const { recorder } = run({
        capacityProviders: [provider({ initialSize, minSize: 2 })],
        services: [service([[2, 12]])],
        timings: { instanceBoot: constant(MINUTE) },
      });
      expect(
        recorder
          .of(Fact.instanceLaunched)
          .slice(0, 2)
          .map(({ atMs }) => atMs),
      ).toEqual([0, 0]);
      return recorder.desiredByMinute;
    };
    expect(firstRaise(2)).toEqual([[2, 3]]); // Initial instances are warm.
    expect(firstRaise(0)).toEqual([[5, 3]]); // Launched at 0: 300 s old at minute 5.
  });

  /** Two instances are launched at minute 1 and boot until 41; the tasks that wanted them are gone at 10. */
  const slowBoot = (isProtected: boolean): SetupParts => ({
    capacityProviders: [provider({ isProtected })],
    services: [
      service([
        [0, 8],
        [10, 0],
      ]),
    ],
    timings: { instanceBoot: constant(40 * MINUTE) },
    scaler: { countN: 'launched' },
  });

  it('may end an instance that still boots, which then never registers', () => {
    const { recorder, simulation } = run(slowBoot(false));
    // Points below from minute 10: the fifteenth is 24, then one a minute.
    expect(ended(recorder)).toEqual([
      [24, 0],
      [25, 1],
    ]);
    expect(recorder.of(Fact.instanceRegistered)).toEqual([]);
    expect(brokenInvariants(simulation.world)).toEqual([]);
  });

  it('keeps it until it has registered where termination protection is on', () => {
    const { recorder } = run(slowBoot(true));
    // From 24 DesiredCapacity is one below the two that live, and stays there while both are protected.
    expect(recorder.desiredByMinute).toEqual([
      [1, 2],
      [24, 1],
      [42, 0],
    ]);
    expect(ended(recorder)).toEqual([
      [41, 0],
      [42, 1],
    ]);
  });

  it('takes a surplus instance when it registers, not with the next measurement', () => {
    // As above, but both register half a minute after a measurement: one of the two goes at once, the other when DesiredCapacity is 0.
    const { recorder } = run({ ...slowBoot(true), timings: { instanceBoot: constant(40.5 * MINUTE) } });
    expect(ended(recorder)).toEqual([
      [41.5, 0],
      [42, 1],
    ]);
  });

  it('stops at the quota of container instances and goes on when one has gone', () => {
    const { recorder } = run({
      minutes: 90,
      capacityProviders: [provider({ name: 'first', initialSize: 2 }), provider({ name: 'second', initialSize: 1 })],
      services: [service(16, { capacity: { kind: 'strategy', items: [{ provider: 1, base: 0, weight: 1 }] } })],
      workloads: [batch([0], 2, 30 * MINUTE, { placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
      quotas: { provisioningTasks: null, containerInstances: 3, serviceLaunchesPerMinute: null },
    });
    // Wanted at once: 4 instances of `second`. `first` gives up its two at 44 and 45, 15 points after its tasks end at 30.
    expect(recorder.of(Fact.scalingDecided).map(({ args }) => [args[0], args[2]])[0]).toEqual([1, 4]);
    const launched = recorder.of(Fact.instanceLaunched).map(({ atMs, args }) => [atMs / MINUTE, args[3]]);
    expect(launched.slice(3)).toEqual([
      [44, 1],
      [45, 1],
    ]);
  });

  it('leaves alone the instances of other groups and those of none', () => {
    const { recorder } = run({
      capacityProviders: [
        provider({ initialSize: 3 }),
        provider({ name: 'fixed', initialSize: 2, managedScaling: { ...provider().managedScaling, isEnabled: false } }),
      ],
      staticInstances: [{ instanceType: 0, zones: [0], count: 2, hasTrunk: false, traits: NO_TRAITS }],
      workloads: [batch([0], 1, HOUR)],
    });
    // Ordinals: static 0 and 1, then 2 to 4 of the scaled group, of which 2 has the task.
    expect(ended(recorder)).toEqual([
      [15, 3],
      [16, 4],
    ]);
  });

  it('ignores the end of a drain when the instance has gone before', () => {
    // Instance 0 has the task and drains from minute 15, until the task ends: 48 hours would be the longest.
    const { recorder, simulation } = run({
      minutes: 30,
      capacityProviders: [provider({ initialSize: 2, minSize: 1, isProtected: false })],
      workloads: [batch([0], 1, 20 * MINUTE)],
    });
    expect(ended(recorder)).toContainEqual([20, 0]);
    expect(simulation.world.loop.save().pending).toHaveLength(1); // The next measurement.
  });
});
