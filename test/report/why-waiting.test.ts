import { describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { batch, instanceType, NO_TRAITS, onLaunchType, provider, type SetupParts, service, setup, taskDefinition } from '../sim/setups.js';

function stillWaiting(parts: SetupParts) {
  const what = setup(parts);
  const recorder = new RunRecorder(what);
  const sources = what.workloads.map((w) => makeSource(w.arrivals, { seed: 1, name: w.name }));
  new Simulation(what, { sources, subscribers: [recorder] }).advance();
  return recorder.finish(what.durationMs).stillWaiting;
}

const TWO_STATIC = {
  capacityProviders: [],
  staticInstances: [{ instanceType: 0, zones: [0], count: 2, hasTrunk: false, traits: NO_TRAITS }],
};

describe('tasks that still wait at the end', () => {
  it('are reported with the reason of each instance', () => {
    // 4,096 CPU units and 16,000 MiB an instance: four tasks of 1,024 units on each, the ninth and tenth wait for CPU.
    const services = [service(10, { capacity: onLaunchType })];
    expect(stillWaiting({ ...TWO_STATIC, services })).toEqual([{ owner: 'web', tasks: 2, reason: '0 of 2 instances fit: 2 CPU' }]);
  });

  it('are reported with constraints that no instance fulfils, lasting and changing ones alike', () => {
    const away = (expression: string) => service(1, { capacity: onLaunchType, memberOf: [expression] });
    for (const expression of ['attribute:rack == 7', 'task:group == service:nobody', 'agentConnected == false'])
      expect(stillWaiting({ ...TWO_STATIC, services: [away(expression)] })).toEqual([
        { owner: 'web', tasks: 1, reason: '0 of 2 instances fit: 2 memberOf' },
      ]);
  });

  it('are reported when there is no instance at all', () => {
    const capacityProviders = [provider({ maxSize: 1, managedScaling: { ...provider().managedScaling, isEnabled: false } })];
    const reasons = stillWaiting({ capacityProviders, services: [service(3)] });
    expect(reasons).toEqual([{ owner: 'web', tasks: 3, reason: '0 of 0 instances fit' }]);
  });

  it('are reported by the latest explanation: tasks that have an instance by then are not among them', () => {
    const until = (minute: number) =>
      stillWaiting({ ...TWO_STATIC, minutes: 59.75, services: [service([[0, 10], [minute, 4]], { capacity: onLaunchType })] }); // biome-ignore format: steps
    expect(until(30)).toEqual([]);
    // After the last explanation.
    expect(until(59.5)).toEqual([]);
  });

  it('are reported with their group, which finds no capacity', () => {
    const parts = {
      minutes: 60,
      capacityProviders: [provider({ name: 'workers', initialSize: 1, minSize: 1, maxSize: 5 })],
      services: [service(12)],
      market: { overlays: [{ kind: 'drought' as const, where: { isSpot: null, type: null, zone: null }, fromMs: 0, untilMs: null }] },
    };
    const [reasons] = stillWaiting(parts);
    expect(reasons!.reason).toMatch(/^0 of \d instances? fit.*; workers wants \d instances? more, and its launches fail$/);
    expect(stillWaiting({ ...parts, market: {} })).toEqual([]);
  });

  it('are reported once for each provider of their strategy, however many reasons and providers there are', () => {
    const managedScaling = { ...provider().managedScaling, isEnabled: false };
    const group = (name: string, size: number) => provider({ name, initialSize: size, minSize: size, maxSize: size, managedScaling });
    const waits = (sizes: readonly [number, number]) =>
      stillWaiting({
        capacityProviders: [group('a', sizes[0]), group('b', sizes[1])],
        services: [
          service(30, {
            capacity: {
              kind: 'strategy',
              items: [
                { provider: 0, weight: 1, base: 0 },
                { provider: 1, weight: 1, base: 0 },
              ],
            },
          }),
        ],
      });
    // As many wait for each, the first group lacks CPU and the second memory: two sets of tasks all the same.
    const lacks = (cpuUnits: number, memoryMib: number) => instanceType({ name: `${cpuUnits}.${memoryMib}`, cpuUnits, memoryMib });
    const [a, b] = [group('a', 1), group('b', 1)];
    const items = [0, 1].map((of) => ({ provider: of, weight: 1, base: 0 }));
    const apart = {
      instanceTypes: [lacks(4_096, 64_000), lacks(64_000, 4_096)],
      capacityProviders: [
        { ...a, instanceTypes: [0] },
        { ...b, instanceTypes: [1] },
      ],
      services: [service(30, { capacity: { kind: 'strategy' as const, items } })],
    };
    expect(stillWaiting(apart)).toEqual([{ owner: 'web', tasks: 22, reason: '0 of 2 instances fit: 1 CPU, 1 memory' }]);
    // Fifteen for each: an instance has room for four.
    expect(waits([1, 2])).toEqual([{ owner: 'web', tasks: 11 + 7, reason: '0 of 3 instances fit: 3 CPU' }]);
    expect(waits([0, 1])).toEqual([{ owner: 'web', tasks: 15 + 11, reason: '0 of 1 instance fit: 1 CPU' }]);
    expect(waits([0, 0])).toEqual([{ owner: 'web', tasks: 30, reason: '0 of 0 instances fit' }]);
  });

  it('are reported for workloads too, each by itself', () => {
    const reasons = stillWaiting({
      capacityProviders: [provider({ initialSize: 1, maxSize: 1 })],
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'big', memoryMib: 20_000 })],
      services: [service(4)],
      workloads: [batch([1], 2, 60_000, { taskDefinition: 1 })],
    });
    // The instance has no free CPU, but an empty one would not do either.
    const never = 'even an empty instance does not fit: test.xlarge registers 16000 MiB, not 20000';
    expect(reasons).toEqual([{ owner: 'batch', tasks: 2, reason: never }]);
  });
});
