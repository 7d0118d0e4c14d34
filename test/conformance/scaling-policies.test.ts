import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import { IN_THREE_STEPS, stepping } from '../services/scaling/toy-service.js';
import { constantly, inSteps, requests, scaling } from '../sim/loaded.js';
import {
  constant,
  MINUTE,
  onLaunchType,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

// The one policy of a group is managed scaling, a target tracking of M / N. A task that fills an instance makes M the number of tasks.
const FILLING = [taskDefinition({ cpuUnits: 4096 })];

/** A group of ten instances, whose policy has that target of busy instances in percent. */
function group(desired: [minute: number, count: number][], { over = {}, ...parts }: SetupParts & { over?: object } = {}): Recorder {
  const managedScaling = { ...provider().managedScaling, targetPercent: 100, ...over };
  return run({
    capacityProviders: [provider({ initialSize: 10, managedScaling })],
    taskDefinitions: FILLING,
    services: [service(desired)],
    timings: { instanceBoot: constant(2 * MINUTE) },
    ...parts,
  }).recorder;
}

describe('target tracking of a group', () => {
  it('[A.ASG-1, A.ASG-2, A.T-ASG-a] adds in proportion to metric over target: 10 instances at 150 of 100 become 15', () => {
    expect(group([[0, 10], [10, 15]]).desiredByMinute).toEqual([[10, 15]]); // biome-ignore format: steps
    expect(group([[0, 10]]).desiredByMinute).toEqual([]); // biome-ignore format: steps
  });

  it('[A.ASG-1] rounds up what is added and down what is removed', () => {
    // 10 busy ones at 80 percent are 12.5: 2.5 more are three.
    expect(group([[0, 10]], { over: { targetPercent: 80 } }).desiredByMinute).toEqual([[1, 13]]); // biome-ignore format: steps
    // 7 busy ones are 8.75: of ten go not 1.25, but one.
    expect(group([[0, 7]], { over: { targetPercent: 80 } }).desiredByMinute).toEqual([[15, 9]]); // biome-ignore format: steps
  });

  it('[A.ASG-4] keeps to the bounds, and a service without data is left as it is', () => {
    const bounded = [provider({ initialSize: 10, minSize: 8, maxSize: 12 })];
    expect(group([[0, 10], [10, 30]], { capacityProviders: bounded }).desiredByMinute).toEqual([[10, 12]]); // biome-ignore format: steps
    expect(group([[0, 0]], { capacityProviders: bounded }).desiredByMinute.at(-1)![1]).toBe(8); // biome-ignore format: steps
    // No task runs, so that its CPU has no data: neither alarm speaks.
    const web = service(4, { capacity: onLaunchType, load: requests(constantly(40)), scaling: scaling([stepping(1), stepping(-1)]) });
    const { recorder } = run({ capacityProviders: [], services: [web] });
    expect(recorder.of(Fact.serviceDesired).map(({ args }) => args[1])).toEqual([4]);
  });

  it('[A.ASG-5] counts what warms up as capacity: it adds only what is wanted beyond it, or by default waits until it is warm', () => {
    const needs: [number, number][] = [[0, 10], [10, 15], [11, 14], [13, 17]]; // biome-ignore format: steps
    // 15 of 10 at minute 10; at 11 the five on the way are enough for 14; at 13, with 15 registered, 17 are wanted.
    expect(group(needs, { scaler: { warmup: 'counts' } }).desiredByMinute.slice(0, 2)).toEqual([[10, 15], [13, 17]]); // biome-ignore format: steps
    expect(group(needs).desiredByMinute.slice(0, 2)).toEqual([[10, 15], [15, 17]]); // biome-ignore format: steps
  });
});

describe('step scaling, of which groups and services have the same arithmetic', () => {
  const ALONE: SetupParts = { capacityProviders: [], staticInstances: [staticInstance({ count: 40 })] };
  const percent = { adjustmentType: 'PercentChangeInCapacity', cooldownMs: 0 } as const;

  /** Each change of the desired count: a task is at 100 percent with 20 requests a second. */
  function desired(
    tasks: number,
    policies: Parameters<typeof scaling>[0],
    ...load: [minute: number, perSecond: number][]
  ): [number, number][] {
    const spec = { capacity: onLaunchType, load: requests(inSteps(...load)), scaling: scaling(policies, { maxCapacity: 200 }) };
    const { recorder } = run({ ...ALONE, minutes: 12, services: [service(tasks, spec)] });
    return recorder
      .of(Fact.serviceDesired)
      .slice(1)
      .map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
  }

  it('[A.ASG-7, A.T-ASG-d, A.SAS-8] goes 10, 11, 14, 13, 10 with the metric in the second, third, second and third step', () => {
    // 62 % of 10 tasks, 72 % of 11, 38 % of 14, 28 % of 13, then 50 % of 10.
    const load: [number, number][] = [[0, 100], [5, 124], [6, 158.4], [7, 106.4], [8, 72.8], [9, 100]]; // biome-ignore format: steps
    expect(desired(10, IN_THREE_STEPS, ...load)).toEqual([
      [6, 11], // 10 % of 10
      [7, 14], // 30 % of 11 is 3.3: three
      [8, 13], // 10 % of 14 is 1.4: one
      [9, 10], // 30 % of 13 is 3.9: three
    ]);
  });

  it('[S.STEP-4] acts when so many of the last data points of its alarm breach', () => {
    const { alarm } = stepping(1);
    const when = (datapointsToAlarm: number) =>
      desired(
        10,
        [stepping(1, { alarm: { ...alarm, evaluationPeriods: 3, datapointsToAlarm } })],
        [0, 80],
        [5, 120],
        [6, 80],
        [7, 120],
        [8, 80],
      );
    // 40 percent, but 60 in the sixth and the eighth minute, of a threshold of 50.
    expect([when(1), when(2), when(3)]).toEqual([[[6, 11]], [[8, 11]], []]);
  });

  it('[A.ASG-7, A.T-ASG-e] rounds a change towards zero, never to zero', () => {
    const first = (tasks: number, change: number, perSecond: number) => desired(tasks, [stepping(change, percent)], [0, perSecond])[0]?.[1];
    expect(first(127, 10, 127 * 12)).toBe(127 + 12); // 12.7
    expect(first(2, 34, 24)).toBe(2 + 1); // 0.68
    expect(first(2, -29, 4)).toBe(2 - 1); // -0.58
    expect(first(23, -29, 46)).toBe(23 - 6); // -6.67
  });

  it('[A.ASG-3, A.T-ASG-b, A.T-ASG-c, A.SAS-8] of several policies the one that leaves the largest capacity wins', () => {
    const first = (tasks: number, policies: Parameters<typeof scaling>[0], perSecond: number) =>
      desired(tasks, policies, [0, perSecond])[0]?.[1];
    expect(first(10, [stepping(1), stepping(2)], 120)).toBe(12);
    expect(first(8, [stepping(-3), stepping(-25, percent)], 40)).toBe(6); // Three go, or a quarter, which are two.
    // A policy whose alarm is OK requests nothing: 25 % is not below 20 %.
    expect(first(8, [stepping(-3), stepping(-2, { at: 20 })], 40)).toBe(5);
  });
});
