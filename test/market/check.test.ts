import { describe, expect, it } from 'vitest';
import { marketProblems } from '../../src/market/check.js';
import { MARKET_DEFAULTS, type MarketSettings } from '../../src/market/settings.js';
import { MarketSource } from '../../src/market/source.js';
import { marketOf, poolOf } from './market-of.js';

function told(wrong: Partial<MarketSettings>): string[] {
  return marketProblems({ ...MARKET_DEFAULTS, ...wrong }).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('settings of the market', () => {
  it('are lawful by default, and at their ends', () => {
    expect(told({})).toEqual([]);
    expect(
      told({
        interruptedByBucket: [0, 0, 0, 0, 0.999],
        depthByBucket: [1, 1, 1, 1, 0],
        reclaimShare: { kind: 'uniform', min: 1, max: 1 },
        recommendationProbability: 1,
        recommendationLeadMs: 0,
        shortageAfterReclaimMs: 0,
      }),
    ).toEqual([]);
    expect(told({ reclaimShare: { kind: 'empirical', shares: [1] } })).toEqual([]);
  });

  it('tell all mistakes at once', () => {
    expect(
      told({
        interruptedByBucket: [0.1, 0.1, 0.1, -0.1, 1],
        depthByBucket: [1],
        reclaimShare: { kind: 'uniform', min: 0, max: 1.5 },
        recommendationProbability: 50,
        recommendationLeadMs: -1,
        shortageAfterReclaimMs: 0.5,
      }),
    ).toEqual([
      'interruptedByBucket.3: -0.1 is not from 0 to below 1: instances that are all interrupted have no rate',
      'interruptedByBucket.4: 1 is not from 0 to below 1: instances that are all interrupted have no rate',
      'depthByBucket: there are 1 values; there must be 5, for <5%, 5-10%, 10-15%, 15-20%, >20%',
      'reclaimShare.min: 0 is no share of a pool: it is above 0, up to 1',
      'reclaimShare.max: 1.5 is no share of a pool: it is above 0, up to 1',
      'recommendationProbability: 50 is no probability: it is from 0 to 1',
      'recommendationLeadMs: -1 is not a whole number of milliseconds, 0 or more',
      'shortageAfterReclaimMs: 0.5 is not a whole number of milliseconds, 0 or more',
    ]);
  });

  it('tell what is wrong with a law of shares', () => {
    expect(told({ reclaimShare: { kind: 'uniform', min: 0.5, max: 0.2 } })).toEqual([
      'reclaimShare: min is 0.5 and max is 0.2: min must not be above max',
    ]);
    expect(told({ reclaimShare: { kind: 'empirical', shares: [] } })).toEqual([
      'reclaimShare.shares: there is no share: give one at least',
    ]);
    expect(told({ reclaimShare: { kind: 'empirical', shares: [0.5, 2] } })).toEqual([
      'reclaimShare.shares.1: 2 is no share of a pool: it is above 0, up to 1',
    ]);
  });

  it('two pools do not share a name: they would share their luck', () => {
    expect(() => new MarketSource(marketOf({ pools: [poolOf(1), poolOf(1)] }))).toThrow(/spot\/t1\/zone-1/);
  });
});
