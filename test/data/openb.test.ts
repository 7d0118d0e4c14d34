import { beforeAll, describe, expect, it } from 'vitest';
import type { PackProblem, ReplayOptions } from '../../src/experiment/pack/problem.js';
import { Replay } from '../../src/experiment/pack/replay.js';
import { type Node, type Pod, problemOf, readOpenb } from './openb-files.js';

const OPENB: Omit<ReplayOptions, 'seed'> = { order: 'shuffled', demand: 1.3, hasLifetimes: false, tie: 'fixed-order' };

/** What the authors' own program did on an eighth of the cluster, event by event. */
interface AuthorsRun {
  order: number[];
  node: number[];
  /** Fragmented thousandths of GPUs after the event, to two decimals. */
  frag: number[];
  /** Which of equal nodes is first. */
  rank: number[];
}

describe("the authors' program on an eighth of the openb cluster", () => {
  let problem: PackProblem;
  let runs: Record<string, AuthorsRun>;

  beforeAll(() => {
    const expected: { nodes: Node[]; pods: Pod[]; runs: Record<string, AuthorsRun> } = JSON.parse(readOpenb('mini-expected.json'));
    problem = problemOf(expected.nodes, expected.pods);
    runs = expected.runs;
  });

  it.each([
    ['dot-product', 'DotProd'],
    ['gpu-clustering', 'GpuClustering'],
    ['gpu-packing', 'GpuPacking'],
    ['best-fit', 'BestFit'],
    ['fgd', 'FGD'],
  ])('%s takes each of its 1,045 decisions and leaves its fragments after every event', (policy, name) => {
    const { order, rank, node, frag } = runs[name];
    const nodes = Int32Array.from(rank.keys()).sort((a, b) => rank[a] - rank[b]);
    const replay = new Replay(problem, policy, { ...OPENB, seed: 42 }, { arrivals: Int32Array.from(order), nodes });
    const fragments = order.map(() => {
      replay.step();
      return Math.round(100 * replay.fragmentedMilli);
    });
    const { node: ours } = replay.run();
    expect(order).toHaveLength(1045);
    expect([...ours].filter((n, event) => n !== node[event])).toEqual([]);
    expect(fragments.filter((f, event) => f !== Math.round(100 * frag[event]))).toEqual([]);
  });
});
