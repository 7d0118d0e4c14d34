import { describe, expect, it } from 'vitest';
import { coarseCounts, coarsened } from '../../../src/studies/bound/coarse.js';
import { mostValuableLoad } from '../../../src/studies/bound/knapsack.js';
import { largeTaskTariffs } from '../../../src/studies/bound/l2.js';
import { firstFitDecreasing, packingCost, packingProblems } from '../../../src/studies/bound/packing.js';
import { partsOf } from '../../../src/studies/bound/parts.js';
import { type BoundProblem, costStep, costsOf, unplaceable } from '../../../src/studies/bound/problem.js';
import { RoomIndex } from '../../../src/studies/bound/room-index.js';
import { chargesOf, costAtLeast } from '../../../src/studies/bound/tariff.js';
import { volumeTariffs } from '../../../src/studies/bound/volume.js';
import { dice, randomProblem } from './random-problem.js';

const never = () => false;

/** Every load of an offer, one after the other. */
function everyLoad(
  { offers, sizes }: BoundProblem,
  offer: number,
  most: readonly number[],
  report: (copies: readonly number[]) => void,
): void {
  const copies = sizes.map(() => 0);
  const fill = (size: number, room: readonly number[]): void => {
    if (size === sizes.length) return report(copies);
    const isAllowed = sizes[size].offers?.includes(offer) ?? true;
    for (let n = 0; n <= (isAllowed ? most[size] : 0); n++) {
      const left = room.map((value, r) => value - n * sizes[size].needs[r]);
      if (left.some((value) => value < 0)) break;
      copies[size] = n;
      fill(size + 1, left);
    }
    copies[size] = 0;
  };
  fill(0, offers[offer].room);
}

describe('tariffs', () => {
  it('of volume and of large tasks let no load of any instance pay more than their share of what it costs', () => {
    let loads = 0;
    for (let seed = 0; seed < 250; seed++) {
      const { problem } = randomProblem(seed, 1);
      const costs = costsOf(problem, 'usdPerHour');
      const tariffs = [...volumeTariffs(problem, costs), ...largeTaskTariffs(problem, costs)];
      for (const offer of problem.offers.keys()) {
        everyLoad(
          problem,
          offer,
          problem.sizes.map(() => 4),
          (copies) => {
            loads++;
            for (const tariff of tariffs) {
              // charges / takings <= cost of this offer / cost of the tariff
              if (chargesOf(tariff, copies) * tariff.cost > tariff.takings * costs[offer])
                throw new Error(`seed ${seed}: ${tariff.name} charges ${copies} too much on ${offer}`);
            }
          },
        );
      }
    }
    expect(loads).toBeGreaterThan(10_000);
  });

  it('are worth what they charge, rounded up to what a fleet can cost', () => {
    const tariff = { name: 'volume' as const, charge: Float64Array.of(3), takings: 10, cost: 6 };
    expect(costAtLeast(tariff, 10, 1)).toBe(6);
    expect(costAtLeast(tariff, 11, 1)).toBe(7); // 6.6
    expect(costAtLeast(tariff, 11, 2)).toBe(8);
    expect(costAtLeast(tariff, 0, 2)).toBe(0);
    expect(costAtLeast({ ...tariff, takings: 3, cost: 1 }, 2 ** 52, 1)).toBe(1501199875790166); // 2^52 / 3 = 1501199875790165.33
  });

  it('mix resources where offers differ: memory-rich and CPU-rich instances together', () => {
    const problem = {
      resources: [
        { name: 'cpu', unit: '' },
        { name: 'memory', unit: '' },
      ],
      offers: [
        { name: 'cpu-rich', room: [4, 1], usdPerHour: 1 },
        { name: 'memory-rich', room: [1, 4], usdPerHour: 1 },
      ],
      sizes: [{ name: 'even', needs: [1, 1] }],
    };
    const worth = Math.max(...volumeTariffs(problem, [1, 1]).map((tariff) => costAtLeast(tariff, chargesOf(tariff, [100]), 1)));
    expect(worth).toBe(40); // 100 of each resource; a pair of instances has 5 of each. Alone each resource would say 25.
  });

  it("reach Martello and Toth's example of L2: three tasks above half the room need three instances", () => {
    const problem = {
      resources: [{ name: 'cpu', unit: '' }],
      offers: [{ name: 'a', room: [10], usdPerHour: 1 }],
      sizes: [
        { name: 'six', needs: [6] },
        { name: 'four', needs: [4] },
        { name: 'five', needs: [5] },
      ],
    };
    const worth = (counts: number[]) =>
      Math.max(...largeTaskTariffs(problem, [1]).map((tariff) => costAtLeast(tariff, chargesOf(tariff, counts), 1)));
    expect(worth([3, 0, 0])).toBe(3);
    expect(worth([0, 7, 0])).toBe(4); // above a third: two on an instance
    expect(worth([1, 0, 2])).toBe(2);
  });
});

describe('the dearest load', () => {
  it('is that of trying every load, whatever the worth of resources that guides the search', () => {
    let found = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { problem } = randomProblem(seed, 1);
      if (problem.sizes.length === 0) continue;
      const draw = dice(seed + 99);
      const charge = problem.sizes.map(() => draw(50));
      const most = problem.sizes.map(() => draw(5));
      const { room } = problem.offers[0];
      let dearest = 0;
      const open = { ...problem, sizes: problem.sizes.map(({ name, needs }) => ({ name, needs })) };
      everyLoad(open, 0, most, (copies) => {
        dearest = Math.max(
          dearest,
          copies.reduce((sum, n, size) => sum + n * charge[size], 0),
        );
      });
      const unitValue = room.map(() => draw(4));
      const input = { room, needs: open.sizes.map(({ needs }) => needs), most, charge, unitValue };
      const answer = mostValuableLoad({ ...input, beat: 0 }, { nodesMax: 1e6, isOver: never });
      expect(answer.load?.value ?? 0, `seed ${seed}`).toBe(dearest);
      expect(answer.upper).toBe(dearest);
      expect(answer.load?.copies.reduce((sum, n, size) => sum + n * charge[size], 0) ?? 0).toBe(dearest);
      found += Number(dearest > 0);
      // Nothing beats the dearest, and a search that is cut short still promises too much rather than too little.
      expect(mostValuableLoad({ ...input, beat: dearest }, { nodesMax: 1e6, isOver: never })).toMatchObject({ load: null, upper: dearest });
      expect(mostValuableLoad({ ...input, beat: 0 }, { nodesMax: 2, isOver: never }).upper).toBeGreaterThanOrEqual(dearest);
    }
    expect(found).toBeGreaterThan(200);
  });
});

describe('packings', () => {
  it('are lawful by the checker, which finds what is wrong with others', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { problem, counts } = randomProblem(seed, 40);
      const packing = firstFitDecreasing(problem, counts, { costs: costsOf(problem, 'instances'), isOver: never });
      expect(packingProblems(problem, counts, packing)).toEqual([]);
    }
    const problem = {
      resources: [
        { name: 'cpu', unit: '' },
        { name: 'GPU', unit: '', slot: 1000 },
      ],
      offers: [{ name: 'a', room: [4, 2000], usdPerHour: 1 }],
      sizes: [
        { name: 'shares', needs: [1, 600] },
        { name: 'banned', needs: [5, 0], offers: [] },
      ],
    };
    expect(
      packingProblems(
        problem,
        [3, 1],
        [
          {
            offer: 0,
            load: [
              { size: 0, copies: 3 },
              { size: 1, copies: 1 },
            ],
            instances: 1,
          },
        ],
      ),
    ).toEqual(['banned may not run on a', 'a has 4 of cpu, and its tasks take 8', 'tasks on a share GPU across its slots']);
    expect(packingProblems(problem, [3, 0], [{ offer: 0, load: [{ size: 0, copies: 2 }], instances: 1 }])).toEqual([
      '2 of 3 tasks shares are placed',
    ]);
  });

  it('give shares of a GPU one GPU each and whole ones an unused one', () => {
    const problem = {
      resources: [{ name: 'GPU', unit: '', slot: 1000 }],
      offers: [{ name: 'a', room: [2000], usdPerHour: 1 }],
      sizes: [
        { name: 'share', needs: [600] },
        { name: 'whole', needs: [1000] },
        { name: 'crumb', needs: [400] },
      ],
    };
    const wish = { costs: [1], isOver: never };
    expect(packingCost(firstFitDecreasing(problem, [3, 0, 0], wish), [1])).toBe(2); // 1,800 of 2,000, but two on an instance
    expect(packingCost(firstFitDecreasing(problem, [1, 1, 1], wish), [1])).toBe(1);
    expect(packingCost(firstFitDecreasing(problem, [2, 1, 0], wish), [1])).toBe(2);
  });

  it('go to the cheapest offer that holds what an instance holds in the end', () => {
    const problem = {
      resources: [{ name: 'cpu', unit: '' }],
      offers: [
        { name: 'large', room: [10], usdPerHour: 1 },
        { name: 'small', room: [3], usdPerHour: 0.5 },
      ],
      sizes: [{ name: 's', needs: [3] }],
    };
    const costs = costsOf(problem, 'usdPerHour');
    expect(packingCost(firstFitDecreasing(problem, [4], { costs, isOver: never }), costs)).toBe(1.5e9); // 3 on a large one, 1 on a small one
  });
});

describe('the index of room', () => {
  it('equals a scan of every instance, while room changes and instances come', () => {
    const draw = dice(4);
    const index = new RoomIndex(2);
    const rooms: number[][] = [];
    for (let i = 0; i < 3000; i++) {
      const at = draw(3) === 0 || rooms.length === 0 ? rooms.length : draw(rooms.length);
      rooms[at] = [draw(100), draw(100)];
      index.set(at, rooms[at]);
      const needs = [draw(110), draw(110)];
      const from = draw(rooms.length + 2);
      expect(index.next(from, needs)).toBe(rooms.findIndex((room, j) => j >= from && room[0] >= needs[0] && room[1] >= needs[1]));
    }
  });
});

describe('rounding sizes down', () => {
  it('leaves few sizes, none larger than the original, and all tasks', () => {
    const draw = dice(8);
    const sizes = Array.from({ length: 2000 }, (_, i) => ({
      name: `s${i}`,
      needs: [1 + draw(5000), draw(9)],
      ...(i % 7 === 0 ? { offers: [0] } : {}),
    }));
    const problem = { resources: [], offers: [], sizes };
    const coarse = coarsened(problem, 100);
    expect(coarse.problem.sizes.length).toBeLessThanOrEqual(100);
    for (const [i, { needs, offers }] of sizes.entries()) {
      const rounded = coarse.problem.sizes[coarse.sizeOf[i]];
      expect(rounded.needs.every((need, r) => need <= needs[r])).toBe(true);
      expect(rounded.offers).toEqual(offers);
    }
    const counts = sizes.map(() => draw(5));
    expect(coarseCounts(coarse, counts).reduce((a, b) => a + b)).toBe(counts.reduce((a, b) => a + b));
    expect(coarsened(problem, 2000)).toMatchObject({ isRounded: false, problem });
  });
});

describe('parts of a problem', () => {
  it('share no offer that a task of another part could use', () => {
    const resources = [{ name: 'cpu', unit: '' }];
    const offers = [1, 2, 3, 4].map((room, i) => ({ name: `o${i}`, room: [room], usdPerHour: 1 }));
    const size = (needs: number, allowed: number[]) => ({ name: 's', needs: [needs], offers: allowed });
    // 0 and 2 are joined by the second size; 1 is alone; none fits on 3, though one may.
    const parts = partsOf({ resources, offers, sizes: [size(1, [0]), size(1, [0, 2]), size(2, [1]), size(5, [3])] });
    expect(parts.map(({ offers: o, sizes: s }) => ({ o, s }))).toEqual([
      { o: [0, 2], s: [0, 1] },
      { o: [1], s: [2] },
    ]);
    expect(parts[0].problem.sizes[1].offers).toEqual([0, 1]);
  });
});

describe('tasks that fit nowhere', () => {
  const resources = [
    { name: 'memory', unit: 'MiB' },
    { name: 'interfaces', unit: '' },
  ];
  const offers = [
    { name: 'm5.large', room: [7680, 2], usdPerHour: 1 },
    { name: 'x', room: [900, 20], usdPerHour: 1 },
  ];

  it('is reported with the resource that it lacks everywhere, and the largest amount there is', () => {
    expect(
      unplaceable({
        resources,
        offers,
        sizes: [
          { name: 'big', needs: [8000, 30] },
          { name: 'ok', needs: [1, 1] },
        ],
      }),
    ).toEqual(['big fits on no instance type: needs 8000 MiB of memory, m5.large has 7680; needs 30 interfaces, x has 20']);
  });

  it('is reported type by type when each lacks something else, and when no type is allowed', () => {
    expect(
      unplaceable({
        resources,
        offers,
        sizes: [
          { name: 'odd', needs: [1000, 3] },
          { name: 'none', needs: [1, 1], offers: [] },
        ],
      }),
    ).toEqual([
      'odd fits on no instance type: 3 interfaces are more than the 2 of m5.large; 1000 MiB of memory are more than the 900 of x',
      'none may run on no instance type that is offered',
    ]);
  });
});

it('costs are billionths of a dollar, and their greatest common divisor is the step', () => {
  const offers = [0.096, 0.192, 0.0416].map((usdPerHour) => ({ name: '', room: [], usdPerHour }));
  expect(costsOf({ resources: [], offers, sizes: [] }, 'usdPerHour')).toEqual([96_000_000, 192_000_000, 41_600_000]);
  expect(costStep([96_000_000, 192_000_000, 41_600_000])).toBe(3_200_000);
});
