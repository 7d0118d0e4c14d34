import { describe, expect, it } from 'vitest';
import { HOOK_DEFAULTS } from '../../src/autoscaling/group/hooks.js';
import { Fact, InstanceCause, StopCause } from '../../src/sim/facts.js';
import type { CapacityProviderSpec, HookSpec } from '../../src/sim/setup.js';
import { batch, constant, HOUR, MINUTE, provider, type Recorder, run, type SetupParts, service } from '../sim/setups.js';

const fixed = { ...provider().managedScaling, isEnabled: false };
/** A group that does not scale and whose instances nobody drains. */
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
