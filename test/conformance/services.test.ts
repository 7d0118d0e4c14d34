import { describe, expect, it } from 'vitest';
import { NOTICE_MS } from '../../src/market/rules.js';
import { whenDraining } from '../../src/services/draining.js';
import { healthyMin, type ReplicaCounts, type ReplicaTarget, reconcileReplica, tasksMax } from '../../src/services/replica.js';
import { mayLaunch, NO_TARGET, nextRollout, RolloutState, rollBack, rollbackTarget } from '../../src/services/service-states.js';
import { TaskState } from '../../src/services/task-states.js';

const { IN_PROGRESS, COMPLETED, FAILED } = RolloutState;
const STAY = { waiting: 0, unhealthy: 0, draining: 0, surplus: 0 };

function decide(desired: number, percents: [minimum: number, maximum: number], counts: Partial<ReplicaCounts>, isRollingUpdate = false) {
  const target: ReplicaTarget = { desired, minimumHealthyPercent: percents[0], maximumPercent: percents[1], isRollingUpdate };
  return reconcileReplica({ waiting: 0, healthy: 0, unhealthy: 0, onDraining: 0, stopping: 0, ...counts }, target);
}

describe('replica services', () => {
  it('[T.HC-8, S.DEP-1, S.DEP-2] the minimum rounds up and the maximum rounds down', () => {
    expect(4 - healthyMin(4, 50)).toBe(2); // ceil(2.0) = 2 stay, 2 may stop
    expect(2 - healthyMin(2, 75)).toBe(0); // ceil(1.5) = 2 stay
    expect(tasksMax(4, 200)).toBe(8);
    expect(tasksMax(3, 125)).toBe(3); // floor(3.75): nothing can start
    expect(tasksMax(4, 125)).toBe(5); // floor(5.0)
  });

  it('[C.SCH-01, S.SVC-2] keep the desired count: what was lost is started again', () => {
    expect(decide(4, [100, 200], { healthy: 3 })).toEqual({ start: 1, stop: STAY, isBlocked: false });
    expect(decide(4, [100, 200], { healthy: 3, waiting: 1 })).toEqual({ start: 0, stop: STAY, isBlocked: false });
  });

  it('[C.SCH-03, S.SVC-3] the replacement of an unhealthy task starts first', () => {
    expect(decide(4, [100, 200], { healthy: 3, unhealthy: 1 })).toMatchObject({ start: 1, stop: STAY });
    expect(decide(4, [100, 200], { healthy: 3, unhealthy: 1, waiting: 1 })).toMatchObject({ start: 0, stop: STAY }); // not HEALTHY yet
    expect(decide(4, [100, 200], { healthy: 4, unhealthy: 1 })).toMatchObject({ start: 0, stop: { ...STAY, unhealthy: 1 } });
    // The replacement is unhealthy too: one of the two goes, so that four remain, and the next replacement starts.
    expect(decide(4, [100, 200], { healthy: 3, unhealthy: 2 })).toMatchObject({ start: 1, stop: { ...STAY, unhealthy: 1 } });
  });

  it('[C.SCH-03, S.SVC-4] where the maximum forbids that, unhealthy tasks stop one at a time', () => {
    expect(decide(4, [50, 100], { healthy: 2, unhealthy: 2 })).toMatchObject({ start: 0, stop: { ...STAY, unhealthy: 1 } });
    expect(decide(4, [50, 100], { healthy: 2, unhealthy: 1, stopping: 1 })).toMatchObject({ start: 0, stop: STAY });
    expect(decide(4, [50, 100], { healthy: 2, unhealthy: 1 })).toMatchObject({ start: 1, stop: STAY });
    expect(decide(4, [50, 125], { healthy: 2, unhealthy: 2 })).toMatchObject({ start: 1, stop: STAY }); // floor(5.0): room for one first
    expect(decide(4, [50, 100], { healthy: 5 })).toMatchObject({ start: 0, stop: { ...STAY, surplus: 1 } });
  });

  it('[C.SCH-04, S.SVC-5] during a rolling update the unhealthy task stops first', () => {
    expect(decide(4, [100, 200], { healthy: 3, unhealthy: 1 }, true)).toMatchObject({ start: 0, stop: { ...STAY, unhealthy: 1 } });
    expect(decide(4, [100, 200], { healthy: 3, stopping: 1 }, true)).toMatchObject({ start: 1, stop: STAY });
  });

  it('[S.DEP-4] tasks that stop count towards the maximum', () => {
    expect(decide(4, [100, 200], { onDraining: 4, stopping: 4 })).toMatchObject({ start: 0 }); // 8 - 8
    expect(decide(4, [100, 200], { onDraining: 4, stopping: 1 })).toMatchObject({ start: 3 }); // 8 - 5
  });
});

describe('tasks on draining instances', () => {
  const task = { isService: true, isDaemon: false, state: TaskState.PENDING };

  it('[C.DRN-02, S.DRAIN-1] a service task that is not RUNNING stops at once', () => {
    expect(whenDraining(task)).toBe('stop');
    expect(whenDraining({ ...task, state: TaskState.PROVISIONING })).toBe('stop');
    expect(whenDraining({ ...task, state: TaskState.RUNNING })).toBe('replace');
    expect(whenDraining({ ...task, state: TaskState.STOPPING })).toBe('keep'); // It goes already.
  });

  it('[C.DRN-07, S.DRAIN-3] a standalone task is not touched', () => {
    for (const state of [TaskState.PENDING, TaskState.RUNNING])
      expect(whenDraining({ isService: false, isDaemon: false, state })).toBe('keep');
  });

  it('[C.DRN-03, C.DRN-04, S.DEP-5] RUNNING ones go as the minimum allows', () => {
    expect(decide(4, [50, 100], { onDraining: 4 })).toMatchObject({ start: 0, stop: { ...STAY, draining: 2 } }); // ceil(2.0) = 2 stay
    expect(decide(4, [50, 100], { onDraining: 2 })).toMatchObject({ start: 2, stop: STAY }); // then 2 start
    // At 100 % an old task goes only when its replacement is healthy.
    expect(decide(4, [100, 200], { onDraining: 4, waiting: 4 })).toMatchObject({ start: 0, stop: STAY });
    expect(decide(4, [100, 200], { onDraining: 4, waiting: 3, healthy: 1 })).toMatchObject({ start: 0, stop: { ...STAY, draining: 1 } });
  });

  it('[C.DRN-05, S.DRAIN-2] the maximum is the size of a batch', () => {
    expect(decide(4, [100, 200], { onDraining: 4 })).toMatchObject({ start: 4, stop: STAY }); // 8 - 4
    expect(decide(4, [100, 150], { onDraining: 4 })).toMatchObject({ start: 2, stop: STAY }); // 6 - 4
    expect(decide(4, [0, 100], { onDraining: 4 })).toMatchObject({ start: 0, stop: { ...STAY, draining: 4 } }); // nothing starts before a stop
  });

  it('[C.DRN-06, S.DRAIN-5, S.DEP-8] 100 and 100 block a drain or a deployment for ever, as do bounds that round to the same number', () => {
    const blocked = { start: 0, stop: STAY, isBlocked: true };
    expect(decide(4, [100, 100], { onDraining: 4 })).toEqual(blocked);
    expect(decide(4, [100, 100], { healthy: 3, onDraining: 1 })).toEqual(blocked);
    expect(decide(3, [75, 125], { onDraining: 3 })).toEqual(blocked); // ceil(2.25) = floor(3.75) = 3
    expect(decide(1, [100, 150], { onDraining: 1 })).toEqual(blocked); // floor(1.5) = 1
    expect(decide(4, [100, 125], { onDraining: 4 })).toMatchObject({ start: 1, isBlocked: false }); // floor(5.0)
    expect(decide(4, [100, 100], { healthy: 4 })).toMatchObject({ isBlocked: false }); // Nothing to replace.
    expect(decide(4, [100, 100], { healthy: 3, waiting: 1, onDraining: 1 })).toMatchObject({ isBlocked: false }); // Something is under way.
  });

  it('[T.LIFE-8] with a minimum of 100 an interrupted Spot instance takes its tasks along', () => {
    expect(decide(4, [100, 100], { onDraining: 4 })).toMatchObject({ start: 0, stop: STAY, isBlocked: true });
    const stoppedInTime = (minimum: number, startUpMs: number): number => {
      const first = decide(4, [minimum, 200], { onDraining: 4 });
      const onDraining = 4 - first.stop.draining;
      const isHealthyInTime = startUpMs <= NOTICE_MS;
      return isHealthyInTime
        ? 4 - onDraining + decide(4, [minimum, 200], { onDraining, healthy: first.start }).stop.draining
        : 4 - onDraining;
    };
    expect(stoppedInTime(100, 150_000)).toBe(0); // Replacements that need longer than the 120 s of notice
    expect(stoppedInTime(100, 60_000)).toBe(4); // and ones that do not
    expect(stoppedInTime(50, 150_000)).toBe(2); // 4 - ceil(4 * 50 %)
  });
});

describe('the states of services and deployments', () => {
  it('[S.SM-2] a deployment is COMPLETED when steady and baked, FAILED when the circuit breaker or an alarm trips', () => {
    const signs = { isSteady: true, isBaked: true, isTripped: false };
    expect(nextRollout(IN_PROGRESS, signs)).toBe(COMPLETED);
    expect(nextRollout(IN_PROGRESS, { ...signs, isSteady: false })).toBe(IN_PROGRESS);
    expect(nextRollout(IN_PROGRESS, { ...signs, isBaked: false })).toBe(IN_PROGRESS);
    expect(nextRollout(IN_PROGRESS, { ...signs, isTripped: true })).toBe(FAILED);
    expect(nextRollout(COMPLETED, { ...signs, isTripped: true })).toBe(COMPLETED);
    expect(nextRollout(FAILED, signs)).toBe(FAILED);
    expect([IN_PROGRESS, COMPLETED, FAILED].map(mayLaunch)).toEqual([true, true, false]);
  });

  it('[S.SM-3] a rollback target is IN_PROGRESS and no target again before it is COMPLETED', () => {
    const rollouts = [COMPLETED, COMPLETED, FAILED];
    expect(rollbackTarget(rollouts)).toBe(1); // The latest.
    const during = rollBack(rollouts);
    expect(during).toEqual([COMPLETED, IN_PROGRESS, FAILED]);
    expect(rollbackTarget(during)).toBe(0);
    const again = during.map((r) => nextRollout(r, { isSteady: true, isBaked: true, isTripped: false }));
    expect(rollbackTarget(again)).toBe(1);
    expect(rollbackTarget([FAILED])).toBe(NO_TARGET);
    expect(rollBack([FAILED])).toEqual([FAILED]);
  });
});
