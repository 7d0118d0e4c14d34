import { describe, expect, it } from 'vitest';
import { FITS, fit as verdictOf } from '../../../../src/placement/fit.js';
import type { TaskRequest } from '../../../../src/placement/view.js';
import { type MovableCluster, repack } from '../../../../src/studies/bound/rebalance/repack.js';
import { anyFleet, dice, request, ToyFleet } from '../../../placement/toy-fleet.js';

/** A stage over plain rows: `tasks` are numbers, each with its request and its row; every move is checked again here. */
class ToyStage implements MovableCluster {
  moved = 0;

  constructor(
    readonly view: ToyFleet,
    readonly requests: readonly TaskRequest[],
    readonly rows: number[],
  ) {
    rows.forEach((row, task) => {
      view.change(row, requests[task], 1);
    });
  }

  movableOn(row: number): number[] {
    return [...this.rows.keys()].filter((task) => this.rows[task] === row);
  }

  requestOf(task: number): TaskRequest {
    return this.requests[task];
  }

  private readonly before: number[] = [];

  move(task: number, row: number): void {
    this.moved++;
    this.before[task] = this.rows[task];
    this.view.change(this.rows[task], this.requests[task], -1);
    this.view.change(row, this.requests[task], 1);
    this.rows[task] = row;
  }

  moveBack(task: number): void {
    this.move(task, this.before[task]);
  }
}

/** ACTIVE rows in use when everything may be anywhere that it fits, found by trying everything. */
function fewestInUse(fleet: ToyFleet, requests: readonly TaskRequest[]): number {
  let fewest = Number.POSITIVE_INFINITY;
  const place = (task: number, used: ReadonlySet<number>): void => {
    if (used.size >= fewest) return;
    if (task === requests.length) {
      fewest = used.size;
      return;
    }
    for (let row = 0; row < fleet.count; row++) {
      if (verdictOf(fleet, row, requests[task]) !== FITS) continue;
      fleet.change(row, requests[task], 1);
      place(task + 1, new Set([...used, row]));
      fleet.change(row, requests[task], -1);
    }
  };
  place(0, new Set());
  return fewest;
}

describe('a repack against every other', () => {
  it('uses no fewer instances than the best of all, mostly as few, and never more than before', () => {
    let [cases, best, saved] = [0, 0, 0];
    for (let seed = 0; seed < 120; seed++) {
      const roll = dice(seed);
      const empty = () =>
        new ToyFleet(Array.from({ length: 4 }, () => ({ cpu: 1024, memory: 2048, eni: 2, zone: roll.below(2), provider: -1 })));
      const bare = empty();
      const stage = new ToyStage(bare.clone(), [], []);
      const requests: TaskRequest[] = [];
      const rows: number[] = [];
      for (let i = 0; i < 7; i++) {
        const asked = request({
          cpuUnits: (1 + roll.below(3)) * 256,
          memoryMib: (1 + roll.below(4)) * 256,
          eni: roll.below(2),
          ...roll.pick([{ group: 0, isDistinctInstance: true }, { group: 1 }, { group: 2 }]),
        });
        const able = [0, 1, 2, 3].filter((row) => verdictOf(stage.view, row, asked) === FITS);
        if (able.length === 0) continue;
        const row = roll.pick(able);
        stage.view.change(row, asked, 1);
        requests.push(asked);
        rows.push(row);
      }
      const before = new Set(rows).size;
      const played = new ToyStage(bare.clone(), requests, [...rows]);
      const { emptied, moves } = repack(played);
      const after = new Set(played.rows).size;
      expect(after, `seed ${seed}`).toBe(before - emptied.length);
      expect(new Set(moves.map(({ task }) => task)).size).toBe(moves.length);
      for (const { task, from, to } of moves) expect([rows[task], played.rows[task]]).toEqual([from, to]);
      const still = rows.filter((row, task) => played.rows[task] === row).length;
      expect(moves).toHaveLength(rows.length - still);
      const fewest = fewestInUse(bare.clone(), requests);
      expect(after).toBeGreaterThanOrEqual(fewest);
      expect(after).toBeLessThanOrEqual(before);
      cases++;
      best += Number(after === fewest);
      saved += Number(after < before);
    }
    expect({ cases, saved, best }).toEqual({ cases: 120, saved: 29, best: 120 });
  });
});

describe('a repack', () => {
  const half = request({ cpuUnits: 2048 });

  it('empties the instance with the fewest tasks, and of equals the one with the least reserved', () => {
    const small = request({ cpuUnits: 256, memoryMib: 256 });
    const fleet = new ToyFleet([{}, {}, {}]);
    const stage = new ToyStage(fleet, [half, small, half, small], [0, 1, 2, 2]);
    const { emptied, moves } = repack(stage);
    // Row 1 holds one small task, row 0 one large; row 2 two. First the small one goes to row 2, then the large one finds no room for itself there.
    expect(emptied).toEqual([1]);
    expect(moves).toEqual([{ task: 1, from: 1, to: 2 }]);
  });

  it('takes all of an instance or nothing: what was moved for an attempt that failed is back in its place', () => {
    // Of row 0's tasks one fits beside row 1's and the other nowhere.
    const fleet = new ToyFleet([{}, {}, { cpu: 100 }]);
    const large = request({ cpuUnits: 3000 });
    const stage = new ToyStage(fleet, [request({ cpuUnits: 1024 }), large, large], [0, 0, 1]);
    expect(repack(stage)).toEqual({ emptied: [], moves: [] });
    expect(stage.rows).toEqual([0, 0, 1]);
    expect(Array.from(stage.view.cpuUnitsFree.subarray(0, 3))).toEqual([72, 1096, 100]);
  });

  it('counts a task that is moved twice once, from where it was to where it is', () => {
    const small = request({ cpuUnits: 512, memoryMib: 256 });
    const fleet = new ToyFleet([{}, {}, {}]);
    const stage = new ToyStage(fleet, [small, small, small, half, small], [0, 1, 1, 2, 2]);
    const { emptied, moves } = repack(stage);
    expect(new Set(emptied)).toEqual(new Set([0, 1]));
    expect(moves).toHaveLength(3);
    for (const { to } of moves) expect(to).toBe(2);
  });

  it('opens no idle instance: that would save nothing', () => {
    const full = request({ cpuUnits: 4096 });
    const stage = new ToyStage(new ToyFleet([{}, {}, {}]), [full, full], [0, 2]);
    expect(repack(stage)).toEqual({ emptied: [], moves: [] });
    expect(stage.moved).toBe(0);
  });

  it('uses and empties ACTIVE instances only', () => {
    const fleet = new ToyFleet([{}, { isActive: false }, { isConnected: false }]);
    const stage = new ToyStage(fleet, [half, half], [0, 1]);
    expect(repack(stage)).toEqual({ emptied: [], moves: [] });
  });

  it('obeys providers, distinctInstance, ports, memberships and what an instance class refuses', () => {
    const own = (asked: Partial<TaskRequest>, row: object) => {
      const stage = new ToyStage(
        new ToyFleet([{ provider: 0 }, { provider: 0, ...row }]),
        [request(asked), request({ group: 1, ...(asked.ports ? { ports: asked.ports } : {}) })],
        [0, 1],
      );
      return repack(stage).emptied.length;
    };
    expect(own({}, {})).toBe(1);
    // Each row has one task; neither may come to the other, for the second is held by what makes the first's way impossible.
    expect(own({ ports: [3] }, {})).toBe(0);
    const apart = new ToyStage(
      new ToyFleet([{}, {}]),
      [request({ isDistinctInstance: true }), request({ isDistinctInstance: true })],
      [0, 1],
    );
    expect(repack(apart).emptied).toEqual([]);
    const bound = new ToyStage(
      new ToyFleet([{ provider: 0 }, { provider: 1 }]),
      [request({ provider: 0 }), request({ provider: 1 })],
      [0, 1],
    );
    expect(repack(bound).emptied).toEqual([]);
    const members = new ToyStage(
      new ToyFleet([{ members: [0] }, { members: [1] }]),
      [request({ membership: 0 }), request({ membership: 1 })],
      [0, 1],
    );
    expect(repack(members).emptied).toEqual([]);
  });

  it('of anything leaves every column within its bounds', () => {
    for (let seed = 0; seed < 60; seed++) {
      const roll = dice(seed + 1000);
      const fleet = anyFleet(roll, 6);
      const requests: TaskRequest[] = [];
      const rows: number[] = [];
      const trial = fleet.clone();
      for (let i = 0; i < 12; i++) {
        const asked = request({ cpuUnits: roll.below(3) * 256, memoryMib: roll.below(3) * 256, group: roll.below(3) });
        const row = [...Array(6).keys()].find((at) => verdictOf(trial, at, asked) === FITS);
        if (row === undefined) continue;
        trial.change(row, asked, 1);
        requests.push(asked);
        rows.push(row);
      }
      const stage = new ToyStage(fleet, requests, rows);
      repack(stage);
      for (let row = 0; row < fleet.count; row++) {
        expect(stage.view.cpuUnitsFree[row]).toBeGreaterThanOrEqual(0);
        expect(stage.view.memoryMibFree[row]).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
