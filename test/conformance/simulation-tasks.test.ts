import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import { Fact } from '../../src/sim/facts.js';
import type { Timings } from '../../src/sim/setup.js';
import {
  batch,
  constant,
  HOUR,
  images,
  instanceType,
  MINUTE,
  NO_TRAITS,
  onLaunchType,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  taskDefinition,
} from '../sim/setups.js';

/** One static instance and no capacity provider: what fits is placed at once, the rest of RunTask is refused. */
const oneInstance = (over: Parameters<typeof instanceType>[0] = {}): SetupParts => ({
  capacityProviders: [],
  instanceTypes: [instanceType(over)],
  staticInstances: [{ instanceType: 0, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS }],
});
const onInstances = { capacity: onLaunchType };
const refusals = (recorder: Recorder) => recorder.of(Fact.taskRefused).map(({ args }) => [args[0], args[1]]);

describe('a task in a running cluster', () => {
  const LATENCIES: Partial<Timings> = {
    eniAttach: constant(1000),
    imagePull: constant(20_000),
    containerStart: constant(300),
    containerStop: constant(45_000),
    eniDetach: constant(4000),
  };
  const awsvpc = {
    ...oneInstance(),
    images: images('app'),
    taskDefinitions: [taskDefinition({ eni: 1, images: [0] })],
    timings: LATENCIES,
  };

  it('[C.NET-02, S.TASK-2] attaches its interface, pulls, starts, runs, and detaches the interface', () => {
    const { recorder } = run({ ...awsvpc, workloads: [batch([1], 1, 10 * MINUTE, onInstances)] });
    const s = 60_000;
    expect(recorder.storyOfTask(0)).toEqual([
      ['taskRequested', s],
      ['taskPlaced', s],
      ['taskPending', s + 1000],
      ['taskRunning', s + 1000 + 20_000 + 300],
      ['taskStopping', s + 21_300 + 10 * MINUTE], // It exits by itself: no SIGTERM.
      ['taskStopped', s + 21_300 + 10 * MINUTE + 4000],
    ]);
    const bridge = run({
      ...awsvpc,
      taskDefinitions: [taskDefinition({ images: [0] })],
      workloads: [batch([1], 1, 10 * MINUTE, onInstances)],
    });
    const times = bridge.recorder.storyOfTask(0).map(([, atMs]) => atMs - s);
    expect(times).toEqual([0, 0, 0, 20_300, 620_300, 620_300]); // No interface: neither PROVISIONING nor DEPROVISIONING.
  });

  it('[T.CTR-4, S.TASK-8] is killed when it has not exited within its stopTimeout', () => {
    const stopTook = (stopTimeoutMs: number) => {
      const services = [
        service(
          [
            [0, 1],
            [10, 0],
          ],
          onInstances,
        ),
      ];
      const { recorder } = run({ ...awsvpc, taskDefinitions: [taskDefinition({ stopTimeoutMs })], services });
      const story = recorder.storyOfTask(0);
      return story.at(-1)![1] - story.at(-2)![1];
    };
    expect(stopTook(30_000)).toBe(30_000); // It would take 45 s.
    expect(stopTook(45_000)).toBe(45_000);
    expect(stopTook(120_000)).toBe(45_000);
  });

  it('holds its room until it is STOPPED', () => {
    // Four fill the instance. They begin to stop at minute 10 and are gone 30 s later.
    const steps: [number, number][] = [
      [0, 4],
      [10, 0],
    ];
    const placed = (minute: number) => {
      const { recorder } = run({
        ...oneInstance(),
        timings: LATENCIES,
        services: [service(steps, onInstances), service([[minute, 1]], { ...onInstances, name: 'next' })],
      });
      return recorder.of(Fact.taskPlaced).at(-1)!.atMs;
    };
    expect(placed(10)).toBe(10 * MINUTE + 30_000);
    expect(placed(11)).toBe(11 * MINUTE);
  });

  it('[T.IMG-1] finds its images on an instance where another task has pulled them', () => {
    const runsAt = (imagePullBehavior: Timings['imagePullBehavior'], count = 1) => {
      const { recorder } = run({
        ...awsvpc,
        taskDefinitions: [taskDefinition({ images: [0] })],
        staticInstances: [{ instanceType: 0, zones: [0], count, hasTrunk: false, traits: NO_TRAITS }],
        timings: { imagePull: constant(20_000), imagePullBehavior },
        workloads: [batch([1, 2], 1, HOUR, { ...onInstances, placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
      });
      return recorder.of(Fact.taskRunning).map(({ atMs }) => atMs / 1000);
    };
    expect(runsAt('default')).toEqual([80, 120]);
    expect(runsAt('prefer-cached')).toEqual([80, 120]);
    expect(runsAt('always')).toEqual([80, 140]);
    expect(runsAt('default', 2)).toEqual([80, 140]); // The cache is each instance's own.
  });

  it('[T.IMG-1] shares a pull that is under way, and waits for the last of its images', () => {
    const { recorder } = run({
      ...oneInstance(),
      images: images('base', 'app'),
      taskDefinitions: [taskDefinition({ images: [0] }), taskDefinition({ family: 'both', images: [0, 1] })],
      timings: { imagePull: constant(30_000) },
      workloads: [
        batch([0], 2, HOUR, onInstances),
        batch([0.25], 1, HOUR, { ...onInstances, name: 'both', taskDefinition: 1 }),
        batch([2], 1, HOUR, { ...onInstances, name: 'late', taskDefinition: 1 }),
      ],
    });
    expect(recorder.values(Fact.taskPending, 'pullMs')).toEqual([30_000, 30_000, 30_000, 0]); // `both` pulls `app` from 15 s to 45 s.
  });

  it('[T.IMG-1] waits for nothing at all when pulls take no time', () => {
    const { recorder } = run({
      ...oneInstance(),
      images: images('app'),
      taskDefinitions: [taskDefinition({ images: [0] })],
      workloads: [batch([0], 2, HOUR, onInstances)],
    });
    expect(recorder.of(Fact.taskRunning).map(({ atMs }) => atMs)).toEqual([0, 0]);
  });
});

describe('room in a running cluster', () => {
  it('[T.TASK-12, S.TASK-5] refuses a task for which no instance has the CPU left, and takes one that fits', () => {
    const { recorder } = run({ ...oneInstance(), workloads: [batch([0], 5, HOUR, onInstances)] });
    expect(refusals(recorder)).toEqual([[4, Refusal.cpu]]); // 4 x 1,024 of 4,096 units
    expect(recorder.places).toHaveLength(4);
  });

  it('[T.RES-9] never places 8,192 MiB on an instance of 8 GiB, which registers less', () => {
    const left = (memoryMib: number) =>
      run({
        minutes: 24 * 60,
        capacityProviders: [provider({ initialSize: 2, minSize: 2 })],
        instanceTypes: [instanceType({ memoryMib: 7782 })],
        taskDefinitions: [taskDefinition({ memoryMib })],
        services: [service(1)],
      }).simulation.world.pendingTasks.total;
    expect(left(8192)).toBe(1);
    expect(left(7782)).toBe(0);
  });

  it('[T.GPU-2, C.GPU-02] gives a GPU to one task at a time, and lets tasks without one run beside', () => {
    const { recorder } = run({
      ...oneInstance({ gpus: 2 }),
      taskDefinitions: [taskDefinition({ cpuUnits: 256, gpus: 1 }), taskDefinition({ family: 'plain', cpuUnits: 256 })],
      workloads: [batch([0, 10], 3, 10 * MINUTE, onInstances), batch([5], 1, MINUTE, { ...onInstances, name: 'plain', taskDefinition: 1 })],
    });
    expect(refusals(recorder)).toEqual([
      [2, Refusal.gpu],
      [6, Refusal.gpu],
    ]); // Task 3 is the plain one; 4 and 5 get the two GPUs that 0 and 1 have just left.
  });

  it('[C.NET-03, C.NET-07] places an awsvpc task only in zones of its subnets, and a host port once an instance', () => {
    const zonesOf = (eni: number) => {
      const { recorder } = run({
        ...oneInstance(),
        staticInstances: [{ instanceType: 0, zones: [0, 1], count: 4, hasTrunk: false, traits: NO_TRAITS }],
        taskDefinitions: [taskDefinition({ eni, ports: [0] })],
        ports: ['tcp/80'],
        workloads: [batch([0], 5, HOUR, { ...onInstances, zones: [1] })],
      });
      return [recorder.places.map(([, instance]) => instance), refusals(recorder).map(([, reason]) => reason)];
    };
    expect(zonesOf(1)).toEqual([
      [1, 3],
      [Refusal.location, Refusal.location, Refusal.location],
    ]);
    expect(zonesOf(0)).toEqual([[0, 1, 2, 3], [Refusal.ports]]);
  });

  it('[C.ENI-03, T.NET-11] gives the trunk only to instances that are launched after the opt-in', () => {
    const tasksByInstance = (trunkFromMs: number | null) => {
      const { simulation } = run({
        capacityProviders: [provider({ initialSize: 1, trunkFromMs })],
        taskDefinitions: [taskDefinition({ cpuUnits: 256, memoryMib: 256, eni: 1 })],
        services: [
          service([
            [0, 3],
            [20, 13],
          ]),
        ],
      });
      return Array.from(simulation.world.fleet.nonDaemonTasks.subarray(0, simulation.world.fleet.count));
    };
    expect(tasksByInstance(null)).toEqual([3, 3, 3, 3, 1]);
    expect(tasksByInstance(10 * MINUTE)).toEqual([3, 10]); // The old instance never gets it.
    expect(tasksByInstance(0)).toEqual([10, 3]);
    expect(tasksByInstance(2 * HOUR)).toEqual([3, 3, 3, 3, 1]);
  });

  it('[C.ENI-03] counts new instances without a trunk while the opt-in is still to come', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1, trunkFromMs: 2 * HOUR })],
      taskDefinitions: [taskDefinition({ cpuUnits: 256, memoryMib: 256, eni: 1 })],
      services: [service(9)],
    });
    expect(recorder.desiredByMinute).toEqual([[1, 3]]); // 3 placed; the other 6 need ceil(6 / 3) more.
  });

  it('[C.ENI-09] registers an instance when its trunk is there', () => {
    const registered = (trunkFromMs: number | null) =>
      run({
        capacityProviders: [provider({ trunkFromMs })],
        services: [service(1)],
        timings: { instanceBoot: constant(MINUTE), trunkAttach: constant(5000) },
      }).recorder.of(Fact.instanceRegistered)[0].atMs;
    expect(registered(0)).toBe(2 * MINUTE + 5000);
    expect(registered(null)).toBe(2 * MINUTE);
  });

  it('[C.ENI-16] still has CPU as its limit with a trunk', () => {
    const { recorder } = run({
      ...oneInstance(),
      staticInstances: [{ instanceType: 0, zones: [0], count: 1, hasTrunk: true, traits: NO_TRAITS }],
      taskDefinitions: [taskDefinition({ eni: 1 })],
      workloads: [batch([0], 5, HOUR, onInstances)],
    });
    expect([recorder.places.length, refusals(recorder)]).toEqual([4, [[4, Refusal.cpu]]]); // Ten interfaces, four vCPU.
  });
});
