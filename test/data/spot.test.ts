import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spotOf } from '../../src/catalog/prices.js';
import { MarketEvent } from '../../src/market/events.js';
import { readBamboo } from '../../src/market/formats/bamboo.js';
import { readParcae } from '../../src/market/formats/parcae.js';
import { BUCKETS, MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import { capacityAt } from '../../src/market/paths.js';
import { poolDrawKey, reclaimedRows } from '../../src/market/reclaimed.js';
import { type Replay, scaledReplay } from '../../src/market/replay.js';
import { Mistakes } from '../../src/workload/formats/mistakes.js';
import { marketOf, poolOf, rowsOfMarket } from '../market/market-of.js';

const SPOT = join(process.env.DRYDOCK_DATA!, 'spot');
const HOUR_MS = 3_600_000;

function read(path: string, reader: (text: string, mistakes: Mistakes) => Replay): Replay {
  const mistakes = new Mistakes();
  const replay = reader(readFileSync(join(SPOT, path), 'utf8'), mistakes);
  expect(mistakes.lines(path)).toEqual([]);
  return replay;
}

/** The trace played on a pool that has as many instances as the trace had nodes: how many are taken at each reclaim. */
function played(replay: Replay): number[] {
  const pool = { ...poolOf(0), capacity: replay.capacity, replayed: replay.reclaims };
  const luck = poolDrawKey(7, pool.name);
  return rowsOfMarket(marketOf({ pools: [pool] }), replay.endMs + 1).flatMap(({ atMs, kind, value, event, isCounted }) => {
    if (kind !== MarketEvent.reclaim) return [];
    const ordinals = Array.from({ length: capacityAt(replay.capacity, atMs - 1) }, (_, i) => i);
    return [reclaimedRows(ordinals, { event, share: value, isCounted }, luck).length];
  });
}

describe('Bamboo traces of EC2 Spot', () => {
  it.each([
    ['g4dn-trace.csv', 48, 24, 10.77],
    ['p3-trace.csv', 79, 32, 11.37],
  ])('%s replays', (file, reclaims, most, hours) => {
    const replay = read(`bamboo/traces/${file}`, readBamboo);
    expect(replay.reclaims.atMs).toHaveLength(reclaims);
    expect(Math.max(...replay.capacity.instances)).toBe(most);
    expect(replay.endMs / HOUR_MS).toBeCloseTo(hours, 2);
  });

  it.each(['g4dn-trace.csv', 'p3-trace.csv'])('%s takes as many instances as the trace took nodes', (file) => {
    const text = readFileSync(join(SPOT, 'bamboo/traces', file), 'utf8');
    const perTime = new Map<string, number>();
    for (const [, ms] of text.matchAll(/^(\d+),remove,/gm)) perTime.set(ms, (perTime.get(ms) ?? 0) + 1);
    expect(played(read(`bamboo/traces/${file}`, readBamboo))).toEqual([...perTime.values()]);
  });
});

describe('Parcae traces', () => {
  const files = readdirSync(join(SPOT, 'parcae')).flatMap((model) => readdirSync(join(SPOT, 'parcae', model)).map((f) => join(model, f)));

  it('are all read: an hour each, from 32 nodes at the most', () => {
    expect(files).toHaveLength(20);
    for (const file of files) {
      const replay = read(join('parcae', file), readParcae);
      expect(replay.endMs).toBe(HOUR_MS);
      expect(Math.max(...replay.capacity.instances)).toBeLessThanOrEqual(32);
      expect(replay.reclaims.share.every((share) => share > 0 && share < 0.25)).toBe(true);
    }
  });

  it('take the same shares of a pool that is ten times as large', () => {
    const replay = read('parcae/bert/trace_hh_55_65.txt', readParcae);
    const large = scaledReplay(replay, 10);
    expect(large.reclaims).toEqual(replay.reclaims);
    expect(large.capacity.instances[0]).toBe(320);
    expect(played(large)).toEqual(played(replay).map((taken) => 10 * taken));
  });
});

describe('the Spot Advisor', () => {
  const rows = readFileSync(join(SPOT, 'spot-advisor-2025-06.csv'), 'utf8').trim().split('\n').slice(1);

  it('has the buckets of the market', () => {
    expect([...new Set(rows.map((row) => row.split(',')[4]))].sort()).toEqual([...BUCKETS].sort());
    expect(MARKET_DEFAULTS.interruptedByBucket).toHaveLength(BUCKETS.length);
    expect(MARKET_DEFAULTS.depthByBucket).toHaveLength(BUCKETS.length);
  });

  it('and the catalogue agree on savings and buckets', () => {
    let compared = 0;
    for (const row of rows) {
      const [region, os, type, savings, bucket] = row.split(',');
      if (region !== 'us-east-1' || os !== 'Linux') continue;
      const spot = spotOf(type, region);
      if ('missing' in spot) continue;
      expect([type, spot.savingsPercent, spot.interruptionBucket]).toEqual([type, Number(savings), bucket]);
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });
});
