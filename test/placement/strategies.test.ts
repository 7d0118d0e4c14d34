import { describe, expect, it } from 'vitest';
import { compileChain } from '../../src/placement/compiled.js';
import {
  attributesOf,
  BY_CPU,
  BY_INSTANCE,
  BY_LOT,
  BY_MEMORY,
  columnCriterion,
  criterionOf,
  fieldsOf,
  lot,
  lotSeed,
  namedRow,
  SERVICE_DEFAULT,
  STANDALONE_DEFAULT,
  scoreOf,
  ZONE,
  ZONE_ATTRIBUTE,
} from '../../src/placement/strategies.js';
import type { PlacementStrategy } from '../../src/placement/view.js';

describe('strategies', () => {
  it.each<[PlacementStrategy, number]>([
    [{ type: 'binpack', field: 'cpu' }, BY_CPU],
    [{ type: 'binpack', field: 'memory' }, BY_MEMORY],
    [{ type: 'spread', field: 'attribute:ecs.availability-zone' }, ZONE],
    [{ type: 'spread', field: 'attribute:rack' }, 1],
    [{ type: 'spread', field: 'instanceId' }, BY_INSTANCE],
    [{ type: 'spread', field: 'host' }, BY_INSTANCE],
    [{ type: 'random' }, BY_LOT],
    [{ type: 'random', field: 'cpu' }, BY_LOT],
  ])('%o ranks by criterion %i', (strategy, criterion) => {
    expect(criterionOf(strategy, [ZONE_ATTRIBUTE, 'rack'])).toBe(criterion);
  });

  it.each<[PlacementStrategy, string]>([
    [{ type: 'binpack', field: 'instanceId' }, 'no column to binpack by instanceId'],
    [{ type: 'binpack', field: 'attribute:ecs.availability-zone' }, 'no column to binpack by attribute:ecs.availability-zone'],
    [{ type: 'binpack' }, 'no column to binpack by undefined'],
    [{ type: 'spread', field: 'cpu' }, 'no column to spread by cpu'],
    [{ type: 'spread', field: 'attribute:rack' }, 'no column to spread by attribute:rack'],
  ])('%o is a bug of the caller that let it through', (strategy, message) => {
    expect(() => criterionOf(strategy)).toThrow(message);
  });

  it('throw for a criterion without a row of the table, wherever it is ranked by', () => {
    for (const rankBy of [
      scoreOf,
      columnCriterion,
      (unknown: number) => compileChain([unknown]),
      (unknown: number) => compileChain([ZONE, unknown]),
    ])
      expect(() => rankBy(-9)).toThrow('no criterion of placement has the number -9');
  });

  it('name the fields of each type once, and nothing of random', () => {
    expect(fieldsOf('binpack')).toEqual(['cpu', 'memory']);
    expect(fieldsOf('spread')).toEqual(['instanceId', 'host']);
    expect(fieldsOf('random')).toEqual([]);
  });

  it('have a default for services and one for standalone tasks', () => {
    expect(SERVICE_DEFAULT.map((one) => criterionOf(one))).toEqual([ZONE, BY_INSTANCE]);
    expect(STANDALONE_DEFAULT.map((one) => criterionOf(one))).toEqual([BY_LOT]);
  });

  it('list the attributes that they spread over, the zone first even without a strategy', () => {
    const rack: PlacementStrategy = { type: 'spread', field: 'attribute:rack' };
    expect(attributesOf([])).toEqual([ZONE_ATTRIBUTE]);
    expect(attributesOf([[rack, { type: 'binpack', field: 'attribute:odd' }], SERVICE_DEFAULT, [rack]])).toEqual([ZONE_ATTRIBUTE, 'rack']);
  });
});

describe('rows that a draw names', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 4],
    [5, 8],
    [300, 512],
  ])('of a fleet of %i are all of the first %i, evenly', (count, room) => {
    const named = new Int32Array(room);
    for (let draw = 0; draw < 400 * room; draw++) named[namedRow(lotSeed(draw), draw % 16, count)]++;
    // 400 each, standard deviation 20: 110 is more than five of them. A row beyond would make a NaN of the sum.
    expect(named.reduce((sum, times) => sum + times, 0)).toBe(400 * room);
    for (const times of named) expect(Math.abs(times - 400)).toBeLessThan(110);
  });

  it('stay the same when the fleet grows within the power of two', () => {
    for (let nth = 0; nth < 16; nth++) expect(namedRow(lotSeed(9), nth, 300)).toBe(namedRow(lotSeed(9), nth, 301));
  });
});

describe('draws', () => {
  /** The finalizer of MurmurHash3 is its hash of an empty text: published values by seed. */
  const FINALIZED: readonly (readonly [bits: number, hash: number])[] = [
    [0, 0],
    [1, 0x514e28b7 | 0],
    [-1, 0x81f16f39 | 0],
  ];

  it.each(FINALIZED)('become seeds by the golden ratio, and lots by the ordinal: bits %i', (bits, hash) => {
    expect(lotSeed((bits - 0x9e3779b9) | 0)).toBe(hash);
    expect(lot(bits ^ 12, 12)).toBe(hash);
  });

  it.each(FINALIZED)('name a row by so many steps of 0x632be5ab: bits %i', (bits, hash) => {
    for (let nth = 0; nth < 16; nth++) expect(namedRow((bits - Math.imul(nth + 1, 0x632be5ab)) | 0, nth, 256)).toBe(hash & 255);
  });
});

describe('lots', () => {
  it('differ between all instances of a draw', () => {
    const lots = new Set(Array.from({ length: 50_000 }, (_, ordinal) => lot(lotSeed(7), ordinal)));
    expect(lots.size).toBe(50_000);
  });

  it('are whole numbers of 32 bits with sign, the same for the same draw', () => {
    for (const draw of [0, 1, 2 ** 31, 2 ** 32 - 1, -5]) {
      const drawn = lot(lotSeed(draw), 12);
      expect(drawn).toBe(drawn | 0);
      expect(lot(lotSeed(draw), 12)).toBe(drawn);
    }
    expect(lot(lotSeed(1), 12)).not.toBe(lot(lotSeed(2), 12));
  });

  it.each([
    ['draws in a row', (n: number) => n],
    ['scattered draws', (n: number) => Math.imul(n, 0x9e3779b1)],
  ])('let each of ten instances win its share of %s', (_, draw) => {
    const wins = new Int32Array(10);
    for (let n = 0; n < 10_000; n++) {
      const lots = Array.from(wins, (__, ordinal) => lot(lotSeed(draw(n)), ordinal));
      wins[lots.indexOf(Math.min(...lots))]++;
    }
    // 1,000 each; the standard deviation is sqrt(10,000 x 0.1 x 0.9) = 30, so 150 is five of them.
    for (const won of wins) expect(Math.abs(won - 1000)).toBeLessThan(150);
  });
});
