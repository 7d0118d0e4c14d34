import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import { batch, daemon, HOUR, provider, type Recorder, run, type SetupParts, service, taskDefinition } from '../sim/setups.js';

type Steps = [minute: number, count: number][];
interface Group extends SetupParts {
  readonly initial: number;
  readonly minSize?: number;
  readonly managed?: Partial<NonNullable<Parameters<typeof provider>[0]>['managedScaling']>;
  /** Tasks that fit an instance. */
  readonly fits?: number;
}

/** A group whose instances take so many tasks each and are there at once, and a service with this desired count. */
function group(desired: number | Steps, { initial, minSize = 0, managed, fits = 1, ...parts }: Group): Recorder {
  return run({
    capacityProviders: [provider({ initialSize: initial, minSize, managedScaling: { ...provider().managedScaling, ...managed } })],
    taskDefinitions: [taskDefinition({ cpuUnits: Math.floor(4096 / fits) })],
    services: [service(desired)],
    ...parts,
  }).recorder;
}
const desired = (...given: Parameters<typeof group>): Steps => group(...given).desiredByMinute;
/** M and N of the first measurement at or after the minute. */
function measured(recorder: Recorder, minute: number): number[] {
  return recorder
    .of(Fact.capacityMeasured)
    .find(({ atMs }) => atMs >= minute * 60_000)!
    .args.slice(1, 3);
}

describe('the reservation of a capacity provider in a run', () => {
  it('[A.CAS-1, A.CAS-2, S.CAP-1, S.CAP-2, T.MET-10] is needed over running instances, not capped at 100 nor at anything', () => {
    const at = (tasks: number) => measured(group([[0, 16], [10, tasks]], { initial: 4, fits: 4 }), 10); // biome-ignore format: steps
    expect([24, 16, 164].map(at)).toEqual([[6, 4], [4, 4], [41, 4]]); // biome-ignore format: 150, 100 and 1,025 percent
    expect(desired([[0, 16], [10, 24]], { initial: 4, fits: 4 })).toEqual([[10, 6]]); // biome-ignore format: steps
    expect(desired(16, { initial: 4, fits: 4 })).toEqual([]);
    expect(desired(12, { initial: 4, fits: 4 })).toEqual([[15, 3]]);
  });

  it('[A.CAS-3, A.CAS-4, S.CAP-3, A.T-CAS-i, T.MET-11] of an empty group is 200 when something is needed: two instances come first', () => {
    for (const fromZero of ['two', 'formula'] as const)
      expect(desired(7, { initial: 0, scaler: { fromZero } }).slice(0, 2)).toEqual([[1, 2], [6, 7]]); // biome-ignore format: steps
    expect(desired(0, { initial: 0 })).toEqual([]);
  });

  it('[A.CAS-5, C.SOUT-05] stays at the target while only tasks wait that fit no instance', () => {
    const parts = { initial: 3, managed: { targetPercent: 80 }, fits: 4 };
    const tooLarge = batch([0], 1, HOUR, { taskDefinition: 1 });
    const taskDefinitions = [taskDefinition(), taskDefinition({ family: 'large', cpuUnits: 5000 })];
    expect(desired(1, { ...parts, taskDefinitions, workloads: [tooLarge] })).toEqual([]);
    expect(desired(1, parts)).toEqual([[15, 2]]); // 33 percent; 1 / 0.8 is 1.25
  });

  it('[A.CAS-8, A.T-CAS-q] takes the largest need of the groups of tasks, and the rest when those instances are warm', () => {
    const taskDefinitions = [taskDefinition({ cpuUnits: 4096 }), taskDefinition({ family: 'b', cpuUnits: 4096, memoryMib: 2048 })];
    const other = service([[0, 0], [10, 3]], { name: 'b', taskDefinition: 1 }); // biome-ignore format: steps
    // Five are full; two and three more tasks wait: 5 + 3 at first, and all ten after 300 s.
    const services = [service([[0, 5], [10, 7]]), other]; // biome-ignore format: steps
    expect(desired(0, { initial: 5, taskDefinitions, services })).toEqual([[10, 8], [15, 10]]); // biome-ignore format: steps
  });

  it('[C.SOUT-01, A.CAS-7] groups the tasks of a provider by what they need, whichever service they are of', () => {
    const waiting = (memoryMib: number) => {
      const taskDefinitions = [taskDefinition(), taskDefinition({ family: 'b', memoryMib })];
      const two = [service([[0, 4], [10, 7]]), service([[0, 0], [10, 3]], { name: 'b', taskDefinition: 1 })]; // biome-ignore format: steps
      return desired(0, { initial: 1, taskDefinitions, services: two })[0];
    };
    expect(waiting(1024)).toEqual([10, 3]); // Six alike: two instances more.
    expect(waiting(2048)).toEqual([10, 2]); // Three and three: one more is the larger need.
  });

  it.each([
    // missing, min 2, max 5
    [1, 2],
    [2, 2],
    [3, 3],
    [5, 5],
    [7, 5],
  ])('[C.SOUT-06, A.CAS-9, S.CAP-4] with steps of 2 to 5 counts %i missing instances as %i', (missing, step) => {
    const managed = { minimumStep: 2, maximumStep: 5 };
    expect(desired([[0, 10], [10, 10 + missing]], { initial: 10, managed })[0]).toEqual([10, 10 + step]); // biome-ignore format: steps
  });

  it('[A.T-CAS-r, A.T-CAS-s] counts a minimum step of 4 for one missing instance, and a maximum of 5 for thirty', () => {
    const one = group([[0, 10], [10, 11]], { initial: 10, managed: { minimumStep: 4 } }); // biome-ignore format: steps
    expect([measured(one, 10), one.desiredByMinute[0]]).toEqual([[14, 10], [10, 14]]); // biome-ignore format: pairs
    const thirty = group([[0, 10], [10, 40]], { initial: 10, managed: { maximumStep: 5 } }); // biome-ignore format: steps
    expect([measured(thirty, 10), thirty.desiredByMinute[0]]).toEqual([[15, 10], [10, 15]]); // biome-ignore format: pairs
  });
});

describe('the two alarms in a run', () => {
  it('[A.T-CAS-a, A.T-CAS-b] do nothing for 7 tasks on 3 instances of 3 each, and add one for the tenth', () => {
    const recorder = group([[0, 7], [30, 10]], { initial: 3, fits: 3 }); // biome-ignore format: steps
    expect([measured(recorder, 1), measured(recorder, 29), measured(recorder, 30)]).toEqual([[3, 3], [3, 3], [4, 3]]); // biome-ignore format: pairs
    expect(recorder.desiredByMinute).toEqual([[30, 4]]);
  });

  it('[A.T-CAS-c, A.T-CAS-d, C.CAS-01, A.CAS-14] take one of three away after 15 minutes when two hold the tasks', () => {
    expect(desired(4, { initial: 3, fits: 3 })).toEqual([[15, 2]]);
    expect(desired(4, { initial: 3, fits: 3, managed: { isEnabled: false } })).toEqual([]);
  });

  it('[A.T-CAS-e] raise three to four at target 50 for the same two busy instances', () => {
    expect(desired(4, { initial: 3, fits: 3, managed: { targetPercent: 50 } })).toEqual([[1, 4]]);
  });

  it('[A.T-CAS-f] empty a group that runs only daemon tasks, one instance a minute, down to its minimum', () => {
    const services = [daemon()];
    expect(desired(0, { initial: 2, fits: 4, services })).toEqual([[15, 1], [16, 0]]); // biome-ignore format: steps
    expect(desired(0, { initial: 2, minSize: 1, fits: 4, services })).toEqual([[15, 1]]);
  });

  it.each([
    [10, 20],
    [20, 40],
    [40, 80],
  ])('[A.T-CAS-g] with %i busy instances settle at %i at target 50, from below and from above', (busy, settles) => {
    for (const initial of [busy, 100]) expect(desired(busy, { initial, managed: { targetPercent: 50 } }).at(-1)![1]).toBe(settles);
  });

  it('[A.T-CAS-h] start and empty an idle group again and again at target 90 with the rules of 2019', () => {
    const idle = { initial: 0, managed: { targetPercent: 90 } };
    expect(desired(0, idle)).toEqual([]);
    const seen = desired(0, { ...idle, scaler: { emptyGroup: 'aws2019' } });
    expect(seen.slice(0, 4).map(([, count]) => count)).toEqual([2, 1, 0, 2]);
  });

  it('[A.CAS-15, A.T-CAS-v, C.CAS-05, A.CAS-17, T.MET-12] round the wanted size up, and keep whole instances spare below a target of 100', () => {
    const managed = { targetPercent: 90 };
    expect(desired(9, { initial: 9, managed })).toEqual([[1, 10]]); // 900 / 90 exactly
    expect(desired(10, { initial: 10, managed })).toEqual([[1, 12]]); // 1000 / 90 = 11.1
    expect(desired(9, { initial: 10, managed })).toEqual([]);
    expect(desired(9, { initial: 9 })).toEqual([]); // 100 keeps none.
  });

  it('[C.CAS-04, C.SOUT-07] are silent at the target, scale out above it and in below it', () => {
    const of = (busy: number) => desired(busy, { initial: 5, managed: { targetPercent: 80 } });
    expect(of(4)).toEqual([]); // 400 = 400
    expect(of(5)).toEqual([[1, 7]]); // ceil(6.25)
    expect(of(3)).toEqual([[15, 4]]); // ceil(3.75)
  });

  it('[C.SIN-04] wait until 15 minutes after a scale-out', () => {
    const moment = batch([10], 1, 30_000);
    expect(desired(2, { initial: 2, workloads: [moment], scaler: { lowDatapoints: 5 } })).toEqual([[10, 3], [25, 2]]); // biome-ignore format: steps
  });

  it('[C.SIN-05, A.CAS-16, S.CAP-6, T.MET-13] stop at a point above the target and start from the beginning', () => {
    // Nothing is needed, but for half of minute 17 five tasks: one more than there are instances.
    const moment = batch([17], 5, 30_000);
    expect(desired(0, { initial: 16, workloads: [moment] })).toEqual([
      [15, 8],
      [16, 4],
      [17, 5],
      [32, 3], // floor(5 / 2) go
      [33, 2],
      [34, 1],
      [35, 0],
    ]);
  });
});
