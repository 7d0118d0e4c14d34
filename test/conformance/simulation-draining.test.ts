import { describe, expect, it } from 'vitest';
import { BlockedBy, Fact, StopCause } from '../../src/sim/facts.js';
import {
  batch,
  constant,
  daemon,
  HOUR,
  images,
  MINUTE,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  taskDefinition,
} from '../sim/setups.js';

/**
 * Two instances, of which the group takes the older after 15 points below: it holds all tasks, managed draining empties it.
 * Containers start in 10 s and stop in 5 s.
 */
function drained(parts: SetupParts): Recorder {
  return run({
    capacityProviders: [provider({ initialSize: 2, minSize: 1, isProtected: false, isDraining: true })],
    timings: { containerStart: constant(10_000), containerStop: constant(5000) },
    ...parts,
  }).recorder;
}
/** Seconds from the drain, at minute 15, of each fact of the kind from then on. */
function secondsOf(recorder: Recorder, kind: Parameters<Recorder['of']>[0]): number[] {
  return recorder
    .of(kind)
    .filter(({ atMs }) => atMs >= 15 * MINUTE)
    .map(({ atMs }) => atMs / 1000 - 900);
}
const four = (minimumHealthyPercent: number, maximumPercent: number) => service(4, { minimumHealthyPercent, maximumPercent });
const HOURS_48 = 48 * 3600;

describe('managed draining in a running cluster', () => {
  it('[A.CAS-19, C.DRN-04, C.DRN-05, S.DRAIN-2, S.DEP-5] starts all replacements first when the maximum allows twice the tasks', () => {
    const recorder = drained({ services: [four(100, 200)] });
    expect(secondsOf(recorder, Fact.instanceDraining)).toEqual([0]);
    expect(secondsOf(recorder, Fact.taskPlaced)).toEqual([0, 0, 0, 0]);
    expect(secondsOf(recorder, Fact.taskRunning)).toEqual([10, 10, 10, 10]);
    expect(secondsOf(recorder, Fact.taskStopping)).toEqual([10, 10, 10, 10]); // Each when a replacement runs, not before.
    expect(secondsOf(recorder, Fact.instanceTerminated)).toEqual([15]); // 10 s to start, 5 s to stop.
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual(Array(4).fill(StopCause.replaced));
    expect(new Set(recorder.places.slice(4).map(([, instance]) => instance))).toEqual(new Set([1]));
  });

  it('[C.DRN-04, T.LIFE-7, S.DRAIN-2] stops half of them first when the minimum is 50 and the maximum 100', () => {
    const recorder = drained({ services: [four(50, 100)] });
    // Two stop (5 s), two start in their place (10 s); then the other two may go.
    expect(secondsOf(recorder, Fact.taskStopping)).toEqual([0, 0, 15, 15]);
    expect(secondsOf(recorder, Fact.taskPlaced)).toEqual([5, 5, 20, 20]);
    expect(secondsOf(recorder, Fact.instanceTerminated)).toEqual([20]);
  });

  it('[T.LIFE-8, C.ERR-07, T.LIFE-13, C.DRN-06, S.DRAIN-5, A.FL-5] is blocked by 100 and 100 until 48 hours have passed', () => {
    const recorder = drained({ minutes: 50 * 60, services: [four(100, 100)] });
    expect(secondsOf(recorder, Fact.taskStopping)).toEqual(Array(4).fill(HOURS_48));
    expect(secondsOf(recorder, Fact.instanceTerminated)).toEqual([HOURS_48]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual(Array(4).fill(StopCause.instanceTerminated));
    expect(recorder.values(Fact.serviceBlocked, 'blockedBy')).toEqual([BlockedBy.percentsWhileDraining, BlockedBy.nothing]);
    expect(secondsOf(recorder, Fact.serviceBlocked)).toEqual([0, HOURS_48]);
    expect(secondsOf(recorder, Fact.taskPlaced)).toEqual(Array(4).fill(HOURS_48)); // Replaced only after the stop.
    expect(secondsOf(drained({ minutes: 50 * 60, services: [four(99, 125)] }), Fact.instanceTerminated)[0]).toBeLessThan(HOUR); // One at a time.
  });

  it('[C.MID-03, C.DRN-07, T.LIFE-13, S.DRAIN-3] lets a standalone task run on, for at most 48 hours', () => {
    const end = (runMs: number) => {
      const recorder = drained({ minutes: 60 * 60, workloads: [batch([1], 1, runMs)] });
      return { instance: secondsOf(recorder, Fact.instanceTerminated).slice(0, 1), task: secondsOf(recorder, Fact.taskStopping), recorder };
    };
    // Placed at 60 s and running at 70 s, so 10 h end 70 + 36,000 - 900 s after the drain.
    const short = end(10 * HOUR);
    expect([short.task, short.instance]).toEqual([[35_170], [35_170]]);
    expect(short.recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.runEnded]);
    const long = end(50 * HOUR);
    expect([long.task, long.instance]).toEqual([[HOURS_48], [HOURS_48]]);
    expect(long.recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.instanceTerminated]);
  });

  it('[T.LIFE-7, C.DRN-02, C.DRN-01, S.DRAIN-1, A.FL-5] stops a PENDING service task at once and places nothing more on the instance', () => {
    // A slow pull keeps the service's second task PENDING when the drain begins at minute 15.
    const recorder = drained({
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'slow', images: [0] })],
      images: images('slow'),
      timings: { imagePull: constant(10 * MINUTE) },
      services: [service(1), service([[10, 1]], { name: 'slow', taskDefinition: 1 })],
    });
    expect(recorder.storyOfTask(1)).toEqual([
      ['taskRequested', 10 * MINUTE],
      ['taskPlaced', 10 * MINUTE],
      ['taskPending', 10 * MINUTE],
      ['taskStopping', 15 * MINUTE],
      ['taskStopped', 15 * MINUTE],
    ]);
    expect(recorder.places.slice(2).map(([, instance]) => instance)).toEqual([1, 1]);
  });

  it('[T.LIFE-13, A.CAS-19, C.MID-04] stops daemons last, with the instance', () => {
    const recorder = drained({
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', cpuUnits: 64, memoryMib: 64 })],
      services: [daemon({ taskDefinition: 1 }), service(3)],
    });
    // Daemons are tasks 0 and 1, the service's are 2 to 4.
    const stops = recorder.of(Fact.taskStopping).map(({ atMs, args }) => [args[0], atMs / 1000 - 900, args[1]]);
    expect(
      stops
        .slice(0, 3)
        .map(([task]) => task)
        .sort(),
    ).toEqual([2, 3, 4]);
    expect(stops.slice(3)).toEqual([[0, 15, StopCause.instanceTerminated]]);
    expect(secondsOf(recorder, Fact.instanceTerminated)).toEqual([15]);
  });

  it('[A.CAS-19, C.MID-01] does nothing where it is turned off: the tasks stop with their instance', () => {
    const recorder = drained({
      capacityProviders: [provider({ initialSize: 2, isProtected: false, isDraining: false })],
      services: [four(100, 200)],
    });
    expect(secondsOf(recorder, Fact.instanceDraining)).toEqual([]);
    expect(secondsOf(recorder, Fact.taskStopping)).toEqual([0, 0, 0, 0]);
    expect(secondsOf(recorder, Fact.taskRunning)).toEqual([10, 10, 10, 10]); // 10 s with none.
  });
});
