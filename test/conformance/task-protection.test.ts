import { describe, expect, it } from 'vitest';
import { StopOrder } from '../../src/placement/stop.js';
import { DEPLOYMENT_DEFAULTS } from '../../src/services/deployments/deployment-settings.js';
import { deploymentText } from '../../src/services/deployments/messages.js';
import { type RollingCounts, rollingStep } from '../../src/services/deployments/rolling.js';
import { isProtected, isScaleInBlocked, PROTECTION_MINUTES, protect, protectionFailure } from '../../src/services/protection.js';
import { request, ToyFleet } from '../placement/toy-fleet.js';
import { changed, messages } from '../scenario/scenarios.js';

const HOUR_MS = 3_600_000;

describe('scale-in protection', () => {
  it('[S.PROT-1, T.SCALE-8] lasts two hours by default, from a minute to 48 hours, and then ends', () => {
    const untilMs = protect(1_000);
    expect(isProtected(untilMs, 1_000)).toBe(true);
    expect(isProtected(untilMs, 2 * HOUR_MS + 999)).toBe(true);
    expect(isProtected(untilMs, 2 * HOUR_MS + 1_000)).toBe(false);
    expect(isProtected(null, 0)).toBe(false);
    expect(isProtected(protect(0, 2_880), 48 * HOUR_MS - 1)).toBe(true);
    const refused = [0, 1, 2_880, 2_881, 1.5].map((minutes) =>
      messages(changed(['desiredCount: 2', `desiredCount: 2\n    taskProtection: { for: 1h, expiresInMinutes: ${minutes} }`])),
    );
    expect(refused.map(([mistake]) => mistake?.replace(/^.*: /, ''))).toEqual([
      'at least 1',
      undefined,
      undefined,
      'at most 2880',
      expect.anything(),
    ]);
    expect(PROTECTION_MINUTES.default).toBe(120);
  });

  it('[S.PROT-2] counts anew when it is set again, be it shorter', () => {
    const again = protect(HOUR_MS, 30);
    expect(isProtected(again, 1.5 * HOUR_MS - 1)).toBe(true);
    expect(isProtected(again, 1.5 * HOUR_MS)).toBe(false); // The first would have held till two o'clock.
  });

  it('[S.PROT-3] is not for standalone tasks', () => {
    const service = { protectedTasks: 0, desired: 4 };
    expect(protectionFailure({ isService: false }, service)).toBe('TASK_NOT_VALID');
    expect(protectionFailure({ isService: true }, service)).toBeNull();
  });

  it('[S.PROT-4, T.MSG-6] of more tasks than desired blocks the service, and is refused to any more', () => {
    expect(isScaleInBlocked(5, 4)).toBe(true);
    expect(isScaleInBlocked(4, 4)).toBe(false);
    expect(protectionFailure({ isService: true }, { protectedTasks: 5, desired: 4 })).toBe('DEPLOYMENT_BLOCKED');
    expect(protectionFailure({ isService: true }, { protectedTasks: 4, desired: 4 })).toBeNull();
    expect(deploymentText('web', { kind: 'protectedTooMany', taskSet: 'ecs-svc/1' })).toBe(
      '(service web) was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
    );
  });

  it('[S.PROT-1, S.STOP-7] leaves the task out when a service that shrinks chooses one to stop', () => {
    const fleet = new ToyFleet([{ zone: 0, tasks: [3] }]);
    const expiry = [protect(0), null, protect(0, 30)];
    const at = (nowMs: number) => {
      const isProtectedNow = expiry.map((untilMs) => Number(isProtected(untilMs, nowMs)));
      const candidates = { count: 3, row: [0, 0, 0], order: [0, 1, 2], isProtected: isProtectedNow, request: request() };
      return new StopOrder(fleet, candidates, { chain: [], tie: 'newest' }, 0).next();
    };
    expect(at(0)).toBe(1);
    expect(at(HOUR_MS)).toBe(2); // The newest, whose half hour is over.
  });
});

describe('a rolling update of protected tasks', () => {
  const nobody = { waiting: 0, healthy: 0, unhealthy: 0, stopping: 0 };
  const step = (counts: Partial<RollingCounts>, maximumPercent: number) =>
    rollingStep(
      { next: nobody, old: nobody, nextOnDraining: 0, oldProtected: 0, ...counts },
      { desired: 4, minimumHealthyPercent: 0, maximumPercent },
      DEPLOYMENT_DEFAULTS,
    );
  const old = { ...nobody, healthy: 4 };

  it('[S.PROT-5, S.DEP-12] starts new tasks as far as the maximum goes, and leaves the old ones until their protection is off', () => {
    expect(step({ old, oldProtected: 4 }, 200)).toMatchObject({ start: 4, stopOld: { healthy: 0 }, blockedBy: null });
    expect(step({ old, oldProtected: 4 }, 150)).toMatchObject({ start: 2, stopOld: { healthy: 0 } }); // 6 - 4
    expect(step({ old, oldProtected: 3 }, 100)).toMatchObject({ start: 0, stopOld: { healthy: 1 } });
    expect(step({ old, oldProtected: 4 }, 100)).toMatchObject({ start: 0, stopOld: { healthy: 0 }, blockedBy: 'protection' });
    expect(step({ old, oldProtected: 4, next: old }, 200)).toMatchObject({ stopOld: { healthy: 0 }, blockedBy: 'protection' });
    expect(step({ old, oldProtected: 0, next: old }, 200)).toMatchObject({ stopOld: { healthy: 4 }, blockedBy: null });
  });
});
