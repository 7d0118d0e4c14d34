import { describe, expect, it } from 'vitest';
import type { Algorithm, AlgorithmFactory } from '../../../../src/placement/algorithms/algorithm.js';
import { PolicyFault } from '../../../../src/placement/algorithms/fault.js';
import { fgd } from '../../../../src/placement/algorithms/fgd.js';
import { firstFit } from '../../../../src/placement/algorithms/first.js';
import { bestFit } from '../../../../src/placement/algorithms/fits.js';
import { gpuClustering } from '../../../../src/placement/algorithms/gpu-fits.js';
import type { PackProblem, ReplayOptions } from '../../../../src/studies/pack/replay/problem.js';
import { Replay, replay } from '../../../../src/studies/pack/replay/replay.js';
import { taskName } from '../../../../src/workload/formats/columns.js';
import { type NaiveNode, type NaivePolicy, type NaiveTask, naiveReplay } from './naive-replay.js';
import { openbLike, packOf } from './openb-like.js';

const PLAIN: ReplayOptions = { seed: 42, order: 'trace', demand: null, hasLifetimes: false, tie: 'name' };
const OPENB: ReplayOptions = { seed: 42, order: 'shuffled', demand: 1.3, hasLifetimes: false, tie: 'fixed-order' };
const POLICIES: readonly NaivePolicy[] = ['first-fit', 'best-fit', 'dot-product', 'gpu-packing', 'gpu-clustering', 'fgd'];

const node = (what: Partial<NaiveNode> & { name: string }): NaiveNode => ({ cpu: 4000, memory: 8192, gpus: 0, model: 'm', ...what });
const task = (what: Partial<NaiveTask> & { name: string }): NaiveTask => ({
  cpu: 1000,
  memory: 1024,
  gpus: 0,
  milli: 0,
  spec: '',
  arrival: 0,
  duration: Number.POSITIVE_INFINITY,
  ...what,
});

/** By event: the task's name and its node's, or null. */
function eventsOf(problem: PackProblem, policy: string | AlgorithmFactory, options: ReplayOptions): [string, string | null][] {
  const { order, node: nodes } = replay(problem, policy, options);
  return Array.from(order, (index, event) => [taskName(problem.tasks, index), problem.nodes.names[nodes[event]] ?? null]);
}

describe.each(POLICIES)('a replay under %s', (policy) => {
  it.each([
    ['nothing leaves, in the order of the openb runs', OPENB],
    ['nothing leaves, and ties go by name', PLAIN],
    ['tasks leave', { ...PLAIN, hasLifetimes: true }],
  ])('is that of plain objects, decision by decision and fragment by fragment, when %s', (_, options) => {
    for (const seed of [1, 2, 3, 4]) {
      const trace = openbLike(seed, { nodes: 9, tasks: 150 });
      const problem = packOf(trace);
      const run = new Replay(problem, policy, { ...options, seed });
      const arrivals = Array.from(run.order, (index) => trace.tasks[index]);
      const nodes = Array.from(run.nodes, (index) => trace.nodes[index]);
      const expected = naiveReplay(policy, nodes, arrivals, { all: trace.tasks, hasLifetimes: options.hasLifetimes });
      const fragments = arrivals.map(() => {
        run.step();
        return run.fragmentedMilli;
      });
      const { node: chosen } = run.run();
      expect(Array.from(chosen, (index) => problem.nodes.names[index] ?? null)).toEqual(expected.map((event) => event.node));
      fragments.forEach((measured, event) => {
        expect(measured).toBeCloseTo(expected[event].fragments, 6);
      });
    }
  });
});

describe('ranks that are kept', () => {
  it.each([
    ['best-fit', bestFit],
    ['gpu-clustering', gpuClustering],
    ['fgd', fgd],
  ])('place %s as ranks do that are computed afresh at every arrival', (_, factory) => {
    const afresh: AlgorithmFactory = (context) => {
      const algorithm = factory(context);
      return {
        name: algorithm.name,
        dependsOn: 'history',
        rank: algorithm.rank.bind(algorithm),
        ...(algorithm.chooseGpu && { chooseGpu: algorithm.chooseGpu.bind(algorithm) }),
        ...(algorithm.placed && { placed: algorithm.placed.bind(algorithm) }),
        ...(algorithm.left && { left: algorithm.left.bind(algorithm) }),
      };
    };
    const problem = packOf(openbLike(9, { nodes: 20, tasks: 600 }));
    for (const options of [OPENB, { ...PLAIN, hasLifetimes: true }, { ...PLAIN, hasLifetimes: true, tie: 'random' as const }])
      expect(replay(problem, factory, options)).toEqual(replay(problem, afresh, options));
  });
});

describe('the order of tasks', () => {
  const nodes = [node({ name: 'n', cpu: 100_000 })];

  it('is by arrival time and then by row when the trace has it', () => {
    const tasks = [
      task({ name: 'a', arrival: 5 }),
      task({ name: 'b', arrival: 3 }),
      task({ name: 'c', arrival: 5 }),
      task({ name: 'd', arrival: 0 }),
    ];
    expect(eventsOf(packOf({ nodes, tasks }), 'first-fit', PLAIN).map(([name]) => name)).toEqual(['d', 'b', 'a', 'c']);
  });

  it('is largest first under an offline policy, and equals keep theirs', () => {
    const tasks = [
      task({ name: 'a', cpu: 2000 }),
      task({ name: 'b', cpu: 3000, memory: 1 }),
      task({ name: 'c', cpu: 2000, memory: 5000 }),
      task({ name: 'd', cpu: 100, memory: 8000 }),
    ];
    const problem = packOf({ nodes, tasks });
    const namesOf = (policy: string) => eventsOf(problem, policy, PLAIN).map(([name]) => name);
    expect(namesOf('first-fit-decreasing-cpu')).toEqual(['b', 'a', 'c', 'd']);
    expect(namesOf('first-fit-decreasing-memory')).toEqual(['d', 'c', 'a', 'b']);
    expect(() => replay(problem, 'first-fit-decreasing-cpu', { ...PLAIN, hasLifetimes: true })).toThrow('offline');
  });
});

describe('lifetimes', () => {
  const nodes = [node({ name: 'n', cpu: 1000 })];
  const nodesOf = (tasks: NaiveTask[], hasLifetimes = true) =>
    eventsOf(packOf({ nodes, tasks }), 'first-fit', { ...PLAIN, hasLifetimes }).map(([, name]) => name);

  it('end before what arrives in the same millisecond', () => {
    // One at a time has room: b comes a millisecond too early, c just in time.
    const tasks = [task({ name: 'a', duration: 10 }), task({ name: 'b', arrival: 9 }), task({ name: 'c', arrival: 10 })];
    expect(nodesOf(tasks)).toEqual(['n', null, 'n']);
    expect(nodesOf(tasks, false)).toEqual(['n', null, null]);
  });

  it('of nothing make room for the next task of the millisecond, and not for the one before', () => {
    const brief = { arrival: 4, duration: 0 };
    expect(nodesOf([task({ name: 'a', ...brief }), task({ name: 'b', ...brief }), task({ name: 'c', arrival: 4 })])).toEqual([
      'n',
      'n',
      'n',
    ]);
    expect(nodesOf([task({ name: 'a', arrival: 4, duration: 1 }), task({ name: 'b', ...brief })])).toEqual(['n', null]);
  });
});

describe('nodes of equal rank', () => {
  const nodes = ['c', 'a', 'd', 'b'].map((name) => node({ name, cpu: 1000 }));
  const same: AlgorithmFactory = () => ({ name: 'same', dependsOn: 'row', rank: () => 0 });
  const first = (tie: ReplayOptions['tie'], seed: number) =>
    eventsOf(packOf({ nodes, tasks: [task({ name: 't' }), task({ name: 'u' })] }), same, { ...PLAIN, tie, seed }).map(([, name]) => name);
  const seeds = Array.from({ length: 400 }, (_, seed) => seed);

  it('are taken by name, whatever the order of rows and the seed', () => {
    expect(first('name', 1)).toEqual(['a', 'b']);
    expect(first('name', 2)).toEqual(['a', 'b']);
  });

  it.each(['fixed-order', 'random'] as const)('are taken each as often as another over seeds, under %s', (tie) => {
    const taken = seeds.map((seed) => first(tie, seed).join(''));
    // 12 ordered pairs, 400 / 12 = 33 times each; five standard deviations are 28.
    const counts = [...new Set(taken)].map((pair) => taken.filter((other) => other === pair).length);
    expect(counts).toHaveLength(12);
    for (const count of counts) expect(Math.abs(count - 400 / 12)).toBeLessThan(28);
    expect(first(tie, 7)).toEqual(first(tie, 7));
  });

  it('are drawn anew at each decision under random, and never under fixed-order', () => {
    const roomy = ['c', 'a', 'd', 'b'].map((name) => node({ name, cpu: 100_000, memory: 100_000 }));
    const tasks = Array.from({ length: 40 }, (_, i) => task({ name: `t${i}` }));
    const taken = (tie: ReplayOptions['tie']) =>
      new Set(eventsOf(packOf({ nodes: roomy, tasks }), same, { ...PLAIN, tie }).map(([, name]) => name));
    expect(taken('fixed-order').size).toBe(1);
    expect(taken('random').size).toBe(4);
  });
});

describe('random', () => {
  it('takes any node with room, and any of its GPUs, as often as another', () => {
    const nodes = ['a', 'b', 'c'].map((name) => node({ name, gpus: 2, cpu: 1000 }));
    const tasks = [task({ name: 't', gpus: 1, milli: 400 }), task({ name: 'u', gpus: 2, milli: 1000 })];
    const runs = Array.from({ length: 300 }, (_, seed) => eventsOf(packOf({ nodes, tasks }), 'random', { ...PLAIN, seed }));
    const onA = runs.filter(([[, taken]]) => taken === 'a').length;
    expect(Math.abs(onA - 100)).toBeLessThan(41); // Five standard deviations of a third of 300.
    expect(runs.every(([[, one], [, two]]) => one !== two && two !== null)).toBe(true);
  });
});

describe('measures of a replay', () => {
  it('are means over the events at each whole percent of arrived demand', () => {
    // 4 GPUs: each half GPU is 12.5 %, which rounds to the even 12; then 25, 37.5 to 38, 50. The third task fits nowhere.
    const nodes = [node({ name: 'a', gpus: 4, cpu: 3000 })];
    const half = { gpus: 1, milli: 500 };
    const tasks = ['t1', 't2', 't3', 't4'].map((name, i) => task({ name, ...half, cpu: i === 2 ? 5000 : 1000 }));
    const result = replay(packOf({ nodes, tasks }), 'first-fit', PLAIN);
    expect(result).toMatchObject({ policy: 'first-fit', seed: 42, arrived: 4, placed: 3, failed: 1 });
    expect([12, 25, 38, 50].map((percent) => result.allocatedGpuPercent[percent])).toEqual([12.5, 25, 25, 37.5]);
    expect([12, 25, 38, 50].map((percent) => result.allocatedCpuPercent[percent])).toEqual([100 / 3, 200 / 3, 200 / 3, 100]);
    // Where nothing arrived, the neighbours; where there are none, nothing.
    expect([11, 13, 26].map((percent) => result.allocatedGpuPercent[percent])).toEqual([12.5, 12.5, 25]);
    expect(result.allocatedGpuPercent[10]).toBeNaN();
    expect(result.allocatedGpuPercent).toHaveLength(131);
  });

  it('count as fragments what the typical task cannot use', () => {
    // Three of four want half a GPU and 1 CPU, one wants 2 GPUs, which the node does not have: 1/4 of all that is idle, and once the CPU is
    // used up all of it. Percent of 4 and of 3 halves idle.
    const nodes = [node({ name: 'a', gpus: 2, cpu: 1500 }), node({ name: 'b', gpus: 0, cpu: 100 })];
    const tasks = [
      ...['t1', 't2', 't3'].map((name) => task({ name, gpus: 1, milli: 500 })),
      task({ name: 't4', gpus: 2, milli: 1000, cpu: 1600 }),
    ];
    const run = new Replay(packOf({ nodes, tasks }), 'first-fit', PLAIN);
    expect(run.fragmentedMilli).toBe(500);
    run.step();
    expect(run.fragmentedMilli).toBe(1500);
    const { fragmentationPercent, fragmentedGpuPercent } = run.run();
    expect([fragmentationPercent[25], fragmentedGpuPercent[25]]).toEqual([100, 75]);
  });

  it('go by CPU, without fragments, where nothing has a GPU', () => {
    const tasks = ['t1', 't2'].map((name) => task({ name, cpu: 1000 }));
    const result = replay(packOf({ nodes: [node({ name: 'a', cpu: 4000 })], tasks }), 'best-fit', PLAIN);
    expect([result.allocatedCpuPercent[25], result.allocatedCpuPercent[50]]).toEqual([25, 50]);
    expect(result.allocatedGpuPercent.every(Number.isNaN)).toBe(true);
    expect(result.fragmentationPercent.every(Number.isNaN)).toBe(true);
  });
});

describe('a policy that breaks its contract', () => {
  const problem = packOf({
    nodes: [node({ name: 'a', gpus: 2 })],
    tasks: [task({ name: 'ok' }), task({ name: 'odd', gpus: 1, milli: 600 })],
  });
  const like =
    (what: Partial<Algorithm>): AlgorithmFactory =>
    (context) => ({ ...firstFit(context), name: 'mine', ...what });
  const onlyOdd = (does: () => number) => (_: unknown, __: unknown, request: { gpuMilli: number }) => (request.gpuMilli > 0 ? does() : 0);
  const fail = (): never => {
    throw new Error('no idea');
  };

  it.each<[string, Partial<Algorithm>, string]>([
    ['throws', { rank: onlyOdd(fail) }, 'policy mine, task odd: it threw "no idea"'],
    [
      'gives a rank that is no number',
      { rank: onlyOdd(() => Number.NaN) },
      'policy mine, task odd: it returned the rank NaN, which is no finite number',
    ],
    [
      'gives an infinite rank',
      { rank: onlyOdd(() => Number.POSITIVE_INFINITY) },
      'policy mine, task odd: it returned the rank Infinity, which is no finite number',
    ],
    ['chooses a GPU that is not there', { chooseGpu: () => 2 }, 'policy mine, task odd: it chose GPU 2; an instance has GPUs 0 to 1'],
    [
      'throws once a task is placed',
      { placed: (_, __, { gpuMilli }) => (gpuMilli > 0 ? fail() : undefined) },
      'policy mine, task odd: it threw "no idea"',
    ],
  ])('stops with its name, the task and the cause when it %s', (_, what, message) => {
    expect(() => replay(problem, like(what), PLAIN)).toThrow(new PolicyFault('mine', 'odd', message.slice(message.indexOf(': it ') + 5)));
    expect(() => replay(problem, like(what), PLAIN)).toThrow(message);
  });

  it('stops when it chooses a GPU with too little left', () => {
    const twice = packOf({ nodes: [node({ name: 'a', gpus: 2 })], tasks: ['t', 'u'].map((name) => task({ name, gpus: 1, milli: 600 })) });
    expect(() => replay(twice, like({ chooseGpu: () => 0 }), PLAIN)).toThrow(
      'policy mine, task u: it chose GPU 0, which has 400 thousandths left where the task needs 600',
    );
  });

  it('is distinguished from an unknown name', () => {
    expect(() => replay(problem, 'bestfit', PLAIN)).toThrow('no policy is called bestfit: there are first-fit, next-fit, best-fit');
  });
});
