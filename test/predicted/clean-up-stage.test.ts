import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';
import { BALANCED, text } from './strategies.js';

// Sources: API reference, ServiceDeployment: in CLEAN_UP "the blue service revision has completely scaled down to 0 running tasks"; service events of
// bgd, prod-api, 2026-08-31 (P.136): begins to stop 23:18:50, deregistered 23:19:00, completed 23:19:53.

/** Two tasks behind a load balancer, deployed anew at 600 s. Turns begin at 0. */
const updated = (strategy: string, { scheduler = '', service = '' } = {}) =>
  text(strategy, { service: `${BALANCED}${service}` }).replace('reaction: 0s', `turnPhase: 0s${scheduler}`);

/** When the old tasks began to stop, and the deployment had ended. */
function ends(
  scenario: string,
  savedAt?: number,
): { readonly told: number; readonly end: number | undefined; readonly rollout: number | undefined } {
  const { tasks, of } = predict(scenario, { hasTurns: true, ...(savedAt !== undefined && { savedAt }) });
  const end = of('deploymentChanged').find(({ args }) => args.revision === 1 && args.rollout !== 1);
  return { told: tasks[0]!.stopping!, end: end?.at, rollout: end?.args.rollout };
}

const BLUE_GREEN = 'strategy: BLUE_GREEN, bakeTimeInMinutes: 5';

describe('the stage CLEAN_UP', () => {
  // Stopped at a turn, the old tasks are deregistered at the next one and gone a turn later; COMPLETED comes 40 s after that.
  it.each([BLUE_GREEN, 'strategy: LINEAR, linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 }', 'strategy: CANARY'])(
    '[P.136, N.STRAT-3] ends some time after the old tasks are gone: %s',
    (strategy) => {
      const { told, end, rollout } = ends(updated(strategy));
      expect([end! - told, rollout]).toEqual([60, 2]);
    },
  );

  it('[P.136] waits as long as its settings', () => {
    const { told, end } = ends(updated(BLUE_GREEN, { scheduler: ', completesAfter: 20s' }));
    expect(end! - told).toBe(40);
    const baked = ends(updated(BLUE_GREEN, { scheduler: ', shiftsComplete: baked' }));
    expect([baked.told, baked.end]).toEqual([told, told]);
  });

  // The targets drain for 300 s from the deregistration on, SIGTERM comes at the turn after, and no container needs time to stop.
  it('[P.136] waits for STOPPED where draining tasks count', () => {
    const { told, end } = ends(updated(BLUE_GREEN, { scheduler: ', drainingTasks: counted' }));
    const { stopped } = predict(updated(BLUE_GREEN, { scheduler: ', drainingTasks: counted' }), { hasTurns: true }).tasks[0]!;
    expect(stopped! - told).toBe(320);
    expect(end! - stopped!).toBeGreaterThanOrEqual(40);
    expect(end! - stopped!).toBeLessThanOrEqual(50);
  });

  it('[P.136] cannot fail any more, by an alarm neither', () => {
    const alarms = ', alarms: { enable: true, rollback: true, alarmNames: [errors] }';
    const { told } = ends(updated(`${BLUE_GREEN}${alarms}`));
    const endsWith = (alarmAt: number) =>
      ends(updated(`${BLUE_GREEN}${alarms}`, { service: `\n    deploymentAlarms: [{ at: ${alarmAt}s, for: 10m }]` }));
    expect(endsWith(told + 15)).toEqual({ told, end: told + 60, rollout: 2 });
    expect(endsWith(told - 30).rollout).toBe(3);
  });

  it('[P.136] goes on from a snapshot', () => {
    const scenario = updated(BLUE_GREEN);
    const whole = ends(scenario);
    expect(
      predict(scenario, { hasTurns: true, savedAt: whole.told + 30 })
        .of('deploymentChanged')
        .at(-1)?.at,
    ).toBe(whole.end);
  });
});
