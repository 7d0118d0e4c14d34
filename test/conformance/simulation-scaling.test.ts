import { describe, expect, it } from 'vitest';
import { ScalingReason } from '../../src/autoscaling/reasons.js';
import { Refusal } from '../../src/placement/fit.js';
import type { PlacementStrategy } from '../../src/placement/view.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import {
  batch,
  constant,
  daemon,
  HOUR,
  instanceType,
  MINUTE,
  onLaunchType,
  onProvider,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  taskDefinition,
} from '../sim/setups.js';

/** [minute, M, N] of each measurement of provider 0 whose M or N differs from the one before. */
function measured(recorder: Recorder): [minute: number, needed: number, running: number][] {
  const own = recorder.of(Fact.capacityMeasured).filter(({ args }) => args[0] === 0);
  return own
    .map(({ atMs, args }): [number, number, number] => [atMs / MINUTE, args[1], args[2]])
    .filter(([, M, N], i, all) => i === 0 || all[i - 1][1] !== M || all[i - 1][2] !== N);
}
const managedAt = (targetPercent: number) => ({ ...provider().managedScaling, targetPercent });

describe('scale-out in a running cluster', () => {
  // 2 vCPU and 7,782 MiB; tasks of 512 units and 1,024 MiB: min(2048 / 512, floor(7782 / 1024)) = min(4, 7) = 4 an instance.
  const workedRun: SetupParts = {
    minutes: 100,
    instanceTypes: [instanceType({ name: 'm5.large', cpuUnits: 2048, memoryMib: 7782 })],
    taskDefinitions: [taskDefinition({ cpuUnits: 512, memoryMib: 1024 })],
    timings: { instanceBoot: constant(2 * MINUTE) },
    scaler: { firstEvaluationMs: 0 },
  };
  const untilHour = 58 * MINUTE + 1; // From 120 s to just after 3,600 s.

  it('[C.SOUT-09, C.SOUT-08, C.SIN-03] goes 0, 2, 3 for ten tasks and back 3, 2, 1 when eight have ended', () => {
    const { recorder } = run({
      ...workedRun,
      workloads: [batch([0], 8, untilHour, { name: 'short' }), batch([0], 2, 10 * HOUR, { name: 'long' })],
    });
    // t = 300 s: the pair is 300 s old. t = 4,500 s: the fifteenth point below, then floor(3 / 2) = 1 a minute.
    expect(recorder.desiredByMinute).toEqual([
      [0, 2],
      [5, 3],
      [75, 2],
      [76, 1],
    ]);
    expect(recorder.minutesOf(Fact.taskRunning)).toEqual([...Array(8).fill(2), 7, 7]);
    expect(measured(recorder)).toEqual([
      [0, 3, 0], // ceil(10 / 4); 200 by decree, for M > 0 and N = 0
      [2, 3, 2], // 150: ceil(2 / 4) more; held until 300 s
      [7, 3, 3],
      [61, 1, 3], // 33.3
      [76, 1, 2],
      [77, 1, 1], // 100
    ]);
  });

  it('[C.SOUT-08] may scale out again earlier when the warm-up is shorter', () => {
    const managedScaling = { ...provider().managedScaling, warmupMs: MINUTE };
    const { recorder } = run({ ...workedRun, capacityProviders: [provider({ managedScaling })], workloads: [batch([0], 10, HOUR)] });
    expect(recorder.desiredByMinute.slice(0, 2)).toEqual([
      [0, 2],
      [2, 3], // The pair registers at 120 s: M = 2 + 1 of N = 2, and it is 120 s old.
    ]);
  });

  it('[C.CAS-03] measures each provider once a minute, whether or not anything happens', () => {
    const capacityProviders = [provider(), provider({ name: 'idle' })];
    const { recorder } = run({ minutes: 5, capacityProviders, workloads: [batch([2], 3, MINUTE)] });
    const all = recorder.of(Fact.capacityMeasured).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);
    expect(all).toEqual([1, 2, 3, 4, 5].flatMap((minute) => [0, 1].map((index) => [minute, index])));
  });

  it('[C.CAS-06] makes a new task wait for a new instance at target 100, and keeps an idle one for it below', () => {
    const waits = (targetPercent: number) => {
      const { recorder } = run({
        capacityProviders: [provider({ initialSize: 1, managedScaling: managedAt(targetPercent) })],
        services: [
          service([
            [0, 4],
            [30, 5],
          ]),
        ],
        timings: { instanceBoot: constant(2 * MINUTE) },
      });
      return recorder.storyOfTask(4).find(([name]) => name === 'taskRunning')![1] - 30 * MINUTE;
    };
    expect(waits(100)).toBe(2 * MINUTE); // Measured in the minute of the request, then the boot.
    expect(waits(50)).toBe(0); // One busy instance of two is 50 %.
  });

  it('[C.CAS-07, C.CAP-03, A.CAS-6] serves only tasks whose strategy names the provider', () => {
    const desired = (capacity: typeof onLaunchType | ReturnType<typeof onProvider>) => {
      const capacityProviders = [provider({ initialSize: 1 }), provider({ name: 'other', initialSize: 1 })];
      const { recorder } = run({ capacityProviders, services: [service(20, { capacity })] });
      return recorder.of(Fact.scalingDecided).map(({ args }) => [args[0], args[2]]);
    };
    // 20 tasks, 4 to an instance: the named provider goes to 5, the other empties. A launch type fills both and scales none.
    expect(desired(onProvider(0))).toEqual([
      [0, 5],
      [1, 0],
    ]);
    expect(desired(onProvider(1))).toEqual([
      [1, 5],
      [0, 0],
    ]);
    expect(desired(onLaunchType)).toEqual([]);
  });

  it('[C.CAP-15, T.LIFE-3] leaves tasks in PROVISIONING for as long as the group cannot grow', () => {
    const left = (maxSize: number) => {
      const { simulation, recorder } = run({ minutes: 6 * 60, capacityProviders: [provider({ maxSize })], services: [service(10)] });
      const reasons = recorder.values(Fact.scalingDecided, 'reason');
      return { waiting: simulation.world.pendingTasks.total, wasClamped: reasons.includes(ScalingReason.clampedByMax) };
    };
    expect(left(2)).toEqual({ waiting: 2, wasClamped: true }); // 2 x 4 of 10
    expect(left(3)).toEqual({ waiting: 0, wasClamped: false });
  });

  it('[C.ERR-06] never scales for a task larger than the type, which waits for ever', () => {
    const big = (cpuUnits: number) => {
      const { simulation, recorder } = run({
        minutes: 24 * 60,
        capacityProviders: [provider({ initialSize: 1, minSize: 1 })],
        taskDefinitions: [taskDefinition({ cpuUnits })],
        services: [service(1)],
      });
      return [simulation.world.pendingTasks.total, recorder.desiredByMinute];
    };
    expect(big(4097)).toEqual([1, []]);
    expect(big(4096)).toEqual([0, []]);
  });

  it('[C.ERR-06, T.LIFE-4, S.TASK-5] fails a standalone launch-type task without room at once, and scales for none', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1 })],
      workloads: [batch([1], 6, HOUR, { capacity: onLaunchType })],
    });
    expect(recorder.of(Fact.taskRefused).map(({ atMs, args }) => [atMs, args[0], args[1]])).toEqual([
      [MINUTE, 4, Refusal.cpu],
      [MINUTE, 5, Refusal.cpu],
    ]);
    expect(recorder.desiredByMinute).toEqual([]);
  });
});

describe('scale-in in a running cluster', () => {
  /** Two instances, one task on the older one: 50 %, so that after 15 points one instance goes. */
  const oneTaskOnTwo = (over: Parameters<typeof provider>[0]): SetupParts => ({
    capacityProviders: [provider({ initialSize: 2, ...over })],
    services: [service(1)],
  });
  const terminated = (recorder: Recorder) => recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);

  it('[C.SIN-07, A.CAS-18, S.CAP-8] takes only empty instances with managed termination protection', () => {
    const { recorder } = run(oneTaskOnTwo({ isProtected: true }));
    expect(terminated(recorder)).toEqual([[15, 1]]);
    expect(recorder.of(Fact.taskStopping)).toEqual([]);
  });

  it('[C.SIN-06, S.CAP-8] takes the busy one without protection, and the service replaces what that stopped', () => {
    const { recorder } = run(oneTaskOnTwo({ isProtected: false, isDraining: false }));
    expect(terminated(recorder)).toEqual([[15, 0]]);
    expect(recorder.of(Fact.taskStopping).map(({ args }) => args.slice(0, 2))).toEqual([[0, StopCause.instanceTerminated]]);
    expect(recorder.storyOfTask(1)).toEqual(
      ['taskRequested', 'taskPlaced', 'taskPending', 'taskRunning'].map((name) => [name, 15 * MINUTE]),
    );
    expect(recorder.places).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('[C.MTP-02, A.CAS-18] takes a protected instance as soon as its last non-daemon task has stopped', () => {
    // With launch-type tasks not counted in M, DesiredCapacity falls to 0 while the task still protects its instance.
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1 })],
      services: [daemon({ taskDefinition: 1 })],
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', cpuUnits: 128, memoryMib: 128 })],
      workloads: [batch([0], 1, 40 * MINUTE, { capacity: onLaunchType })],
      scaler: { launchTypeBusy: false },
    });
    expect(recorder.desiredByMinute).toEqual([[15, 0]]);
    expect(terminated(recorder)).toEqual([[40, 0]]);
  });

  it('[C.SIN-01, C.MTP-03, S.CAP-7] counts an instance with only daemons as empty', () => {
    const parts = (count: number): SetupParts => ({
      capacityProviders: [provider({ initialSize: 3 })],
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', cpuUnits: 128, memoryMib: 128 })],
      services: [daemon({ taskDefinition: 1 }), service(count, { placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
    });
    const one = run(parts(1)).recorder;
    expect(terminated(one)).toEqual([
      [15, 1],
      [16, 2],
    ]);
    expect(one.values(Fact.taskStopped, 'cause')).toEqual([StopCause.instanceTerminated, StopCause.instanceTerminated]);
    expect(terminated(run(parts(3)).recorder)).toEqual([]);
  });

  it('[C.MTP-06] never shrinks a group in which each instance holds one long task', () => {
    const instancesLeft = (placementStrategy: PlacementStrategy) =>
      run({
        minutes: 6 * 60,
        capacityProviders: [provider({ initialSize: 4 })],
        services: [service(4, { placementStrategy: [placementStrategy] })],
      }).simulation.world.fleet.count;
    expect(instancesLeft({ type: 'spread', field: 'instanceId' })).toBe(4); // One task each: M = N.
    expect(instancesLeft({ type: 'binpack', field: 'memory' })).toBe(1); // The same four on one.
  });
});
