import { grouped } from '../../../kernel/grouped.js';
import type { AlgorithmFactory } from '../../../placement/algorithms/algorithm.js';
import type { NodeColumns } from '../../../workload/formats/columns.js';
import { NODES_MAX } from '../../../workload/formats/nodes.js';
import type { PackProblem, ReplayOptions } from './problem.js';
import { Replay } from './replay.js';

/**
 * Searches a number of nodes, in the proportions of the fleet, that takes every task while one node less refuses some. No fleet smaller than
 * `from` takes every task. Because more nodes may refuse a task that fewer take, the result need not be the least. Null if the largest
 * allowed fleet refuses some.
 */
export async function leastFleet(
  problem: PackProblem,
  options: ReplayOptions,
  { from, algorithm }: { readonly from: number; readonly algorithm: () => Promise<AlgorithmFactory | string> },
): Promise<number | null> {
  const { nodes } = problem;
  const order = inProportion(nodes);
  const takesAll = async (count: number) =>
    new Replay({ ...problem, nodes: nodesOf(nodes, order, count) }, await algorithm(), options).takesAll();
  let refuses = Math.max(1, from) - 1;
  let takes = refuses + 1;
  for (; !(await takesAll(takes)); takes = Math.min(2 * takes, NODES_MAX)) {
    if (takes === NODES_MAX) return null;
    refuses = takes;
  }
  while (takes - refuses > 1) {
    const middle = Math.floor((takes + refuses) / 2);
    if (await takesAll(middle)) takes = middle;
    else refuses = middle;
  }
  return takes;
}

/** Nodes in an order whose every beginning has the kinds in the proportions of the fleet, as nearly as whole nodes allow. */
function inProportion({ count, cpu, memoryMib, gpus, model, usdPerHour, labels }: NodeColumns): number[] {
  const kinds = grouped(Array(count).keys(), (node) =>
    [cpu[node], memoryMib[node], gpus[node], model[node], usdPerHour[node], ...labels.map(({ of }) => of[node])].join(),
  );
  const placed = [...kinds.values()].flatMap((kind, k) => kind.map((node, i) => ({ node, k, at: (i + 0.5) / kind.length })));
  return placed.sort((a, b) => a.at - b.at || a.k - b.k).map(({ node }) => node);
}

/** The first nodes of the order; beyond its end it begins again, with other names. */
function nodesOf(nodes: NodeColumns, order: readonly number[], count: number): NodeColumns {
  const chosen = Int32Array.from({ length: count }, (_, i) => order[i % order.length]);
  const column = (values: Int32Array) => chosen.map((node) => values[node]);
  return {
    count,
    names: Array.from(chosen, (node, i) =>
      i < order.length ? nodes.names[node] : `${nodes.names[node]} ${Math.floor(i / order.length) + 1}`,
    ),
    cpu: column(nodes.cpu),
    memoryMib: column(nodes.memoryMib),
    gpus: column(nodes.gpus),
    model: column(nodes.model),
    models: nodes.models,
    usdPerHour: Float64Array.from(chosen, (node) => nodes.usdPerHour[node]),
    labels: nodes.labels.map(({ of, ...label }) => ({ ...label, of: column(of) })),
  };
}
