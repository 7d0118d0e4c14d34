import { describe, expect, it } from 'vitest';
import { ScalingReason } from '../../src/autoscaling/reasons.js';
import { Refusal } from '../../src/placement/fit.js';
import { Fact } from '../../src/sim/facts.js';
import {
  batch,
  constant,
  daemon,
  instanceType,
  MINUTE,
  onLaunchType,
  onProvider,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
  withAttributes,
} from '../sim/setups.js';

/** Tasks on static instances, one for each set of attributes. */
function place(instances: Readonly<Record<string, string | null>>[], parts: SetupParts): Recorder {
  const staticInstances = instances.map((attributes) => staticInstance({ traits: withAttributes(attributes) }));
  return run({ minutes: 10, capacityProviders: [], staticInstances, ...parts }).recorder;
}
const wanted = (count: number, over: Parameters<typeof service>[1] = {}) => service(count, { capacity: onLaunchType, ...over });
const task = (minute: number, count: number, over: Parameters<typeof batch>[3] = {}) =>
  batch([minute], count, 60 * MINUTE, { capacity: onLaunchType, ...over });
const instances = (recorder: Recorder) => recorder.places.map(([, instance]) => instance);
const both = (capacityProviders: SetupParts['capacityProviders'] = []) => ({
  kind: 'strategy' as const,
  items: capacityProviders.map((_, at) => ({ provider: at, base: 0, weight: 1 })),
});
/** [provider, minute, from, to, reason] of each reported decision. */
const decisions = (recorder: Recorder) =>
  recorder.of(Fact.scalingDecided).map(({ atMs, args: [p, from, to, reason] }) => [p, atMs / MINUTE, from, to, reason]);

describe('distinctInstance', () => {
  it('[S.CONSTR-1] keeps the tasks of a service on different instances, and not from those of another', () => {
    const isDistinctInstance = true;
    const services = [wanted(3, { isDistinctInstance }), wanted(2, { name: 'api', isDistinctInstance })];
    const recorder = place([{}, {}], { services });
    // Binpack would fill instance 0. Two of three are apart, the third waits; the other service begins on instance 0 again.
    expect(recorder.places).toEqual([
      [0, 0],
      [1, 1],
      [3, 0],
      [4, 1],
    ]);
    expect(instances(place([{}, {}], { services: [wanted(3)] }))).toEqual([0, 0, 0]);
  });

  it('[S.CONSTR-1, S.GROUP-1] keeps standalone tasks apart by group: that of their family, or one that RunTask names', () => {
    const taskDefinitions = [taskDefinition(), taskDefinition({ family: 'other' })];
    const tasks = (groups: [string | null, string | null], definition: number) =>
      place([{}, {}], {
        taskDefinitions,
        workloads: [
          task(1, 1, { isDistinctInstance: true, group: groups[0] }),
          task(2, 2, { name: 'later', isDistinctInstance: true, group: groups[1], taskDefinition: definition }),
        ],
      });
    const apart = tasks([null, null], 0); // family:app has a task on instance 0: one more has room, not two.
    expect([instances(apart), apart.values(Fact.taskRefused, 'reason')]).toEqual([[0, 1], [Refusal.distinctInstance]]);
    expect(instances(tasks([null, null], 1))).toEqual([0, 0, 1]); // family:other is another group.
    expect(instances(tasks(['pool', 'pool'], 1))).toEqual([0, 1]);
    expect(instances(tasks([null, 'pool'], 0))).toEqual([0, 0, 1]); // The same family, and no more the same group.
  });
});

describe('memberOf', () => {
  const machines = [{ rack: 'a' }, { rack: 'b' }, { rack: 'b', disk: 'ssd' }];

  it('[S.CONSTR-2] admits only instances that meet all expressions, of a service and of RunTask', () => {
    // As from a task definition, which requires the rack, and from RunTask, which requires the disk.
    const memberOf = ['attribute:rack == b', 'attribute:disk == ssd'];
    expect(instances(place(machines, { services: [wanted(3, { memberOf })] }))).toEqual([2, 2, 2]);
    expect(instances(place(machines, { workloads: [task(1, 3, { memberOf })] }))).toEqual([2, 2, 2]);
    expect(instances(place(machines, { services: [wanted(5, { memberOf: memberOf.slice(0, 1) })] }))).toEqual([1, 1, 1, 1, 2]);
    expect(instances(place(machines, { services: [wanted(5)] }))).toEqual([0, 0, 0, 0, 1]);
  });

  it('[S.CONSTR-2] makes a service wait and RunTask fail where no instance with room meets it', () => {
    const memberOf = ['attribute:disk == ssd'];
    const waiting = place(machines, { services: [wanted(5, { memberOf })] });
    expect(instances(waiting)).toEqual([2, 2, 2, 2]); // 4 vCPU
    const explained = waiting.of(Fact.waitingExplained).filter(({ atMs }) => atMs === MINUTE);
    expect(explained.map(({ args }) => args.slice(0, 4))).toEqual([
      [0, 1, Refusal.memberOf, 2],
      [0, 1, Refusal.cpu, 1],
    ]);
    const failing = place(machines, { workloads: [task(1, 2, { memberOf: ['attribute:disk == hdd'] })] });
    expect([failing.places, failing.values(Fact.taskRefused, 'reason')]).toEqual([[], [Refusal.memberOf, Refusal.memberOf]]);
  });

  it('[S.CONSTR-2] is evaluated again when its subject changes: at most two tasks that run on an instance', () => {
    const recorder = place([{}, {}], {
      workloads: [batch([0], 2, 3 * MINUTE, { capacity: onLaunchType })],
      services: [wanted(4, { memberOf: ['runningTasksCount < 2'] })],
      timings: { containerStop: constant(0) },
    });
    // The batch comes first and is two on instance 0 until minute 3; the service has two on instance 1 and then instance 0.
    const byMinute = recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
    expect(byMinute).toEqual([
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 1],
      [3, 0],
      [3, 0],
    ]);
  });
});

describe('affinity', () => {
  const databases = task(4, 1, { name: 'db', group: 'databases', memberOf: ['attribute:rack == b'] });
  const racks = [{ rack: 'a' }, { rack: 'b' }];

  it('[S.CONSTR-4] waits for an instance that hosts a task of the group, and goes there in the same millisecond', () => {
    const memberOf = ['task:group == databases'];
    const recorder = place(racks, { services: [wanted(2, { memberOf })], workloads: [databases] });
    const placed = recorder.of(Fact.taskPlaced).map(({ atMs, args: [which, instance] }) => [atMs / MINUTE, which, instance]);
    // The service requested at minute 0 (tasks 0 and 1), the database task is the third and the first to be placed.
    expect(placed).toEqual([
      [4, 2, 1],
      [4, 0, 1],
      [4, 1, 1],
    ]);
    const early = place(racks, { workloads: [task(3, 1, { memberOf }), databases, task(5, 1, { name: 'late', memberOf })] });
    expect([early.places, early.values(Fact.taskRefused, 'reason')]).toEqual([
      [
        [1, 1],
        [2, 1],
      ],
      [Refusal.memberOf],
    ]);
  });

  it('[S.CONSTR-4] keeps away from instances that host the group, for as long as they do', () => {
    const memberOf = ['not(task:group == databases)'];
    const short = { ...databases, runTime: constant(2 * MINUTE) };
    const after = [task(5, 5, { memberOf }), task(7, 1, { name: 'later', memberOf })];
    const recorder = place(racks, { workloads: [short, ...after] });
    // Instance 0 takes four; the fifth would have room on instance 1 and may not go there, until the database task has ended at 6.
    expect(recorder.places).toEqual([
      [0, 1],
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [6, 1],
    ]);
    expect(recorder.values(Fact.taskRefused, 'task')).toEqual([5]);
  });

  it('[S.CONSTR-4] separates the tasks of a group whose constraint excludes it', () => {
    const apart = place([{}, {}], { services: [wanted(3, { memberOf: ['not(task:group == service:web)'] })] });
    expect(instances(apart)).toEqual([0, 1]);
    expect(instances(place([{}, {}], { services: [wanted(3, { memberOf: ['not(task:group == service:api)'] })] }))).toEqual([0, 0, 0]);
  });
});

describe('daemon first', () => {
  const memberOf = ['task:group == service:agent'];

  it('[S.CONSTR-5] starts a replica in the millisecond in which the daemon comes to the instance, after it', () => {
    const { recorder } = run({
      capacityProviders: [provider({ minSize: 1 })],
      services: [service(2, { memberOf }), daemon()],
      timings: { instanceBoot: constant(2 * MINUTE) },
      minutes: 5,
    });
    // Tasks 0 and 1 have waited since minute 0; task 2 is the daemon of the instance that registers at minute 2.
    const placed = recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);
    expect(placed).toEqual([
      [2, 2],
      [2, 0],
      [2, 1],
    ]);
  });

  it('[S.CONSTR-5] lets a replica wait while the daemon may not come, and stay away from where none is', () => {
    const recorder = place([{ rack: 'a' }, { rack: 'b' }], {
      workloads: [task(3, 1, { group: 'databases', memberOf: ['attribute:rack == b'] })],
      services: [wanted(1, { memberOf }), daemon({ memberOf: ['task:group == databases'] })],
    });
    // The replica (task 0) waits beside two empty instances; the database task brings the daemon, and the daemon the replica.
    expect(recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [atMs / MINUTE, args[0], args[1]])).toEqual([
      [3, 1, 1],
      [3, 2, 1],
      [3, 0, 1],
    ]);
  });
});

describe('spread over a custom attribute', () => {
  it('[S.PLACE-6] places evenly over its values, however many instances have each', () => {
    const placementStrategy = [{ type: 'spread', field: 'attribute:rack' }] as const;
    const racks = [{ rack: 'a' }, { rack: 'a' }, { rack: 'a' }, { rack: 'b' }];
    const counts = (recorder: Recorder) => [0, 1, 2, 3].map((at) => instances(recorder).filter((instance) => instance === at).length);
    expect(counts(place(racks, { services: [wanted(6, { placementStrategy })] }))).toEqual([3, 0, 0, 3]);
    const byInstance = [...placementStrategy, { type: 'spread', field: 'instanceId' }] as const;
    expect(counts(place(racks, { services: [wanted(6, { placementStrategy: byInstance })] }))).toEqual([1, 1, 1, 3]);
    // Instances without the attribute are one value more.
    expect(counts(place([{ rack: 'a' }, {}, {}, { rack: 'b' }], { services: [wanted(6, { placementStrategy })] }))).toEqual([2, 2, 0, 2]);
  });
});

describe('task groups', () => {
  it('[S.GROUP-1] are service:NAME for tasks of a service and family:FAMILY for standalone ones, unless RunTask names another', () => {
    const neighbours = (group: string, over: Parameters<typeof batch>[3] = {}) => {
      const asks = (name: string) => task(2, 1, { name, taskDefinition: 1, memberOf: [`task:group == ${name}`] });
      const recorder = place([{}], {
        taskDefinitions: [taskDefinition(), taskDefinition({ family: 'guest' })],
        services: over.group === undefined ? [wanted(1)] : [],
        workloads: [...(over.group === undefined ? [] : [task(1, 1, over)]), asks(group)],
      });
      return recorder.places.length === 2;
    };
    expect(['service:web', 'web', 'family:app'].map((group) => neighbours(group))).toEqual([true, false, false]);
    expect(['family:app', 'app', 'batch'].map((group) => neighbours(group, { group: null }))).toEqual([true, false, false]);
    expect(['databases', 'family:app'].map((group) => neighbours(group, { group: 'databases' }))).toEqual([true, false]);
  });
});

describe('managed scaling under constraints', () => {
  const minutes = 4;
  const capacityProviders = [provider({ name: 'plain' }), provider({ name: 'fast', traits: withAttributes({ disk: 'ssd' }) })];
  const scaled = (memberOf: string[], over: SetupParts = {}) =>
    run({ minutes, capacityProviders, workloads: [batch([0], 16, 60 * MINUTE, { capacity: both(capacityProviders), memberOf })], ...over })
      .recorder;

  it('[C.SOUT-03, C.SOUT-05] scales out the provider whose instances could take the tasks, and stops the other', () => {
    const recorder = scaled(['attribute:disk == ssd']);
    // Eight tasks for each by weight. Four fit an instance: 8 / 4 = 2, which is what the first scale-out gives anyway.
    expect(decisions(recorder)).toEqual([
      [0, 1, 0, 0, ScalingReason.frozenIncompatible],
      [1, 1, 0, 2, ScalingReason.scaledOut],
    ]);
    expect(instances(recorder)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(recorder.values(Fact.instanceLaunched, 'provider')).toEqual([1, 1]);
    // Without the constraint both scale.
    expect(decisions(scaled([])).map(([which, , , to]) => [which, to])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('[C.SOUT-03, C.SOUT-05] does not scale for tasks that no new instance could ever take', () => {
    for (const memberOf of ['attribute:disk == hdd', 'task:group == databases', 'ec2InstanceId == i-0123']) {
      const recorder = scaled([memberOf]);
      expect(decisions(recorder).map(([which, , , to, reason]) => [which, to, reason])).toEqual([
        [0, 0, ScalingReason.frozenIncompatible],
        [1, 0, ScalingReason.frozenIncompatible],
      ]);
      expect(recorder.values(Fact.capacityMeasured, 'waiting')).toEqual(Array(2 * (minutes - 1) + 2).fill(8));
    }
  });

  it('[C.SOUT-03] counts out only what is incompatible: other tasks of the provider scale it all the same', () => {
    const workloads = [
      batch([0], 1, 60 * MINUTE, { memberOf: ['attribute:disk == ssd'] }),
      batch([0], 12, 60 * MINUTE, { name: 'other', capacity: onProvider(0) }),
    ];
    const recorder = scaled([], { workloads, minutes: 8, scaler: { firstEvaluationMs: MINUTE } });
    // 12 / 4 = 3: two at first, the third when the pair's warm-up of 300 s is over; the task that waits for ever is not a fourth.
    expect(recorder.desiredByMinute).toEqual([
      [1, 2],
      [6, 3],
    ]);
    expect(recorder.places).toHaveLength(12);
  });

  it('[C.SOUT-04] gives tasks that keep away from each other an instance each', () => {
    const workloads = [batch([0], 2, 60 * MINUTE, { group: 'pool', memberOf: ['not(task:group == pool)'] })];
    const started = scaled([], { workloads, capacityProviders: [provider({ initialSize: 1 })], scaler: { firstEvaluationMs: MINUTE } });
    expect(started.desiredByMinute).toEqual([[1, 2]]); // One has the instance that is there; 1 / 1 more for the other.
    expect(instances(started)).toEqual([0, 1]);
    const together = scaled([], { workloads: [batch([0], 2, 60 * MINUTE)], capacityProviders: [provider({ initialSize: 1 })] });
    expect([together.desiredByMinute, instances(together)]).toEqual([[], [0, 0]]);
  });
});

describe('a share of a GPU', () => {
  const gpuInstance = {
    capacityProviders: [],
    instanceTypes: [instanceType({ gpus: 2, cpuUnits: 65_536 })],
    staticInstances: [staticInstance()],
  };

  it('lets four tasks of 0.25 have one GPU, and the fifth another', () => {
    const share = [taskDefinition({ gpuMilli: 250 })];
    const left = (count: number) => {
      const { simulation } = run({ ...gpuInstance, taskDefinitions: share, services: [wanted(count)] });
      const { gpuMilliFree, gpuFree } = simulation.world.fleet;
      return [...gpuMilliFree.subarray(0, 2), gpuFree[0]];
    };
    expect([0, 1, 4, 5, 8].map(left)).toEqual([
      [1000, 1000, 2],
      [750, 1000, 1],
      [0, 1000, 1],
      [0, 750, 0],
      [0, 0, 0],
    ]);
    const full = run({ ...gpuInstance, taskDefinitions: share, workloads: [task(1, 9)] }).recorder;
    expect([full.places.length, full.values(Fact.taskRefused, 'reason')]).toEqual([8, [Refusal.gpu]]);
  });

  it('keeps a GPU from tasks that need a whole one, until the last share of it has ended', () => {
    const taskDefinitions = [taskDefinition({ gpuMilli: 250 }), taskDefinition({ family: 'whole', gpus: 1 })];
    const shares = [1, 2].map((minutes) => batch([0], 1, minutes * MINUTE, { name: `share-${minutes}`, capacity: onLaunchType }));
    const { recorder } = run({
      ...gpuInstance,
      taskDefinitions,
      workloads: shares,
      services: [wanted(2, { taskDefinition: 1 })],
      minutes: 5,
    });
    const placed = recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);
    // The shares are on GPU 0, the first whole one takes GPU 1; GPU 0 is whole again at minute 2.
    expect(placed).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [2, 3],
    ]);
  });

  it('makes a provider scale out by copies on each GPU', () => {
    // One GPU an instance: 1,000 / 300 = 3 copies. Four tasks need two instances; from one, that is one more.
    const instanceTypes = [instanceType({ gpus: 1, cpuUnits: 65_536 })];
    const scaled = (count: number) =>
      run({
        minutes: 4,
        instanceTypes,
        taskDefinitions: [taskDefinition({ gpuMilli: 300 })],
        capacityProviders: [provider({ initialSize: 1 })],
        services: [service(count)],
      }).recorder.desiredByMinute.map(([, desired]) => desired);
    expect([scaled(3), scaled(4), scaled(7)]).toEqual([[], [2], [3]]);
  });
});
