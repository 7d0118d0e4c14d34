import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT_DEFAULTS, type DeploymentSettings } from '../../../src/services/deployments/deployment-settings.js';
import { isRolledOut, type RollingCounts, type RollingTarget, rollingStep } from '../../../src/services/deployments/rolling.js';
import { healthyMin, tasksMax } from '../../../src/services/replica.js';

/** A rolling update in miniature: a decision is applied at once, and each step one thing more happens to one task. */
class TinyRollout {
  c: RollingCounts;
  blockedBy: 'percents' | 'protection' | null = null;

  constructor(
    old: number,
    private readonly target: RollingTarget,
    private readonly settings: DeploymentSettings,
    private failuresLeft: number,
  ) {
    const nobody = { waiting: 0, healthy: 0, unhealthy: 0, stopping: 0 };
    this.c = { next: nobody, old: { ...nobody, healthy: old }, nextOnDraining: 0, oldProtected: 0 };
  }

  decideAndApply(): void {
    const { next, old, nextOnDraining } = this.c;
    const { start, stopOld, stopNext, blockedBy } = rollingStep(this.c, this.target, this.settings);
    this.blockedBy = blockedBy;
    const before = next.healthy + nextOnDraining + old.healthy;
    this.c = {
      ...this.c,
      old: {
        waiting: old.waiting - stopOld.waiting,
        healthy: old.healthy - stopOld.healthy,
        unhealthy: old.unhealthy - stopOld.unhealthy,
        stopping: old.stopping + stopOld.waiting + stopOld.healthy + stopOld.unhealthy,
      },
      next: {
        waiting: next.waiting - stopNext.waiting + start,
        healthy: next.healthy - stopNext.surplus,
        unhealthy: next.unhealthy - stopNext.unhealthy,
        stopping: next.stopping + stopNext.waiting + stopNext.unhealthy + stopNext.surplus + stopNext.onDraining,
      },
      nextOnDraining: nextOnDraining - stopNext.onDraining,
    };
    this.checkBounds(before, start);
  }

  private checkBounds(healthyBefore: number, start: number): void {
    const { desired, minimumHealthyPercent, maximumPercent } = this.target;
    const { next, old, nextOnDraining } = this.c;
    for (const n of [...Object.values(next), ...Object.values(old), nextOnDraining]) expect(n).toBeGreaterThanOrEqual(0);
    const living = next.waiting + next.healthy + next.unhealthy + nextOnDraining + old.waiting + old.healthy + old.unhealthy;
    const counted = living + (this.settings.stoppingCounts ? next.stopping + old.stopping : 0);
    if (start > 0) expect(counted).toBeLessThanOrEqual(tasksMax(desired, maximumPercent));
    const lower = Math.min(healthyMin(desired, minimumHealthyPercent), healthyBefore);
    expect(next.healthy + nextOnDraining + old.healthy).toBeGreaterThanOrEqual(lower);
  }

  /** False when nothing is under way. */
  happens(choice: number): boolean {
    const { next, old } = this.c;
    if (old.stopping + next.stopping > 0 && (next.waiting === 0 || choice % 2 === 0)) {
      if (old.stopping > 0) this.c = { ...this.c, old: { ...old, stopping: old.stopping - 1 } };
      else this.c = { ...this.c, next: { ...next, stopping: next.stopping - 1 } };
    } else if (next.waiting === 0) return false;
    else if (this.failuresLeft > 0 && choice % 3 === 0) {
      this.failuresLeft--;
      this.c = { ...this.c, next: { ...next, waiting: next.waiting - 1, unhealthy: next.unhealthy + 1 } };
    } else this.c = { ...this.c, next: { ...next, waiting: next.waiting - 1, healthy: next.healthy + 1 } };
    return true;
  }
}

describe('rollingStep', () => {
  it('ends with the new revision at the desired count, or is blocked by the percentages', () => {
    fc.assert(
      fc.property(
        fc.record({
          desired: fc.integer({ min: 1, max: 8 }),
          minimumHealthyPercent: fc.nat(100),
          maximumPercent: fc.integer({ min: 100, max: 200 }),
        }),
        fc.record({ stoppingCounts: fc.boolean(), order: fc.constantFrom('together' as const, 'startFirst' as const) }),
        fc.tuple(fc.nat(10), fc.nat(5)),
        fc.array(fc.nat(1000), { minLength: 1 }),
        (target, settings, [old, failures], choices) => {
          const rollout = new TinyRollout(old, target, { ...DEPLOYMENT_DEFAULTS, ...settings }, failures);
          for (let i = 0; i < 500; i++) {
            rollout.decideAndApply();
            if (!rollout.happens(choices[i % choices.length])) break;
          }
          rollout.decideAndApply();
          const { desired, minimumHealthyPercent, maximumPercent } = target;
          const isStuck = healthyMin(desired, minimumHealthyPercent) === desired && tasksMax(desired, maximumPercent) === desired;
          expect(rollout.blockedBy).toBe(isStuck && old > 0 ? 'percents' : null);
          if (rollout.blockedBy === null) expect(isRolledOut(rollout.c, desired)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  const nobody = { waiting: 0, healthy: 0, unhealthy: 0, stopping: 0 };
  const counts = (next: object, old: object, nextOnDraining = 0): RollingCounts => ({
    next: { ...nobody, ...next },
    old: { ...nobody, ...old },
    nextOnDraining,
    oldProtected: 0,
  });
  const step = (given: RollingCounts, percents: [number, number], settings: Partial<DeploymentSettings> = {}) =>
    rollingStep(
      given,
      { desired: 4, minimumHealthyPercent: percents[0], maximumPercent: percents[1] },
      { ...DEPLOYMENT_DEFAULTS, ...settings },
    );

  it('is through only when nothing at all is left to happen', () => {
    const left = [
      counts({ healthy: 4 }, { waiting: 1, healthy: 1 }),
      counts({ healthy: 4 }, { healthy: 1, unhealthy: 1 }),
      counts({ healthy: 4 }, { unhealthy: 1, stopping: 1 }),
      counts({ healthy: 4 }, { healthy: 1, stopping: 1 }),
      counts({ healthy: 4, waiting: 1 }, {}),
      counts({ healthy: 4, waiting: 1, unhealthy: 1 }, {}),
      counts({ healthy: 4 }, {}, 1),
    ];
    expect(left.map((given) => isRolledOut(given, 4))).toEqual(left.map(() => false));
  });

  it('is not blocked as long as anything is under way', () => {
    const moving = [
      counts({ waiting: 1, stopping: 1 }, { healthy: 3 }),
      counts({ stopping: 1 }, { healthy: 3, stopping: 1 }),
      counts({ waiting: 1 }, { healthy: 3 }),
      counts({ stopping: 1 }, { healthy: 3 }),
      counts({}, { healthy: 4, unhealthy: 1 }),
      counts({}, { healthy: 4, waiting: 1 }),
      counts({ unhealthy: 1 }, { healthy: 4 }),
    ];
    expect(moving.map((given) => step(given, [100, 100]).blockedBy)).toEqual(moving.map(() => null));
    expect(step(counts({}, { healthy: 4 }), [100, 100]).blockedBy).toBe('percents');
  });

  it('replaces an unhealthy task when it has gone, not before, though there is room', () => {
    expect(step(counts({ healthy: 3, unhealthy: 1 }, {}), [100, 200])).toMatchObject({ start: 0, stopNext: { unhealthy: 1 } });
    expect(step(counts({ healthy: 3, stopping: 1 }, {}), [100, 200]).start).toBe(1);
    expect(step(counts({}, { waiting: 1, unhealthy: 2, healthy: 1 }), [100, 125]).start).toBe(1); // 5 - 4: those three still take their places
  });

  // Eight are desired since a scale-out from four, and 24 may run: 21 more than the two that serve and the one that starts. Four are needed before the
  // scale-out: two serve, one starts already, one more of the old revision comes first. Of the new one come all eight; then four of the old for the rest.
  it('[N.ROLL-1] replaces old tasks by their own before the new ones, and follows a scale-out after them', () => {
    const target = { desired: 8, minimumHealthyPercent: 100, maximumPercent: 300, own: { desired: 4, scaledOut: 8 } };
    const given = { ...counts({}, { waiting: 1, healthy: 2 }), oldReplacing: 1 };
    expect(rollingStep(given, target, DEPLOYMENT_DEFAULTS)).toMatchObject({
      ...{ start: 8, startOld: { first: 1, last: 4 }, blockedBy: null },
      stopOld: { unhealthy: 0, waiting: 0, replacing: 0, healthy: 0 },
    });
  });

  it('with startFirst, stops only what is replaced or in the way', () => {
    const healthyStops = (given: RollingCounts) => {
      const { stopOld, stopNext } = step(given, [0, 100], { order: 'startFirst' });
      return stopOld.healthy + stopNext.onDraining;
    };
    expect(healthyStops(counts({ healthy: 1 }, { healthy: 3 }))).toBe(3); // 4 - 1 are missing, and there is no room
    expect(healthyStops(counts({ waiting: 1, stopping: 1 }, { healthy: 2 }))).toBe(0);
    expect(healthyStops(counts({ stopping: 1 }, { healthy: 2, stopping: 1 }))).toBe(0);
    expect(healthyStops(counts({ waiting: 1 }, { healthy: 3 }))).toBe(0);
    expect(healthyStops(counts({ healthy: 2, waiting: 1 }, { healthy: 2 }, 1))).toBe(1); // 2 + 1 + 2 - 4
    expect(healthyStops(counts({ healthy: 3 }, { healthy: 2 }))).toBe(1);
  });
});
