import { describe, expect, it } from 'vitest';
import { isReportable, ScalingReason, scalingReasonName, scalingText } from '../../src/autoscaling/reasons.js';
import { managed, withSettings } from './observation.js';

const TERMS = { managed: managed(), settings: withSettings() };
const NUMBERS = { needed: 4, running: 3, fromDesired: 3, toDesired: 3, lowPoints: 0 };

describe('a scaling reason', () => {
  it.each([
    { reason: 'scaledOut', numbers: { toDesired: 4 }, says: 'M = 4 of N = 3: 133 % > 100 %: DesiredCapacity 3 -> 4' },
    {
      reason: 'scaledOutToMax',
      numbers: { toDesired: 4 },
      says: 'M = 4 of N = 3: 133 % > 100 %: DesiredCapacity 3 -> 4, the most that maxSize allows',
    },
    { reason: 'clampedByMax', numbers: {}, says: 'M = 4 of N = 3: 133 % > 100 %: DesiredCapacity 3 is the most that maxSize allows' },
    {
      reason: 'heldByWarmup',
      numbers: {},
      says: 'M = 4 of N = 3: 133 % > 100 %: no scale-out while an instance is younger than the warm-up of 300 s',
    },
    {
      reason: 'onTheWay',
      numbers: { fromDesired: 4 },
      says: 'M = 4 of N = 3: 133 % > 100 %: DesiredCapacity is 4 already, the instances are on their way',
    },
    { reason: 'aboveNotYet', numbers: {}, says: 'M = 4 of N = 3: 133 % > 100 %: above, but not yet for 1 points in a row' },
    { reason: 'steady', numbers: { needed: 3 }, says: 'M = 3 of N = 3: 100 % = 100 %: steady' },
    { reason: 'belowNotYet', numbers: { needed: 2, lowPoints: 5 }, says: 'M = 2 of N = 3: 67 % < 100 %: point 5 of 15 in a row below' },
    { reason: 'scaledIn', numbers: { needed: 2, toDesired: 2 }, says: 'M = 2 of N = 3: 67 % < 100 %: DesiredCapacity 3 -> 2' },
    { reason: 'heldAfterScaleOut', numbers: { needed: 2 }, says: 'M = 2 of N = 3: 67 % < 100 %: no scale-in for 900 s after a scale-out' },
    { reason: 'heldByInterval', numbers: { needed: 2 }, says: 'M = 2 of N = 3: 67 % < 100 %: one step of scale-in every 60 s' },
    {
      reason: 'nothingToRemove',
      numbers: { needed: 2, fromDesired: 2 },
      says: 'M = 2 of N = 3: 67 % < 100 %: DesiredCapacity 2 is the least that does not exceed the target',
    },
    {
      reason: 'atMinimum',
      numbers: { needed: 2 },
      says: 'M = 2 of N = 3: 67 % < 100 %: DesiredCapacity 3 is the least that minSize allows',
    },
    {
      reason: 'awaitingTerminations',
      numbers: { needed: 0, fromDesired: 1 },
      says: 'M = 0 of N = 3: 0 % < 100 %: DesiredCapacity is 1 already, more instances live until they may go',
    },
    {
      reason: 'frozenIncompatible',
      numbers: {},
      says: 'no waiting task fits an instance of this group: the metric stays at the target of 100 %',
    },
    { reason: 'notManaged', numbers: {}, says: 'managed scaling is off' },
  ] as const)('$reason is reported with its numbers', ({ reason, numbers, says }) => {
    expect(scalingText(ScalingReason[reason], { ...NUMBERS, ...numbers }, TERMS)).toBe(says);
  });

  it('distinguishes the metric with as few digits as keep it from the target', () => {
    const tell = (needed: number, running: number) => scalingText(ScalingReason.steady, { ...NUMBERS, needed, running }, TERMS);
    expect(tell(1001, 1000)).toBe('M = 1001 of N = 1000: 100.1 % > 100 %: steady');
    expect(tell(9999, 10_000)).toBe('M = 9999 of N = 10000: 99.99 % < 100 %: steady');
    expect(tell(1, 0)).toBe('M = 1 of N = 0: 200 % > 100 %: steady');
    const empty2019 = { managed: managed({ targetPercent: 90 }), settings: withSettings({ emptyGroup: 'aws2019' }) };
    expect(scalingText(ScalingReason.scaledOut, { ...NUMBERS, needed: 0, running: 0, fromDesired: 0, toDesired: 2 }, empty2019)).toBe(
      'M = 0 of N = 0: 100 % > 90 %: DesiredCapacity 0 -> 2',
    );
  });

  it('has a number and a name of its own', () => {
    expect(scalingReasonName(ScalingReason.heldByWarmup)).toBe('heldByWarmup');
    const codes = Object.values(ScalingReason);
    expect(codes).toEqual(codes.map((_, i) => i + 1));
  });

  it('is reportable when DesiredCapacity changed or a rule kept it from changing', () => {
    const names = Object.values(ScalingReason).filter(isReportable).map(scalingReasonName);
    expect(names).toEqual([
      'frozenIncompatible',
      'heldByWarmup',
      'clampedByMax',
      'scaledOut',
      'scaledOutToMax',
      'heldAfterScaleOut',
      'heldByInterval',
      'scaledIn',
      'awaitingTerminations',
    ]);
  });
});
