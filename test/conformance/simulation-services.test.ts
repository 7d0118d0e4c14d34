import { describe, expect, it } from 'vitest';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { RolloutState } from '../../src/services/service-states.js';
import type { DeploymentSpec, ProtectionSpec } from '../../src/sim/deployment-spec.js';
import { BlockedBy, Fact, StopCause } from '../../src/sim/facts.js';
import type { FargateState } from '../../src/sim/providers/fargate/state.js';
import type { ServiceSpec } from '../../src/sim/setup.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import {
  batch,
  CARE,
  constant,
  daemon,
  MINUTE,
  onLaunchType,
  onProvider,
  PLAIN_CARE,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

const SECOND = 1_000;
const BY_ZONE = [{ type: 'spread', field: 'attribute:ecs.availability-zone' }] as const;

/** Revisions at these minutes after the first; one definition each. */
function deploymentSpecWith(over: Partial<DeploymentSpec>, ...later: number[]): DeploymentSpec {
  const revisions = [0, ...later].map((minute, i) => ({ atMs: minute * MINUTE, taskDefinition: i === 0 ? 0 : 1, mode: SOUND }));
  return { revisions, ...PLAIN_CARE, checks: revisions.map(() => []), ...over };
}

const protection = (over: Partial<ProtectionSpec>): ProtectionSpec => ({
  ...{ share: 1, work: constant(30 * MINUTE), minutes: 120, isRenewed: true },
  ...over,
});

function simulate(parts: SetupParts, minutes = 60) {
  const made = run({
    minutes,
    capacityProviders: [],
    taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
    timings: { containerStart: constant(10 * SECOND) },
    ...parts,
  });
  expect(brokenInvariants(made.simulation.world)).toEqual([]);
  return made;
}

/** [second, cause] of each stop. */
const stops = (recorder: Recorder) => recorder.of(Fact.taskStopping).map(({ atMs, args }) => [atMs / SECOND, args[1]]);
const secondsOf = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) => recorder.of(kind).map(({ atMs }) => atMs / SECOND);

describe('scale-in protection', () => {
  const shrinking = (
    spec: Partial<ProtectionSpec>,
    steps: [number, number][] = [[0, 4], [10, 2]], // biome-ignore format: steps
  ) =>
    simulate({
      staticInstances: [staticInstance()],
      services: [service(steps, { capacity: onLaunchType, deploymentSpec: deploymentSpecWith({ protection: protection(spec) }) })],
    }).recorder;

  it('[S.PROT-1, S.STOP-7] keeps tasks that work from a shrinking service until they are done', () => {
    // Half an hour of work from RUNNING on, ten seconds after the request.
    const doneAt = 30 * 60 + 10;
    expect(stops(shrinking({}))).toEqual([
      [doneAt, StopCause.serviceScaledIn],
      [doneAt, StopCause.serviceScaledIn],
    ]);
    expect(stops(shrinking({ share: 0 })).map(([at]) => at)).toEqual([600, 600]);
  });

  it('[S.STOP-7] stops unprotected tasks first, against the stop rule', () => {
    const recorder = shrinking({ share: 0.5 });
    const busy = new Set(recorder.values(Fact.taskProtected, 'task'));
    expect(busy.size).toBeGreaterThan(0);
    expect(busy.size).toBeLessThan(4);
    const first = recorder.of(Fact.taskStopping).filter(({ atMs }) => atMs === 10 * MINUTE);
    expect(first.map(({ args }) => busy.has(args[0]!))).toEqual(Array.from({ length: Math.min(2, 4 - busy.size) }, () => false));
  });

  it('[S.PROT-1, S.PROT-2] expires unless the task sets it anew, and then counts from there', () => {
    const expiring = shrinking({ minutes: 15, isRenewed: false });
    expect(stops(expiring).map(([at]) => at)).toEqual([910, 910]);
    const renewed = shrinking({ minutes: 15 }, [[0, 4], [20, 3]]); // biome-ignore format: steps
    expect(stops(renewed).map(([at]) => at)).toEqual([1_810]);
    expect(secondsOf(renewed, Fact.taskProtected)).toEqual([10, 10, 10, 10, 910, 910, 910, 910]);
    expect(renewed.values(Fact.taskProtected, 'untilMs').map((ms) => ms / SECOND)).toEqual([
      910, 910, 910, 910, 1_810, 1_810, 1_810, 1_810,
    ]);
  });

  it('[S.PROT-4] blocks a service with more protected tasks than desired, and refuses more protection', () => {
    const recorder = shrinking({ minutes: 15 });
    expect(recorder.of(Fact.serviceBlocked).map(({ atMs, args }) => [atMs / SECOND, args[1]])).toEqual([
      [600, BlockedBy.protection],
      [1_810, BlockedBy.nothing],
    ]);
    // At 910 s all four expire and are renewed, one after the other; when three have it the fourth is refused, for two are desired.
    expect(secondsOf(recorder, Fact.protectionRefused)).toEqual([910]);
  });

  it('[S.PROT-5, S.DEP-12] holds up a deployment, which starts tasks up to its maximum and reports the protected tasks', () => {
    const { recorder, simulation } = simulate({
      staticInstances: [staticInstance({ count: 2 })],
      services: [
        service(4, {
          capacity: onLaunchType,
          deploymentSpec: deploymentSpecWith({ protection: protection({ work: constant(20 * MINUTE) }) }, 10),
        }),
      ],
    });
    // The new ones are healthy after 50 seconds; the old ones stay until they have worked for 20 minutes.
    expect(stops(recorder)).toEqual([1, 2, 3, 4].map(() => [20 * 60 + 10, StopCause.deployment]));
    expect(recorder.of(Fact.serviceBlocked).map(({ atMs, args }) => [atMs / SECOND, args[1]])).toEqual([
      [650, BlockedBy.protection],
      [1_210, BlockedBy.nothing],
    ]);
    expect(recorder.of(Fact.deploymentChanged).at(-1)!.args.slice(1, 3)).toEqual([1, RolloutState.COMPLETED]);
    // The first of the new ones is the fifth that is protected, of four that are wanted: the others may not be.
    expect(secondsOf(recorder, Fact.protectionRefused)).toEqual([610, 610, 610]);
    expect(simulation.world.protectedTasks.save()).toHaveLength(1);
  });

  it('[S.PROT-8] does not keep a task from a drain', () => {
    const fromMs = 10 * MINUTE;
    const { recorder } = simulate({
      staticInstances: [staticInstance({ count: 2 })],
      faults: [{ kind: 'drain', provider: null, zone: null, share: 1, count: 1, fromMs, untilMs: 50 * MINUTE }],
      services: [service(2, { capacity: onLaunchType, deploymentSpec: deploymentSpecWith({ protection: protection({}) }) })],
    });
    expect(stops(recorder)).toEqual([[650, StopCause.replaced], [650, StopCause.replaced]]); // biome-ignore format: rows
  });
});

describe('Availability Zone rebalancing', () => {
  const zones = (recorder: Recorder, places: readonly number[]) => {
    const gone = new Set(recorder.values(Fact.taskStopped, 'task'));
    const left = recorder.places.filter(([task]) => !gone.has(task)).map(([, instance]) => places[instance]!);
    return [0, 1, 2].map((zone) => left.filter((at) => at === zone).length);
  };
  /** Zone 1 is drained from the start until minute 10; zone 0 has four tasks by then. */
  const uneven = (over: Partial<ServiceSpec>, spec: Partial<DeploymentSpec> = {}, later: number[] = [], steps: SetupParts = {}) =>
    simulate({
      staticInstances: [staticInstance({ zones: [0], count: 2 }), staticInstance({ zones: [1] })],
      faults: [{ kind: 'drain', provider: null, zone: 1, share: 1, count: null, fromMs: 0, untilMs: 10 * MINUTE }],
      services: [
        service([[1, 4]], {
          capacity: onLaunchType,
          placementStrategy: BY_ZONE,
          isRebalanced: true,
          deploymentSpec: deploymentSpecWith(spec, ...later),
          ...over,
        }),
      ],
      ...steps,
    }).recorder;

  it('[A.NW-1] starts where there are fewest, and stops where there are most when those are healthy', () => {
    const recorder = uneven({});
    expect(zones(recorder, [0, 0, 1])).toEqual([2, 2, 0]);
    expect(secondsOf(recorder, Fact.taskRequested)).toEqual([60, 60, 60, 60, 600, 600]);
    expect(stops(recorder)).toEqual([[650, StopCause.zoneRebalanced], [650, StopCause.zoneRebalanced]]); // biome-ignore format: rows
    // A service without deployment settings moves its tasks likewise; test/predicted/zone-rebalancing has its times.
    const plain = uneven({ deploymentSpec: null });
    expect(zones(plain, [0, 0, 1])).toEqual([2, 2, 0]);
    expect(secondsOf(plain, Fact.taskRequested)).toEqual(secondsOf(recorder, Fact.taskRequested));
  });

  it('[A.NW-1] leaves the zones as they are where it is DISABLED', () => {
    expect(zones(uneven({ isRebalanced: false }), [0, 0, 1])).toEqual([4, 0, 0]);
  });

  it('[A.NW-1] keeps to the maximum: one at a time at 125 %', () => {
    const recorder = uneven({ maximumPercent: 125 });
    expect(zones(recorder, [0, 0, 1])).toEqual([2, 2, 0]);
    expect(secondsOf(recorder, Fact.taskRequested).slice(4)).toEqual([600, 650]);
    expect(stops(recorder).map(([at]) => at)).toEqual([650, 700]);
  });

  it('[A.NW-1] waits for a deployment to be through', () => {
    // Its tasks take eleven minutes to start, so that zone 1 is back before it is through.
    const recorder = uneven({ minimumHealthyPercent: 0, maximumPercent: 125 }, {}, [1.05], {
      timings: { containerStart: constant(11 * MINUTE) },
    });
    const moved = recorder.of(Fact.taskStopping).filter(({ args }) => args[1] === StopCause.zoneRebalanced);
    const completed = recorder.of(Fact.deploymentChanged).filter(({ args }) => args[1] === 1 && args[2] === RolloutState.COMPLETED)[0]!;
    expect(moved.length).toBeGreaterThan(0);
    const starts = recorder.of(Fact.taskRequested).filter(({ atMs }) => atMs > 2 * MINUTE);
    expect(starts[0]!.atMs).toBeGreaterThanOrEqual(completed.atMs);
  });

  it('[A.NW-1, S.PROT-1] moves no task while one is protected', () => {
    const recorder = uneven({}, { protection: protection({ work: constant(20 * MINUTE) }) });
    expect(secondsOf(recorder, Fact.taskRequested).slice(4)).toEqual([1_270, 1_270]);
  });

  it('[A.NW-1] launches nothing: it waits for room, and goes on when there is some', () => {
    const places = [0, 0, 1];
    const other = service([[0, 4], [30, 0]], { name: 'other', capacity: onLaunchType, memberOf: ['attribute:ecs.availability-zone == us-east-1b'] }); // biome-ignore format: steps
    const web = service([[1, 4]], { capacity: onLaunchType, placementStrategy: BY_ZONE, isRebalanced: true });
    const { recorder } = simulate({
      staticInstances: [staticInstance({ zones: [0], count: 2 }), staticInstance({ zones: [1] })],
      services: [other, web],
    });
    expect(recorder.of(Fact.taskRequested).slice(8).map(({ atMs }) => atMs / MINUTE)).toEqual([30, 30]); // biome-ignore format: times
    expect(zones(recorder, places)).toEqual([2, 2, 0]);
  });

  it('[A.NW-1] on Fargate goes back to a zone that has capacity again', () => {
    const spread = (isRebalanced: boolean) =>
      simulate({
        taskDefinitions: [taskDefinition({ eni: 1 }), taskDefinition({ eni: 1 })],
        services: [service(6, { capacity: onProvider(0), zones: [0, 1], isRebalanced })],
        market: {
          overlays: [{ kind: 'drought', where: { isSpot: null, type: null, zone: 1 }, fromMs: 0, untilMs: 10 * MINUTE }],
        },
      }).simulation.world.platforms.states[0] as FargateState;
    const at = (is: boolean) => spread(is).spreadOf(0).save()[0];
    expect(at(false)).toEqual([6, 0, 0]);
    expect(at(true)).toEqual([3, 3, 0]);
  });
});

describe('daemons', () => {
  const drain = { kind: 'drain', provider: null, zone: null, share: 1, count: null, fromMs: 10 * MINUTE, untilMs: 50 * MINUTE } as const;

  it('[S.DAEMON-5] are the last tasks of an instance that drains, and start again when the drain is lifted', () => {
    const parts = {
      staticInstances: [staticInstance()],
      faults: [drain],
      workloads: [batch([5], 1, 20 * MINUTE, { capacity: onLaunchType })],
    };
    const { recorder } = simulate({ ...parts, services: [daemon()] });
    const ran = (5 * 60 + 10) + 20 * 60; // biome-ignore format: a sum
    expect(stops(recorder)).toEqual([[ran, StopCause.runEnded], [ran, StopCause.replaced]]); // biome-ignore format: rows
    expect(secondsOf(recorder, Fact.taskRequested)).toEqual([0, 300, 50 * 60]);
    expect(stops(simulate({ ...parts, workloads: [], services: [daemon()] }).recorder)).toEqual([[600, StopCause.replaced]]);
  });

  it('[S.DAEMON-2] that no longer match their constraints are stopped, and are there again when they do', () => {
    const web = service([[0, 0], [10, 1], [20, 0]], { capacity: onLaunchType }); // biome-ignore format: steps
    const agent = daemon({ memberOf: ['not(task:group == service:web)'] });
    const { recorder } = simulate({ staticInstances: [staticInstance()], services: [web, agent] });
    expect(stops(recorder)).toEqual([[600, StopCause.constraintViolated], [1_200, StopCause.serviceScaledIn]]); // biome-ignore format: rows
    expect(secondsOf(recorder, Fact.taskRequested)).toEqual([0, 600, 1_200]);
  });

  it('[S.DAEMON-2] count others and not themselves', () => {
    const other = service([[0, 0], [10, 2]], { capacity: onLaunchType }); // biome-ignore format: steps
    const { recorder } = simulate({
      staticInstances: [staticInstance()],
      services: [other, daemon({ memberOf: ['runningTasksCount < 1'] })],
    });
    expect(stops(recorder)).toEqual([[600, StopCause.constraintViolated]]);
  });
});

describe('a task that exits at once', () => {
  it('[A.RT-3] is started again when the scheduler gets to it: 13 to 23 seconds later', () => {
    const restarts = (deploymentAndHealth?: SetupParts['deploymentAndHealth']) => {
      const services = [service(1, { capacity: onLaunchType, timeToFailure: constant(1) })];
      const { recorder } = simulate(
        { staticInstances: [staticInstance()], services, ...(deploymentAndHealth && { deploymentAndHealth }) },
        5,
      );
      return secondsOf(recorder, Fact.taskRequested)
        .slice(1)
        .map((at, i) => at - recorder.of(Fact.taskStopped)[i]!.atMs / SECOND);
    };
    const waits = restarts({ ...CARE, reaction: { kind: 'uniform', minMs: 13 * SECOND, maxMs: 23 * SECOND } });
    expect(waits.length).toBeGreaterThan(7);
    for (const wait of waits) expect(wait >= 13 && wait <= 23).toBe(true);
    expect(new Set(waits).size).toBeGreaterThan(5);
    expect(Math.max(...restarts().slice(0, 20))).toBe(0);
  });
});
