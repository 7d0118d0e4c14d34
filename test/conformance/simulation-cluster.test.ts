import { describe, expect, it } from 'vitest';
import { Fact, REFUSED_BY_QUOTA, StopCause } from '../../src/sim/facts.js';
import {
  batch,
  daemon,
  HOUR,
  instanceType,
  MINUTE,
  NO_TRAITS,
  onLaunchType,
  onProvider,
  provider,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

/** One static instance and no capacity provider: what fits is placed at once, the rest of RunTask is refused. */
const oneInstance = (): SetupParts => ({
  capacityProviders: [],
  staticInstances: [{ instanceType: 0, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS }],
});
const onInstances = { capacity: onLaunchType };

describe('a cluster', () => {
  it('[C.GEN-04] holds several instance types, and places each task where it fits', () => {
    const { recorder } = run({
      capacityProviders: [],
      instanceTypes: [instanceType(), instanceType({ name: 'arm', architecture: 'arm64' })],
      staticInstances: [0, 1].map((type) => ({ instanceType: type, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS })),
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'arm', architecture: 'arm64' })],
      services: [service(2, onInstances), service(2, { ...onInstances, name: 'arm', taskDefinition: 1 })],
    });
    expect(recorder.places).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
  });

  it('[T.TASK-14] places the task of a definition without an architecture on instances of either', () => {
    const placed = (architecture: 'x86_64' | 'arm64' | null) =>
      run({
        capacityProviders: [],
        instanceTypes: [instanceType({ name: 'arm', architecture: 'arm64' }), instanceType()],
        staticInstances: [0, 1].map((type) => ({ instanceType: type, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS })),
        taskDefinitions: [taskDefinition({ architecture })],
        services: [service(2, { ...onInstances, placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
      }).recorder.places.map(([, instance]) => instance);
    expect(placed(null)).toEqual([0, 1]);
    expect(placed('x86_64')).toEqual([1, 1]);
    expect(placed('arm64')).toEqual([0, 0]);
  });

  it('[S.GROUP-1] spreads standalone tasks of one family together, whatever their revision, and apart from a service’s', () => {
    const place = (other: Parameters<typeof taskDefinition>[0], isService = false) => {
      const spread = { ...onInstances, placementStrategy: [{ type: 'spread', field: 'instanceId' } as const] };
      const { recorder } = run({
        ...oneInstance(),
        staticInstances: [{ instanceType: 0, zones: [0], count: 2, hasTrunk: false, traits: NO_TRAITS }],
        taskDefinitions: [taskDefinition(), taskDefinition(other)],
        services: isService ? [service([[1, 1]], { ...spread, taskDefinition: 1 })] : [],
        workloads: [batch([0], 1, HOUR, spread), ...(isService ? [] : [batch([1], 1, HOUR, { ...spread, name: 'b', taskDefinition: 1 })])],
      });
      return recorder.places[1][1];
    };
    expect(place({ revision: 2 })).toBe(1); // Instance 0 has one of family:app.
    expect(place({ family: 'other' })).toBe(0);
    expect(place({ revision: 2 }, true)).toBe(0); // service:web
  });

  it('[C.GEN-05] has one state: services and RunTask count each other’s tasks in the same millisecond', () => {
    const { recorder } = run({
      ...oneInstance(),
      services: [service([[1, 2]], onInstances), service([[1, 1]], { ...onInstances, name: 'api' })],
      workloads: [batch([1], 2, HOUR, onInstances)],
    });
    // RunTask takes two of four places, `web` the other two; `api` waits although all were requested at once.
    expect(recorder.places.map(([task]) => task)).toEqual([0, 1, 2, 3]);
    expect(recorder.storyOfTask(4)).toEqual([['taskRequested', MINUTE]]);
  });

  it('[A.CAS-20, C.SOUT-13, S.LIM-8, T.QUOTA-1] holds no more than 500 tasks in PROVISIONING; the next ones are held outside, or refused', () => {
    const waits = (quotaOverflow: 'hold' | 'refuse', count: number) => {
      const { recorder, simulation } = run({
        capacityProviders: [provider({ maxSize: 0 })],
        workloads: [batch([1], count, HOUR)],
        quotas: { provisioningTasks: 500, containerInstances: null, serviceLaunchesPerMinute: null },
        waiting: { quotaOverflow },
      });
      const { total, held } = simulation.world.pendingTasks;
      return { total, held, refused: recorder.values(Fact.taskRefused, 'reason') };
    };
    expect(waits('hold', 500)).toEqual({ total: 500, held: 0, refused: [] });
    expect(waits('hold', 502)).toEqual({ total: 500, held: 2, refused: [] });
    expect(waits('refuse', 502)).toEqual({ total: 500, held: 0, refused: [REFUSED_BY_QUOTA, REFUSED_BY_QUOTA] });
  });

  it('[T.QUOTA-3, S.LIM-5, A.RT-1] of a service start at most 500 in any minute, of each service for itself', () => {
    const quotas = { provisioningTasks: null, containerInstances: null, serviceLaunchesPerMinute: 500 };
    const many = { capacity: onLaunchType, taskDefinition: 0 };
    const started = (over: Partial<typeof quotas>) => {
      const { recorder } = run({
        minutes: 10,
        capacityProviders: [],
        staticInstances: [staticInstance({ count: 1000 })],
        services: [service([[0, 1200], [3, 1300]], many), service(300, { ...many, name: 'other' })], // biome-ignore format: steps
        quotas: { ...quotas, ...over },
      });
      const counts = new Map<number, number>();
      for (const minute of recorder.minutesOf(Fact.taskRequested)) counts.set(minute, (counts.get(minute) ?? 0) + 1);
      return [...counts];
    };
    expect(started({})).toEqual([
      [0, 800],
      [1, 500],
      [2, 200],
      [3, 100],
    ]);
    expect(started({ serviceLaunchesPerMinute: null as never })).toEqual([
      [0, 1500],
      [3, 100],
    ]);
  });

  it('[S.DAEMON-3, C.SCH-01] keeps room for a daemon on each instance, which replicas cannot take', () => {
    const agent = taskDefinition({ family: 'agent', cpuUnits: 1024, memoryMib: 512 });
    const { simulation } = run({
      taskDefinitions: [taskDefinition(), agent],
      services: [service(9), daemon({ taskDefinition: 1 })],
      minutes: 30,
    });
    const { fleet } = simulation.world;
    const tasks = (column: Int32Array) => Array.from(column.subarray(0, fleet.count));
    expect([tasks(fleet.nonDaemonTasks), tasks(fleet.daemonTasks)]).toEqual([
      [3, 3, 3],
      [1, 1, 1],
    ]); // (4,096 - 1,024) / 1,024 = 3 an instance
  });

  it('[S.DAEMON-3] keeps no room for a daemon of another operating system', () => {
    const desired = (operatingSystem: 'linux' | 'windows') =>
      run({
        capacityProviders: [provider({ initialSize: 1 })],
        taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', operatingSystem })],
        services: [service(16), daemon({ taskDefinition: 1 })],
      }).recorder.desiredByMinute[0][1];
    expect(desired('linux')).toBe(6); // 3 beside the daemon: 1 + ceil(13 / 3)
    expect(desired('windows')).toBe(4); // 1 + 12 / 4
  });

  it('[C.CI-05, S.INST-4] stops the tasks of a terminated instance, which is gone at once', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 2, isProtected: false, isDraining: false })],
      workloads: [batch([0], 1, 40 * MINUTE)],
    });
    const stopped = recorder.of(Fact.taskStopped).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
    expect(stopped).toEqual([[15, StopCause.instanceTerminated]]); // Standalone: it is not replaced (C.GEN-06).
    expect(recorder.places).toEqual([[0, 0]]);
  });

  it('[C.CAP-06, S.CPS-5] deals tasks to its providers by base and weight, and each scales for its own', () => {
    const items = [
      { provider: 0, base: 2, weight: 1 },
      { provider: 1, base: 0, weight: 3 },
    ];
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1 }), provider({ name: 'spot', initialSize: 1 })],
      services: [service(22, { capacity: { kind: 'strategy', items } })],
    });
    const dealt = recorder.values(Fact.taskRequested, 'provider');
    expect([0, 1].map((index) => dealt.filter((p) => p === index).length)).toEqual([7, 15]); // 2 + 20/4, 3 x 20/4
    expect(recorder.of(Fact.scalingDecided).map(({ args }) => [args[0], args[2]])).toEqual([
      [0, 2], // ceil(7 / 4)
      [1, 4], // ceil(15 / 4)
    ]);
  });

  it('[C.GEN-03] mixes tasks with a launch type and tasks with a strategy on the same instances', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1 })],
      services: [service(2, onInstances), service(2, { name: 'api', capacity: onProvider() })],
    });
    expect(recorder.places.map(([, instance]) => instance)).toEqual([0, 0, 0, 0]);
    expect(recorder.values(Fact.taskRequested, 'provider')).toEqual([-1, -1, 0, 0]);
  });
});
