import { describe, expect, it } from 'vitest';
import { Batches } from '../../../src/studio/fleet/batches.js';

const [WEB, API] = [0, 1];

/** A bar at (x, y) of 40 pixels with 20 tasks, each as wide as a twentieth of it, less a gap. */
function bar(batches: Batches, { x, y, gap, lookOf }: { x: number; y: number; gap: number; lookOf: (task: number) => number }): void {
  let share = 0;
  for (let task = 0; task < 20; task++) {
    const from = x + share * 40;
    // Twentieths are no binary fractions: their sums leave seams and overlaps of some 1e-15.
    share += 1 / 20;
    batches.add(lookOf(task), { x: from, y, width: x + share * 40 - from - gap, height: 4 });
  }
}

const rounded = (boxes: readonly number[] | undefined) => boxes?.map((value) => Math.round(value * 1e6) / 1e6);

describe('boxes of one style', () => {
  it('are one rectangle where they touch', () => {
    const batches = new Batches();
    bar(batches, { x: 0, y: 10, gap: 0, lookOf: (task) => (task < 12 ? WEB : API) });
    expect(rounded(batches.byLook.get(WEB))).toEqual([0, 10, 24, 4]);
    expect(rounded(batches.byLook.get(API))).toEqual([24, 10, 16, 4]);
  });

  it('are separate where another style is between them', () => {
    const batches = new Batches();
    bar(batches, { x: 0, y: 10, gap: 0, lookOf: (task) => (task === 5 ? API : WEB) });
    expect(rounded(batches.byLook.get(WEB))).toEqual([0, 10, 10, 4, 12, 10, 28, 4]);
    expect(rounded(batches.byLook.get(API))).toEqual([10, 10, 2, 4]);
  });

  it('stay apart with a gap between them, in the next bar and in the next row', () => {
    const batches = new Batches();
    bar(batches, { x: 0, y: 10, gap: 0.5, lookOf: () => WEB });
    expect(batches.byLook.get(WEB)).toHaveLength(20 * 4);
    const bars = new Batches();
    for (const [x, y] of [
      [0, 10],
      [42, 10],
      [0, 18],
      [42, 18],
    ] as const)
      bar(bars, { x, y, gap: 0, lookOf: () => WEB });
    expect(rounded(bars.byLook.get(WEB))).toEqual([0, 10, 40, 4, 42, 10, 40, 4, 0, 18, 40, 4, 42, 18, 40, 4]);
  });
});
