import { describe, expect, it } from 'vitest';
import { type FailureMode, SOUND } from '../../src/services/deployments/failure-modes.js';
import { nativeSteps } from '../../src/services/deployments/native.js';
import { CODE_DEPLOY_CONFIGS, codeDeploySteps } from '../../src/services/deployments/traffic.js';
import { CHECK_DEFAULTS } from '../../src/services/health/container-check.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import { RolloutState } from '../../src/services/service-states.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { BlockedBy, DeploymentCause, Fact, StopCause } from '../../src/sim/facts.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import {
  CARE,
  constant,
  MINUTE,
  onLaunchType,
  PLAIN_CARE,
  type Recorder,
  run,
  type SetupParts,
  service,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
  UNWATCHED,
} from '../sim/setups.js';

const SECOND = 1_000;
const { IN_PROGRESS, COMPLETED, FAILED } = RolloutState;

/** A first revision at 0, and one of other stuff at each of these minutes. */
function care(over: Partial<Omit<DeploymentSpec, 'revisions'>>, ...later: [minute: number, mode?: Partial<FailureMode>][]): DeploymentSpec {
  const revisions = [
    { atMs: 0, taskDefinition: 0, mode: SOUND },
    ...later.map(([minute, mode]) => ({ atMs: minute * MINUTE, taskDefinition: 1, mode: { ...SOUND, ...mode } })),
  ];
  return {
    revisions,
    ...PLAIN_CARE,
    checks: revisions.map(() => []),
    ...over,
  };
}

const breaker = (rollback: boolean) => ({ ...UNWATCHED, circuitBreaker: { ...UNWATCHED.circuitBreaker, enable: true, rollback } });
const percents = (minimumHealthyPercent: number, maximumPercent: number) => ({ minimumHealthyPercent, maximumPercent });
const START = { containerStart: constant(10 * SECOND) };

function simulate(parts: SetupParts, minutes = 60) {
  const made = run({
    minutes,
    capacityProviders: [],
    staticInstances: [staticInstance({ count: 4 })],
    taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
    timings: START,
    ...parts,
  });
  expect(brokenInvariants(made.simulation.world)).toEqual([]);
  return made;
}

/** [minute, revision, rollout, cause] of each change of a deployment from minute 10 on. */
function rollouts(recorder: Recorder): number[][] {
  return recorder
    .of(Fact.deploymentChanged)
    .flatMap(({ atMs, args }) => (atMs < 10 * MINUTE ? [] : [[atMs / MINUTE, ...args.slice(1, 4)]]));
}

const alive = (recorder: Recorder, atMin: number) => {
  const until = (kind: Parameters<Recorder['of']>[0]) => recorder.of(kind).filter(({ atMs }) => atMs <= atMin * MINUTE).length;
  return until(Fact.taskRequested) - until(Fact.taskStopped);
};
/** [minute, what blocks it, tasks to be replaced] of the one service. */
const blocked = (recorder: Recorder) => recorder.of(Fact.serviceBlocked).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(1, 3)]);
const causes = (recorder: Recorder) => recorder.values(Fact.taskStopped, 'cause');
const most = (recorder: Recorder, fromMin = 0) => {
  const moments = recorder.facts.filter(({ atMs }) => atMs >= fromMin * MINUTE).map(({ atMs }) => atMs / MINUTE);
  return Math.max(...new Set(moments.map((minute) => alive(recorder, minute))));
};

describe('a rolling update', () => {
  const rolled = (of: ReturnType<typeof percents>, desired = 4, parts: SetupParts = {}) =>
    simulate({ services: [service(desired, { capacity: onLaunchType, ...of, deploymentSpec: care({}, [10]) })], ...parts });

  it('[S.DEP-1, S.DEP-2, S.DEP-6, S.DEP-11] at 100 and 200 % starts all anew, and stops the old ones when the new are healthy', () => {
    const { recorder } = rolled(percents(100, 200));
    expect(alive(recorder, 10.5)).toBe(8);
    // Ten seconds to start, and forty until they count as healthy (S.HEALTH-1).
    expect(rollouts(recorder)).toEqual([
      [10, 1, IN_PROGRESS, DeploymentCause.begun],
      [10 + 50 / 60, 1, COMPLETED, DeploymentCause.steady],
    ]);
    expect(causes(recorder)).toEqual([1, 2, 3, 4].map(() => StopCause.deployment));
    expect(recorder.of(Fact.taskStopping).map(({ atMs }) => atMs / SECOND)).toEqual([650, 650, 650, 650]);
  });

  it('[S.DEP-6] at 50 and 100 % stops two of four first, so that it needs no room beyond theirs', () => {
    const { recorder } = rolled(percents(50, 100));
    expect(most(recorder, 10)).toBe(4);
    expect(recorder.of(Fact.taskStopping).map(({ atMs }) => atMs / SECOND)).toEqual([600, 600, 650, 650]);
    expect(rollouts(recorder).at(-1)).toEqual([10 + 100 / 60, 1, COMPLETED, DeploymentCause.steady]);
  });

  it('[S.DEP-4, T.HC-10] counts tasks that stop towards the maximum, or not, by a setting', () => {
    const slow = { timings: { ...START, containerStop: constant(20 * SECOND) } };
    const counted = rolled(percents(50, 100), 4, slow).recorder;
    expect(most(counted, 10)).toBe(4);
    const notCounted = rolled(percents(50, 100), 4, {
      ...slow,
      deploymentAndHealth: { ...CARE, deployments: { ...CARE.deployments, stoppingCounts: false } },
    });
    expect(most(notCounted.recorder, 10)).toBe(6);
  });

  it('[S.DEP-8, C.ERR-07] at 100 and 100 % never begins', () => {
    const { recorder } = rolled(percents(100, 100));
    expect(rollouts(recorder)).toEqual([[10, 1, IN_PROGRESS, DeploymentCause.begun]]);
    expect(recorder.of(Fact.taskStopping)).toEqual([]);
    expect(blocked(recorder)).toEqual([[10, BlockedBy.percents, 4]]);
  });

  it('[S.SVC-7] takes over from one that is not through: all its tasks are old at once', () => {
    const { recorder } = simulate({ services: [service(4, { capacity: onLaunchType, deploymentSpec: care({}, [10], [10.5]) })] });
    expect(rollouts(recorder).map((row) => row.slice(1, 3))).toEqual([
      [1, IN_PROGRESS],
      [2, IN_PROGRESS],
      [2, COMPLETED],
    ]);
    // The eight before it are gone in the end.
    expect(causes(recorder).filter((cause) => cause === StopCause.deployment)).toHaveLength(8);
    expect(alive(recorder, 60)).toBe(4);
  });

  it('[S.DEP-6, S.LB-1] with a load balancer stops old tasks only when their connections have drained', () => {
    const targetGroup = { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 5 * MINUTE };
    const services = [service(2, { capacity: onLaunchType, deploymentSpec: care({ targetGroup }, [10]) })];
    const { recorder } = simulate({ services });
    // New targets pass their first check after 30 seconds of running.
    expect(recorder.of(Fact.taskStopping).map(({ atMs }) => atMs / SECOND)).toEqual([640, 640]);
    expect(recorder.of(Fact.taskStopped).map(({ atMs }) => atMs / SECOND)).toEqual([940, 940]);
    expect(rollouts(recorder).at(-1)![0]).toBe(940 / 60);
  });
});

describe('the circuit breaker', () => {
  const dead = { failedStarts: 1 };

  it('[S.CB-1, S.CB-2, S.CB-5] ends a deployment whose tasks do not start, and stops there', () => {
    const { recorder } = simulate({
      services: [service(4, { capacity: onLaunchType, deploymentSpec: care({ watch: breaker(false) }, [10, dead]) })],
    });
    // Four at a time, of which the third is one too many.
    expect(rollouts(recorder)).toEqual([
      [10, 1, IN_PROGRESS, DeploymentCause.begun],
      [10 + 10 / 60, 1, FAILED, DeploymentCause.circuitBreaker],
    ]);
    expect(alive(recorder, 60)).toBe(4); // The old ones serve on.
    expect(recorder.of(Fact.taskRequested)).toHaveLength(8);
  });

  it('[S.CB-5, S.SM-3] rolls back to the latest deployment that was COMPLETED', () => {
    const { recorder } = simulate({
      services: [service(4, { capacity: onLaunchType, deploymentSpec: care({ watch: breaker(true) }, [10, dead]) })],
    });
    expect(rollouts(recorder).map((row) => row.slice(1))).toEqual([
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, FAILED, DeploymentCause.circuitBreaker],
      [0, IN_PROGRESS, DeploymentCause.begun],
      [0, COMPLETED, DeploymentCause.steady],
    ]);
    expect(causes(recorder)).toEqual([1, 2, 3, 4].map(() => StopCause.failedToStart));
    expect(recorder.of(Fact.taskRequested)).toHaveLength(8);
  });

  it('[S.CB-3, S.CB-4] counts failed health checks once a task has run', () => {
    const check = { ...CHECK_DEFAULTS, intervalMs: 10 * SECOND, retries: 2 };
    const watched = care({ watch: breaker(true), checks: [[], [check]] }, [10, { unhealthyAfterMs: 5 * SECOND }]);
    const { recorder } = simulate({ services: [service(4, { capacity: onLaunchType, deploymentSpec: watched })] });
    const [, failed] = rollouts(recorder);
    expect(failed.slice(1)).toEqual([1, FAILED, DeploymentCause.circuitBreaker]);
    // It never passes a check: two fail, ten seconds apart, and three tasks of the four are enough.
    expect(failed[0]).toBeCloseTo(10.5, 1);
    expect(alive(recorder, 60)).toBe(4);
  });

  it('[S.THR-1, S.THR-2, A.FL-1] that is off leaves the service to try for ever, with longer and longer waits', () => {
    const { recorder } = simulate({ services: [service(1, { capacity: onLaunchType, deploymentSpec: care({}, [10, dead]) })] }, 180);
    const starts = recorder.of(Fact.taskRequested).flatMap(({ atMs }) => (atMs >= 10 * MINUTE ? [atMs / SECOND] : []));
    const waits = starts.slice(1).map((at, i) => at - starts[i] - 10);
    // Three failures are free; then one minute, doubling up to 27.
    expect(waits.slice(0, 9)).toEqual([0, 0, 0, 60, 120, 240, 480, 960, 1620]);
    expect(rollouts(recorder).map((row) => row[2])).toEqual([IN_PROGRESS]);
    const throttled = recorder.of(Fact.startsThrottled).map(({ atMs, args: [, inARow, againMs] }) => [inARow, (againMs - atMs) / SECOND]);
    expect(throttled.slice(0, 3)).toEqual([[4, 60], [5, 120], [6, 240]]); // biome-ignore format: pairs
  });

  it('[S.THR-4] waits no longer because a task that runs fails its health checks', () => {
    const check = { ...CHECK_DEFAULTS, intervalMs: 10 * SECOND, retries: 2 };
    // The old one turns unhealthy at minute 11, while the fourth start in a row has failed at 10:40 and waits until 11:40.
    const of = { ...care({ checks: [[check], []] }, [10, dead]) };
    const revisions = of.revisions.map((spec, i) => (i === 0 ? { ...spec, mode: { ...SOUND, unhealthyAfterMs: 10.7 * MINUTE } } : spec));
    const services = [service(1, { capacity: onLaunchType, ...percents(0, 300), deploymentSpec: { ...of, revisions } })];
    const { recorder } = simulate({ services, timings: START }, 15);
    const starts = recorder.of(Fact.taskRequested).map(({ atMs }) => atMs / SECOND);
    expect(starts.filter((at) => at >= 600).slice(0, 5)).toEqual([600, 610, 620, 630, 700]);
  });
});

describe('a service whose tasks are on an instance that drains', () => {
  const draining = (of: ReturnType<typeof percents>, over: SetupParts = {}) =>
    blocked(
      simulate(
        {
          services: [service(4, { capacity: onLaunchType, ...of })],
          staticInstances: [staticInstance({ count: 1 }), staticInstance({ count: 1 })],
          faults: [{ kind: 'drain', provider: null, zone: null, share: 1, count: 1, fromMs: 10 * MINUTE, untilMs: 20 * MINUTE }],
          ...over,
        },
        60,
      ).recorder,
    );

  it('[S.DEP-8, C.DRN-04] may do nothing at 100 and 100 %, until they may stay', () => {
    expect(draining(percents(100, 100))).toEqual([
      [10, BlockedBy.percentsWhileDraining, 4],
      [20, BlockedBy.nothing, 0],
    ]);
    expect(draining(percents(75, 100))).toEqual([]);
    expect(draining(percents(100, 125))).toEqual([]);
  });

  it('[C.DRN-04] keeps its desired count when the instance is ACTIVE again before the replacements run', () => {
    const { recorder } = simulate({
      services: [service(4, { capacity: onLaunchType })],
      staticInstances: [staticInstance({ count: 1 }), staticInstance({ count: 1 })],
      faults: [{ kind: 'drain', provider: null, zone: null, share: 1, count: 1, fromMs: 10 * MINUTE, untilMs: 10.1 * MINUTE }],
    });
    expect([alive(recorder, 10.05), alive(recorder, 60)]).toEqual([8, 4]);
  });
});

describe('alarms of a deployment', () => {
  const alarms = { enable: true, rollback: true };
  const watching = (fromMin: number, bakeMin: number) =>
    care(
      {
        watch: { ...UNWATCHED, alarms, bakeMs: bakeMin * MINUTE },
        alarms: [{ fromMs: fromMin * MINUTE, untilMs: (fromMin + 5) * MINUTE }],
      },
      [10],
    );
  const story = (of: DeploymentSpec) =>
    rollouts(simulate({ services: [service(4, { capacity: onLaunchType, deploymentSpec: of })] }).recorder);

  it('[S.ALARM-1, S.ALARM-2] roll it back when one goes off while it is under way', () => {
    expect(story(watching(10.5, 0)).map((row) => row.slice(1))).toEqual([
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, FAILED, DeploymentCause.alarm],
      [0, IN_PROGRESS, DeploymentCause.begun],
      [0, COMPLETED, DeploymentCause.steady],
    ]);
  });

  it('[S.ALARM-4] are watched on for the bake time, and no longer', () => {
    expect(story(watching(14, 5)).map((row) => row.slice(1, 3))).toEqual([
      [1, IN_PROGRESS],
      [1, FAILED],
      [0, IN_PROGRESS],
      [0, COMPLETED],
    ]);
    expect(story(watching(16, 5)).map(([minute, , rollout]) => [minute, rollout])).toEqual([
      [10, IN_PROGRESS],
      [10 + 50 / 60 + 5, COMPLETED],
    ]);
  });

  it('[S.ALARM-3] that are on already when it begins do not count', () => {
    expect(story(watching(9, 0)).map((row) => row[2])).toEqual([IN_PROGRESS, COMPLETED]);
  });
});

describe('a task that fails its health checks', () => {
  const check = { ...CHECK_DEFAULTS, intervalMs: 10 * SECOND, retries: 2 };
  const sick = (over: Partial<DeploymentSpec> = {}) => ({
    ...care({ checks: [[check]], ...over }),
    revisions: [{ atMs: 0, taskDefinition: 0, mode: { ...SOUND, unhealthyAfterMs: 10 * MINUTE } }],
  });

  it('[S.HEALTH-1, S.HEALTH-2, S.SVC-3, C.SCH-03, T.HC-6] is replaced: another starts first, and when that is healthy it goes', () => {
    const { recorder } = simulate({ services: [service(2, { capacity: onLaunchType, deploymentSpec: sick() })] }, 12);
    const unhealthy = recorder.of(Fact.taskHealthChanged).filter(({ args }) => args[1] === 2);
    // Fails from minute 10 and ten seconds on; the second failure in a row is the one.
    expect(unhealthy.map(({ atMs }) => atMs / SECOND)).toEqual([620, 620]);
    expect(recorder.of(Fact.taskRequested).map(({ atMs }) => atMs / SECOND)).toEqual([0, 0, 620, 620]);
    // Healthy with the first check that passes, ten seconds after it runs.
    expect(recorder.of(Fact.taskStopping).map(({ atMs, args }) => [atMs / SECOND, args[1]])).toEqual([
      [640, StopCause.unhealthy],
      [640, StopCause.unhealthy],
    ]);
  });

  it('[S.SVC-4, C.SCH-03, T.HC-4] goes first, one at a time, where the maximum leaves no room', () => {
    const services = [service(2, { capacity: onLaunchType, ...percents(50, 100), deploymentSpec: sick() })];
    const { recorder } = simulate({ services, timings: { ...START, containerStop: constant(5 * SECOND) } }, 12);
    expect(recorder.of(Fact.taskStopping).map(({ atMs }) => atMs / SECOND)).toEqual([620, 625]);
    expect(recorder.of(Fact.taskRequested).map(({ atMs }) => atMs / SECOND)).toEqual([0, 0, 625, 630]);
  });

  it('[S.HEALTH-4, S.HEALTH-7, T.HC-7] behind a load balancer is left alone during the grace period', () => {
    const targetGroup = { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 0 };
    const over = { targetGroup, graceMs: 20 * MINUTE };
    const { recorder } = simulate({ services: [service(1, { capacity: onLaunchType, deploymentSpec: sick(over) })] }, 25);
    expect(recorder.of(Fact.taskHealthChanged).find(({ args }) => args[1] === 2)!.atMs).toBe(20 * MINUTE + 10 * SECOND);
  });
});

describe('a deployment saved in the middle', () => {
  it('[S.DEP-6, S.CB-5] goes on as it would have', () => {
    const check = { ...CHECK_DEFAULTS, intervalMs: 10 * SECOND, retries: 2 };
    const watched = care(
      { watch: breaker(true), checks: [[], [check], [], []] },
      [10, { unhealthyAfterMs: 5 * SECOND }],
      [20, { failedStarts: 0.5, crashesPerHour: 4 }],
      [40],
    );
    const parts: SetupParts = {
      minutes: 90,
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 4 })],
      taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
      timings: { ...START, containerStop: constant(7 * SECOND) },
      services: [service([[0, 4], [25, 6]], { capacity: onLaunchType, ...percents(50, 150), deploymentSpec: watched })], // biome-ignore format: steps
    };
    const told = (...recorders: Recorder[]) => recorders.flatMap(({ facts }) => facts.filter(({ kind }) => kind !== Fact.taskClassDefined));
    const whole = simulationOf(setup(parts));
    whole.simulation.advance();
    for (const minute of [0.1, 10.1, 10.4, 10.6, 20.2, 21, 25.1, 40.3, 60]) {
      const first = simulationOf(setup(parts));
      first.simulation.advance(minute * MINUTE);
      expect(brokenInvariants(first.simulation.world), `minute ${minute}`).toEqual([]);
      const second = simulationOf(setup(parts));
      second.simulation.load(structuredClone(first.simulation.save()));
      second.simulation.advance();
      expect(told(first.recorder, second.recorder)).toEqual(told(whole.recorder));
    }
  });
});

describe('a daemon service with a new definition', () => {
  it('[S.DAEMON-7, S.DAEMON-8] is updated instance by instance, as many at once as the minimum spares, and never twice on one', () => {
    const agent = (minimumHealthyPercent: number) => {
      const daemons = service(0, {
        name: 'agent',
        schedulingStrategy: 'DAEMON',
        desired: [],
        capacity: onLaunchType,
        ...percents(minimumHealthyPercent, 100),
        deploymentSpec: care({}, [10]),
      });
      const { recorder, simulation } = simulate({ services: [daemons], timings: { ...START, containerStop: constant(5 * SECOND) } });
      expect(simulation.world.records.services[0].alive).toBe(4);
      expect(most(recorder)).toBe(4);
      return recorder;
    };
    const stopping = (recorder: Recorder) => recorder.of(Fact.taskStopping).map(({ atMs }) => atMs / SECOND);
    expect(stopping(agent(0))).toEqual([600, 600, 600, 600]);
    expect(stopping(agent(50))).toEqual([600, 600, 655, 655]); // Of four instances, also while two have no daemon.
    // Five seconds to stop, ten to start, forty until it counts as healthy.
    expect(stopping(agent(75))).toEqual([600, 655, 710, 765]);
    expect(rollouts(agent(75)).at(-1)!.slice(1, 3)).toEqual([1, COMPLETED]);
  });
});

describe('blue/green by CodeDeploy', () => {
  const rules = {
    steps: codeDeploySteps(CODE_DEPLOY_CONFIGS['CodeDeployDefault.ECSCanary10Percent5Minutes'], CARE.deployments),
    readyWaitMs: 0,
    terminationWaitMs: 5 * MINUTE,
    isAutoRollback: true,
    hooks: [],
  };
  const blueGreen = (over: Partial<DeploymentSpec> = {}, mode: Partial<FailureMode> = {}) =>
    simulate({
      services: [
        service(4, { capacity: onLaunchType, deploymentSpec: care({ shift: { kind: 'codeDeploy', rules }, ...over }, [10, mode]) }),
      ],
    });
  const traffic = (recorder: Recorder) => recorder.of(Fact.trafficShifted).map(({ atMs, args }) => [atMs / SECOND, args[2] / 10]);

  it('[S.BG-1, S.BG-2, S.BG-4] keeps both sets until the traffic has moved, and blue for the termination wait', () => {
    const { recorder } = blueGreen();
    const ready = 650;
    expect(traffic(recorder)).toEqual([
      [ready, 10],
      [ready + 300, 100],
    ]);
    expect(alive(recorder, 20)).toBe(8);
    expect(recorder.of(Fact.taskStopping).map(({ atMs, args }) => [atMs / SECOND, args[1]])).toEqual(
      [1, 2, 3, 4].map(() => [ready + 600, StopCause.deployment]),
    );
    expect(rollouts(recorder).at(-1)!.slice(1)).toEqual([1, COMPLETED, DeploymentCause.steady]);
    expect(alive(recorder, 60)).toBe(4);
  });

  it('[S.BG-8, S.ALARM-1] goes back to blue at once when an alarm goes off, and green is removed', () => {
    const alarms = {
      watch: { ...UNWATCHED, alarms: { enable: true, rollback: true } },
      alarms: [{ fromMs: 13 * MINUTE, untilMs: 14 * MINUTE }],
    };
    const { recorder } = blueGreen(alarms);
    expect(traffic(recorder).at(-1)).toEqual([780, 0]);
    expect(alive(recorder, 13)).toBe(4);
    expect(rollouts(recorder).map((row) => row.slice(1))).toEqual([
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, FAILED, DeploymentCause.alarm],
      [0, IN_PROGRESS, DeploymentCause.begun],
      [0, COMPLETED, DeploymentCause.steady],
    ]);
  });

  it('[S.BG-5] fails after an hour when green does not become healthy', () => {
    const services = [
      service(4, { capacity: onLaunchType, deploymentSpec: care({ shift: { kind: 'codeDeploy', rules } }, [10, { failedStarts: 1 }]) }),
    ];
    const { recorder } = simulate({ services }, 120);
    expect(rollouts(recorder).find((row) => row[2] === FAILED)).toEqual([70, 1, FAILED, DeploymentCause.timedOut]);
    expect(traffic(recorder)).toEqual([]);
    expect(alive(recorder, 71)).toBe(4);
  });

  it('[S.BG-2, S.BG-8] takes for blue what has the traffic when another deployment comes during the termination wait', () => {
    // All traffic is the second revision's at 950 s, and its blue would go at 1,250 s; the third comes at 1,200 s and never starts.
    const shift = { kind: 'codeDeploy' as const, rules: { ...rules, terminationWaitMs: 60 * MINUTE } };
    const watch = breaker(true);
    const revisions = care({ shift, watch }, [10], [20, { failedStarts: 1 }]);
    const { recorder } = simulate({ services: [service(4, { capacity: onLaunchType, deploymentSpec: revisions })] });
    expect(rollouts(recorder).map((row) => row.slice(1))).toEqual([
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, COMPLETED, DeploymentCause.steady],
      [2, IN_PROGRESS, DeploymentCause.begun],
      [2, FAILED, DeploymentCause.circuitBreaker],
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, COMPLETED, DeploymentCause.steady],
    ]);
    expect(alive(recorder, 60)).toBe(4);
  });
});

describe('blue/green by ECS', () => {
  const native = (shift: Parameters<typeof nativeSteps>[0], bakeMin: number) => ({
    kind: 'native' as const,
    rules: { steps: nativeSteps(shift), bakeMs: bakeMin * MINUTE, hooks: [] },
  });

  it('[A.NW-4] moves traffic in steps, bakes, and cleans up', () => {
    const shift = native({ strategy: 'LINEAR', stepPercent: 50, stepBakeTimeInMinutes: 3 }, 4);
    const { recorder } = simulate({ services: [service(2, { capacity: onLaunchType, deploymentSpec: care({ shift }, [10]) })] });
    const ready = 650;
    expect(recorder.of(Fact.trafficShifted).map(({ atMs, args }) => [atMs / SECOND, args[2]])).toEqual([
      [ready, 500],
      [ready + 180, 1000],
    ]);
    expect(recorder.of(Fact.deploymentChanged).at(-1)).toMatchObject({
      atMs: (ready + 420) * SECOND,
      args: [0, 1, COMPLETED, DeploymentCause.steady, 0, 0],
    });
    expect(alive(recorder, 17)).toBe(4);
    expect(alive(recorder, 18)).toBe(2);
  });

  it('[A.NW-4, S.CB-1] goes back when the circuit breaker trips', () => {
    const shift = native({ strategy: 'BLUE_GREEN' }, 4);
    const broken = care({ shift, watch: breaker(true) }, [10, { failedStarts: 1 }]);
    const { recorder } = simulate({ services: [service(4, { capacity: onLaunchType, deploymentSpec: broken })] });
    expect(rollouts(recorder).map((row) => row.slice(1, 3))).toEqual([
      [1, IN_PROGRESS],
      [1, FAILED],
      [0, IN_PROGRESS],
      [0, COMPLETED],
    ]);
    expect(alive(recorder, 60)).toBe(4);
  });
});

describe('external task sets', () => {
  it('[S.EXT-2] are kept at their share of the desired count, whatever that is', () => {
    const taskSets = [
      { scale: [{ atMs: 0, percent: 100 }, { atMs: 20 * MINUTE, percent: 50 }, { atMs: 30 * MINUTE, percent: 0 }] },
      { scale: [{ atMs: 20 * MINUTE, percent: 50 }, { atMs: 30 * MINUTE, percent: 100 }] },
    ]; // biome-ignore format: scales
    const services = [service([[0, 4], [25, 6]], { capacity: onLaunchType, deploymentSpec: care({ taskSets }, [20]) })]; // biome-ignore format: steps
    const { recorder } = simulate({ services });
    expect([10, 21, 26, 31].map((minute) => alive(recorder, minute))).toEqual([4, 4, 6, 6]);
    expect(recorder.of(Fact.taskStopping).map(({ atMs }) => atMs / MINUTE)).toEqual([20, 20, 30, 30, 30]);
    expect(recorder.of(Fact.deploymentChanged)).toEqual([]);
  });

  it('[S.EXT-2] lose their tasks to the scale-in of their service, and to a deployment only where the set itself goes', () => {
    const causes = (last: number, percent: number) => {
      const taskSets = [{ scale: [{ atMs: 0, percent: 100 }, { atMs: 20 * MINUTE, percent }] }]; // biome-ignore format: scales
      const services = [service([[0, 2], [20, last]], { capacity: onLaunchType, deploymentSpec: care({ taskSets }) })]; // biome-ignore format: steps
      return simulate({ services }).recorder.values(Fact.taskStopping, 'cause');
    };
    expect(causes(0, 100)).toEqual([StopCause.serviceScaledIn, StopCause.serviceScaledIn]);
    expect(causes(2, 0)).toEqual([StopCause.deployment, StopCause.deployment]);
  });
});
