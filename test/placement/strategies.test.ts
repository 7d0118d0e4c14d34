import { describe, expect, it } from 'vitest';
import { criterionOf, lot, lotSeed, SERVICE_DEFAULT, STANDALONE_DEFAULT } from '../../src/placement/strategies.js';
import type { PlacementStrategy } from '../../src/placement/view.js';

describe('strategies', () => {
  it.each<[PlacementStrategy, string]>([
    [{ type: 'binpack', field: 'cpu' }, 'cpu'],
    [{ type: 'binpack', field: 'memory' }, 'memory'],
    [{ type: 'spread', field: 'attribute:ecs.availability-zone' }, 'zone'],
    [{ type: 'spread', field: 'instanceId' }, 'instance'],
    [{ type: 'spread', field: 'host' }, 'instance'],
    [{ type: 'random' }, 'random'],
    [{ type: 'random', field: 'cpu' }, 'random'],
  ])('%o ranks by %s', (strategy, criterion) => {
    expect(criterionOf(strategy)).toBe(criterion);
  });

  it.each<[PlacementStrategy, string]>([
    [{ type: 'binpack', field: 'instanceId' }, 'no column to binpack by instanceId'],
    [{ type: 'binpack', field: 'attribute:ecs.availability-zone' }, 'no column to binpack by attribute:ecs.availability-zone'],
    [{ type: 'binpack' }, 'no column to binpack by undefined'],
    [{ type: 'spread', field: 'cpu' }, 'no column to spread by cpu'],
    [{ type: 'spread', field: 'attribute:rack' }, 'no column to spread by attribute:rack'],
  ])('%o is a bug of whoever let it through', (strategy, message) => {
    expect(() => criterionOf(strategy)).toThrow(message);
  });

  it('have a default for services and one for standalone tasks', () => {
    expect(SERVICE_DEFAULT.map(criterionOf)).toEqual(['zone', 'instance']);
    expect(STANDALONE_DEFAULT.map(criterionOf)).toEqual(['random']);
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
