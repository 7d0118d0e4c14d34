import { describe, expect, it } from 'vitest';
import { FACTS, Fact } from '../../../src/sim/facts.js';
import {
  batch,
  constant,
  daemon,
  HOUR,
  MINUTE,
  NO_TRAITS,
  onLaunchType,
  provider,
  type Recorder,
  run,
  service,
  taskDefinition,
} from '../setups.js';

/** The names of the facts of one time, each once. */
function namesAt(recorder: Recorder, atMs: number): string[] {
  return [...new Set(recorder.facts.filter((fact) => fact.atMs === atMs).map(({ kind }) => FACTS[kind].name))];
}
const ONE_FULL = { capacityProviders: [provider({ initialSize: 1, minSize: 1, maxSize: 1 })] };
const AT_10 = 10 * MINUTE;

/** Each sentence of "Order within a millisecond" of docs/model.md. */
describe('within one millisecond', () => {
  it('a task whose run is over frees its room for a request that arrives', () => {
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: [{ instanceType: 0, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS }],
      workloads: [
        batch([0], 4, AT_10, { capacity: onLaunchType }),
        batch([10], 4, HOUR, { name: 'next', capacity: onLaunchType }), // RunTask would be refused without room.
      ],
    });
    expect(recorder.of(Fact.taskRefused)).toEqual([]);
    expect(recorder.places).toHaveLength(8);
  });

  it('a stopping task that is gone frees its room too', () => {
    const placed = (detachMs: number) =>
      run({
        capacityProviders: [],
        staticInstances: [{ instanceType: 0, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS }],
        taskDefinitions: [taskDefinition({ cpuUnits: 4096, eni: 1 })],
        workloads: [batch([0], 1, 9 * MINUTE, { capacity: onLaunchType }), batch([10], 1, HOUR, { name: 'next', capacity: onLaunchType })],
        timings: { eniDetach: constant(detachMs) },
      }).recorder.places.length;
    expect(placed(MINUTE)).toBe(2);
    expect(placed(MINUTE + 1)).toBe(1);
  });

  it('placed tasks go on before instances register, and daemons come before the tasks that wait', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1, minSize: 2 })],
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', cpuUnits: 512, memoryMib: 512 })],
      services: [service([[8, 4]]), daemon({ taskDefinition: 1 })],
      timings: { instanceBoot: constant(AT_10), containerStart: constant(2 * MINUTE) },
    });
    // Daemon and three tasks on the first instance; the fourth task waits for the second, which registers when the three run.
    const at10 = recorder.facts.filter(({ atMs }) => atMs === AT_10).map(({ kind, args }) => [FACTS[kind].name, args[0]]);
    const kinds = ['taskRunning', 'instanceRegistered', 'taskPlaced'];
    expect(at10.filter(([name]) => kinds.includes(name as string))).toEqual([
      ['taskRunning', 1],
      ['taskRunning', 2],
      ['taskRunning', 3],
      ['instanceRegistered', 1],
      ['taskPlaced', 5], // The daemon's task is younger and goes first.
      ['taskPlaced', 4],
    ]);
  });

  it('requests arrive before services act, and neither overtakes a task that waits', () => {
    const { recorder } = run({
      ...ONE_FULL,
      services: [service([[10, 1]])],
      workloads: [batch([0], 4, AT_10), batch([1], 1, HOUR, { name: 'waits' }), batch([10], 1, HOUR, { name: 'arrives' })],
    });
    // Task 4 waits from minute 1; at 10 the workload's is 5 and the service's is 6.
    expect(recorder.values(Fact.taskRequested, 'class')).toEqual([0, 0, 0, 0, 1, 2, 3]);
    expect(recorder.places.slice(4).map(([task]) => task)).toEqual([4, 5, 6]);
  });

  it('a request that arrives while a round of placement pends waits for the round, smaller though it is', () => {
    const { recorder } = run({
      ...ONE_FULL,
      taskDefinitions: [taskDefinition({ cpuUnits: 4096 }), taskDefinition({ family: 'small', cpuUnits: 1024 })],
      workloads: [batch([0], 1, AT_10), batch([1], 1, HOUR, { name: 'waits' }), batch([10], 1, HOUR, { name: 'small', taskDefinition: 1 })],
    });
    expect(recorder.places.map(([task]) => task)).toEqual([0, 1]); // Placed at once, task 2 would have taken the room of task 1.
  });

  it('a request that cannot wait comes after waiting tasks, and takes the room that they leave', () => {
    const { recorder } = run({
      ...ONE_FULL,
      workloads: [
        batch([0], 4, AT_10),
        batch([1], 3, HOUR, { name: 'waits' }),
        batch([10], 2, HOUR, { name: 'runTask', capacity: onLaunchType }),
      ],
    });
    expect(recorder.places.slice(4).map(([task]) => task)).toEqual([4, 5, 6, 7]);
    expect(recorder.values(Fact.taskRefused, 'task')).toEqual([8]);
  });

  it('placement comes before giving up', () => {
    const { recorder } = run({
      ...ONE_FULL,
      workloads: [batch([0], 4, AT_10), batch([5], 1, HOUR, { name: 'late' })],
      waiting: { provisioningTimeoutMs: 5 * MINUTE },
    });
    expect(namesAt(recorder, AT_10)).toContain('taskPlaced');
    expect(recorder.storyOfTask(4).map(([name]) => name)).toEqual(['taskRequested', 'taskPlaced', 'taskPending', 'taskRunning']);
  });

  it('the measurement comes after placement and counts an instance as empty whose last task has just gone', () => {
    const needed = (runMs: number) => {
      const { recorder } = run({ capacityProviders: [provider({ initialSize: 1 })], workloads: [batch([0], 1, runMs)] });
      return recorder.of(Fact.capacityMeasured).find(({ atMs }) => atMs === AT_10)!.args[1];
    };
    expect(needed(AT_10)).toBe(0);
    expect(needed(AT_10 + 1)).toBe(1);
  });

  it('the group acts on the measurement, services replace what that stopped, and those tasks are placed', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 2, isProtected: false, isDraining: false })],
      services: [service(1)],
    });
    expect(namesAt(recorder, 15 * MINUTE)).toEqual([
      'capacityMeasured',
      'scalingDecided',
      'taskStopping',
      'taskStopped',
      'instanceTerminated',
      'taskRequested',
      'taskPlaced',
      'taskPending',
      'taskRunning',
    ]);
  });

  it('an instance that boots in no time takes the waiting tasks at once', () => {
    const { recorder } = run({ services: [service(1)] });
    const [, placed] = recorder.storyOfTask(0);
    expect(placed).toEqual(['taskPlaced', MINUTE]);
    expect(namesAt(recorder, MINUTE).slice(-4)).toEqual(['instanceRegistered', 'taskPlaced', 'taskPending', 'taskRunning']);
  });

  it('a phase of length zero is passed at once, but a run takes at least one millisecond', () => {
    const { recorder } = run({ capacityProviders: [provider({ initialSize: 1 })], workloads: [batch([1], 1, 0)] });
    expect(recorder.storyOfTask(0).map(([, atMs]) => atMs - MINUTE)).toEqual([0, 0, 0, 0, 1, 1]);
  });
});

describe('zones', () => {
  it('get launches where the fewest instances live, ties in the order of the list or in turn', () => {
    const zonesOf = (zoneTie: 'list' | 'rotate') =>
      run({
        minutes: 90,
        capacityProviders: [provider({ zones: [0, 1, 2] })],
        workloads: [batch([0, 60], 5, 20 * MINUTE)], // Two instances, none, two again.
        scaler: { zoneTie },
      }).recorder.values(Fact.instanceLaunched, 'zone');
    expect(zonesOf('list')).toEqual([0, 1, 0, 1]);
    expect(zonesOf('rotate')).toEqual([0, 1, 2, 0]);
  });

  it('are dealt to initial instances in the order of the list', () => {
    const { recorder } = run({ capacityProviders: [provider({ zones: [2, 0], initialSize: 3, minSize: 4 })] });
    expect(recorder.values(Fact.instanceLaunched, 'zone')).toEqual([2, 0, 2, 0]); // The fourth is a launch: zone 0 has fewer.
  });

  it('lose instances where most live', () => {
    const what = { capacityProviders: [provider({ zones: [0, 1], initialSize: 3 })], groups: { terminationZones: 'first' } } as const;
    const { recorder } = run(what);
    // Ordinals 0 and 2 are in zone 0: its older goes first, then the zones are even and the list decides.
    expect(recorder.values(Fact.instanceTerminated, 'instance')).toEqual([0, 2, 1]);
  });
});

it('an event in the millisecond in which the run ends is not part of it', () => {
  const arrivals = { kind: 'constant', everyMs: 10 * MINUTE, firstMs: 0 } as const;
  const { recorder } = run({
    minutes: 120,
    services: [
      service([
        [0, 1],
        [120, 5],
      ]),
    ],
    workloads: [batch([], 1, MINUTE, { arrivals })],
  });
  // 0, 10, ... 110 minutes are 12 arrivals; the thirteenth and the service's second count would be at 120. The service has one task.
  expect(recorder.of(Fact.taskRequested)).toHaveLength(13);
  expect(recorder.values(Fact.serviceDesired, 'count')).toEqual([1]);
});
