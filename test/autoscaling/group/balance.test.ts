import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BalanceView, launchesForBalance, maxSizeForBalance, startsBalance } from '../../../src/autoscaling/group/balance.js';
import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';

const view = (livingByZone: number[], more: Partial<BalanceView> = {}): BalanceView => ({
  ...{ zones: livingByZone.map((_, zone) => zone), livingByZone, removableByZone: livingByZone },
  ...{ spareIn: () => Number.POSITIVE_INFINITY, living: livingByZone.reduce((a, b) => a + b, 0), ahead: 0, maxSize: 1000 },
  ...more,
});

describe('balance between zones', () => {
  it('takes as many launches as instances must move, with room for all', () => {
    expect(launchesForBalance(view([6, 0]))).toBe(3);
    expect(launchesForBalance(view([5, 0]))).toBe(2);
    expect(launchesForBalance(view([4, 4, 1]))).toBe(2);
    expect(launchesForBalance(view([2, 1, 1]))).toBe(0);
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }), (living) => {
        const total = living.reduce((a, b) => a + b, 0);
        const each = Math.floor(total / living.length);
        const larger = total % living.length;
        // The fullest zones keep one more: what is above that has to move.
        const sorted = [...living].sort((a, b) => b - a);
        const moves = sorted.reduce((sum, of, i) => sum + Math.max(0, of - each - Number(i < larger)), 0);
        expect(launchesForBalance(view(living))).toBe(moves);
      }),
    );
  });

  it('launches nothing again for what was launched ahead and whose terminations are still to come', () => {
    expect(launchesForBalance(view([6, 3], { ahead: 3 }))).toBe(0);
    expect(launchesForBalance(view([6, 2], { ahead: 2 }))).toBe(1);
    expect(launchesForBalance(view([6, 2], { ahead: 0 }))).toBe(2); // as many more than wanted for another reason
    expect(launchesForBalance(view([6, 0], { ahead: 9 }))).toBe(0); // none is left
  });

  it('becomes balanced with the terminations that follow, whatever the limit at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }), fc.nat(3), (start, slack) => {
        const living = [...start];
        const total = living.reduce((a, b) => a + b, 0);
        const byFullness = () => living.map((_, zone) => zone).sort((a, b) => living[b] - living[a]);
        for (let rounds = 0; rounds <= total; rounds++) {
          const launches = launchesForBalance(view(living, { maxSize: total + slack }));
          for (let i = 0; i < launches; i++) {
            living[byFullness().at(-1)!]++;
            expect(launchesForBalance(view(living, { ahead: i + 1, maxSize: total + slack }))).toBeLessThanOrEqual(launches - i - 1);
          }
          for (let i = 0; i < launches; i++) living[byFullness()[0]]--;
        }
        expect(living.reduce((a, b) => a + b, 0)).toBe(total);
        expect(Math.max(...living) - Math.min(...living)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never exceeds the maximum by more than 10 percent or one', () => {
    expect([1, 9, 10, 19, 20, 105].map(maxSizeForBalance)).toEqual([2, 10, 11, 20, 22, 115]);
    expect(launchesForBalance(view([8, 0], { maxSize: 8 }))).toBe(1);
    expect(launchesForBalance(view([8, 0], { maxSize: 8, living: 9 }))).toBe(0);
    expect(launchesForBalance(view([8, 0], { maxSize: 8, living: 12 }))).toBe(0);
    expect(launchesForBalance(view([40, 0], { maxSize: 40 }))).toBe(4);
  });

  it('launches only where there is capacity, and only for an instance that may go', () => {
    expect(launchesForBalance(view([6, 0, 3], { spareIn: (zone) => (zone === 1 ? 0 : 9) }))).toBe(1);
    expect(launchesForBalance(view([6, 0], { spareIn: () => 2 }))).toBe(2);
    expect(launchesForBalance(view([6, 0], { removableByZone: [1, 0] }))).toBe(1);
    expect(launchesForBalance(view([6, 0], { removableByZone: [0, 0] }))).toBe(0);
    expect(launchesForBalance(view([6, 4, 0], { removableByZone: [0, 4, 0] }))).toBe(2); // of the next zone, when the fullest is protected
    expect(launchesForBalance(view([6, 0, 0], { zones: [0, 2] }))).toBe(3);
    expect(launchesForBalance(view([6], {}))).toBe(0);
  });

  it('is looked for on the triggers of AWS, and on any occasion where that is set', () => {
    const triggers = ['zones-changed', 'instance-taken-out', 'capacity-back', 'price-below-max', 'other'] as const;
    const any = { zoneRebalanceOn: 'any' } as const;
    expect(triggers.map((trigger) => startsBalance(trigger, GROUP_DEFAULTS))).toEqual([true, true, true, true, false]);
    expect(triggers.every((trigger) => startsBalance(trigger, any))).toBe(true);
  });
});
