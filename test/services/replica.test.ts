import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthyMin, type ReplicaCounts, type ReplicaTarget, reconcileReplica, tasksMax } from '../../src/services/replica.js';

const NOTHING: ReplicaCounts = { waiting: 0, healthy: 0, unhealthy: 0, onDraining: 0, stopping: 0 };
const STEADY: ReplicaTarget = { desired: 4, minimumHealthyPercent: 100, maximumPercent: 200, isRollingUpdate: false };
const STAY = { waiting: 0, unhealthy: 0, draining: 0, surplus: 0 };

const decide = (counts: Partial<ReplicaCounts>, target: Partial<ReplicaTarget> = {}) =>
  reconcileReplica({ ...NOTHING, ...counts }, { ...STEADY, ...target });
const total = (c: ReplicaCounts) => c.waiting + c.healthy + c.unhealthy + c.onDraining + c.stopping;

/** A service in miniature: a decision is applied at once, and each step one thing more happens to one task. */
class TinyService {
  c: ReplicaCounts;
  blocked = false;
  /** How many of the tasks that start will turn out unhealthy. */
  constructor(
    counts: ReplicaCounts,
    private readonly target: ReplicaTarget,
    private failuresLeft: number,
  ) {
    this.c = counts;
  }

  decideAndApply(): void {
    const before = this.c;
    const { start, stop, isBlocked } = reconcileReplica(before, this.target);
    const stopped = stop.waiting + stop.unhealthy + stop.draining + stop.surplus;
    this.c = {
      waiting: before.waiting + start - stop.waiting,
      healthy: before.healthy - stop.surplus,
      unhealthy: before.unhealthy - stop.unhealthy,
      onDraining: before.onDraining - stop.draining,
      stopping: before.stopping + stopped,
    };
    this.blocked = isBlocked;
    this.checkBounds(before, start);
  }

  /** `choice` picks what happens next; false when nothing is under way. */
  happens(choice: number): boolean {
    const { waiting, stopping } = this.c;
    if (waiting + stopping === 0) return false;
    if (choice % (waiting + stopping) >= waiting) this.c = { ...this.c, stopping: stopping - 1 };
    else if (this.failuresLeft > 0 && choice % 2 === 0) {
      this.failuresLeft--;
      this.c = { ...this.c, waiting: waiting - 1, unhealthy: this.c.unhealthy + 1 };
    } else this.c = { ...this.c, waiting: waiting - 1, healthy: this.c.healthy + 1 };
    return true;
  }

  private checkBounds(before: ReplicaCounts, start: number): void {
    const { desired, minimumHealthyPercent, maximumPercent } = this.target;
    for (const n of Object.values(this.c)) expect(n).toBeGreaterThanOrEqual(0);
    if (start > 0) expect(total(this.c)).toBeLessThanOrEqual(tasksMax(desired, maximumPercent));
    const lower = Math.min(healthyMin(desired, minimumHealthyPercent), before.healthy + before.onDraining);
    expect(this.c.healthy + this.c.onDraining).toBeGreaterThanOrEqual(lower);
  }
}

const anyCounts = fc.record({ waiting: fc.nat(6), healthy: fc.nat(6), unhealthy: fc.nat(6), onDraining: fc.nat(6), stopping: fc.nat(3) });
const anyTarget = fc.record({
  desired: fc.nat(8),
  minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
  maximumPercent: fc.integer({ min: 100, max: 200 }),
  isRollingUpdate: fc.boolean(),
});

function settle(service: TinyService, choices: readonly number[]): void {
  for (let step = 0; step < 500; step++) {
    service.decideAndApply();
    if (!service.happens(choices[step % choices.length])) {
      service.decideAndApply(); // Nothing is under way: whatever it would still do, it does now.
      if (service.c.waiting + service.c.stopping === 0) return;
    }
  }
  expect.fail('the service never came to rest');
}

describe('reconcileReplica', () => {
  it('settles at the desired count, or reports that it is blocked', () => {
    fc.assert(
      fc.property(anyCounts, anyTarget, fc.nat(5), fc.array(fc.nat(1000), { minLength: 1 }), (counts, target, failures, choices) => {
        const service = new TinyService(counts, target, failures);
        settle(service, choices);
        if (service.blocked) {
          // Only bounds that leave no freedom at all can block a service.
          expect(healthyMin(target.desired, target.minimumHealthyPercent)).toBe(target.desired);
          expect(tasksMax(target.desired, target.maximumPercent)).toBe(target.desired);
          expect(service.c.onDraining).toBeGreaterThan(0);
        } else expect(service.c).toEqual({ ...NOTHING, healthy: target.desired });
      }),
      { numRuns: 400 },
    );
  });

  it('blocks exactly when a draining task is still needed and the bounds meet', () => {
    fc.assert(
      fc.property(anyCounts, anyTarget, fc.array(fc.nat(1000), { minLength: 1 }), (counts, target, choices) => {
        const service = new TinyService(counts, target, 0);
        settle(service, choices);
        const { desired, minimumHealthyPercent, maximumPercent } = target;
        const boundsMeet = healthyMin(desired, minimumHealthyPercent) === tasksMax(desired, maximumPercent);
        expect(service.blocked).toBe(boundsMeet && counts.onDraining > 0 && counts.waiting + counts.healthy < desired);
      }),
      { numRuns: 400 },
    );
  });

  it('changes nothing at the desired count', () => {
    expect(decide({ healthy: 4 })).toEqual({ start: 0, stop: STAY, isBlocked: false });
    expect(decide({ healthy: 3, waiting: 1 })).toEqual({ start: 0, stop: STAY, isBlocked: false });
  });

  it('scaled in, stops waiting tasks before healthy ones', () => {
    expect(decide({ healthy: 4, waiting: 3 }, { desired: 5 }).stop).toEqual({ ...STAY, waiting: 2 });
    expect(decide({ healthy: 4, waiting: 1 }, { desired: 2 }).stop).toEqual({ ...STAY, waiting: 1, surplus: 2 });
    expect(decide({ healthy: 4, waiting: 1, unhealthy: 1, onDraining: 2 }, { desired: 0 }).stop).toEqual({
      waiting: 1,
      unhealthy: 1,
      draining: 2,
      surplus: 4,
    });
  });

  it('counts stopping tasks towards the maximum, unless the caller leaves them out', () => {
    expect(decide({ healthy: 2, stopping: 6 }).start).toBe(0); // upper bound 8, 8 taken
    expect(decide({ healthy: 2, stopping: 5 }).start).toBe(1);
    expect(decide({ healthy: 2 }).start).toBe(2);
  });

  it('stops the second unhealthy task only when the first is gone, where there is no room', () => {
    expect(decide({ healthy: 2, unhealthy: 2 }, { maximumPercent: 100 }).stop.unhealthy).toBe(1);
    expect(decide({ healthy: 2, unhealthy: 1, stopping: 1 }, { maximumPercent: 100 }).stop.unhealthy).toBe(0);
    expect(decide({ healthy: 2, unhealthy: 1 }, { maximumPercent: 100 })).toMatchObject({ start: 1, stop: STAY }); // room for one: start first
  });

  it('gets below a maximum that a scale-in has lowered by way of the unhealthy', () => {
    // desired 2, upper bound 2: one waits, one is healthy, one is unhealthy; 3 > 2 although nothing is missing
    expect(decide({ waiting: 1, healthy: 1, unhealthy: 1 }, { desired: 2, maximumPercent: 100 })).toMatchObject({
      start: 0,
      stop: { ...STAY, unhealthy: 1 },
    });
  });

  it('takes draining tasks off before it stops surplus ones, and keeps the minimum through both', () => {
    // spare = 5 + 2 - ceil(4 * 100 %) = 3: both draining ones, and the fifth healthy one
    expect(decide({ healthy: 5, onDraining: 2 }).stop).toEqual({ ...STAY, draining: 2, surplus: 1 });
    expect(decide({ healthy: 5, onDraining: 1 })).toEqual({ start: 0, stop: { ...STAY, draining: 1, surplus: 1 }, isBlocked: false });
  });

  it('waits for a replacement that has started, though it has filled the last place', () => {
    // upper bound floor(4 * 125 %) = 5: 3 healthy, 1 unhealthy, 1 on its way
    expect(decide({ healthy: 3, unhealthy: 1, waiting: 1 }, { maximumPercent: 125 })).toMatchObject({ start: 0, stop: STAY });
  });
});
