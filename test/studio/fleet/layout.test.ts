import { describe, expect, it } from 'vitest';
import { eachPart, reservedShare, shareOf, taskAt } from '../../../src/studio/fleet/bars.js';
import type { FleetAt } from '../../../src/studio/fleet/fleet-at.js';
import { BAR_GAP, barBox, LANE_HEAD, mapLayout, nowLayout, slotAt, slotsAt } from '../../../src/studio/fleet/layout.js';
import type { FleetRecording } from '../../../src/studio/fleet/recording.js';

/** As many slots as given in each lane, and one task on the last lane without an instance on request. */
function fleetOf(slots: readonly number[], hasTaskWithout = false): FleetRecording {
  const lanes = slots.map((count, i) => ({ name: `lane ${i}`, slots: count }));
  const last = slots.length - 1;
  const tasks = hasTaskWithout ? { lane: [last], instance: [-1], placedMs: [5] } : { lane: [], instance: [], placedMs: [] };
  return { lanes, tasks } as unknown as FleetRecording;
}

describe('the picture over time', () => {
  it('has a row a slot below two strips, and no lane without instances', () => {
    const { lanes, height } = mapLayout(fleetOf([3, 0, 2]), 800, 400);
    // Arrivals 22 and waiting 34 with gaps of 6 and heads of 14; then a head of 20 before rows of at most 16.
    expect(lanes).toEqual([
      { lane: 0, top: 96 + LANE_HEAD, rows: 3, rowHeight: 16, slotsPerRow: 1 },
      { lane: 2, top: 96 + LANE_HEAD + 48 + LANE_HEAD, rows: 2, rowHeight: 16, slotsPerRow: 1 },
    ]);
    expect(height).toBe(96 + 2 * LANE_HEAD + 5 * 16);
  });

  it('folds slots into a row when two pixels each are too many', () => {
    const { lanes } = mapLayout(fleetOf([500]), 800, 400);
    expect(lanes[0]).toMatchObject({ slotsPerRow: 3, rows: 167, rowHeight: 2 });
  });

  it('finds the slots under a height', () => {
    const layout = mapLayout(fleetOf([500]), 800, 400);
    const { top } = layout.lanes[0]!;
    expect(slotsAt(layout, top + 2)).toEqual({ lane: 0, from: 3, to: 6 });
    expect(slotsAt(layout, top - 1)).toBeNull();
    expect(slotsAt(layout, 10_000)).toBeNull();
  });
});

describe('two pictures, one above the other', () => {
  it('have one scale of time and rows and bars of one size, those of the larger fleet', () => {
    const small = { ...fleetOf([6]), endMs: 1000 };
    const large = { ...fleetOf([500]), endMs: 4000 };
    const peers = [small, large];
    const [left, right] = peers.map((recording) => mapLayout(recording, 800, 400, peers));
    expect(left).toMatchObject({ endMs: 4000, lanes: [{ rows: 2, rowHeight: 2, slotsPerRow: 3 }] });
    expect(right).toMatchObject({ endMs: 4000, lanes: [{ rows: 167, rowHeight: 2, slotsPerRow: 3 }] });
    const [few, many] = peers.map((recording) => nowLayout(recording, 1000, 300, peers).lanes[0]!);
    expect([few!.barWidth, few!.barHeight]).toEqual([many!.barWidth, many!.barHeight]);
    expect(few!.barWidth).toBeLessThan(nowLayout(small, 1000, 300).lanes[0]!.barWidth);
  });
});

describe('the picture of a moment', () => {
  it('takes the largest bars with which all slots fit', () => {
    const few = nowLayout(fleetOf([6]), 600, 300);
    expect(few.lanes[0]).toMatchObject({ barWidth: 299, barHeight: 22, columns: 2 });
    const many = nowLayout(fleetOf([500]), 1000, 300);
    const { barHeight, columns, count } = many.lanes[0]!;
    expect(Math.ceil(count / columns) * (barHeight + BAR_GAP) + LANE_HEAD).toBeLessThanOrEqual(300);
    expect(nowLayout(fleetOf([6]), 200, 300).lanes[0]!.barWidth).toBe(200);
  });

  it('finds each bar by its middle, and nothing outside', () => {
    const layout = nowLayout(fleetOf([40, 7]), 700, 300);
    for (const bars of layout.lanes)
      for (let slot = 0; slot < bars.count; slot++) {
        const { x, y, width, height } = barBox(bars, slot);
        expect(slotAt(layout, x + width / 2, y + height / 2)).toEqual({ lane: bars.lane, slot });
        expect(x + width).toBeLessThanOrEqual(700);
      }
    expect(slotAt(layout, 5, 5)).toBeNull();
    expect(slotAt(layout, 5, 5000)).toBeNull();
  });

  it('has a place for tasks without instances', () => {
    expect(nowLayout(fleetOf([2, 0], true), 700, 300).squares.map(({ lane }) => lane)).toEqual([1]);
    expect(nowLayout(fleetOf([2, 0]), 700, 300).squares).toEqual([]);
  });
});

describe('a bar', () => {
  /** An instance of 2,048 CPU units and 4,000 MiB with two tasks, of 512 and 1,024 units. */
  const chain = [1, -1];
  const fleet = {
    recording: {
      types: [{ cpuUnits: 2048, memoryMib: 4000 }],
      instances: { type: [0] },
      tasks: { class: [0, 1], instance: [0, 0] },
      classes: { cpuUnits: [512, 1024], memoryMib: [1000, 3000] },
    },
    cpuUsed: [1536],
    memoryUsed: [4000],
    firstOn: () => 0,
    nextOn: (task: number) => chain[task],
  } as unknown as FleetAt;
  const box = { x: 100, y: 0, width: 400, height: 10 };

  it('is filled by its tasks in proportion to what they reserve', () => {
    const parts: number[][] = [];
    eachPart(fleet, { instance: 0, box, fill: 'cpu' }, (...part) => parts.push(part));
    expect(parts).toEqual([
      [0, 100, 200],
      [1, 200, 400],
    ]);
    expect(shareOf(fleet, 1, 'memory')).toBe(0.75);
    expect(reservedShare(fleet, 0, 'cpu')).toBe(0.75);
    expect(reservedShare(fleet, 0, 'memory')).toBe(1);
  });

  it('reports the task under a point', () => {
    expect([100, 199, 200, 399, 400, 499].map((x) => taskAt(fleet, { instance: 0, box, fill: 'cpu' }, x))).toEqual([0, 0, 1, 1, -1, -1]);
  });
});
