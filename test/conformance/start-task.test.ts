import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import { Fact, REFUSED_AS_MISSING } from '../../src/sim/facts.js';
import type { WorkloadSpec } from '../../src/sim/setup.js';
import { EcsStream, statusesOf } from '../report/ecs-stream.js';
import { changed, load, messages } from '../scenario/scenarios.js';
import {
  batch,
  constant,
  HOUR,
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

/** StartTask at each of these minutes on these instances; three are there from the start. */
function startTask(minutes: number[], startOn: number[], over: Partial<WorkloadSpec> = {}): WorkloadSpec {
  return batch(minutes, 1, 10 * MINUTE, { capacity: onLaunchType, placementStrategy: [], startOn, ...over });
}

function simulate(workloads: WorkloadSpec[], parts: SetupParts = {}): Recorder {
  return run({ capacityProviders: [], staticInstances: [staticInstance({ count: 3, zones: [0, 1, 2] })], workloads, ...parts }).recorder;
}

const refusals = (recorder: Recorder) => recorder.of(Fact.taskRefused).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 2)]);

describe('StartTask', () => {
  it('[T.QUOTA-4, S.TASK-5] starts a task on each instance that it names, fuller or emptier, and on no other', () => {
    const recorder = simulate([startTask([0, 1], [2, 0])]);
    expect(recorder.places).toEqual([[0, 2], [1, 0], [2, 2], [3, 0]]); // biome-ignore format: pairs
    expect(recorder.of(Fact.taskRunning)).toHaveLength(4);
  });

  it('[T.FAIL-1, S.TASK-5] fails where the instance has no room, and there alone', () => {
    // Four fit: the fifth of each fails, when the others still run.
    const recorder = simulate([startTask([0, 1, 2, 3, 4, 11], [0, 1])], { taskDefinitions: [taskDefinition()] });
    expect(refusals(recorder)).toEqual([[4, 8, Refusal.cpu], [4, 9, Refusal.cpu]]); // biome-ignore format: pairs
    expect(recorder.places.slice(-2)).toEqual([[10, 0], [11, 1]]); // biome-ignore format: pairs
    const memory = simulate([startTask([1], [0, 1])], {
      staticInstances: [staticInstance({ count: 2 })],
      taskDefinitions: [taskDefinition({ memoryMib: 9_000 })],
      services: [service(1, { capacity: onLaunchType })],
    });
    expect(refusals(memory).map(([, , reason]) => reason)).toEqual([Refusal.memory]);
  });

  it('[T.FAIL-1, T.FAIL-2] reports MISSING, INACTIVE, AGENT, LOCATION and ATTRIBUTE', () => {
    const reasons = (startOn: number[], parts: SetupParts = {}, over: Partial<WorkloadSpec> = {}) =>
      refusals(simulate([startTask([20], startOn, over)], parts)).map(([, , reason]) => reason);
    expect(reasons([0, 3])).toEqual([REFUSED_AS_MISSING]);
    const during = { provider: null, zone: 1, share: 1, count: null, fromMs: 10 * MINUTE };
    expect(reasons([0, 1, 2], { faults: [{ kind: 'terminate', ...during, isOfOutside: false }] })).toEqual([Refusal.inactive]);
    expect(reasons([0, 1, 2], { faults: [{ kind: 'deregister', ...during, isForced: true }] })).toEqual([Refusal.inactive]);
    expect(reasons([0, 1, 2], { faults: [{ kind: 'drain', ...during, untilMs: HOUR }] })).toEqual([Refusal.inactive]);
    expect(reasons([0, 1, 2], { faults: [{ kind: 'agentDisconnect', ...during, untilMs: HOUR }] })).toEqual([Refusal.agent]);
    expect(reasons([0, 1, 2], { taskDefinitions: [taskDefinition({ eni: 1 })] }, { zones: [0, 2] })).toEqual([Refusal.location]);
    expect(reasons([0], { taskDefinitions: [taskDefinition({ architecture: 'arm64' })] })).toEqual([Refusal.attribute]);
  });

  it('[T.FAIL-1] finds an instance of a group when it has registered, and not while it boots', () => {
    const parts = { capacityProviders: [provider({ minSize: 1 })], timings: { instanceBoot: constant(5 * MINUTE) } };
    const grown = { ...parts, services: [service([[1, 9]])] }; // biome-ignore format: steps
    const recorder = simulate([startTask([3, 30], [4], { runTime: constant(1_000) })], { ...grown, staticInstances: [], minutes: 40 });
    expect(refusals(recorder).map(([minute, , reason]) => [minute, reason])[0]).toEqual([3, REFUSED_AS_MISSING]);
  });

  it('[S.TASK-5, A.CAS-6] does not wait, and no group scales out for it', () => {
    const full = { capacityProviders: [provider()], taskDefinitions: [taskDefinition({ cpuUnits: 4096 })] };
    const recorder = simulate([startTask([0, 1], [0])], full);
    expect(refusals(recorder)).toEqual([[1, 1, Refusal.cpu]]);
    expect(recorder.desiredByMinute).toEqual([]);
  });

  it('[T.QUOTA-4] takes one token for each call, and calls again when it may', () => {
    const rate = { capacity: 1, refill: 1, perMs: 2 * MINUTE };
    const faults = [{ kind: 'apiThrottling', action: 'RunTask', rate, fromMs: 0, untilMs: HOUR }] as const;
    const recorder = simulate([startTask([0, 0], [0, 1, 2])], { faults });
    expect(recorder.of(Fact.taskRequested).map(({ atMs }) => atMs / MINUTE)).toEqual([0, 0, 0, 2, 2, 2]);
  });

  it('[T.EVT-4, T.FAIL-1] has events of its tasks, and none of those that failed', () => {
    const stream = new EcsStream({
      ...{ capacityProviders: [], staticInstances: [staticInstance()] },
      workloads: [startTask([1], [0, 1])],
    });
    expect(statusesOf(stream.ofTask(0)).at(0)).toBe('PENDING RUNNING');
    expect(stream.ofTask(0)[0].detail).toMatchObject({ launchType: 'EC2', group: 'family:app' });
    expect(stream.ofTask(1)).toEqual([]);
  });
});

describe('a scenario with startTask', () => {
  const from = 'launchType: EC2\n    arrivals';
  const to = (keys: string) => changed(['  - { family: pods,', '  - { family: pods, placementConstraints: [{ type: memberOf, expression: "attribute:rack == r1" }],'], [from, `${keys}\n    arrivals`]); // biome-ignore format: one line

  it('[T.QUOTA-4, T.FAIL-1] names instances by their numbers', () => {
    const loaded = load(to('startTask: { containerInstances: [0, 1] }')) as Extract<ReturnType<typeof load>, { setup: unknown }>;
    const { startOn, capacity, placementStrategy, memberOf } = loaded.setup.workloads[0];
    expect({ startOn, capacity, placementStrategy, memberOf }).toEqual({
      startOn: [0, 1],
      capacity: onLaunchType,
      placementStrategy: [],
      memberOf: [],
    });
  });

  it.each([
    [
      'launchType: FARGATE\n    startTask: { containerInstances: [0] }',
      ['workloads.jobs.launchType: FARGATE has no container instances that StartTask could name: leave it out, or leave out startTask'],
    ],
    [
      'capacityProviderStrategy: [{ capacityProvider: FARGATE }]\n    startTask: { containerInstances: [0] }',
      ['workloads.jobs.capacityProviderStrategy: stands beside startTask, which names the instances itself: leave it out'],
    ],
    [
      'placementStrategy: [{ type: random }]\n    startTask: { containerInstances: [0] }',
      ['workloads.jobs.placementStrategy: stands beside startTask, which names the instances itself: leave it out'],
    ],
    [
      'count: 2\n    startTask: { containerInstances: [0] }',
      ['workloads.jobs.count: 2 is not possible with startTask, which starts a task on each instance: leave it out'],
    ],
    [
      'startTask: { containerInstances: [3, 3] }',
      ['workloads.jobs.startTask.containerInstances.1: 3 is there already: a call starts one task on each instance'],
    ],
    [
      'startTask: { containerInstances: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }',
      [expect.stringMatching(/^workloads.jobs.startTask.containerInstances: .*10/)],
    ],
    ['startTask: { containerInstances: [] }', [expect.stringMatching(/^workloads.jobs.startTask.containerInstances: /)]],
  ])('[T.QUOTA-4] is refused for %s', (keys, lines) => {
    expect(messages(to(keys))).toEqual(lines);
  });
});
