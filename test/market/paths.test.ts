import { describe, expect, it } from 'vitest';
import { capacityAt, constantCapacity, constantPrice, priceAt, Steps, stepAt, UNLIMITED } from '../../src/market/paths.js';
import { repeatedReplay, replayOf, scaledReplay } from '../../src/market/replay.js';

describe('paths', () => {
  it('hold from each time until the next', () => {
    const path = { atMs: [0, 10, 20], usdPerHour: [1, 2, 3] };
    expect([0, 9, 10, 19, 20, 1e12].map((ms) => priceAt(path, ms))).toEqual([1, 1, 2, 2, 3, 3]);
    expect(capacityAt({ atMs: [0, 5], instances: [7, 8] }, 5)).toBe(8);
    expect(priceAt(constantPrice(0.25), 99)).toBe(0.25);
    expect(capacityAt(constantCapacity(UNLIMITED), 99)).toBe(UNLIMITED);
  });

  it('are refused if they do not begin at 0', () => expect(() => stepAt([5], 5)).toThrow(/begins at 0/));

  it('leave out steps that change nothing; of two at one time the later holds', () => {
    const steps = new Steps(1);
    for (const [atMs, value] of [
      [5, 1],
      [6, 2],
      [6, 1],
      [7, 3],
      [8, 3],
      [9, 4],
    ])
      steps.push(atMs, value);
    expect(steps).toEqual({ atMs: [0, 7, 9], values: [1, 3, 4] });
    expect(() => steps.push(8, 1)).toThrow(/in order of time/);
  });
});

describe('a trace of nodes', () => {
  const changes = [
    { atMs: 10, added: 4, removed: 0 },
    { atMs: 20, added: 0, removed: 1 },
    { atMs: 20, added: 2, removed: 0 },
    { atMs: 20, added: 0, removed: 1 },
    { atMs: 30, added: 0, removed: 4 },
    { atMs: 40, added: 1, removed: 1 },
  ];
  const replay = replayOf(changes);

  it('is a capacity, and reclaims of a share of the nodes before them; all at one time are one', () => {
    expect(replay).toEqual({
      capacity: { atMs: [0, 10, 30], instances: [0, 4, 0] },
      reclaims: { atMs: [20, 30], share: [0.5, 1] },
      endMs: 40,
    });
  });

  it('cannot lose more nodes than it has', () => {
    expect(() => replayOf([{ atMs: 0, added: 1, removed: 2 }])).toThrow(/no more nodes go than there are/);
  });

  it('scales to a larger pool with the same shares', () => {
    expect(scaledReplay(replay, 2.6)).toEqual({ ...replay, capacity: { atMs: [0, 10, 30], instances: [0, 10, 0] } });
    expect(scaledReplay(replay, 1e12).capacity.instances[1]).toBe(UNLIMITED);
  });

  it('repeats until a time, without a reclaim at the seam', () => {
    const twice = repeatedReplay(replayOf(changes.slice(0, 4), 50), 60);
    expect(twice).toEqual({
      capacity: { atMs: [0, 10, 50, 60], instances: [0, 4, 0, 4] },
      reclaims: { atMs: [20, 70], share: [0.5, 0.5] },
      endMs: 100,
    });
    expect(() => repeatedReplay(replayOf([]), 60)).toThrow(/takes some time/);
  });
});
