import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import { PULL_DEFAULTS } from '../../src/services/pulls/pull-settings.js';
import { Fact, InstanceCause, StopCause } from '../../src/sim/facts.js';
import type { Fault } from '../../src/sim/fault.js';
import {
  batch,
  constant,
  images,
  MINUTE,
  onLaunchType,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

const fixed = { ...provider().managedScaling, isEnabled: false };
const times = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) => recorder.of(kind).map(({ atMs }) => atMs / MINUTE);

describe('an outage of a zone', () => {
  const spread = service(4, { placementStrategy: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }] });
  const group = provider({ zones: [0, 1], initialSize: 2, minSize: 2, managedScaling: fixed });
  const outage: SetupParts = {
    faults: [{ kind: 'zoneOutage', zone: 0, fromMs: 10 * MINUTE }],
    market: { overlays: [{ kind: 'drought', where: { isSpot: null, type: null, zone: 0 }, fromMs: 10 * MINUTE, untilMs: 30 * MINUTE }] },
  };

  it('[A.ASG-8, S.INST-4] ends its instances with their tasks; the group launches in the zones that are left', () => {
    const { recorder } = run({ minutes: 29, capacityProviders: [group], services: [spread], ...outage }); // Before the zone is back.
    expect(recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 2)])).toEqual([
      [10, 0, InstanceCause.zoneOutage],
    ]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.instanceTerminated, StopCause.instanceTerminated]);
    expect(recorder.values(Fact.instanceLaunched, 'zone')).toEqual([0, 1, 1]);
    expect(times(recorder, Fact.taskPlaced)).toEqual([0, 0, 0, 0, 10, 10]); // On the instance that is left, within the millisecond.
  });

  it('[A.ASG-13] with no other zone waits for its recovery', () => {
    const { recorder } = run({ minutes: 60, capacityProviders: [{ ...group, zones: [0] }], ...outage });
    // Tried at 10, 11, 13, 17, 25 and then at 40.
    expect(times(recorder, Fact.instanceLaunched)).toEqual([0, 0, 40, 40]);
  });
});

describe('agents that lose their connection', () => {
  const away: Fault = { kind: 'agentDisconnect', provider: null, zone: null, share: 1, fromMs: 10 * MINUTE, untilMs: 20 * MINUTE };
  const parts = (share: number, count = 1): SetupParts => ({
    minutes: 30,
    capacityProviders: [],
    staticInstances: [staticInstance({ count })],
    faults: [{ ...away, share }],
  });

  it('[S.INST-5, T.FAIL-4] take no new task, keep the running ones, and take tasks again when they are back', () => {
    const services = [service([[0, 1], [12, 2]], { capacity: onLaunchType })]; // biome-ignore format: steps
    const { recorder } = run({ ...parts(1), services, workloads: [batch([15, 25], 1, MINUTE, { capacity: onLaunchType })] });
    expect(recorder.of(Fact.agentChanged).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([
      [10, 0],
      [20, 1],
    ]);
    expect(recorder.of(Fact.taskRefused).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([[15, Refusal.agent]]);
    expect(times(recorder, Fact.taskPlaced)).toEqual([0, 20, 25]); // The service's second waited.
    expect(recorder.of(Fact.taskStopped)).toHaveLength(1); // The batch of minute 25.
  });

  it('[S.INST-5] stop the tasks whose stop they missed when they are back: until then those run on, and hold their room', () => {
    const services = [service([[0, 2], [12, 0]], { capacity: onLaunchType })]; // biome-ignore format: steps
    const { recorder } = run({ ...parts(1), services, timings: { containerStop: constant(MINUTE) } });
    expect(times(recorder, Fact.taskStopping)).toEqual([12, 12]);
    expect(times(recorder, Fact.taskStopped)).toEqual([20.5, 20.5]); // At the end of stopTimeout.
    expect(
      times(run({ ...parts(1), faults: [], services, timings: { containerStop: constant(MINUTE) } }).recorder, Fact.taskStopped),
    ).toEqual([12.5, 12.5]);
  });

  it('that stay away keep what was to stop until their instance ends', () => {
    const group = provider({ initialSize: 1, minSize: 1, managedScaling: fixed });
    const services = [service([[0, 2], [12, 0]])]; // biome-ignore format: steps
    const forEver = { ...away, untilMs: 60 * MINUTE };
    const { recorder } = run({
      minutes: 60,
      capacityProviders: [group],
      services,
      faults: [forEver, { kind: 'zoneOutage', zone: 0, fromMs: 30 * MINUTE }],
    });
    expect(times(recorder, Fact.taskStopped)).toEqual([30, 30]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.serviceScaledIn, StopCause.serviceScaledIn]);
  });

  it('[C.MID-04, C.DRN-03] keep a managed drain waiting until they are back', () => {
    const group = provider({
      maxLifetimeMs: 12 * MINUTE,
      initialSize: 1,
      minSize: 1,
      maxSize: 3,
      managedScaling: fixed,
      isProtected: false,
    });
    const drained = (faults: Fault[]) => {
      const { recorder } = run({ minutes: 22, capacityProviders: [group], services: [service(2)], faults });
      return [Fact.instanceDraining, Fact.instanceTerminated].map((fact) => Math.floor(times(recorder, fact)[0]!));
    };
    expect(drained([])).toEqual([12, 12]);
    expect(drained([{ ...away, untilMs: 20 * MINUTE }])).toEqual([12, 20]);
  });

  it('[C.SPOT-03, C.MID-02] cannot put their instance in DRAINING at a notice; managed draining can', () => {
    const drained = (untilMs: number, draining: { isSpotDraining: boolean; isDraining: boolean }) => {
      const { recorder } = run({
        minutes: 30,
        capacityProviders: [
          provider({
            ...{ initialSize: 2, minSize: 2, managedScaling: fixed, split: { onDemandBase: 0, onDemandPercentAboveBase: 0 } },
            ...draining,
          }),
        ],
        services: [service(2)],
        faults: [{ ...away, untilMs }],
        market: { overlays: [{ kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: 12 * MINUTE, share: 0.5 }] },
      });
      return times(recorder, Fact.instanceDraining);
    };
    const byAgent = { isSpotDraining: true, isDraining: false };
    expect(drained(11 * MINUTE, byAgent)).toEqual([12]);
    expect(drained(20 * MINUTE, byAgent)).toEqual([]);
    expect(drained(13 * MINUTE, byAgent)).toEqual([13]); // The notice is still there to be read.
    expect(drained(20 * MINUTE, { isSpotDraining: false, isDraining: true })).toEqual([12]);
  });

  it('are away until the last of the faults that cut them off has ended', () => {
    const faults = [away, { ...away, fromMs: 15 * MINUTE, untilMs: 25 * MINUTE }];
    const { recorder } = run({ ...parts(1), faults });
    expect(recorder.of(Fact.agentChanged).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([
      [10, 0],
      [25, 1],
    ]);
  });

  it('are drawn, each by itself', () => {
    const many = run(parts(0.3, 1000)).recorder.values(Fact.agentChanged, 'isConnected');
    const lost = many.filter((is) => is === 0).length;
    expect(lost).toBeGreaterThan(250); // 300 +- 14.5, more than three times that.
    expect(lost).toBeLessThan(350);
    expect(many.length).toBe(2 * lost);
  });
});

describe('slow and failing surroundings', () => {
  const minutes = (...faults: Fault[]) => {
    const { recorder } = run({
      minutes: 60,
      images: images('web'),
      taskDefinitions: [taskDefinition({ images: [0] })],
      capacityProviders: [provider({ managedScaling: { ...fixed, isEnabled: true } })],
      timings: { instanceBoot: constant(2 * MINUTE), imagePull: constant(MINUTE), pulls: { ...PULL_DEFAULTS, jitter: 0 } },
      services: [service(1)],
      faults,
    });
    return [...times(recorder, Fact.instanceRegistered).slice(0, 1), ...times(recorder, Fact.taskRunning).slice(0, 1)];
  };

  it('stretch boots and pulls that begin meanwhile', () => {
    const during = { fromMs: 0, untilMs: 3 * MINUTE };
    // Launched at 1, registered at 3, pulled at 4.
    expect(minutes({ kind: 'slowBoot', factor: 1, ...during })).toEqual([3, 4]);
    expect(minutes({ kind: 'slowBoot', factor: 5, ...during })).toEqual([11, 12]);
    expect(minutes({ kind: 'slowPull', factor: 5, ...during })).toEqual([3, 4]); // At 3 it is over.
    expect(minutes({ kind: 'slowPull', factor: 5, fromMs: 0, untilMs: 3 * MINUTE + 1 })).toEqual([3, 8]);
  });

  it('[N.PULL-6] let the try that is due next succeed when the registry is back', () => {
    // Without jitter the manifest's tries end at 3:13.64, and the image's come at 3:13.64, 3:14.74, 3:16.94 and 3:21.34.
    const down = { kind: 'registryDown', isSilent: false, fromMs: 2 * MINUTE, untilMs: 3 * MINUTE + 20_000 } as const;
    const still = { ...down, fromMs: 3 * MINUTE, untilMs: 3 * MINUTE + 21_340 };
    expect(minutes(down)).toEqual([3, 4 + 21_340 / MINUTE]);
    expect(minutes(down, still)).toEqual([3, 4 + 21_340 / MINUTE]);
  });
});
