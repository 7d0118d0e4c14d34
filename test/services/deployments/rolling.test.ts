import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRolledOut, type RollingCounts, type RollingTarget, rollingStep } from '../../../src/services/deployments/rolling.js';
import { DEPLOYMENT_DEFAULTS, type DeploymentSettings } from '../../../src/services/deployments/settings.js';
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
  it('ends with the new revision at the desired count, or says that the percentages forbid it', () => {
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
});
