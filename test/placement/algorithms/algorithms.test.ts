import { describe, expect, it } from 'vitest';
import type { AlgorithmContext } from '../../../src/placement/algorithms/algorithm.js';
import { PlainFleet, plainRequest } from '../../../src/placement/algorithms/plain-fleet.js';
import { ALGORITHMS } from '../../../src/placement/algorithms/registry.js';
import { tightestGpu } from '../../../src/placement/fit.js';
import type { TaskRequest } from '../../../src/placement/view.js';

/** What is free on an instance of 1000 CPU units, 1000 MiB and as many GPUs as are listed; the GPUs by thousandths. */
interface Free {
  cpu: number;
  memory: number;
  gpus?: number[];
  usd?: number;
}

function fleetOf(rows: readonly Free[]): PlainFleet {
  const types = rows.map(({ gpus = [], usd = 0 }) => ({ cpuUnits: 1000, memoryMib: 1000, gpus: gpus.length, usdPerHour: usd }));
  const type = Int32Array.from(rows, (_, row) => row);
  const fleet = new PlainFleet({ types, type, instanceClass: new Int32Array(rows.length), groups: 1 });
  rows.forEach(({ cpu, memory, gpus = [] }, row) => {
    fleet.cpuUnitsFree[row] = cpu;
    fleet.memoryMibFree[row] = memory;
    fleet.gpuMilliFree.set(gpus, row * fleet.gpuSlots);
    fleet.gpuMilliMost[row] = Math.max(0, ...gpus);
    fleet.gpuFree[row] = gpus.filter((milli) => milli === 1000).length;
  });
  return fleet;
}

function contextOf(rows: readonly Free[], requests: readonly TaskRequest[]): AlgorithmContext {
  const most = { gpus: Math.max(...rows.map((r) => r.gpus?.length ?? 0)), usdPerHour: Math.max(...rows.map((r) => r.usd ?? 0)) };
  return { most: { cpuUnits: 1000, memoryMib: 1000, ...most }, requests, seed: 1 };
}

const ask = (cpuUnits: number, memoryMib: number, gpus = 0, gpuMilli = 0): TaskRequest =>
  plainRequest({ cpuUnits, memoryMib, gpus, gpuMilli, group: 0, classVerdicts: null });

/** Ranks of all rows, least is taken. */
function ranksOf(policy: string, rows: readonly Free[], request: TaskRequest): number[] {
  const algorithm = ALGORITHMS.get(policy)!.factory(contextOf(rows, [request]));
  const fleet = fleetOf(rows);
  return rows.map((_, row) => algorithm.rank(fleet, row, request, 0));
}

const close = (numbers: readonly number[]) => numbers.map((n) => expect.closeTo(n, 10));

describe('algorithms without GPUs', () => {
  const rows = [
    { cpu: 1000, memory: 1000 },
    { cpu: 400, memory: 600 },
    { cpu: 800, memory: 200 },
  ];
  const task = ask(200, 90);

  it.each<[policy: string, ranks: number[]]>([
    ['first-fit', [0, 1, 2]],
    // Left: 800 and 910 of 1000, 200 and 510, 600 and 110: mean 0.855, 0.355, 0.355; scores 14.5, 64.5, 64.5.
    ['best-fit', [-14, -64, -64]],
    // (1 x 0.2 + 1 x 0.09) / 2 = 0.145; (0.4 x 0.2 + 0.6 x 0.09) / 2 = 0.067; (0.8 x 0.2 + 0.2 x 0.09) / 2 = 0.089.
    ['dot-product', [-85, -93, -91]],
    // Minus 0.8 + 0.91, 0.2 + 0.51, 0.6 + 0.11.
    ['worst-fit', [-1.71, -0.71, -0.71]],
    // 0.8^2 + 0.91^2; 0.2^2 + 0.51^2; 0.6^2 + 0.11^2.
    ['l2', [1.4681, 0.3001, 0.3721]],
    // 0.2 x 1 + 0.09 x 1; 0.2 x 0.4 + 0.09 x 0.6; 0.2 x 0.8 + 0.09 x 0.2.
    ['tetris', [-0.29, -0.134, -0.178]],
    // Those over |need| |free|: 0.0481^0.5 x 2^0.5; x 0.52^0.5; x 0.68^0.5.
    ['cosine', [-0.29 / Math.sqrt(0.0481 * 2), -0.134 / Math.sqrt(0.0481 * 0.52), -0.178 / Math.sqrt(0.0481 * 0.68)]],
    // Idle afterwards: (0.8 + 0.91) / 2, (0.2 + 0.51) / 2, (0.6 + 0.11) / 2, at a price of one each.
    ['least-waste', [0.855, 0.355, 0.355]],
    // Where nothing has a GPU these two are best-fit.
    ['gpu-packing', [-14, -64, -64]],
    ['gpu-clustering', [-14, -64, -64]],
    // Afterwards: the typical task fits in (800, 910) and (200, 510) as before, so nothing is lost: 50. In (600, 110) it still does.
    ['fgd', [-50, -50, -50]],
  ])('%s ranks them as its formula does', (policy, ranks) => {
    expect(ranksOf(policy, rows, task)).toEqual(close(ranks));
  });

  it('fgd loses the room that is too small for the next task of the kind', () => {
    // (300, 150) is left with (100, 50): idle 0.075 of an instance is lost: 100 / (1 + e^0.075) = 48.1. (200, 100) is left with nothing: 50.
    // (1000, 100) keeps 800 CPU that no task with memory can use: 0.4 lost: 100 / (1 + e^0.4) = 40.1.
    const left = [{ cpu: 300, memory: 150 }, { cpu: 200, memory: 100 }, { cpu: 1000, memory: 100 }]; // biome-ignore format: rows
    expect(ranksOf('fgd', left, ask(200, 100))).toEqual([-48, -50, -40]);
  });

  it('least-waste prefers what is cheap among what is left idle', () => {
    // Idle 0.855 at 0.10, 0.355 at 0.40, 0.355 at 0.20 USD an hour.
    const priced = rows.map((row, i) => ({ ...row, usd: [0.1, 0.4, 0.2][i] }));
    expect(ranksOf('least-waste', priced, task)).toEqual(close([0.0855, 0.142, 0.071]));
  });
});

describe('algorithms with GPUs', () => {
  const rows = [
    { cpu: 1000, memory: 1000, gpus: [1000, 1000] },
    { cpu: 500, memory: 1000, gpus: [300, 1000] },
    { cpu: 500, memory: 1000, gpus: [650, 640] },
  ];
  const share = ask(100, 100, 0, 300);
  const whole = ask(100, 100, 1);

  it.each<[policy: string, request: TaskRequest, ranks: number[]]>([
    // GPU left 1700, 1000, 990 of 2000, CPU left 0.9, 0.4, 0.4: 1 - 0.875; 1 - 0.45; 1 - 0.4475.
    ['best-fit', share, [-12, -55, -55]],
    // (1 x 0.1 + 1 x 0.15) / 2 = 0.125; (0.5 x 0.1 + 0.65 x 0.15) / 2 = 0.07375; (0.05 + 0.645 x 0.15) / 2 = 0.073375.
    ['dot-product', share, [-87, -92, -92]],
    // Two free GPUs: 33 - 2. GPU 0 has just 300 left: 100 - 3. The tighter one has 640: 100 - 6.
    ['gpu-packing', share, [-31, -97, -94]],
    // A whole GPU does not fit the third; the second gives its one free GPU: 50 - 1.
    ['gpu-packing', whole, [-31, -49, -49]],
    ['gpu-packing', ask(100, 100), [0, 0, 0]],
    // No task has run: 25, and 25 x (2000 - left) / 2000 = 0, 8.75, 8.875.
    ['gpu-clustering', share, [-25, -33, -33]],
    ['gpu-clustering', ask(100, 100), [0, 0, 0]],
    ['worst-fit', share, [-2.65, -1.8, -1.795]],
    // Idle afterwards of CPU, memory, GPU: 0.9 + 0.9 + 0.85; 0.4 + 0.9 + 0.5; 0.4 + 0.9 + 0.495.
    ['least-waste', share, [2.65 / 3, 0.6, 1.795 / 3]],
    ['tetris', share, [-0.35, -0.2475, -0.24675]],
  ])('%s ranks them as its formula does', (policy, request, ranks) => {
    expect(ranksOf(policy, rows, request)).toEqual(close(ranks));
  });

  it('clustering puts a task to its own kind, alone before mixed, and then to an empty instance before others', () => {
    const many = Array.from({ length: 4 }, () => ({ cpu: 1000, memory: 1000, gpus: [1000, 1000, 1000, 1000] }));
    const fleet = fleetOf(many);
    const algorithm = ALGORITHMS.get('gpu-clustering')!.factory(contextOf(many, []));
    const put = (row: number, request: TaskRequest) => {
      const gpus = fleet.take(row, request, tightestGpu(fleet, row, request.gpuMilli));
      algorithm.placed?.(fleet, row, request);
      return () => {
        fleet.give(row, request, gpus);
        algorithm.left?.(fleet, row, request);
      };
    };
    put(0, share);
    put(1, share);
    const leave = put(1, whole);
    put(2, whole);
    put(3, ask(100, 100)); // No kind.
    const ranks = () => many.map((_, row) => algorithm.rank(fleet, row, share, 0));
    // Used of 4000: 300 -> 1, 1300 -> 8, 1000 -> 6, 0.
    expect(ranks()).toEqual([-76, -58, -6, -25]);
    leave();
    expect(ranks()).toEqual([-76, -76, -6, -25]);
  });

  it('a share goes to the tightest GPU that has enough, the lowest number first', () => {
    const fleet = fleetOf([{ cpu: 0, memory: 0, gpus: [1000, 400, 299, 400] }]);
    expect(tightestGpu(fleet, 0, 300)).toBe(1);
    expect(tightestGpu(fleet, 0, 401)).toBe(0);
    expect(tightestGpu(fleet, 0, 299)).toBe(2);
  });

  it('random takes any of the GPUs that fit, as often as another', () => {
    const fleet = fleetOf([{ cpu: 0, memory: 0, gpus: [1000, 200, 300, 500] }]);
    const algorithm = ALGORITHMS.get('random')!.factory(contextOf([], []));
    const chosen = Array.from({ length: 600 }, (_, i) => algorithm.chooseGpu?.(fleet, 0, share, Math.imul(i, 0x9e3779b1) >>> 0));
    const counts = [0, 1, 2, 3].map((gpu) => chosen.filter((other) => other === gpu).length);
    expect(counts[1]).toBe(0);
    for (const gpu of [0, 2, 3]) expect(Math.abs(counts[gpu] - 200)).toBeLessThan(58); // Five standard deviations.
    expect([0, 1, 2, 3]).not.toContain(algorithm.chooseGpu?.(fleet, 0, ask(0, 0, 0, 1_001), 0));
  });
});

describe('next-fit', () => {
  it('begins where the last task went and goes round', () => {
    const rows = Array.from({ length: 4 }, () => ({ cpu: 1000, memory: 1000 }));
    const fleet = fleetOf(rows);
    const algorithm = ALGORITHMS.get('next-fit')!.factory(contextOf(rows, []));
    const round = () => [0, 1, 2, 3].toSorted((a, b) => algorithm.rank(fleet, a, ask(1, 1), 0) - algorithm.rank(fleet, b, ask(1, 1), 0));
    expect(round()).toEqual([0, 1, 2, 3]);
    algorithm.placed?.(fleet, 2, ask(1, 1));
    expect(round()).toEqual([2, 3, 0, 1]);
  });
});

describe('first-fit-decreasing', () => {
  it.each([
    // Shares of the largest instance: 0.5, 0.1, 0; 0.2, 0.3, 0; 0.1, 0.1, 0.5.
    ['cpu', [0.5, 0.2, 0.1]],
    ['memory', [0.1, 0.3, 0.1]],
    ['sum', [0.6, 0.5, 0.7]],
    ['max', [0.5, 0.3, 0.5]],
    ['product', [1.5 * 1.1, 1.2 * 1.3, 1.1 * 1.1 * 1.5]],
  ])('by %s sizes tasks', (key, sizes) => {
    const algorithm = ALGORITHMS.get(`first-fit-decreasing-${key}`)!.factory(
      contextOf([{ cpu: 1000, memory: 1000, gpus: [1000, 1000] }], []),
    );
    const tasks = [ask(500, 100), ask(200, 300), ask(100, 100, 1)];
    expect(tasks.map((task) => algorithm.size?.(task))).toEqual(close(sizes));
  });
});
