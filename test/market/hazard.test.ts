import { describe, expect, it } from 'vitest';
import { MarketEvent } from '../../src/market/events.js';
import { MONTH_MS, meanShare, reclaimGapMs, shareAt } from '../../src/market/hazard.js';
import { MARKET_DEFAULTS, type ShareLaw } from '../../src/market/market-settings.js';
import { poolDrawKey, reclaimedRows } from '../../src/market/reclaimed.js';
import { MarketSource } from '../../src/market/source.js';
import { DAY_MS, marketOf, poolOf, rowsOfMarket } from './market-of.js';

/** A count that is within 4.5 standard deviations is wrong once in 150,000 seeds; the seeds are fixed, so it is right for good. */
const SIGMAS = 4.5;
const LAWS: ShareLaw[] = [
  { kind: 'uniform', min: 0.1, max: 0.5 },
  { kind: 'uniform', min: 1, max: 1 },
  { kind: 'empirical', shares: [0.05, 0.05, 0.9] },
];

describe('how often an instance is interrupted', () => {
  it.each(LAWS)('gives the bucket its probability in 30 days, whatever the law of shares: %o', (law) => {
    for (const interrupted of MARKET_DEFAULTS.interruptedByBucket) {
      const reclaimsAMonth = MONTH_MS / reclaimGapMs(interrupted, law);
      expect(1 - Math.exp(-reclaimsAMonth * meanShare(law))).toBeCloseTo(interrupted, 14);
    }
  });

  it('never reclaims without interruptions', () => expect(reclaimGapMs(0, LAWS[0])).toBe(Number.POSITIVE_INFINITY));

  it('refuses the interruption of all instances', () => expect(() => reclaimGapMs(1, LAWS[0])).toThrow(/probability/));

  it('draws shares over the whole law', () => {
    expect([0, 0.25, 1].map((u) => shareAt({ kind: 'uniform', min: 0.25, max: 0.75 }, u))).toEqual([0.25, 0.375, 0.75]);
    expect([0, 0.34, 0.67, 0.999].map((u) => shareAt(LAWS[2], u))).toEqual([0.05, 0.05, 0.9, 0.9]);
    expect(meanShare(LAWS[2])).toBeCloseTo(1 / 3, 15);
  });

  it.each(LAWS)('interrupts one instance in each of 8,000 pools as often as its bucket: %o', (law) => {
    const settings = { ...MARKET_DEFAULTS, reclaimShare: law };
    const pools = Array.from({ length: 8000 }, (_, i) => poolOf(i, '15-20%', settings));
    const hit = new Set<number>();
    for (const source = new MarketSource(marketOf({ pools, settings })); source.atMs < MONTH_MS; source.next())
      if (source.kind === MarketEvent.reclaim) {
        const rows = reclaimedRows([41, 42, 43], { ...source, share: source.value }, poolDrawKey(7, pools[source.pool].name));
        if (rows.includes(1)) hit.add(source.pool);
      }
    const p = 0.175;
    expect(Math.abs(hit.size - 8000 * p)).toBeLessThan(SIGMAS * Math.sqrt(8000 * p * (1 - p)));
  });
});

describe('reclaims of a pool', () => {
  const settings = { ...MARKET_DEFAULTS, recommendationProbability: 0.3 };
  const pools = Array.from({ length: 3000 }, (_, i) => poolOf(i, '>20%', settings));
  const events = rowsOfMarket(marketOf({ pools, settings }), 365 * DAY_MS);
  const reclaims = events.filter(({ kind }) => kind === MarketEvent.reclaim);
  const expected = (365 * DAY_MS) / reclaimGapMs(0.25, settings.reclaimShare);

  it('are a Poisson process: their number has the mean and the variance of its rate', () => {
    const counts = new Map(pools.map(({ name }) => [name, 0]));
    for (const { pool } of reclaims) counts.set(pool, counts.get(pool)! + 1);
    const mean = reclaims.length / pools.length;
    expect(Math.abs(mean - expected)).toBeLessThan(SIGMAS * Math.sqrt(expected / pools.length));
    // (n - 1) variance / mean is nearly chi-squared of n - 1 degrees, whose standard deviation is sqrt(2 (n - 1)).
    const squares = [...counts.values()].reduce((sum, n) => sum + (n - mean) ** 2, 0);
    expect(Math.abs(squares / mean - (pools.length - 1))).toBeLessThan(SIGMAS * Math.sqrt(2 * (pools.length - 1)));
  });

  it('take shares of the law', () => {
    const mean = reclaims.reduce((sum, { value }) => sum + value, 0) / reclaims.length;
    expect(Math.abs(mean - 0.3)).toBeLessThan(SIGMAS * Math.sqrt(0.4 ** 2 / 12 / reclaims.length));
    expect(reclaims.every(({ value }) => value >= 0.1 && value <= 0.5)).toBe(true);
  });

  it('take instances together: the second of two goes with the first by the law of shares', () => {
    let first = 0;
    let both = 0;
    for (const { pool, event, value, isCounted } of reclaims) {
      const rows = reclaimedRows([1, 2], { event, share: value, isCounted }, poolDrawKey(7, pool));
      if (rows.includes(0)) first++;
      if (rows.length === 2) both++;
    }
    // E[S^2] / E[S]; instances that are interrupted each by itself would have next to 0.
    const p = (0.3 ** 2 + 0.4 ** 2 / 12) / 0.3;
    expect(Math.abs(both - first * p)).toBeLessThan(SIGMAS * Math.sqrt(first * p * (1 - p)));
  });

  it('are recommended as often as the setting', () => {
    const recommended = events.filter(({ kind }) => kind === MarketEvent.recommendation).length;
    const tolerance = SIGMAS * Math.sqrt(reclaims.length * 0.3 * 0.7);
    expect(Math.abs(recommended - reclaims.length * 0.3)).toBeLessThan(tolerance);
  });
});
