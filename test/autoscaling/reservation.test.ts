import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithTarget, neededInstances, requiredInstances, reservationPercent } from '../../src/autoscaling/reservation.js';
import { managed, withSettings } from './observation.js';

const DEFAULTS = withSettings();

function reservation(needed: number, running: number, isIncompatibleOnly = false) {
  return { needed, running, isIncompatibleOnly };
}

describe('the instances that are needed', () => {
  it('are those that are busy or will be, when nothing has to be added', () => {
    expect(neededInstances({ running: 5, busy: 2, newlyBusy: 1, add: 0 }, managed({ minimumStep: 4 }), DEFAULTS)).toBe(3); // 2 + 1: no step
  });

  it.each([
    // add, steps 2..5 on N = 3, busy 1 + 1
    { add: 1, all: 5, busy: 4 }, //  step 2: 3 + 2, or 2 + 2
    { add: 2, all: 5, busy: 4 }, //  step 2
    { add: 3, all: 6, busy: 5 }, //  step 3
    { add: 5, all: 8, busy: 7 }, //  step 5
    { add: 6, all: 8, busy: 7 }, //  step 5, not 6
  ])('are $all when $add are missing, or $busy counted from the busy ones', ({ add, all, busy }) => {
    const demand = { running: 3, busy: 1, newlyBusy: 1, add };
    const steps = managed({ minimumStep: 2, maximumStep: 5 });
    expect(neededInstances(demand, steps, DEFAULTS)).toBe(all);
    expect(neededInstances(demand, steps, withSettings({ whenAdding: 'busy-plus-step' }))).toBe(busy);
  });
});

describe('the reservation against the target', () => {
  it.each([
    // 100 M against target * N
    { needed: 4, running: 3, target: 100, is: 'above' }, // 400 > 300
    { needed: 3, running: 3, target: 100, is: 'at' }, //    300 = 300
    { needed: 2, running: 3, target: 100, is: 'below' }, // 200 < 300
    { needed: 11, running: 20, target: 55, is: 'at' }, //   1100 = 1100, although 11 / 20 * 100 is 55.00000000000001
    { needed: 9, running: 10, target: 90, is: 'at' }, //    900 = 900
    { needed: 10, running: 12, target: 90, is: 'below' }, // 1000 < 1080
    { needed: 0, running: 1, target: 1, is: 'below' }, //   0 < 1
    { needed: 1, running: 0, target: 100, is: 'above' }, // 200 > 100
    { needed: 0, running: 0, target: 100, is: 'at' },
    { needed: 0, running: 0, target: 90, is: 'at' }, //     steady: at the target, whatever it is
  ])('$needed of $running is $is $target %', ({ needed, running, target, is }) => {
    expect(compareWithTarget(reservation(needed, running), target, DEFAULTS)).toBe(is);
  });

  it('shows 100 for an empty group that needs nothing, as in 2019, on request', () => {
    const aws2019 = withSettings({ emptyGroup: 'aws2019' });
    expect(compareWithTarget(reservation(0, 0), 90, aws2019)).toBe('above'); // 100 > 90
    expect(compareWithTarget(reservation(0, 0), 100, aws2019)).toBe('at');
    expect(reservationPercent(reservation(0, 0), 90, aws2019)).toBe(100);
    expect(compareWithTarget(reservation(0, 3), 90, aws2019)).toBe('below'); // only an empty group
    expect(reservationPercent(reservation(5, 0), 90, aws2019)).toBe(200);
  });

  it('is at the target while only incompatible tasks wait, unless they are to be ignored', () => {
    for (const [needed, running] of [
      [0, 0],
      [0, 4],
      [1, 4],
    ]) {
      expect(compareWithTarget(reservation(needed, running, true), 70, DEFAULTS)).toBe('at');
      expect(reservationPercent(reservation(needed, running, true), 70, DEFAULTS)).toBe(70);
    }
    expect(compareWithTarget(reservation(1, 4, true), 70, withSettings({ incompatibleOnly: 'ignore' }))).toBe('below'); // 25 < 70
  });

  it('is never capped and is shown as the ratio it is', () => {
    expect(reservationPercent(reservation(6, 4), 100, DEFAULTS)).toBe(150);
    expect(reservationPercent(reservation(30, 1), 100, DEFAULTS)).toBe(3000);
    expect(reservationPercent(reservation(0, 0), 90, DEFAULTS)).toBe(90);
    expect(reservationPercent(reservation(7, 0), 90, DEFAULTS)).toBe(200);
  });
});

describe('the wanted size', () => {
  it.each([
    // ceil(100 M / target)
    { needed: 5, target: 100, wants: 5 },
    { needed: 9, target: 90, wants: 10 }, //  10 exactly
    { needed: 10, target: 90, wants: 12 }, // 11.1
    { needed: 11, target: 55, wants: 20 }, // 20 exactly: 11 / 0.55 would be 20 or 21 by luck
    { needed: 7, target: 7, wants: 100 }, //  100 exactly: 7 / 0.07 is 99.99999999999999
    { needed: 1, target: 3, wants: 34 }, //   33.3
    { needed: 0, target: 50, wants: 0 },
  ])('meets $target % with $needed needed and $wants instances wanted', ({ needed, target, wants }) => {
    expect(requiredInstances(reservation(needed, 8), target, DEFAULTS)).toBe(wants);
  });

  it('is two from zero, or what 200 % of one instance requests', () => {
    const formula = withSettings({ fromZero: 'formula' });
    expect(requiredInstances(reservation(9, 0), 90, DEFAULTS)).toBe(2);
    expect(requiredInstances(reservation(9, 0), 90, formula)).toBe(3); //  ceil(200 / 90)
    expect(requiredInstances(reservation(9, 0), 100, formula)).toBe(2); // 200 / 100
    expect(requiredInstances(reservation(9, 1), 100, DEFAULTS)).toBe(9); // one is not zero
  });

  it('is the smallest size that is not above the target, for every M and target', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 100 }), (needed, target) => {
        const wants = requiredInstances(reservation(needed, 1), target, DEFAULTS);
        expect(compareWithTarget(reservation(needed, wants), target, DEFAULTS)).not.toBe('above');
        if (wants > 1) expect(compareWithTarget(reservation(needed, wants - 1), target, DEFAULTS)).toBe('above');
      }),
    );
  });
});
