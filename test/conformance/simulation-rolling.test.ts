import { describe, expect, it } from 'vitest';
import { type FailureMode, SOUND } from '../../src/services/deployments/failure-modes.js';
import { CHECK_DEFAULTS } from '../../src/services/health/container-check.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import { RolloutState } from '../../src/services/service-states.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import { GOOD, load } from '../scenario/scenarios.js';
import {
  constant,
  MINUTE,
  onLaunchType,
  PLAIN_CARE,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
  UNWATCHED,
} from '../sim/setups.js';

const SECOND = 1_000;

/** Revisions by the minute at which each comes; the first at 0. */
function deploymentSpecWith(
  over: Partial<Omit<DeploymentSpec, 'revisions'>>,
  ...revisions: [minute: number, mode?: Partial<FailureMode>][]
): DeploymentSpec {
  return {
    revisions: revisions.map(([minute, mode], i) => ({ atMs: minute * MINUTE, taskDefinition: i % 2, mode: { ...SOUND, ...mode } })),
    ...PLAIN_CARE,
    checks: revisions.map(() => []),
    ...over,
  };
}

function rolled(desired: number, over: Partial<Parameters<typeof service>[1]>, parts: SetupParts = {}): Recorder {
  return run({
    minutes: 60,
    capacityProviders: [],
    staticInstances: [staticInstance({ count: 30 })],
    taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
    timings: { containerStart: constant(10 * SECOND), containerStop: constant(5 * SECOND) },
    services: [service(desired, { capacity: onLaunchType, ...over })],
    ...parts,
  }).recorder;
}

/** How many facts of the kind are reported in the millisecond. */
const at = (recorder: Recorder, kind: Parameters<Recorder['of']>[0], atMs: number) =>
  recorder.of(kind).filter((fact) => fact.atMs === atMs).length;
const secondsOf = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) => recorder.of(kind).map(({ atMs }) => atMs / SECOND);

describe('a rolling update in a run', () => {
  it('[S.DEP-3] has by default bounds of 100 and 200 percent', () => {
    const [web] = load(GOOD).setup!.services;
    expect([web!.minimumHealthyPercent, web!.maximumPercent]).toEqual([100, 200]);
    const recorder = rolled(4, {
      minimumHealthyPercent: web!.minimumHealthyPercent,
      maximumPercent: web!.maximumPercent,
      deploymentSpec: deploymentSpecWith({}, [0], [10]),
    });
    expect([at(recorder, Fact.taskRequested, 10 * MINUTE), at(recorder, Fact.taskStopping, 10 * MINUTE)]).toEqual([4, 0]);
  });

  it.each([
    // desired, minimum, maximum: starts first, stops first
    [4, 50, 100, 0, 2], // 4 - ceil(2.0) stop before two start
    [4, 100, 200, 4, 0], // floor(8.0) - 4 start before four stop
    [2, 75, 100, 0, 0], // 2 - ceil(1.5)
    [3, 100, 125, 0, 0], // floor(3.75) - 3
    [4, 100, 125, 1, 0], // floor(5.0) - 4: the nearest that can
    [10, 75, 150, 5, 2], // floor(15.0) - 10 start; 10 - ceil(7.5) stop
  ])('[S.DEP-7, S.DEP-10, A.FL-4, A.T-FL-b, T.HC-8] of %i tasks at %i and %i percent begins with %i starts and %i stops', (...row) => {
    const [desired, minimumHealthyPercent, maximumPercent, starts, stops] = row;
    const recorder = rolled(desired, { minimumHealthyPercent, maximumPercent, deploymentSpec: deploymentSpecWith({}, [0], [10]) });
    expect([at(recorder, Fact.taskRequested, 10 * MINUTE), at(recorder, Fact.taskStopping, 10 * MINUTE)]).toEqual([starts, stops]);
  });

  it('[S.SVC-5, C.SCH-04, T.HC-4] stops an unhealthy task first; outside of it the replacement starts first', () => {
    // A check every ten seconds, of which two fail from minute 10.5 on.
    const check = { ...CHECK_DEFAULTS, intervalMs: 10 * SECOND, retries: 2 };
    const sick = { unhealthyAfterMs: 10.5 * MINUTE };
    const firstOf = (...later: [minute: number, mode?: Partial<FailureMode>][]) => {
      const revisions = deploymentSpecWith({ checks: [[check], []] }, [0, sick], ...later);
      const recorder = rolled(2, { deploymentSpec: revisions }, { minutes: 12 });
      const stops = recorder
        .of(Fact.taskStopping)
        .filter(({ args }) => args[1] === StopCause.unhealthy || args[1] === StopCause.deployment);
      return stops[0]!.atMs / SECOND;
    };
    expect(firstOf()).toBe(670); // Unhealthy at 650 s; 10 s to start another and 10 s to its first check.
    expect(firstOf([10.7])).toBe(650); // The new tasks have started eight seconds ago.
  });

  it('[S.STOP-8, C.SCH-03] leaves as many tasks as desired when unhealthy ones are replaced: no healthy one is too many', () => {
    const check = { ...CHECK_DEFAULTS, intervalMs: 10 * SECOND, retries: 2 };
    const recorder = rolled(
      4,
      { deploymentSpec: deploymentSpecWith({ checks: [[check]] }, [0, { unhealthyAfterMs: 10 * MINUTE }]) },
      { minutes: 15 },
    );
    expect(recorder.values(Fact.taskStopping, 'cause')).toEqual(Array(4).fill(StopCause.unhealthy));
    expect(recorder.values(Fact.taskStopped, 'task').sort()).toEqual([0, 1, 2, 3]); // The four that were there first.
    expect(recorder.of(Fact.taskRequested)).toHaveLength(8);
  });

  it('[S.SVC-2, C.SCH-01] does not lower the count: failed tasks are started again until it is met', () => {
    const recorder = rolled(2, { timeToFailure: constant(10 * MINUTE) }, { minutes: 25 });
    // Ten minutes from RUNNING, which is ten seconds after the start.
    expect(secondsOf(recorder, Fact.taskRequested)).toEqual([0, 0, 610, 610, 1220, 1220]);
  });
});

describe('starts that fail, in a run', () => {
  const dead = { failedStarts: 1 };

  it.each([
    [1, 3],
    [25, 13],
    [40, 20],
  ])('[A.FL-3, A.T-FL-a, S.CB-1] with %i desired tasks break the circuit at %i failures', (desired, threshold) => {
    const watch = { ...UNWATCHED, circuitBreaker: { ...UNWATCHED.circuitBreaker, enable: true } };
    const recorder = rolled(desired, { deploymentSpec: deploymentSpecWith({ watch }, [0], [10, dead]) });
    const failed = recorder.of(Fact.deploymentChanged).find(({ args }) => args[2] === RolloutState.FAILED)!;
    const before = recorder.of(Fact.taskStopped).filter(({ atMs, args }) => atMs <= failed.atMs && args[1] === StopCause.failedToStart);
    expect(before.length).toBeGreaterThanOrEqual(threshold);
    // The failure that breaks it comes with others that started in the same millisecond.
    const earlier = before.filter(({ atMs }) => atMs < failed.atMs).length;
    expect(earlier).toBeLessThan(threshold);
  });

  it('[S.THR-3, T.MSG-7] delay nothing any more after another task definition', () => {
    const recorder = rolled(1, { deploymentSpec: deploymentSpecWith({}, [0], [10, dead], [40]) });
    const starts = secondsOf(recorder, Fact.taskRequested);
    // Each fails ten seconds after its start: at 600, 610, 620 and 630 s, then after waits of 60, 120, 240 and 480 s; the next wait is 960 s.
    expect(starts.filter((second) => second >= 600 && second <= 2_540)).toEqual([600, 610, 620, 630, 700, 830, 1_080, 1_570, 2_400]);
  });
});

describe('the health of a container in a run', () => {
  it('[S.HEALTH-5, T.HC-2] that always fails is UNHEALTHY after the start period and so many intervals as there are retries', () => {
    const unhealthyAt = (startPeriodMs: number, retries: number) => {
      const check = { ...CHECK_DEFAULTS, startPeriodMs, retries };
      const recorder = rolled(
        1,
        { deploymentSpec: deploymentSpecWith({ checks: [[check]] }, [0, { unhealthyAfterMs: 0 }]) },
        { minutes: 10 },
      );
      return recorder.of(Fact.taskHealthChanged).find(({ args }) => args[1] === 2)!.atMs / SECOND - 10;
    };
    expect(unhealthyAt(0, 3)).toBe(90); // Checks at 30, 60 and 90 s from its start.
    expect(unhealthyAt(0, 5)).toBe(150);
    expect(unhealthyAt(60 * SECOND, 3)).toBe(120); // That at 30 s does not count.
    expect(unhealthyAt(61 * SECOND, 3)).toBe(150); // Nor does that at 60 s.
  });

  it('[S.HEALTH-3, S.HEALTH-10, S.LB-3] or of its target: lost after two checks 30 s apart, and the task goes when another is healthy', () => {
    const targetGroup = { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 0 };
    const recorder = rolled(
      1,
      { deploymentSpec: deploymentSpecWith({ targetGroup }, [0, { unhealthyAfterMs: 10 * MINUTE }]) },
      { minutes: 15 },
    );
    // RUNNING at 10 s; the checks at 610 and 640 s fail. The other runs at 650 s, and its first check is at 680 s.
    expect(secondsOf(recorder, Fact.taskRequested)).toEqual([0, 640]);
    expect(recorder.of(Fact.taskStopping).map(({ atMs, args }) => [atMs / SECOND, args[1]])).toEqual([[680, StopCause.unhealthy]]);
  });
});
