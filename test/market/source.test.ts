import { describe, expect, it } from 'vitest';
import { MarketEvent, NEVER } from '../../src/market/events.js';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import type { Overlay, Scope } from '../../src/market/overlays.js';
import { onDemandPool, type Pool } from '../../src/market/pools.js';
import { MarketSource } from '../../src/market/source.js';
import { reread } from '../reread.js';
import { DAY_MS, marketOf, poolOf, restOf, rowsOfMarket } from './market-of.js';

const YEAR_MS = 365 * DAY_MS;
const ANY: Scope = { isSpot: null, type: null, zone: null };
const HOUR_MS = 3_600_000;

/** A pool in which everything happens. */
function busyPool(number: number): Pool {
  return {
    ...poolOf(number),
    price: { atMs: [0, 10 * DAY_MS, 200 * DAY_MS], usdPerHour: [0.4, 0.5, 0.3] },
    capacity: { atMs: [0, 10 * DAY_MS], instances: [5, 9] },
  };
}

const OVERLAYS: Overlay[] = [
  { kind: 'drought', where: { ...ANY, zone: 1 }, fromMs: 20 * DAY_MS, untilMs: 21 * DAY_MS },
  { kind: 'interruption', where: ANY, atMs: 100 * DAY_MS, share: 0.5 },
];

describe('the market source', () => {
  const pools = [0, 1, 2, 3, 4].map(busyPool);
  const market = marketOf({ pools, overlays: OVERLAYS, settings: { ...MARKET_DEFAULTS, recommendationLeadMs: 40 * DAY_MS } });
  const rows = rowsOfMarket(market, YEAR_MS);

  it('has its events in order of time, and in one millisecond by kind and then by name of the pool', () => {
    const key = ({ atMs, kind, pool }: (typeof rows)[number]) => [String(atMs).padStart(15, '0'), kind, pool].join(' ');
    const keys = rows.map(key);
    expect(keys).toEqual([...keys].sort());
    expect(rows.filter(({ atMs }) => atMs === 10 * DAY_MS).map(({ kind, pool, value }) => [kind, pool, value])).toEqual([
      ...pools.map(({ name }) => [MarketEvent.capacity, name, 9]),
      ...pools.map(({ name }) => [MarketEvent.price, name, 0.5]),
    ]);
  });

  it('has the same events whatever the order of the pools', () => {
    expect(rowsOfMarket({ ...market, pools: [3, 0, 4, 2, 1].map((i) => pools[i]) }, YEAR_MS)).toEqual(rows);
  });

  it('has the same events of a pool whatever other pools there are', () => {
    const alone = rowsOfMarket({ ...market, pools: [pools[2]] }, YEAR_MS);
    expect(alone).toEqual(rows.filter(({ pool }) => pool === pools[2].name));
  });

  it('goes on from a checkpoint, at any of its events, as if there had been none', () => {
    for (let taken = 0; taken < rows.length; taken += 3) {
      const before = new MarketSource(market);
      for (let i = 0; i < taken; i++) before.next();
      const state = reread(before.save());
      const after = new MarketSource(market);
      after.load(state);
      expect(restOf(after, market, YEAR_MS)).toEqual(rows.slice(taken));
      expect(after.save()).not.toEqual(state);
    }
  });

  it('has a checkpoint that later events do not change', () => {
    const source = new MarketSource(market);
    const state = source.save();
    const text = JSON.stringify(state);
    restOf(source, market, YEAR_MS);
    expect(JSON.stringify(state)).toBe(text);
  });

  it('ends where nothing more happens, also from a checkpoint', () => {
    const calm = marketOf({ pools: [{ ...poolOf(0), reclaimGapMs: null }] });
    const source = new MarketSource(calm);
    expect(source.atMs).toBe(NEVER);
    source.next();
    expect(source.atMs).toBe(NEVER);
    const again = new MarketSource(calm);
    again.load(reread(source.save()));
    expect(again.atMs).toBe(NEVER);
  });

  it('has other draws with another seed', () => {
    expect(rowsOfMarket({ ...market, seed: 8 }, YEAR_MS)).not.toEqual(rows);
  });

  it('shows a recommendation its lead before the reclaim that it is about, or at 0', () => {
    const settings = { ...MARKET_DEFAULTS, recommendationProbability: 1, recommendationLeadMs: 40 * DAY_MS };
    const all = rowsOfMarket({ ...market, settings, overlays: [] }, 3 * YEAR_MS);
    const reclaims = all.filter(({ kind }) => kind === MarketEvent.reclaim);
    expect(reclaims.length).toBeGreaterThan(100);
    for (const { pool, event, atMs, value } of reclaims) {
      const rows = all.filter((other) => other.kind === MarketEvent.recommendation && other.pool === pool && other.event === event);
      expect(rows.map((other) => [other.atMs, other.value])).toEqual([[Math.max(0, atMs - 40 * DAY_MS), value]]);
    }
  });

  it('keeps its reclaims when a setting about recommendations changes', () => {
    const reclaims = (recommendationProbability: number, recommendationLeadMs: number) =>
      rowsOfMarket({ ...market, settings: { ...MARKET_DEFAULTS, recommendationProbability, recommendationLeadMs } }, YEAR_MS).filter(
        ({ kind }) => kind === MarketEvent.reclaim,
      );
    expect(reclaims(1, HOUR_MS)).toEqual(reclaims(0, 0));
  });

  it('keeps the order of draws when a pool is interrupted twice as often: its times are halved', () => {
    const settings = { ...MARKET_DEFAULTS, recommendationProbability: 0, shortageAfterReclaimMs: 0 };
    const times = (reclaimGapMs: number) =>
      rowsOfMarket(marketOf({ pools: [{ ...poolOf(0), reclaimGapMs }], settings }), YEAR_MS).map(({ atMs }) => atMs);
    const seldom = times(4 * DAY_MS);
    const often = times(2 * DAY_MS);
    expect(seldom.length).toBeGreaterThan(50);
    for (let i = 0; i < seldom.length; i++) expect(often[i]).toBeCloseTo(seldom[i] / 2, -1);
  });

  it('leaves On-Demand pools alone but for capacity and droughts', () => {
    const pool = {
      ...onDemandPool({ type: 0, zone: 1, typeName: 'm5.large', zoneName: 'a' }, 0.1),
      capacity: { atMs: [0, 5], instances: [3, 4] },
    };
    const events = rowsOfMarket({ ...market, pools: [pool] }, YEAR_MS);
    expect(events.map(({ kind, atMs, value }) => [kind, atMs, value])).toEqual([
      [MarketEvent.capacity, 5, 4],
      [MarketEvent.drought, 20 * DAY_MS, 1],
      [MarketEvent.drought, 21 * DAY_MS, 0],
    ]);
  });

  it('holds 10,000 pools for a year', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => poolOf(i, '<5%'));
    const source = new MarketSource(marketOf({ pools: many }));
    let reclaims = 0;
    for (; source.atMs < YEAR_MS; source.next()) if (source.kind === MarketEvent.reclaim) reclaims++;
    const expected = (10_000 * YEAR_MS) / many[0].reclaimGapMs!;
    expect(Math.abs(reclaims - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
  });
});

describe('the timeline', () => {
  const quiet = { ...poolOf(1), reclaimGapMs: null };
  const eventsOf = (overlays: Overlay[], pool: Pool = quiet) =>
    rowsOfMarket(marketOf({ pools: [pool], overlays }), YEAR_MS).map(({ atMs, kind, value, event }) => [atMs, kind, value, event]);
  const drought = (fromMs: number, untilMs: number | null, where = ANY): Overlay => ({ kind: 'drought', where, fromMs, untilMs });

  it('makes one drought of those that overlap or touch', () => {
    expect(eventsOf([drought(50, 60), drought(10, 20), drought(15, 30), drought(30, 40), drought(32, 34)])).toEqual([
      [10, MarketEvent.drought, 1, 0],
      [40, MarketEvent.drought, 0, 0],
      [50, MarketEvent.drought, 1, 0],
      [60, MarketEvent.drought, 0, 0],
    ]);
  });

  it('has a drought from the start, and one that never ends', () => {
    expect(eventsOf([drought(0, 5), drought(7, null), drought(9, 10), drought(3, 3), drought(6, 2)])).toEqual([
      [0, MarketEvent.drought, 1, 0],
      [5, MarketEvent.drought, 0, 0],
      [7, MarketEvent.drought, 1, 0],
    ]);
  });

  it.each([
    [{ ...ANY, zone: 1 }, 2],
    [{ ...ANY, zone: 0 }, 0],
    [{ ...ANY, type: 1 }, 2],
    [{ ...ANY, type: 2 }, 0],
    [{ ...ANY, isSpot: true }, 2],
    [{ ...ANY, isSpot: false }, 0],
  ] as [Scope, number][])('befalls the pools of its scope: %o', (where, events) =>
    expect(eventsOf([drought(1, 2, where)])).toHaveLength(events),
  );

  it('ends no drought while a shortage lasts, and no shortage while a drought lasts', () => {
    const settings = { ...MARKET_DEFAULTS, recommendationProbability: 0, shortageAfterReclaimMs: 10 * HOUR_MS };
    const pool = { ...poolOf(1), reclaimGapMs: 50 * DAY_MS };
    const droughts = (overlays: Overlay[]) =>
      rowsOfMarket(marketOf({ pools: [pool], overlays, settings }), YEAR_MS)
        .filter(({ kind }) => kind === MarketEvent.drought)
        .map(({ atMs, value }) => [atMs, value]);
    const [[fromMs], [untilMs], ...others] = droughts([]);
    expect(untilMs).toBe(fromMs + 10 * HOUR_MS);
    expect(droughts([drought(fromMs - 5, fromMs + 5)])).toEqual([[fromMs - 5, 1], [untilMs, 0], ...others]);
    expect(droughts([drought(fromMs + 5, untilMs + 5)])).toEqual([[fromMs, 1], [untilMs + 5, 0], ...others]);
    expect(droughts([drought(fromMs + 5, untilMs)])).toEqual([[fromMs, 1], [untilMs, 0], ...others]);
    expect(droughts([drought(fromMs, untilMs - 5)])).toEqual([[fromMs, 1], [untilMs, 0], ...others]);
    expect(droughts([drought(fromMs - 5, fromMs)])).toEqual([[fromMs - 5, 1], [untilMs, 0], ...others]);
    expect(droughts([drought(untilMs, untilMs + 5)])).toEqual([[fromMs, 1], [untilMs + 5, 0], ...others]);
    expect(droughts([drought(0, null)])).toEqual([[0, 1]]);
  });

  it('has a shortage after each reclaim by chance; a reclaim within one makes it longer', () => {
    const shortageAfterReclaimMs = 2 * DAY_MS;
    const settings = { ...MARKET_DEFAULTS, recommendationProbability: 0, shortageAfterReclaimMs };
    const events = rowsOfMarket(marketOf({ pools: [{ ...poolOf(1), reclaimGapMs: 2 * DAY_MS }], settings }), YEAR_MS);
    const expected: number[][] = [];
    for (const { atMs } of events.filter(({ kind }) => kind === MarketEvent.reclaim)) {
      const last = expected.at(-1);
      if (last !== undefined && atMs <= last[0]) expected.pop();
      else expected.push([atMs, 1]);
      expected.push([atMs + shortageAfterReclaimMs, 0]);
    }
    const rows = events.filter(({ kind }) => kind === MarketEvent.drought).map(({ atMs, value }) => [atMs, value]);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows).toEqual(expected.filter(([atMs]) => atMs < YEAR_MS));
  });

  it('leaves launches of a replayed pool to the capacity of its trace', () => {
    const pool = { ...poolOf(1), replayed: { atMs: [10, 20], share: [0.5, 1] } };
    expect(rowsOfMarket(marketOf({ pools: [pool] }), YEAR_MS).some(({ kind }) => kind === MarketEvent.drought)).toBe(false);
  });

  it('interrupts a share of a Spot pool at a time, without a recommendation and beside the draws of the pool', () => {
    const overlays: Overlay[] = [drought(1, 2, { ...ANY, zone: 0 }), { kind: 'interruption', where: ANY, atMs: 10, share: 0.5 }];
    expect(eventsOf(overlays)).toEqual([[10, MarketEvent.reclaim, 0.5, 2 ** 30 + 1]]);
    const twice: Overlay[] = [20, 10].map((atMs) => ({ kind: 'interruption', where: ANY, atMs, share: 0.5 }));
    expect(eventsOf(twice).map(([atMs, , , event]) => [atMs, event])).toEqual([
      [10, 2 ** 30 + 1],
      [20, 2 ** 30],
    ]);
    const unforced = eventsOf([], poolOf(1));
    expect(eventsOf(overlays, poolOf(1)).filter(([, , , event]) => event < 2 ** 30)).toEqual(unforced);
  });
});
