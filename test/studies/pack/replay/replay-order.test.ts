import { describe, expect, it } from 'vitest';
import { Curves, roundedPercent } from '../../../../src/studies/pack/replay/curves.js';
import { requirementsOf } from '../../../../src/studies/pack/replay/node-kinds.js';
import { planOf, replayProblems } from '../../../../src/studies/pack/replay/order.js';
import { classesOf, contextOf } from '../../../../src/studies/pack/replay/pool.js';
import type { PackProblem, ReplayOptions } from '../../../../src/studies/pack/replay/problem.js';
import { replay } from '../../../../src/studies/pack/replay/replay.js';
import { taskName } from '../../../../src/workload/formats/columns.js';
import { openbLike, packOf } from './openb-like.js';

const OPENB: ReplayOptions = { seed: 42, order: 'shuffled', demand: 1.3, hasLifetimes: false, tie: 'fixed-order' };
const SEEDS = Array.from({ length: 30 }, (_, i) => 42 + i);

/** Thousandths of GPUs that a task requests, and that one of its GPUs does. */
const askedBy = ({ tasks }: PackProblem, task: number) => tasks.gpus[task] * tasks.gpuMilli[task];
const total = (problem: PackProblem, tasks: Int32Array) => tasks.reduce((sum, task) => sum + askedBy(problem, task), 0);

describe('the openb order of arrival', () => {
  const problem = packOf(openbLike(5, { nodes: 40, tasks: 100 }));
  const capacity = 1000 * problem.nodes.gpus.reduce((a, b) => a + b, 0);

  it('has every task once, then copies until the next would exceed the demand by one of its GPUs', () => {
    expect(
      total(
        problem,
        Int32Array.from({ length: 100 }, (_, i) => i),
      ),
    ).toBeLessThan(1.3 * capacity);
    for (const seed of SEEDS) {
      const { arrivals } = planOf(problem, { ...OPENB, seed });
      expect([...arrivals.slice(0, 100)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
      const all = total(problem, arrivals);
      // A copy of four GPUs comes when there is room for one: it may exceed the demand by three.
      expect(all).toBeLessThanOrEqual(1.3 * capacity + 3000);
      // And the one that did not come would have exceeded it by one GPU.
      expect(all).toBeGreaterThan(1.3 * capacity - 1000);
    }
    expect(SEEDS.some((seed) => total(problem, planOf(problem, { ...OPENB, seed }).arrivals) > 1.3 * capacity)).toBe(true);
  });

  it('draws copies of all tasks, those without GPUs as well', () => {
    const copies = SEEDS.flatMap((seed) => [...planOf(problem, { ...OPENB, seed }).arrivals.slice(100)]);
    expect(new Set(copies).size).toBe(100);
    expect(copies.some((task) => problem.tasks.gpus[task] === 0)).toBe(true);
  });

  it('takes tasks out until no more than the demand is left, and the others keep their order', () => {
    const small = { ...OPENB, demand: 0.2 };
    for (const seed of SEEDS) {
      const { arrivals } = planOf(problem, { ...small, seed });
      expect(total(problem, arrivals)).toBeLessThanOrEqual(0.2 * capacity);
      expect(total(problem, arrivals)).toBeGreaterThan(0.2 * capacity - 4000);
      const shuffled = planOf(problem, { ...OPENB, seed, demand: null }).arrivals.filter((task) => arrivals.includes(task));
      expect([...arrivals]).toEqual([...shuffled]);
    }
  });

  it('depends on names and the seed, and not on the order of rows', () => {
    const trace = openbLike(5, { nodes: 40, tasks: 100 });
    const turned = packOf({ nodes: trace.nodes.toReversed(), tasks: trace.tasks.toReversed() });
    const namesOf = (of: PackProblem, seed: number) => {
      const { arrivals, nodes } = planOf(of, { ...OPENB, seed });
      return [[...arrivals].map((task) => taskName(of.tasks, task)), [...nodes].map((node) => of.nodes.names[node])];
    };
    expect(namesOf(turned, 42)).toEqual(namesOf(problem, 42));
    expect(namesOf(problem, 43)).not.toEqual(namesOf(problem, 42));
  });

  it('puts each task at each place about as often', () => {
    const first = Array.from({ length: 600 }, (_, seed) => planOf(problem, { ...OPENB, seed, demand: null }).arrivals[0]);
    expect(new Set(first).size).toBeGreaterThan(90); // 600 draws of 100 miss a given one in 0.24 % of cases.
    expect(Math.max(...first.map((task) => first.filter((other) => other === task).length))).toBeLessThan(20); // 6 +- 2.4.
  });

  it('multiplies CPU where nothing has a GPU', () => {
    const trace = openbLike(5, { nodes: 40, tasks: 100 });
    const plain = packOf({
      nodes: trace.nodes.map((node) => ({ ...node, gpus: 0 })),
      tasks: trace.tasks.map((task) => ({ ...task, gpus: 0, milli: 0 })),
    });
    const { arrivals } = planOf(plain, { ...OPENB, demand: 0.5 });
    const cpu = arrivals.reduce((sum, task) => sum + plain.tasks.cpu[task], 0);
    const half = 0.5 * plain.nodes.cpu.reduce((a, b) => a + b, 0);
    expect(cpu).toBeLessThanOrEqual(half);
    expect(cpu).toBeGreaterThan(half - 8000); // The largest task has 8,000.
  });
});

describe('options that cannot be', () => {
  const problem = packOf(openbLike(5, { nodes: 4, tasks: 10 }));

  it.each<[what: string, problem: PackProblem, options: Partial<ReplayOptions>, message: string]>([
    ['a demand in the order of the trace', problem, { order: 'trace' }, 'a demand needs the order shuffled: a trace has the demand it has'],
    ['a demand of nothing', problem, { demand: 0 }, 'demand 0: a number above 0, in multiples of what the nodes have'],
    [
      'an endless demand',
      problem,
      { demand: Number.POSITIVE_INFINITY },
      'demand Infinity: a number above 0, in multiples of what the nodes have',
    ],
    ['lifetimes of shuffled tasks', problem, { hasLifetimes: true }, 'lifetimes need the order trace: shuffled tasks have no times'],
    [
      'more GPUs than bits',
      { ...problem, nodes: { ...problem.nodes, gpus: Int32Array.of(8, 32, 1, 1) } },
      {},
      `node ${problem.nodes.names[1]} has 32 GPUs; a replay knows at most 31 a node`,
    ],
    [
      'a demand for GPUs that no task has',
      { ...problem, tasks: { ...problem.tasks, gpus: new Int16Array(10) } },
      {},
      'a demand needs nodes and tasks with GPUs: there is nothing to multiply',
    ],
  ])('are reported: %s', (_, of, options, message) => {
    expect(replayProblems(of, { ...OPENB, ...options })).toEqual([message]);
    expect(() => replay(of, 'first-fit', { ...OPENB, ...options })).toThrow(message);
  });

  it('are reported all at once', () => {
    const empty = packOf({ nodes: [], tasks: [] });
    expect(replayProblems(empty, { ...OPENB, order: 'trace', demand: null })).toEqual([
      'there is no node to place tasks on',
      'there is no task to place',
    ]);
    expect(replayProblems(problem, OPENB)).toEqual([]);
  });
});

describe('whole percents of demand', () => {
  it.each([
    [12_500, 100_000, 12], // 12.50, halves to the even number
    [13_500, 100_000, 14],
    [12_501, 100_000, 12], // 12.501 is 12.50 first
    [12_506, 100_000, 13], // 12.506 is 12.51
    [99_496, 100_000, 100], // 99.496 is 99.50, and 100 is even
    [0, 100_000, 0],
  ])('%d of %d are %d', (arrived, capacity, percent) => {
    expect(roundedPercent(arrived, capacity)).toBe(percent);
  });

  it('end at the demand, and take what overshoots it by less than half a percent', () => {
    const curves = new Curves(1.3);
    const same = (value: number) => ({
      allocatedGpu: value,
      allocatedCpu: value,
      fragmentation: value,
      fragmentedGpu: value,
      nodesInUse: value,
      cpuStranded: value,
    });
    curves.add(1300, 1000, same(1));
    curves.add(1304, 1000, same(3));
    curves.add(2000, 1000, same(1000));
    expect(curves.of('allocatedCpu')).toHaveLength(131);
    expect(curves.of('allocatedCpu')[130]).toBe(2);
    expect(new Curves(0.5).of('allocatedCpu')).toHaveLength(51);
  });
});

describe('classes of equal tasks', () => {
  it('share one request, and let a model restriction decide by the class of nodes', () => {
    const trace = openbLike(3, { nodes: 20, tasks: 200 });
    const problem = packOf(trace);
    const { requests, classOf } = classesOf(problem.tasks, requirementsOf(problem));
    trace.tasks.forEach((task, i) => {
      const request = requests[classOf[i]];
      const isShare = task.gpus === 1 && task.milli < 1000;
      expect(request).toMatchObject({
        cpuUnits: task.cpu,
        memoryMib: task.memory,
        gpus: isShare ? 0 : task.gpus,
        gpuMilli: isShare ? task.milli : 0,
      });
      problem.nodes.models.forEach((model, index) => {
        const isAllowed = task.spec === '' || task.spec.split('|').includes(model);
        expect((request.classVerdicts?.[index] ?? -1) === -1).toBe(isAllowed);
      });
    });
    const kinds = new Set(trace.tasks.map((task) => [task.cpu, task.memory, task.gpus, task.milli, task.spec].join()));
    expect(requests).toHaveLength(kinds.size);
    expect(contextOf(problem, { requests, classOf, groups: 1 }, 7).most).toEqual({
      cpuUnits: 128_000,
      memoryMib: 65_536,
      gpus: 8,
      usdPerHour: 0,
    });
  });
});
