import { describe, expect, it } from 'vitest';
import { Fact, StopCause } from '../../../src/sim/facts.js';
import {
  batch,
  constant,
  daemon,
  images,
  instanceType,
  MINUTE,
  NO_TRAITS,
  onLaunchType,
  provider,
  run,
  service,
  taskDefinition,
} from '../setups.js';

const TWO_STATIC = {
  capacityProviders: [],
  staticInstances: [{ instanceType: 0, zones: [0], count: 2, hasTrunk: false, traits: NO_TRAITS }],
};

describe('the service scheduler', () => {
  it('replaces a task that crashed once it has left, when the maximum forbids to start earlier', () => {
    const { recorder } = run({
      ...TWO_STATIC,
      taskDefinitions: [taskDefinition({ eni: 1 })],
      services: [
        service(2, { capacity: onLaunchType, maximumPercent: 100, minimumHealthyPercent: 0, timeToFailure: constant(20 * MINUTE) }),
      ],
      timings: { eniDetach: constant(10_000) },
    });
    // Tasks 0 and 1 crash at 20 min and hold their interfaces for 10 s; so do their successors 20 min later.
    expect(recorder.of(Fact.taskPlaced).map(({ atMs }) => atMs)).toEqual([0, 0, 1_210_000, 1_210_000, 2_420_000, 2_420_000]);
    expect(new Set(recorder.values(Fact.taskStopped, 'cause'))).toEqual(new Set([StopCause.crashed]));
  });

  it('repeats a desired count that has a period, from its first entry at 0', () => {
    const desired = [
      { atMs: 0, count: 2 },
      { atMs: 10 * MINUTE, count: 5 },
    ];
    const steps = (desiredEveryMs: number | null) =>
      run({ ...TWO_STATIC, services: [service(0, { capacity: onLaunchType, desired, desiredEveryMs })] })
        .recorder.of(Fact.serviceDesired)
        .map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
    expect(steps(30 * MINUTE)).toEqual([
      [0, 2],
      [10, 5],
      [30, 2],
      [40, 5], // The run ends at 60.
    ]);
    expect(steps(null)).toEqual([
      [0, 2],
      [10, 5],
    ]);
  });

  it('stops the newest waiting tasks first, then by the stop rule with its tie', () => {
    const stopped = (stopTie: 'newest' | 'oldest') => {
      const { recorder } = run({
        ...TWO_STATIC,
        services: [
          service(
            [
              [0, 10],
              [5, 7],
            ],
            { capacity: onLaunchType, placementStrategy: [{ type: 'spread', field: 'instanceId' }] },
          ),
        ],
        waiting: { stopTie },
      });
      return recorder.values(Fact.taskStopping, 'task');
    };
    // Eight of ten fit: even ones on instance 0, odd ones on instance 1; 8 and 9 wait and go first.
    expect(stopped('newest')).toEqual([9, 8, 7]);
    expect(stopped('oldest')).toEqual([9, 8, 6]);
  });

  it('counts anew for each task that it stops, even when its last tasks leave instances at once', () => {
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: [0, 1].map((zone) => ({ instanceType: 0, zones: [zone], count: 2, hasTrunk: false, traits: NO_TRAITS })),
      services: [
        service(
          [
            [0, 12],
            [5, 1],
          ],
          {
            capacity: onLaunchType,
            placementStrategy: [
              { type: 'spread', field: 'attribute:ecs.availability-zone' },
              { type: 'spread', field: 'instanceId' },
            ],
          },
        ),
      ],
    });
    const instanceOf = new Map(recorder.places);
    const left = [3, 3, 3, 3]; // Of twelve tasks, by instance; 0 and 1 are in the first zone.
    const zoneOf = (instance: number) => (instance < 2 ? 0 : 1);
    const inZone = (instance: number) => left.reduce((sum, count, other) => sum + (zoneOf(other) === zoneOf(instance) ? count : 0), 0);
    const stopped = recorder.values(Fact.taskStopping, 'task');
    for (const task of stopped) {
      const fullest = [0, 1, 2, 3].sort((a, b) => inZone(b) - inZone(a) || left[b] - left[a] || b - a)[0];
      expect(instanceOf.get(task)).toBe(fullest);
      left[fullest]--;
    }
    expect([stopped.length, left]).toEqual([11, [1, 0, 0, 0]]);
  });

  it('stops a task that shares an image pull without ending the pull', () => {
    const { recorder } = run({
      ...TWO_STATIC,
      images: images('app'),
      taskDefinitions: [taskDefinition({ images: [0] })],
      services: [
        service(
          [
            [0, 2],
            [1, 1],
          ],
          { capacity: onLaunchType },
        ),
      ],
      timings: { imagePull: constant(3 * MINUTE) },
    });
    // The newest goes at minute 1; the other runs when the pull that both shared is done.
    expect(recorder.of(Fact.taskStopped).map(({ atMs, args }) => [atMs / MINUTE, args[0]])).toEqual([[1, 1]]);
    expect(recorder.of(Fact.taskRunning).map(({ atMs, args }) => [atMs / MINUTE, args[0]])).toEqual([[3, 0]]);
  });
});

describe('daemons', () => {
  const agent = (over = {}) => taskDefinition({ family: 'agent', cpuUnits: 1024, memoryMib: 1024, ...over });

  it('are placed first on a new instance, before the tasks that wait for it', () => {
    const { recorder } = run({
      taskDefinitions: [taskDefinition(), agent()],
      services: [service(4), daemon({ taskDefinition: 1 })],
      timings: { instanceBoot: constant(MINUTE) },
    });
    // A new instance has room for three tasks beside the daemon: 4 tasks need two, and from zero two come.
    expect(recorder.desiredByMinute[0]).toEqual([1, 2]);
    const firstOf = (instance: number) => recorder.places.find(([, at]) => at === instance)![0];
    expect([firstOf(0), firstOf(1)]).toEqual([4, 5]); // Tasks 0 to 3 had waited longer.
    expect(recorder.of(Fact.taskPlaced).every(({ atMs }) => atMs === 2 * MINUTE)).toBe(true);
  });

  it('are tried again when room is gained', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1 })],
      // The daemon wants the whole instance and comes back each time that it crashes; the batch takes its place once.
      taskDefinitions: [taskDefinition(), agent({ cpuUnits: 4096 })],
      services: [daemon({ taskDefinition: 1, timeToFailure: constant(5 * MINUTE) })],
      workloads: [batch([5], 1, 5 * MINUTE, { capacity: onLaunchType })],
      timings: { containerStop: constant(0) },
    });
    // 0 to 5: daemon. At 5 the batch task arrives in the millisecond of the crash, before services are looked at. At 10 it ends.
    const placed = recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);
    expect(placed.slice(0, 3)).toEqual([
      [0, 0],
      [5, 1],
      [10, 2],
    ]);
  });

  it('cost nothing where they can never run', () => {
    const events = (architecture: 'x86_64' | 'arm64' | null) =>
      run({
        ...TWO_STATIC,
        instanceTypes: [instanceType({ architecture: 'arm64' })],
        taskDefinitions: [taskDefinition({ architecture: 'arm64' }), agent({ cpuUnits: 64, architecture: architecture ?? 'arm64' })],
        services: architecture === null ? [] : [daemon({ taskDefinition: 1 })],
        workloads: [batch([1, 2, 3, 4, 5], 2, MINUTE, { capacity: onLaunchType })],
      }).simulation.eventsHandled;
    expect(events('arm64')).toBe(events(null)); // Placed when the instances register, which is no event of its own.
    expect(events('x86_64')).toBe(events(null));
  });
});
