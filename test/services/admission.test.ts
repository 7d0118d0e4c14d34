import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdmissionRule, admit, admittedNow } from '../../src/services/admission.js';

const STANDALONE = { hasStrategy: true, isService: false };

describe('admit', () => {
  it('never lets more than the quota into PROVISIONING, and keeps the order of those it holds', () => {
    const step = fc.constantFrom('request', 'leave');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, quota) => {
        const rule: AdmissionRule = { quota, overflow: 'hold' };
        const inside: number[] = [];
        const held: number[] = [];
        const entered: number[] = [];
        let ordinal = 0;
        for (const what of steps) {
          if (what === 'leave') inside.shift();
          else if (admit(inside.length, held.length, rule, STANDALONE) === 'admit') entered.push(inside[inside.push(ordinal++) - 1]);
          else held.push(ordinal++);
          for (let n = admittedNow(inside.length, held.length, quota); n > 0; n--) entered.push(inside[inside.push(held.shift()!) - 1]);
          expect(inside.length).toBeLessThanOrEqual(quota);
          expect(held.length === 0 || inside.length === quota).toBe(true);
        }
        expect(entered).toEqual([...entered].sort((a, b) => a - b));
      }),
    );
  });

  it('lets no task overtake those that are held, though a place is free', () => {
    expect(admit(4, 1, { quota: 5, overflow: 'hold' }, STANDALONE)).toBe('hold');
    expect(admit(4, 0, { quota: 5, overflow: 'hold' }, STANDALONE)).toBe('admit');
  });

  it('without a quota admits all, the held ones too', () => {
    expect(admit(1_000_000, 3, { quota: null, overflow: 'refuse' }, STANDALONE)).toBe('admit');
    expect(admittedNow(1_000_000, 3, null)).toBe(3);
  });

  it('admits no negative number when a quota was lowered', () => {
    expect(admittedNow(7, 3, 5)).toBe(0);
  });
});
