import { describe, expect, it } from 'vitest';
import { BREAKER_DEFAULTS, type TaskOutcome } from '../../src/services/circuit-breaker.js';
import { DEPLOYMENT_DEFAULTS, type DeploymentSettings } from '../../src/services/deployments/deployment-settings.js';
import { deploymentText } from '../../src/services/deployments/messages.js';
import { isStuck, type PercentedService, percentArithmetic, percentsInForce } from '../../src/services/deployments/percents.js';
import { isRolledOut, type RollingCounts, type RollingStep, rollingStep } from '../../src/services/deployments/rolling.js';
import {
  judge,
  startWatch,
  type Watch,
  type WatchObservation,
  type WatchRules,
  watchOutcomes,
} from '../../src/services/deployments/watch.js';
import { healthyMin, tasksMax } from '../../src/services/replica.js';
import { RolloutState } from '../../src/services/service-states.js';
import { changed, load } from '../scenario/scenarios.js';
import { UNWATCHED } from '../sim/setups.js';

const { IN_PROGRESS, COMPLETED, FAILED } = RolloutState;
const NONE = { waiting: 0, healthy: 0, unhealthy: 0, stopping: 0 };
const MINUTE_MS = 60_000;

interface Given {
  readonly next?: Partial<RollingCounts['next']>;
  readonly old?: Partial<RollingCounts['old']>;
  readonly nextOnDraining?: number;
  readonly oldProtected?: number;
}

function counts({ next = {}, old = {}, nextOnDraining = 0, oldProtected = 0 }: Given): RollingCounts {
  return { next: { ...NONE, ...next }, old: { ...NONE, ...old }, nextOnDraining, oldProtected };
}

function step(desired: number, percents: [minimum: number, maximum: number], given: Given, settings: Partial<DeploymentSettings> = {}) {
  const target = { desired, minimumHealthyPercent: percents[0], maximumPercent: percents[1] };
  return rollingStep(counts(given), target, { ...DEPLOYMENT_DEFAULTS, ...settings });
}

/** What starts, and the healthy old ones that stop. */
const moves = ({ start, stopOld }: RollingStep) => [start, stopOld.healthy];

describe('a rolling update', () => {
  it('[S.DEP-7, A.T-FL-b, A.FL-4] begins with what its bounds allow', () => {
    const first = (desired: number, percents: [number, number]) => moves(step(desired, percents, { old: { healthy: desired } }));
    expect(first(4, [50, 100])).toEqual([0, 2]); // 4 - ceil(2.0) stop before two start
    expect(first(4, [100, 200])).toEqual([4, 0]); // floor(8.0) - 4 start before four stop
    expect(first(2, [75, 100])).toEqual([0, 0]); // 2 - ceil(1.5)
    expect(first(3, [100, 125])).toEqual([0, 0]); // floor(3.75) - 3
    expect(first(4, [100, 125])).toEqual([1, 0]); // floor(5.0) - 4: the nearest that can
  });

  it.each([
    // desired, minimum, maximum, lower, upper, is stuck
    [1, 100, 200, 1, 2, false],
    [1, 50, 100, 1, 1, true],
    [1, 0, 100, 0, 1, false],
    [3, 50, 150, 2, 4, false],
    [4, 50, 200, 2, 8, false],
    [4, 100, 200, 4, 8, false],
    [5, 80, 120, 4, 6, false],
    [7, 33, 133, 3, 9, false],
    [10, 75, 150, 8, 15, false],
    [10, 100, 110, 10, 11, false],
    [3, 75, 125, 3, 3, true],
    [1, 100, 150, 1, 1, true],
  ])(
    '[S.DEP-10, S.DEP-8] of %i tasks at %i and %i percent keeps between %i and %i of them; is stuck: %s',
    (desired, min, max, lower, upper, stuck) => {
      expect([healthyMin(desired, min), tasksMax(desired, max)]).toEqual([lower, upper]);
      expect(step(desired, [min, max], { old: { healthy: desired } }).blockedBy).toBe(stuck ? 'percents' : null);
      expect(isStuck(desired, { minimumHealthyPercent: min, maximumPercent: max })).toBe(stuck);
    },
  );

  it('[S.DEP-6] starts up to the upper bound and stops down to the lower, again and again as tasks become healthy', () => {
    // Six tasks, 50 % and 150 %: 3 to 9.
    expect(moves(step(6, [50, 150], { old: { healthy: 6 } }))).toEqual([3, 3]); // 9 - 6; 6 - 3
    expect(moves(step(6, [50, 150], { old: { healthy: 3, stopping: 3 }, next: { waiting: 3 } }))).toEqual([0, 0]); // 9 are there; 3 healthy
    expect(moves(step(6, [50, 150], { old: { healthy: 3, stopping: 2 }, next: { waiting: 3 } }))).toEqual([1, 0]); // One has stopped.
    expect(moves(step(6, [50, 150], { old: { healthy: 3 }, next: { healthy: 1, waiting: 4 } }))).toEqual([1, 1]); // 9 - 8; 4 - 3
    expect(moves(step(6, [50, 150], { old: { healthy: 3 }, next: { healthy: 6 } }))).toEqual([0, 3]);
  });

  it('[T.HC-10, S.DEP-4] counts tasks that stop towards the maximum, or not', () => {
    const given = { old: { healthy: 2, stopping: 2 } };
    expect(moves(step(4, [50, 100], given))).toEqual([0, 0]); // 4 - 4
    expect(moves(step(4, [50, 100], given, { stoppingCounts: false }))).toEqual([2, 0]); // 4 - 2
  });

  it('[S.SVC-5] stops what is not healthy first and starts no replacement of it before it has gone', () => {
    const decision = step(4, [100, 200], { next: { healthy: 1, unhealthy: 1 }, old: { healthy: 2, unhealthy: 1, waiting: 1 } });
    expect(decision.stopOld).toMatchObject({ unhealthy: 1, waiting: 1, healthy: 0 }); // 3 healthy, 4 are to stay
    expect(decision.stopNext).toEqual({ unhealthy: 1, waiting: 0, onDraining: 0, surplus: 0 });
    expect(decision.start).toBe(2); // 4 desired - 1 healthy - 1 that leaves; room 8 - 6
  });

  it('[S.DEP-5, A.FL-5] moves its own tasks off DRAINING instances within the same bounds, before old ones go', () => {
    expect(step(4, [100, 200], { next: { healthy: 3 }, nextOnDraining: 1, old: { healthy: 1 } })).toMatchObject({
      start: 1,
      stopNext: { onDraining: 1 }, // 5 healthy - 4
      stopOld: { healthy: 0 },
    });
    expect(step(4, [100, 100], { next: { healthy: 3 }, nextOnDraining: 1 })).toMatchObject({ start: 0, blockedBy: 'percents' });
  });

  it('starts before it stops where it may do both, with startFirst', () => {
    const startFirst = { order: 'startFirst' } as const;
    expect(moves(step(4, [50, 200], { old: { healthy: 4 } }))).toEqual([4, 2]);
    expect(moves(step(4, [50, 200], { old: { healthy: 4 } }, startFirst))).toEqual([4, 0]);
    expect(moves(step(4, [50, 200], { old: { healthy: 4 }, next: { healthy: 1, waiting: 3 } }, startFirst))).toEqual([0, 1]);
    expect(moves(step(4, [50, 100], { old: { healthy: 4 } }, startFirst))).toEqual([0, 2]); // There is no room to start first.
    expect(moves(step(4, [50, 125], { old: { healthy: 4 }, next: { waiting: 1 } }, startFirst))).toEqual([0, 0]);
  });

  it('[S.DEP-8, T.MSG-4] that can do nothing is reported in a service event', () => {
    expect(step(4, [100, 100], { old: { healthy: 4 } })).toEqual({
      start: 0,
      startOld: { first: 0, last: 0 },
      stopOld: { unhealthy: 0, waiting: 0, replacing: 0, healthy: 0 },
      stopNext: { unhealthy: 0, waiting: 0, onDraining: 0, surplus: 0 },
      blockedBy: 'percents',
    });
    expect(step(4, [100, 100], { old: { healthy: 3, stopping: 1 } }).blockedBy).toBeNull();
    expect(step(4, [100, 100], { next: { healthy: 4 } }).blockedBy).toBeNull(); // It is through.
    expect(deploymentText('web', { kind: 'blockedByPercents' })).toBe(
      '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
    );
  });

  it('[S.DEP-11] is through when the new tasks are healthy and the old ones gone', () => {
    expect(isRolledOut(counts({ next: { healthy: 4 } }), 4)).toBe(true);
    expect(isRolledOut(counts({ next: { healthy: 4 }, old: { stopping: 1 } }), 4)).toBe(false);
    expect(isRolledOut(counts({ next: { healthy: 3, waiting: 1 } }), 4)).toBe(false);
    expect(isRolledOut(counts({ next: { healthy: 3 }, nextOnDraining: 1 }), 4)).toBe(false);
    expect(isRolledOut(counts({ next: { healthy: 3 } }), 4)).toBe(false);
  });
});

describe('the percentages of a service', () => {
  const service = { schedulingStrategy: 'REPLICA', controller: 'ECS' } as const;
  const inForce = (changes: Partial<PercentedService>, given = {}) => percentsInForce({ ...service, ...changes }, given);
  const both = (minimumHealthyPercent: number, maximumPercent: number) => ({ minimumHealthyPercent, maximumPercent });

  it('[S.DEP-3, T.HC-9, S.DAEMON-8] are 100 and 200 by default, of a DAEMON 0 and 100', () => {
    expect(inForce({})).toEqual(both(100, 200));
    expect(inForce({}, { minimumHealthyPercent: 50 })).toEqual(both(50, 200));
    expect(inForce({}, { maximumPercent: 150 })).toEqual(both(100, 150));
    expect(inForce({ schedulingStrategy: 'DAEMON' })).toEqual(both(0, 100));
    expect(inForce({ schedulingStrategy: 'DAEMON' }, { minimumHealthyPercent: 25 })).toEqual(both(25, 100));
  });

  it('[S.DEP-9] are the defaults with another controller, also for the replacement of its tasks on a DRAINING instance', () => {
    expect(inForce({ controller: 'CODE_DEPLOY' }, both(50, 150))).toEqual(both(100, 200));
    expect(inForce({ controller: 'EXTERNAL' }, both(50, 150))).toEqual(both(100, 200));
    const controller = (type: string) =>
      load(
        changed([
          'desiredCount: 2',
          `desiredCount: 2\n    loadBalancers: [{ targetGroupArn: web }]\n    deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }${type}`,
        ]),
      );
    const { setup, warnings } = controller('\n    deploymentController: { type: CODE_DEPLOY }');
    expect(setup!.services[0]).toMatchObject(both(100, 200));
    expect(warnings.map(({ message }) => message)).toEqual([
      'has no effect with CODE_DEPLOY, where it is 100 and speaks of drains only',
      'has no effect with CODE_DEPLOY, where it is 200 and speaks of drains only',
    ]);
    expect(controller('').setup!.services[0]).toMatchObject(both(0, 100));
  });

  it('[S.DEP-8] that can never progress are reported with their sum and what would do', () => {
    expect(percentArithmetic(3, both(75, 125))).toBe(
      'can never replace a task of 3: minimumHealthyPercent 75 keeps ceil(3 × 75 %) = 3 healthy, maximumPercent 125 allows floor(3 × 125 %) = 3; give a minimumHealthyPercent of at most 66 or a maximumPercent of at least 134',
    );
    expect([both(75, 125), both(66, 125), both(75, 134), both(67, 133)].map((of) => isStuck(3, of))).toEqual([true, false, false, true]);
    expect(isStuck(0, both(100, 100))).toBe(false); // Nothing to replace.
  });
});

describe('failure detection', () => {
  const rules: WatchRules = {
    circuitBreaker: { ...BREAKER_DEFAULTS, enable: true, rollback: true },
    alarms: { enable: true, rollback: true },
    bakeMs: 3 * MINUTE_MS,
  };
  const seen: WatchObservation = { atMs: 0, desired: 4, isSteady: false, isInAlarm: false };
  const having = (...outcomes: TaskOutcome[]): Watch =>
    watchOutcomes(
      startWatch(false),
      outcomes.map((outcome, task) => ({ atMs: 0, task, outcome, countsMs: 0 })),
      { rules: rules.circuitBreaker, desiredCount: 4 },
    );
  const broken = having('failedToStart', 'failedToStart', 'failedToStart');

  it('[S.ALARM-1] an alarm fails the deployment and, with rollback, rolls it back', () => {
    expect(judge(startWatch(false), rules, { ...seen, isInAlarm: true })).toMatchObject({
      rollout: FAILED,
      failedBy: 'alarm',
      rollsBack: true,
    });
    const stays = { ...rules, alarms: { enable: true, rollback: false } };
    expect(judge(startWatch(false), stays, { ...seen, isInAlarm: true })).toMatchObject({ rollout: FAILED, rollsBack: false });
    expect(judge(startWatch(false), rules, seen)).toMatchObject({ rollout: IN_PROGRESS, failedBy: null, rollsBack: false });
    const off = { ...rules, alarms: { enable: false, rollback: true } };
    expect(judge(startWatch(false), off, { ...seen, isInAlarm: true })).toMatchObject({ rollout: IN_PROGRESS });
    expect(judge(broken, UNWATCHED, { ...seen, isInAlarm: true })).toMatchObject({ rollout: IN_PROGRESS });
  });

  it('[S.ALARM-2] circuit breaker and alarm each fail it by their own condition and roll back by their own option', () => {
    const mixed = { ...rules, circuitBreaker: { ...BREAKER_DEFAULTS, enable: true } };
    expect(judge(broken, mixed, seen)).toMatchObject({ rollout: FAILED, failedBy: 'circuitBreaker', rollsBack: false });
    expect(judge(having('failedToStart', 'failedToStart'), mixed, seen).rollout).toBe(IN_PROGRESS); // 2 of 3
    expect(judge(having('failedToStart'), mixed, { ...seen, isInAlarm: true })).toMatchObject({ failedBy: 'alarm', rollsBack: true });
    const onlyBreaker = { ...rules, alarms: { enable: true, rollback: false } };
    expect(judge(broken, onlyBreaker, { ...seen, isInAlarm: true })).toMatchObject({ failedBy: 'circuitBreaker', rollsBack: true });
  });

  it('[S.ALARM-3] an alarm that was on when the deployment began is not listened to', () => {
    const deaf = startWatch(true);
    expect(judge(deaf, rules, { ...seen, isInAlarm: true }).rollout).toBe(IN_PROGRESS);
    expect(judge(deaf, rules, { ...seen, isSteady: true, isInAlarm: true }).rollout).toBe(COMPLETED); // And there is no bake time.
    expect(judge({ ...broken, ignoresAlarms: true }, rules, seen).failedBy).toBe('circuitBreaker');
  });

  it('[S.ALARM-4] alarms are watched for the bake time after the update is steady', () => {
    const first = judge(startWatch(false), rules, { ...seen, atMs: 10 * MINUTE_MS, isSteady: true });
    expect(first).toMatchObject({ rollout: IN_PROGRESS, againMs: 13 * MINUTE_MS });
    const late = { ...seen, atMs: 13 * MINUTE_MS - 1, isSteady: true };
    expect(judge(first.watch, rules, late).rollout).toBe(IN_PROGRESS);
    expect(judge(first.watch, rules, { ...late, isInAlarm: true })).toMatchObject({ rollout: FAILED, againMs: null });
    expect(judge(first.watch, rules, { ...late, atMs: 13 * MINUTE_MS })).toMatchObject({ rollout: COMPLETED, againMs: null });
    // A task that is being replaced at the end holds the completion up; the bake time does not begin anew.
    expect(judge(first.watch, rules, { ...late, atMs: 14 * MINUTE_MS, isSteady: false }).rollout).toBe(IN_PROGRESS);
    expect(judge(first.watch, rules, { ...late, atMs: 15 * MINUTE_MS }).rollout).toBe(COMPLETED);
    const withoutAlarms = { ...rules, alarms: { enable: false, rollback: false } };
    expect(judge(startWatch(false), withoutAlarms, { ...seen, isSteady: true }).rollout).toBe(COMPLETED);
  });
});
