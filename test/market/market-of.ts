import { type MarketEventKind, NEVER } from '../../src/market/events.js';
import { type Bucket, MARKET_DEFAULTS, type MarketSettings } from '../../src/market/market-settings.js';
import { type Pool, spotPool } from '../../src/market/pools.js';
import { type Market, MarketSource } from '../../src/market/source.js';

export const DAY_MS = 86_400_000;

/** The m-th Spot pool of a test, in one of three zones. */
export function poolOf(number: number, bucket: Bucket = '>20%', settings: MarketSettings = MARKET_DEFAULTS): Pool {
  const place = { type: number, zone: number % 3, typeName: `t${number}`, zoneName: `zone-${number % 3}` };
  return spotPool(place, { savingsPercent: 60, interruptionBucket: bucket, onDemandUsdPerHour: 1 }, settings);
}

export function marketOf(parts: Partial<Market> = {}): Market {
  return { seed: 7, pools: [poolOf(0)], overlays: [], settings: MARKET_DEFAULTS, ...parts };
}

export interface MarketEventRow {
  readonly atMs: number;
  readonly kind: MarketEventKind;
  readonly pool: string;
  readonly value: number;
  readonly event: number;
  readonly isCounted: boolean;
}

/** The events of a market until a time, by the names of the pools. */
export function rowsOfMarket(market: Market, untilMs: number): MarketEventRow[] {
  return restOf(new MarketSource(market), market, untilMs);
}

export function restOf(source: MarketSource, { pools }: Market, untilMs: number): MarketEventRow[] {
  const rows: MarketEventRow[] = [];
  for (; source.atMs < untilMs && source.atMs !== NEVER; source.next()) {
    const { atMs, kind, pool, value, event, isCounted } = source;
    rows.push({ atMs, kind, pool: pools[pool].name, value, event, isCounted });
  }
  return rows;
}
