import { describe, expect, it } from 'vitest';
import { PlainFleet } from '../../src/placement/algorithms/plain-fleet.js';
import { compileChain } from '../../src/placement/compiled.js';
import { explainPlacement } from '../../src/placement/explain/placement.js';
import { BY_CPU, BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, ZONE } from '../../src/placement/strategies.js';
import type { PlacementStrategy } from '../../src/placement/view.js';
import { naivePlace } from './naive-place.js';
import { anyFleet, anyRequest, dice, request, ToyFleet, type ToyRow } from './toy-fleet.js';

const WRITTEN = new Map<Criterion, PlacementStrategy>([
  [BY_CPU, { type: 'binpack', field: 'cpu' }],
  [BY_MEMORY, { type: 'binpack', field: 'memory' }],
  [BY_INSTANCE, { type: 'spread', field: 'host' }],
  [BY_LOT, { type: 'random' }],
  [ZONE, { type: 'spread', field: 'attribute:ecs.availability-zone' }],
  [1, { type: 'spread', field: 'attribute:rack' }],
]);
const explain = (rows: ToyRow[], chain: readonly Criterion[]) => explainPlacement(new ToyFleet(rows), request(), chain, 7);

describe('explainPlacement', () => {
  const rows: ToyRow[] = [
    { zone: 0, memory: 600, tasks: [2] },
    { zone: 1, memory: 900, tasks: [1] },
    { zone: 1, memory: 700 },
    { zone: 2, memory: 800, tasks: [1] },
    { zone: 3, memory: 100 },
  ];

  it('narrows the candidates step by step, and scores all that fit', () => {
    const { steps, pick, decidedBy, verdicts, closest } = explain(rows, [ZONE, BY_MEMORY]);
    expect(verdicts.map(({ failed }) => failed.length)).toEqual([0, 0, 0, 0, 1]);
    expect(steps).toEqual([
      // Tasks by zone: 2, 1, 1, 0; instance 4 does not fit.
      {
        criterion: ZONE,
        scores: new Map([
          [0, 2],
          [1, 1],
          [2, 1],
          [3, 1],
        ]),
        left: [1, 2, 3],
      },
      {
        criterion: BY_MEMORY,
        scores: new Map([
          [0, 600],
          [1, 900],
          [2, 700],
          [3, 800],
        ]),
        left: [2], // Instance 0 has less, and is out.
      },
    ]);
    expect([pick, decidedBy, closest]).toEqual([2, 1, undefined]);
  });

  it('names the step that left one, the last of a chain like the first', () => {
    expect(explain(rows, [BY_INSTANCE, BY_MEMORY]).decidedBy).toBe(0);
    expect(explain(rows, [ZONE, BY_INSTANCE, BY_CPU]).decidedBy).toBe(1);
    expect(explain(rows.slice(0, 2), [BY_CPU, BY_INSTANCE])).toMatchObject({ pick: 1, decidedBy: 1 }); // Two are a choice.
  });

  it('leaves a tie to the oldest', () => {
    expect(explain(rows, [ZONE])).toMatchObject({ pick: 1, decidedBy: 'oldest' });
    expect(explain(rows, [])).toMatchObject({ pick: 0, decidedBy: 'oldest', steps: [] });
  });

  it('reports that there was no choice', () => {
    expect(explain([{ memory: 0 }, {}], [ZONE])).toMatchObject({ pick: 1, decidedBy: 'onlyOne' });
  });

  it('names the closest when none fits, and none without an instance', () => {
    const { pick, decidedBy, closest, steps } = explain([{ memory: 0 }, { memory: 511 }], [ZONE, BY_CPU]);
    expect([pick, decidedBy, closest?.row]).toEqual([-1, 'nothingFits', 1]);
    expect(steps.map(({ left }) => left)).toEqual([[], []]);
    expect(explain([], [ZONE])).toMatchObject({ pick: -1, decidedBy: 'nothingFits', closest: undefined, verdicts: [] });
  });

  it('ranks more instances than a call has arguments', () => {
    const types = [{ cpuUnits: 2048, memoryMib: 8192, gpus: 0, usdPerHour: 0 }];
    const type = new Int32Array(200_000);
    const fleet = new PlainFleet({ types, type, instanceClass: type, groups: 1 });
    fleet.cpuUnitsFree[150_000] = 1024;
    const task = request({ group: 0 });
    expect(explainPlacement(fleet, task, [ZONE, BY_CPU], 0)).toMatchObject({ pick: 150_000, decidedBy: 1 });
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))('picks what the simulator picks (seed %i)', (seed) => {
    const roll = dice(70_000 + seed);
    const fleet = anyFleet(roll, roll.below(30));
    const task = anyRequest(roll);
    const chain = Array.from({ length: roll.below(4) }, () => roll.pick([...WRITTEN.keys()]));
    const draw = roll.below(1_000_000);
    const { pick, steps, decidedBy } = explainPlacement(fleet, task, chain, draw);
    const strategies = chain.map((criterion) => WRITTEN.get(criterion)!);
    expect(pick).toBe(naivePlace(fleet, task, strategies, draw));
    expect(pick).toBe(compileChain(chain).pick(fleet, task, draw));
    if (typeof decidedBy === 'number') {
      expect(steps[decidedBy].left).toEqual([pick]);
      expect(decidedBy === 0 || steps[decidedBy - 1].left.length > 1).toBe(true);
    }
  });
});
