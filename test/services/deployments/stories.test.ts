import { describe, expect, it } from 'vitest';
import { deploy, firstDeployment, primaryOf, settle, startsTasks } from '../../../src/services/deployments/deployments.js';
import { SOUND } from '../../../src/services/deployments/failure-modes.js';
import { startWatch, type Verdict } from '../../../src/services/deployments/watch.js';
import { RolloutState } from '../../../src/services/service-states.js';
import { UNWATCHED } from '../../sim/setups.js';
import { TOY_TERMS, ToyService, type ToyTerms } from './toy-service.js';

const { COMPLETED, FAILED, IN_PROGRESS } = RolloutState;
const [SECOND_MS, HOUR_MS] = [1_000, 3_600_000];
const WATCHED = { ...UNWATCHED, circuitBreaker: { ...UNWATCHED.circuitBreaker, enable: true, rollback: true } };

/** A service of four tasks that is steady, and then gets another revision. */
function updated(terms: Partial<ToyTerms>): ToyService {
  const service = new ToyService({ ...TOY_TERMS, ...terms });
  service.run(HOUR_MS);
  expect(service.ends).toEqual([[0, COMPLETED, 60 * SECOND_MS]]); // 20 s to start, 40 s to count as healthy
  service.deploy(1);
  service.run(3 * HOUR_MS);
  return service;
}

const endsAfterUpdate = (service: ToyService) =>
  service.ends.slice(1).map(([revision, rollout, atMs]) => [revision, rollout, (atMs - HOUR_MS) / SECOND_MS]);

describe('a deployment at events only', () => {
  it('at 100 and 200 percent doubles the tasks for a minute', () => {
    const service = updated({});
    expect(endsAfterUpdate(service)).toEqual([[1, COMPLETED, 65]]); // 20 + 40, and 5 s until the old ones have stopped
    expect([service.mostTasks, service.fewestHealthy, service.healthy(1), service.alive]).toEqual([8, 4, 4, 4]);
  });

  it('at 50 and 100 percent goes by halves and adds no task', () => {
    const service = updated({ percents: [50, 100] });
    expect(endsAfterUpdate(service)).toEqual([[1, COMPLETED, 130]]); // 5 + 60, twice
    expect([service.mostTasks, service.fewestHealthy]).toEqual([4, 2]);
  });

  it('at 100 and 125 percent goes one by one, and waits for each to drain where tasks that stop count', () => {
    const slow = { percents: [100, 125], deregistrationDelayMs: 300_000 } as const;
    expect(endsAfterUpdate(updated(slow))).toEqual([[1, COMPLETED, 4 * (60 + 305)]]);
    const settings = { ...TOY_TERMS.settings, stoppingCounts: false };
    expect(endsAfterUpdate(updated({ ...slow, settings }))).toEqual([[1, COMPLETED, 4 * 60 + 305]]);
  });

  it('at 100 and 100 percent never begins', () => {
    const service = updated({ percents: [100, 100] });
    expect(service.ends).toHaveLength(1);
    expect([service.blockedBy, service.healthy(0), service.started]).toEqual(['percents', 4, 4]);
  });

  it('of a definition that cannot start is rolled back after three failures', () => {
    const service = updated({ rules: WATCHED, modes: [SOUND, { ...SOUND, failedStarts: 1 }] });
    expect(endsAfterUpdate(service)).toEqual([
      [1, FAILED, 20],
      [0, COMPLETED, 25], // All of its tasks were there all the time; the fourth new one has to stop.
    ]);
    expect([service.healthy(0), service.alive, service.fewestHealthy]).toEqual([4, 4, 4]);
  });

  it('without a circuit breaker tries for ever', () => {
    const service = updated({ modes: [SOUND, { ...SOUND, failedStarts: 1 }] });
    expect(service.ends).toHaveLength(1);
    expect(service.started).toBeGreaterThan(1_000); // 4 each 20 s for two hours: nothing here slows it down
    expect(service.healthy(0)).toBe(4);
  });

  it('of a definition that turns unhealthy is rolled back when three have failed their checks', () => {
    const modes = [SOUND, { ...SOUND, unhealthyAfterMs: 90 * SECOND_MS }];
    const service = updated({ rules: WATCHED, modes });
    expect(endsAfterUpdate(service)[0]).toEqual([1, FAILED, 110]); // 20 + 90
    expect([primaryOf(service.deployments).revision, service.healthy(0), service.fewestHealthy]).toEqual([0, 4, 4]);
  });
});

describe('the ledger of deployments', () => {
  const verdict = (rollout: Verdict['rollout'], rollsBack = false): Verdict => ({
    watch: startWatch(false),
    rollout,
    failedBy: null,
    rollsBack,
    againMs: null,
  });
  const rollouts = ({ list }: ReturnType<typeof firstDeployment>) => list.map(({ rollout }) => rollout);
  const completed = settle(firstDeployment(1), verdict(COMPLETED), false);

  it('rolls back to the first when the second fails, and has no target for a third that fails meanwhile', () => {
    const back = settle(deploy(completed, 2, false), verdict(FAILED, true), true);
    expect([rollouts(back), primaryOf(back).revision]).toEqual([[IN_PROGRESS, FAILED], 1]);
    expect(primaryOf(back).watch.ignoresAlarms).toBe(true); // The alarm that failed the second is still on.
    const third = settle(deploy(back, 3, false), verdict(FAILED, true), false);
    expect([rollouts(third), primaryOf(third).revision, startsTasks(third)]).toEqual([[IN_PROGRESS, FAILED, FAILED], 3, false]);
    const restored = settle(back, verdict(COMPLETED), false);
    expect([rollouts(restored), startsTasks(restored)]).toEqual([[COMPLETED, FAILED], true]);
  });

  it('leaves a failed deployment alone that is not to roll back', () => {
    const failed = settle(deploy(completed, 2, false), verdict(FAILED), false);
    expect([rollouts(failed), primaryOf(failed).revision, startsTasks(failed)]).toEqual([[COMPLETED, FAILED], 2, false]);
  });

  it('never rolls back to one that was overtaken before it was through', () => {
    const overtaken = settle(deploy(deploy(completed, 2, false), 3, false), verdict(FAILED, true), false);
    expect([rollouts(overtaken), primaryOf(overtaken).revision]).toEqual([[IN_PROGRESS, IN_PROGRESS, FAILED], 1]);
  });
});
