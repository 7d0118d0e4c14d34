import { RandomStream } from '../../../kernel/random.js';
import { stableOrder } from '../../../kernel/stable-order.js';
import { GPU_SLOTS_MAX } from '../../../placement/algorithms/plain-fleet.js';
import { GPU_MILLI } from '../../../placement/view.js';
import { type NodeColumns, type TaskColumns, taskName } from '../../../workload/formats/columns.js';
import type { PackProblem, ReplayOptions } from './problem.js';

/** The order of one replay, drawn before it begins. */
export interface ReplayPlan {
  /** Tasks by arrival; repeated demand repeats tasks. */
  readonly arrivals: Int32Array;
  /** Nodes in tie order. */
  readonly nodes: Int32Array;
}

/** The unit of demand: thousandths of GPUs, or CPU if no node has a GPU. */
export interface Demand {
  readonly isGpu: boolean;
  /** The total of the nodes. */
  readonly capacity: number;
  /** By task: its total request. */
  readonly ofTask: (task: number) => number;
}

export function demandOf({ nodes, tasks }: PackProblem): Demand {
  const gpus = sum(nodes.gpus);
  const isGpu = gpus > 0;
  const ofTask = (task: number) => (isGpu ? tasks.gpus[task] * tasks.gpuMilli[task] : tasks.cpu[task]);
  return { isGpu, capacity: isGpu ? gpus * GPU_MILLI : sum(nodes.cpu), ofTask };
}

function demanded({ tasks }: PackProblem, { ofTask }: Pick<Demand, 'ofTask'>): number {
  let total = 0;
  for (let task = 0; task < tasks.count; task++) total += ofTask(task);
  return total;
}

/** Returns options that exclude each other or this problem, one sentence each. */
export function replayProblems(problem: PackProblem, options: ReplayOptions): readonly string[] {
  const found: string[] = [];
  const { nodes, tasks } = problem;
  const demand = demandOf(problem);
  if (nodes.count === 0) found.push('there is no node to place tasks on');
  if (tasks.count === 0) found.push('there is no task to place');
  const most = nodes.gpus.indexOf(nodes.gpus.reduce((a, b) => Math.max(a, b), 0));
  if (nodes.gpus[most] > GPU_SLOTS_MAX)
    found.push(`node ${nodes.names[most]} has ${nodes.gpus[most]} GPUs; a replay knows at most ${GPU_SLOTS_MAX} a node`);
  if (options.demand !== null && options.order !== 'shuffled')
    found.push('a demand needs the order shuffled: a trace has the demand it has');
  if (options.demand !== null && !(options.demand > 0 && Number.isFinite(options.demand)))
    found.push(`demand ${options.demand}: a number above 0, in multiples of what the nodes have`);
  if (options.demand !== null && (demand.capacity === 0 || demanded(problem, demand) === 0))
    found.push(`a demand needs nodes and tasks with ${demand.isGpu ? 'GPUs' : 'CPU'}: there is nothing to multiply`);
  if (options.hasLifetimes && options.order !== 'trace') found.push('lifetimes need the order trace: shuffled tasks have no times');
  return found;
}

export function planOf(problem: PackProblem, options: ReplayOptions): ReplayPlan {
  const [mistake] = replayProblems(problem, options);
  if (mistake !== undefined) throw new RangeError(mistake);
  return { arrivals: arrivalsOf(problem, options), nodes: nodeOrderOf(problem.nodes, options) };
}

/** Rows in tie order: nodes by name, and for a fixed order one random permutation of them per run. */
function nodeOrderOf(nodes: NodeColumns, { tie, seed }: ReplayOptions): Int32Array {
  const order = byName(nodes.names);
  if (tie === 'fixed-order') shuffle(order, new RandomStream(seed, 'pack/ties'));
  return order;
}

function arrivalsOf(problem: PackProblem, options: ReplayOptions): Int32Array {
  const { tasks } = problem;
  if (options.order === 'trace') return byArrival(tasks);
  const random = new RandomStream(options.seed, 'pack/arrivals');
  const named = byName(Array.from({ length: tasks.count }, (_, task) => taskName(tasks, task)));
  const arrivals = named.slice();
  shuffle(arrivals, random);
  if (options.demand === null) return arrivals;
  const { ofTask, capacity, isGpu } = demandOf(problem);
  const target = options.demand * capacity;
  const demand = demanded(problem, { ofTask });
  if (demand > target) return thinned(arrivals, demand - target, ofTask, random);
  return inflated({ arrivals, named, room: target - demand, ofTask, ofOneUnit: isGpu ? tasks.gpuMilli : tasks.cpu, random });
}

interface Inflation {
  readonly arrivals: Int32Array;
  readonly named: Int32Array;
  readonly room: number;
  readonly ofTask: Demand['ofTask'];
  readonly ofOneUnit: Int16Array | Int32Array;
  readonly random: RandomStream;
}

/**
 * Appends tasks drawn with replacement, until one exceeds the remaining demand. Only one GPU of the task must fit and not all of them, as
 * in the published runs: a task with eight may exceed the demand.
 */
function inflated({ arrivals, named, room, ofTask, ofOneUnit, random }: Inflation): Int32Array {
  const copies: number[] = [];
  for (let left = room; ; ) {
    const task = named[random.below(named.length)];
    if (ofOneUnit[task] > left) break;
    copies.push(task);
    left -= ofTask(task);
  }
  const all = new Int32Array(arrivals.length + copies.length);
  all.set(arrivals);
  all.set(copies, arrivals.length);
  return all;
}

/** Removes tasks, drawn uniformly one by one, until the rest is within the demand; the others keep their order. */
function thinned(arrivals: Int32Array, excess: number, ofTask: Demand['ofTask'], random: RandomStream): Int32Array {
  const isOut = new Uint8Array(arrivals.length);
  const places = Int32Array.from(arrivals, (_, place) => place);
  let count = places.length;
  for (let over = excess; over > 0; ) {
    const at = random.below(count);
    const place = places[at];
    places[at] = places[--count];
    isOut[place] = 1;
    over -= ofTask(arrivals[place]);
  }
  return arrivals.filter((_, place) => isOut[place] === 0);
}

function byName(names: readonly string[]): Int32Array {
  const order = Int32Array.from(names, (_, index) => index);
  return order.sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
}

function byArrival({ count, arrivalMs }: TaskColumns): Int32Array {
  return stableOrder(count, (task) => arrivalMs[task]);
}

function shuffle(list: Int32Array, random: RandomStream): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = list[i];
    list[i] = list[j];
    list[j] = swapped;
  }
}

function sum(column: Int32Array | Float64Array): number {
  let total = 0;
  for (let i = 0; i < column.length; i++) total += column[i];
  return total;
}
