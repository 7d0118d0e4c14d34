import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OnDemand,
  optionsToLaunch,
  optionToTerminate,
  type PurchaseSplit,
  Spot,
  shareOf,
} from '../../../src/autoscaling/group/purchase.js';

const splits: fc.Arbitrary<PurchaseSplit> = fc.record({ onDemandBase: fc.nat(30), onDemandPercentAboveBase: fc.nat(100) });
const HALF: PurchaseSplit = { onDemandBase: 0, onDemandPercentAboveBase: 50 };

describe('the split between On-Demand and Spot', () => {
  it('is exact: a fraction of any size counts, a whole number has none', () => {
    fc.assert(
      fc.property(splits, fc.nat(5000), (split, total) => {
        const onDemand = shareOf(OnDemand, total, split);
        const above = BigInt(Math.max(0, total - split.onDemandBase)) * BigInt(split.onDemandPercentAboveBase);
        const roundedUp = above / 100n + (above % 100n === 0n ? 0n : 1n);
        expect(onDemand).toBe(Math.min(total, split.onDemandBase) + Number(roundedUp));
        expect(onDemand + shareOf(Spot, total, split)).toBe(total);
      }),
    );
  });

  it('is what repeated launches reach, and what repeated terminations keep', () => {
    fc.assert(
      fc.property(splits, fc.nat(80), (split, desired) => {
        const living: [number, number] = [0, 0];
        for (let options = optionsToLaunch(living, desired, split); options.length > 0; options = optionsToLaunch(living, desired, split))
          living[options[0]]++;
        const isSplit = (total: number) => expect(living).toEqual([shareOf(OnDemand, total, split), shareOf(Spot, total, split)]);
        isSplit(desired);
        for (let total = desired - 1; total >= 0; total--) {
          living[optionToTerminate(living, total, split)]--;
          isSplit(total);
        }
      }),
    );
  });

  it('lets either option launch, On-Demand first, as long as it is short', () => {
    expect(optionsToLaunch([0, 0], 4, HALF)).toEqual([OnDemand, Spot]);
    expect(optionsToLaunch([2, 1], 4, HALF)).toEqual([Spot]);
    expect(optionsToLaunch([1, 2], 4, HALF)).toEqual([OnDemand]);
    expect(optionsToLaunch([2, 2], 4, HALF)).toEqual([]);
    expect(optionsToLaunch([3, 1], 4, HALF)).toEqual([Spot]); // the caller stops at DesiredCapacity
  });

  it('takes from the option that is further above its share, Spot when both are as far', () => {
    expect(optionToTerminate([5, 3], 6, HALF)).toBe(OnDemand);
    expect(optionToTerminate([3, 5], 6, HALF)).toBe(Spot);
    expect(optionToTerminate([4, 4], 6, HALF)).toBe(Spot);
  });
});
