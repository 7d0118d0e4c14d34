import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advancing, byLayers, type Tried } from '../../../src/studies/optimise/advancement.js';

/** Three replications around a cost, and a wait that has to be at most 60. */
const at = (cost: number, wait: number, spread = 0): Tried => {
  const waits = [wait - spread, wait, wait + spread];
  return {
    cost: [cost, cost, cost],
    wait: waits,
    objectives: [{ comparison: '<=', found: waits, against: [60, 60, 60] }],
    undone: null,
    isIdle: false,
  };
};

describe('the points of the next round', () => {
  it('is the cheapest within the objectives, one that may be within them, and the ends of the front', () => {
    const points = [at(10, 200), at(20, 61, 5), at(30, 59), at(40, 58), at(50, 10), at(60, 300)];
    expect(advancing(points, 1)).toEqual([2]);
    expect(advancing(points, 2)).toEqual([1, 2]);
    expect(advancing(points, 3)).toEqual([0, 1, 2]);
    // Second in turn: 3 by the objectives, 2 was taken and so 3 among those that may, 4 as the other end of the front.
    expect(advancing(points, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it('is never one that failed, and all others where there is room', () => {
    expect(advancing([null, at(1, 1), null, at(2, 2)], 9)).toEqual([1, 3]);
    expect(advancing([null, null], 3)).toEqual([]);
  });

  it('is one that left work undone only after those that did theirs', () => {
    const idle = { ...at(0, 1), undone: { runs: 3, why: 'ran no task of web' } };
    expect(advancing([idle, at(30, 59), at(20, 61, 5)], 1)).toEqual([1]);
  });

  it('names the point that comes nearest to an objective that none meets', () => {
    const two = (wait: number, below: number): Tried => ({
      ...at(10, wait),
      objectives: [...at(10, wait).objectives, { comparison: '<=', found: [below, below, below], against: [1, 1, 1] }],
    });
    // The first misses both by the least share; the second is nearest to the wait, the third to the other.
    const points = [two(90, 2), two(70, 50), two(500, 1.5), two(100, 3), two(95, 2.5)];
    expect(advancing(points, 3)).toEqual([0, 1, 2]);
  });

  it('sorts layers as peeling them off does', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), (points) => {
        const order = byLayers(points);
        expect(order.toSorted((a, b) => a - b)).toEqual(points.map((_, i) => i));
        const layerOf = peeled(points);
        const layers = order.map((i) => layerOf[i]);
        expect(layers).toEqual(layers.toSorted((a, b) => a - b));
      }),
    );
  });

  it('begins a layer with its ends, then the points between', () => {
    expect(byLayers([1, 2, 3, 4, 5].map((x) => [x, 10 - x] as const))).toEqual([0, 4, 2, 1, 3]);
  });
});

/** By comparing all with all, again and again. Of equals the earlier beats the later. */
function peeled(points: readonly (readonly [number, number])[]): number[] {
  const layer = points.map(() => -1);
  for (let depth = 0; layer.includes(-1); depth++) {
    const left = points.map((_, i) => i).filter((i) => layer[i] < 0);
    const beats = (a: number, b: number) =>
      points[a][0] <= points[b][0] && points[a][1] <= points[b][1] && (points[a].join() !== points[b].join() || a < b);
    for (const i of left.filter((one) => !left.some((other) => other !== one && beats(other, one)))) layer[i] = depth;
  }
  return layer;
}
