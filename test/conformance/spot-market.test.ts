import { describe, expect, it } from 'vitest';
import { MarketEvent } from '../../src/market/events.js';
import { BUCKETS, MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import { onDemandPool, spotPool } from '../../src/market/pools.js';
import { isOutbid } from '../../src/market/rules.js';
import { marketOf, poolOf, rowsOfMarket } from '../market/market-of.js';

const MINUTE_MS = 60_000;

describe('EC2 Spot', () => {
  it('[C.SPOT-01] an instance goes when the price passes the most that is paid for it, or when capacity is gone', () => {
    expect(isOutbid(0.0961, 0.096)).toBe(true);
    expect(isOutbid(0.096, 0.096)).toBe(false);
    const overlays = [{ kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: 5, share: 1 }] as const;
    const pools = [{ ...poolOf(0), reclaimGapMs: null }];
    expect(rowsOfMarket(marketOf({ pools, overlays }), 10).map(({ kind, value }) => [kind, value])).toEqual([[MarketEvent.reclaim, 1]]);
  });

  it('[C.SPOT-06, A.ASG-12] a pool that is interrupted less has more to spare, and On-Demand the most', () => {
    const place = { type: 0, zone: 0, typeName: 'm5.large', zoneName: 'us-east-1a' };
    const depths = BUCKETS.map(
      (interruptionBucket) => spotPool(place, { interruptionBucket, savingsPercent: 60, onDemandUsdPerHour: 0.096 }, MARKET_DEFAULTS).depth,
    );
    expect(depths).toEqual([...depths].sort((a, b) => b - a));
    expect(new Set(depths).size).toBe(BUCKETS.length);
    expect(onDemandPool(place, 0.096).depth).toBeGreaterThan(depths[0]);
  });

  it('[C.SPOT-07] each type in each zone has its own price, a step at a time', () => {
    const a = { ...poolOf(0), reclaimGapMs: null, price: { atMs: [0, 10], usdPerHour: [0.04, 0.05] } };
    const b = { ...poolOf(1), reclaimGapMs: null };
    expect(rowsOfMarket(marketOf({ pools: [a, b] }), 100)).toEqual([
      { atMs: 10, kind: MarketEvent.price, pool: a.name, value: 0.05, event: 0, isCounted: false },
    ]);
    expect(b.price).toEqual({ atMs: [0], usdPerHour: [0.4] });
  });

  it('[A.ASG-17] a recommendation comes a lead before the notice: at 14:00 for an instance whose notice is at 14:32', () => {
    const noticeMs = (14 * 60 + 32) * MINUTE_MS;
    const settings = { ...MARKET_DEFAULTS, recommendationProbability: 1, recommendationLeadMs: 32 * MINUTE_MS };
    const pool = { ...poolOf(0), replayed: { atMs: [noticeMs], share: [0.25] } };
    expect(rowsOfMarket(marketOf({ pools: [pool], settings }), 2 * noticeMs).map(({ kind, atMs, event }) => [kind, atMs, event])).toEqual([
      [MarketEvent.recommendation, 14 * 60 * MINUTE_MS, 0],
      [MarketEvent.reclaim, noticeMs, 0],
    ]);
    const without = { ...settings, recommendationProbability: 0 };
    expect(rowsOfMarket(marketOf({ pools: [pool], settings: without }), 2 * noticeMs).map(({ kind }) => kind)).toEqual([
      MarketEvent.reclaim,
    ]);
  });
});
