import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/placement/fit.js';
import { Fact, REFUSED_BY_QUOTA, StopCause } from '../../../src/sim/facts.js';
import {
  batch,
  constant,
  HOUR,
  MINUTE,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  setup,
  simulationOf,
  taskDefinition,
} from '../setups.js';

/** One instance that never gets a second. */
const FULL_AT_FOUR = { capacityProviders: [provider({ initialSize: 1, minSize: 1, maxSize: 1 })] };
const quota = (provisioningTasks: number) => ({ provisioningTasks, containerInstances: null, serviceLaunchesPerMinute: null });
const times = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) =>
  recorder.of(kind).map(({ atMs, args }) => [args[0], atMs / MINUTE]);

describe('tasks that wait for room', () => {
  // Three of four vCPU are taken until minute 10. A large task comes at 1, a small one at 2.
  const largeThenSmall = (headOfLine: 'skip' | 'block'): SetupParts => ({
    ...FULL_AT_FOUR,
    taskDefinitions: [taskDefinition(), taskDefinition({ family: 'large', cpuUnits: 2048 })],
    workloads: [
      batch([0], 3, 10 * MINUTE, { name: 'first' }),
      batch([1], 1, HOUR, { name: 'large', taskDefinition: 1 }),
      batch([2], 1, HOUR, { name: 'small' }),
    ],
    waiting: { headOfLine },
  });

  it('skip the head of the line, or are blocked by it, as is set', () => {
    expect(times(run(largeThenSmall('skip')).recorder, Fact.taskPlaced).slice(3)).toEqual([
      [4, 2],
      [3, 10],
    ]);
    expect(times(run(largeThenSmall('block')).recorder, Fact.taskPlaced).slice(3)).toEqual([
      [3, 10],
      [4, 10],
    ]);
  });

  // At minutes 2 to 9 one vCPU is free, which the small task may not take.
  it('are reported with the instances that would take them', () => {
    const explained = run(largeThenSmall('block')).recorder.of(Fact.waitingExplained);
    const small = explained.filter(({ args: [, , reason], atMs }) => reason === Refusal.otherProvider && atMs < 10 * MINUTE);
    expect(small.map(({ atMs }) => Math.ceil(atMs / MINUTE))).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { args } of small) expect(args.slice(3)).toEqual([0, 0, 1]); // No instance refuses it, of provider 0, and one fits.
  });

  it('are placed in order of request, across services and workloads', () => {
    const { recorder } = run({
      ...FULL_AT_FOUR,
      services: [service([[2, 1]])],
      workloads: [batch([0], 4, 10 * MINUTE), batch([1], 1, HOUR, { name: 'early' }), batch([3], 1, HOUR, { name: 'late' })],
    });
    expect(times(recorder, Fact.taskPlaced).slice(4)).toEqual([
      [4, 10],
      [5, 10],
      [6, 10],
    ]);
    expect(recorder.values(Fact.taskRequested, 'class').slice(4)).toEqual([1, 2, 3]); // Early, the service, late.
  });

  it('fail after provisioningTimeout, to the millisecond, unless that millisecond brings room', () => {
    const fates = (runMs: number) => {
      const { recorder } = run({
        ...FULL_AT_FOUR,
        workloads: [batch([0], 4, runMs), batch([1], 1, HOUR, { name: 'late' })],
        waiting: { provisioningTimeoutMs: 20 * MINUTE },
      });
      return recorder.storyOfTask(4).map(([name, atMs]) => `${name} ${atMs}`);
    };
    const stopped = 21 * MINUTE;
    expect(fates(stopped + 1)).toEqual(['taskRequested 60000', `taskStopping ${stopped}`, `taskStopped ${stopped}`]);
    expect(fates(stopped).slice(1)).toEqual([`taskPlaced ${stopped}`, `taskPending ${stopped}`, `taskRunning ${stopped}`]);
  });

  it('let those behind them go when they leave the head of a blocked line', () => {
    const parts: SetupParts = {
      ...largeThenSmall('block'),
      waiting: { headOfLine: 'block', provisioningTimeoutMs: 4 * MINUTE },
    };
    const { recorder } = run(parts);
    expect(times(recorder, Fact.taskStopped)[0]).toEqual([3, 5]); // The large one came at 1.
    expect(times(recorder, Fact.taskPlaced)[3]).toEqual([4, 5]); // Not at 10, when room is gained.
  });

  it('go as soon as distinctInstance allows: when the other task is to stop, not when it has left', () => {
    const placedAt = (isDistinctInstance: boolean) => {
      const { recorder } = run({
        ...FULL_AT_FOUR,
        taskDefinitions: [taskDefinition({ eni: 1 })],
        workloads: [batch([0], 1, 10 * MINUTE), batch([1], 1, HOUR, { name: 'other', isDistinctInstance })],
        timings: { eniDetach: constant(MINUTE) },
      });
      return recorder.storyOfTask(1)[1];
    };
    expect(placedAt(true)).toEqual(['taskPlaced', 10 * MINUTE]); // There is room for two all the time.
    expect(placedAt(false)).toEqual(['taskPlaced', MINUTE]);
  });

  it('are requested again by their service when they gave up', () => {
    const { recorder } = run({ ...FULL_AT_FOUR, services: [service(5)], waiting: { provisioningTimeoutMs: 20 * MINUTE } });
    expect(times(recorder, Fact.taskStopped)).toEqual([
      [4, 20],
      [5, 40],
      [6, 60],
    ]);
    expect(new Set(recorder.values(Fact.taskStopped, 'cause'))).toEqual(new Set([StopCause.provisioningTimeout]));
    expect(new Set(recorder.values(Fact.taskStopped, 'wasPlaced'))).toEqual(new Set([0]));
  });

  it('are explained each minute: how many of a class wait, and what each instance of their provider lacks', () => {
    const { recorder } = run({
      ...FULL_AT_FOUR,
      minutes: 2,
      capacityProviders: [...FULL_AT_FOUR.capacityProviders, provider({ name: 'other', initialSize: 3, minSize: 3 })],
      workloads: [batch([0], 6, HOUR)],
    });
    expect(recorder.of(Fact.waitingExplained).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 4)])).toEqual([
      [1, 0, 2, Refusal.cpu, 1],
      [2, 0, 2, Refusal.cpu, 1],
    ]);
    expect(recorder.of(Fact.capacityMeasured).map(({ args }) => args[3])).toEqual([2, 0, 2, 0]); // By provider.
  });

  it('are explained one class after the other, whether or not the one before has equal needs', () => {
    const definition = (cpuUnits: number, memoryMib: number) => taskDefinition({ cpuUnits, memoryMib });
    const workloads = [[0, 'a'], [0, 'b'], [1, 'c'], [0, 'd']].map(([of, name]) => batch([0], 1, HOUR, { name: `${name}`, taskDefinition: +of! })); // biome-ignore format: pairs
    const { recorder } = run({
      ...FULL_AT_FOUR,
      minutes: 1,
      taskDefinitions: [definition(100_000, 1), definition(1, 1_000_000)],
      workloads,
    });
    expect(recorder.of(Fact.waitingExplained).map(({ args }) => args.slice(0, 4))).toEqual([
      [0, 1, Refusal.cpu, 1],
      [1, 1, Refusal.cpu, 1],
      [2, 1, Refusal.memory, 1],
      [3, 1, Refusal.cpu, 1],
    ]);
  });

  it('report the part of their wait that was the boot of their instance', () => {
    const { recorder } = run({
      services: [service(1)],
      workloads: [batch([1.5], 1, HOUR), batch([10], 1, HOUR, { name: 'late' })],
      timings: { instanceBoot: constant(2 * MINUTE) },
    });
    // Launched at 1, registered at 3: the first waits from 0, so all of the boot; the next from 1.5; the last not at all.
    expect(recorder.values(Fact.taskPlaced, 'bootMs')).toEqual([2 * MINUTE, 1.5 * MINUTE, 0]);
  });
});

describe('the quota of PROVISIONING tasks', () => {
  it('holds requests outside in their order and lets them in as places become free', () => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1, minSize: 1, maxSize: 1 })],
      taskDefinitions: [taskDefinition({ cpuUnits: 2048, eni: 1 })],
      workloads: [batch([0], 4, 10 * MINUTE)],
      quotas: quota(2),
      timings: { eniAttach: constant(MINUTE) },
    });
    // Two are placed and attach until minute 1, when the other two take their places; those are placed when the first end.
    expect(times(recorder, Fact.taskHeld)).toEqual([
      [2, 0],
      [3, 0],
    ]);
    expect(times(recorder, Fact.taskAdmitted)).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(times(recorder, Fact.taskPlaced)).toEqual([
      [0, 0],
      [1, 0],
      [2, 11],
      [3, 11],
    ]);
  });

  it('hides what it holds from the metric', () => {
    const desired = (provisioningTasks: number) =>
      run({
        capacityProviders: [provider({ initialSize: 1 })],
        workloads: [batch([1], 44, HOUR)],
        timings: { instanceBoot: constant(MINUTE), eniAttach: constant(0) },
        quotas: quota(provisioningTasks),
      }).recorder.desiredByMinute[0];
    expect(desired(500)).toEqual([1, 11]); // 4 placed, 40 wait: 1 + 40/4
    expect(desired(8)).toEqual([1, 3]); // 4 placed, 8 wait, 32 held: 1 + 8/4
  });

  it('refuses standalone tasks where it does not hold them, and lets services try again', () => {
    const { recorder } = run({
      ...FULL_AT_FOUR,
      taskDefinitions: [taskDefinition({ eni: 1 })],
      workloads: [batch([0], 3, 10 * MINUTE, { name: 'batch' })],
      services: [service([[0, 2]])],
      quotas: quota(2),
      waiting: { quotaOverflow: 'refuse' },
      timings: { eniAttach: constant(MINUTE) },
    });
    expect(recorder.of(Fact.taskRefused).map(({ args }) => args.slice(0, 2))).toEqual([[2, REFUSED_BY_QUOTA]]);
    // The service's tasks are not made before minute 1, when two places are free; one of them has an interface left.
    expect(times(recorder, Fact.taskRequested).slice(3)).toEqual([
      [3, 1],
      [4, 1],
    ]);
  });

  it('does not shift the draws of a service that requests again', () => {
    const failures = (provisioningTasks: number) => {
      const { recorder } = run({
        capacityProviders: [provider({ initialSize: 2, minSize: 2, maxSize: 2 })],
        services: [
          service(6, {
            timeToFailure: { kind: 'uniform', minMs: MINUTE, maxMs: 30 * MINUTE },
            maximumPercent: 100,
            minimumHealthyPercent: 0,
          }),
        ],
        quotas: quota(provisioningTasks),
        waiting: { quotaOverflow: 'refuse' },
        timings: { eniAttach: constant(1000) },
        taskDefinitions: [taskDefinition({ eni: 1 })],
      });
      const running = new Map(recorder.of(Fact.taskRunning).map(({ atMs, args }) => [args[0], atMs]));
      const ends = recorder.of(Fact.taskStopping).map(({ atMs, args }): [number, number] => [args[0], atMs - running.get(args[0])!]);
      return ends.filter(([task]) => task < 6).sort((a, b) => a[0] - b[0]);
    };
    expect(failures(500)).toHaveLength(6);
    expect(failures(2)).toEqual(failures(500)); // The nth task of the service lives as long, whenever it starts.
  });
});

describe('retryEvery', () => {
  // The fifth task of four places waits. At minute 7 the test frees an instance's room without a notice to the simulation.
  const placedAtMinutes = (retryEveryMs: number | null) => {
    const { simulation, recorder } = simulationOf(
      setup({ ...FULL_AT_FOUR, workloads: [batch([0], 5, 10 * HOUR)], waiting: { retryEveryMs }, minutes: 60 }),
    );
    simulation.advance(7 * MINUTE);
    simulation.world.fleet.cpuUnitsFree[0] += 1024;
    simulation.advance();
    return recorder.minutesOf(Fact.taskPlaced);
  };

  it('is when waiting tasks are tried although no room was gained', () => {
    expect(placedAtMinutes(5 * MINUTE)).toEqual([0, 0, 0, 0, 10]);
    expect(placedAtMinutes(30 * MINUTE)).toEqual([0, 0, 0, 0, 30]);
    expect(placedAtMinutes(null)).toEqual([0, 0, 0, 0]);
  });

  it('adds no second round where room was gained in the same millisecond, and none without a waiting task', () => {
    const eventsOf = (count: number, retryEveryMs: number | null) => {
      const parts = { ...FULL_AT_FOUR, minutes: 20, workloads: [batch([0], count, 10 * MINUTE)] };
      return run({ ...parts, waiting: { retryEveryMs } }).simulation.eventsHandled;
    };
    expect(eventsOf(4, 5 * MINUTE) - eventsOf(4, null)).toBe(4); // Minutes 5, 10, 15, 20: looked at, and no round.
    expect(eventsOf(5, 5 * MINUTE) - eventsOf(5, null)).toBe(5); // One round, at 5. At 10 the tasks that end have requested theirs.
  });
});
