import { assert } from '../../../kernel/assert.js';
import { hash32 } from '../../../kernel/hash.js';
import { stableOrder } from '../../../kernel/stable-order.js';
import type { Algorithm, AlgorithmFactory } from '../../../placement/algorithms/algorithm.js';
import { Guard } from '../../../placement/algorithms/guard.js';
import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { ALGORITHMS } from '../../../placement/algorithms/registry.js';
import { typicalTasks } from '../../../placement/algorithms/typical.js';
import { NOWHERE, type TaskRequest } from '../../../placement/view.js';
import { taskName } from '../../../workload/formats/columns.js';
import { GroupLimit } from './group-limit.js';
import { Ledger } from './ledger.js';
import { requirementsOf } from './node-kinds.js';
import { Occupancy } from './occupancy.js';
import { demandOf, planOf, type ReplayPlan } from './order.js';
import { classesOf, contextOf, fleetOf, type TaskClasses } from './pool.js';
import type { PackProblem, ReplayOptions, ReplayResult } from './problem.js';
import { Refusals } from './refusals.js';
import { anyLeast, firstLeast, Scan, without } from './scan.js';

/** Purpose of a hash: the random draws of an algorithm. */
const DRAW = 0xd4a3;

/**
 * Places the tasks of a problem on its nodes, one by one, under one policy: its name, or a factory. A task that fits nowhere is dropped.
 * Throws a PolicyFault if the policy breaks its contract; replayProblems() reports invalid options beforehand.
 */
export function replay(problem: PackProblem, policy: AlgorithmFactory | string, options: ReplayOptions): ReplayResult {
  return new Replay(problem, policy, options).run();
}

/** One replay, event by event. */
export class Replay {
  /** By event: the task, and its row of the fleet. */
  readonly order: Int32Array;
  private readonly rows: Int32Array;
  /** By event: the GPUs taken, as a bit mask. Empty where no node has any. */
  private readonly gpus: Int32Array;
  private readonly policy: string;
  private readonly classes: TaskClasses;
  private readonly fleet: PlainFleet;
  private readonly guard: Guard;
  private readonly scan: Scan;
  private readonly accounts: Ledger;
  private readonly occupancy: Occupancy;
  /** Null: no constraint limits the tasks of a group. */
  private readonly groups: GroupLimit | null;
  /** Null: reasons of refusals are not requested. */
  private readonly refusals: Refusals | null;
  private readonly departures: Departures | null;
  private event = 0;
  private placed = 0;

  constructor(
    private readonly problem: PackProblem,
    policy: AlgorithmFactory | string,
    private readonly options: ReplayOptions,
    private readonly plan: ReplayPlan = planOf(problem, options),
  ) {
    const hasGpus = problem.nodes.gpus.some((gpus) => gpus > 0);
    const requirements = requirementsOf(problem);
    const classes = classesOf(problem.tasks, requirements);
    const context = contextOf(problem, classes, options.seed);
    const algorithm = factoryOf(policy)(context);
    assert(algorithm.size === undefined || !options.hasLifetimes, 'an offline policy takes tasks out of their order, so nothing may leave');
    this.policy = typeof policy === 'string' ? policy : algorithm.name;
    this.classes = classes;
    this.fleet = fleetOf(problem.nodes, plan.nodes, { kindOf: requirements.kindOf, groups: classes.groups });
    this.order = arranged(plan.arrivals, algorithm, classes);
    this.rows = new Int32Array(this.order.length).fill(NOWHERE);
    this.gpus = new Int32Array(hasGpus ? this.order.length : 0);
    this.guard = new Guard(this.policy, algorithm, (task) => taskName(problem.tasks, task));
    this.scan = new Scan(this.fleet, this.guard, classes, algorithm.dependsOn === 'row');
    const typical = hasGpus ? typicalTasks(context.requests, 'gpu') : [];
    this.accounts = new Ledger(this.fleet, demandOf(problem), typical, options.demand);
    this.occupancy = new Occupancy(this.fleet, classes.requests);
    this.groups = GroupLimit.of(problem);
    this.refusals = options.isAudited ? new Refusals() : null;
    this.departures = options.hasLifetimes ? departuresOf(problem, this.order) : null;
  }

  /** Nodes in tie order. */
  get nodes(): Int32Array {
    return this.plan.nodes;
  }

  /** Thousandths of idle GPUs that the typical task cannot use now. */
  get fragmentedMilli(): number {
    return this.accounts.fragmentedMilli;
  }

  run(): ReplayResult {
    while (this.event < this.order.length) this.step();
    const { accounts, placed } = this;
    return {
      policy: this.policy,
      seed: this.options.seed,
      arrived: this.order.length,
      placed,
      failed: this.order.length - placed,
      order: this.order,
      node: this.nodesOfEvents(),
      gpus: this.gpus,
      refusals: this.refusals?.finish() ?? null,
      occupied: this.occupancy.finish(),
      leaving: this.departures?.events ?? null,
      allocatedGpuPercent: accounts.curve('allocatedGpu'),
      allocatedCpuPercent: accounts.curve('allocatedCpu'),
      fragmentationPercent: accounts.curve('fragmentation'),
      fragmentedGpuPercent: accounts.curve('fragmentedGpu'),
      nodesInUse: accounts.curve('nodesInUse'),
      cpuStrandedPercent: accounts.curve('cpuStranded'),
    };
  }

  /** Replays until the first task that fits nowhere; returns whether there is none. */
  takesAll(): boolean {
    while (this.event < this.order.length && this.placed === this.event) this.step();
    return this.placed === this.order.length;
  }

  /** Rows become nodes in place: a replay may have tens of millions. */
  private nodesOfEvents(): Int32Array {
    const { rows, plan } = this;
    for (let event = 0; event < rows.length; event++) if (rows[event] !== NOWHERE) rows[event] = plan.nodes[rows[event]];
    return rows;
  }

  /** Handles the next arrival. */
  step(): void {
    const { event, classes, guard, options } = this;
    const task = this.order[event];
    const classIndex = classes.classOf[task];
    this.release(this.problem.tasks.arrivalMs[task]);
    guard.task = task;
    guard.draw = hash32(options.seed, DRAW, event, 0);
    const full = this.groups?.fullFor(task);
    const row = full === undefined || full.size === 0 ? this.leastOf(classIndex) : this.leastWithout(full, classIndex);
    if (row !== NOWHERE) this.place(row, classes.requests[classIndex]);
    else this.refusals?.add(event, this.fleet, { request: classes.requests[classIndex], full });
    this.accounts.record(task, this.occupancy);
    this.event++;
  }

  private leastOf(classIndex: number): number {
    const { tie, seed } = this.options;
    return tie === 'random' ? anyLeast(this.scan.ranksOf(classIndex), seed, this.event) : this.scan.firstOf(classIndex);
  }

  private leastWithout(rows: ReadonlySet<number>, classIndex: number): number {
    const { tie, seed } = this.options;
    const ranks = this.scan.ranksOf(classIndex);
    return without(ranks, rows, () => (tie === 'random' ? anyLeast(ranks, seed, this.event) : firstLeast(ranks)));
  }

  private place(row: number, request: TaskRequest): void {
    this.gpus[this.event] = this.fleet.take(row, request, this.guard.gpu(this.fleet, row, request));
    this.rows[this.event] = row;
    this.placed++;
    this.groups?.changed(this.order[this.event], row, 1);
    this.changed(row, request, 1);
    this.guard.placed(this.fleet, row, request);
  }

  /** Releases the tasks that have ended. */
  private release(nowMs: number): void {
    if (this.departures === null) return;
    const { classes, order, rows, gpus } = this;
    for (let event = this.departures.pop(nowMs, this.event); event >= 0; event = this.departures.pop(nowMs, this.event)) {
      if (rows[event] === NOWHERE) continue;
      this.occupancy.advance(this.departures.endOf(event));
      const request = classes.requests[classes.classOf[order[event]]];
      this.fleet.give(rows[event], request, gpus[event] ?? 0);
      this.groups?.changed(order[event], rows[event], -1);
      this.changed(rows[event], request, -1);
      this.guard.task = order[event];
      this.guard.left(this.fleet, rows[event], request);
    }
    this.occupancy.advance(nowMs);
  }

  private changed(row: number, request: TaskRequest, tasks: 1 | -1): void {
    this.scan.changed(row);
    this.accounts.changed(row, request, tasks);
    this.occupancy.changed(row, tasks);
  }
}

function factoryOf(policy: AlgorithmFactory | string): AlgorithmFactory {
  if (typeof policy !== 'string') return policy;
  const known = ALGORITHMS.get(policy);
  if (known === undefined) throw new RangeError(`no policy is called ${policy}: there are ${[...ALGORITHMS.keys()].join(', ')}`);
  return known.factory;
}

/** An offline algorithm takes the largest first; equals keep their order. */
function arranged(arrivals: Int32Array, algorithm: Algorithm, { requests, classOf }: TaskClasses): Int32Array {
  if (algorithm.size === undefined) return arrivals;
  const sizes = requests.map((request) => algorithm.size?.(request) ?? 0);
  return arrivals.slice().sort((a, b) => sizes[classOf[b]] - sizes[classOf[a]]);
}

function departuresOf({ tasks }: PackProblem, order: Int32Array): Departures {
  return new Departures(order.length, (event) => tasks.arrivalMs[order[event]] + tasks.durationMs[order[event]]);
}

/**
 * The order of departures. In a replay every task starts on arrival, so all ends are known before the first arrival and one sorted list
 * replaces a heap.
 */
export class Departures {
  /** Events whose task leaves, in the order of leaving. */
  readonly events: Int32Array;
  private next = 0;

  /** `endOf` returns the time at which the task of an event leaves: Infinity for never. */
  constructor(
    count: number,
    readonly endOf: (event: number) => number,
  ) {
    // An event without an end gets the greatest key, and is cut off.
    let leavers = 0;
    let lastMs = 0;
    for (let event = 0; event < count; event++) {
      const endMs = endOf(event);
      if (!Number.isFinite(endMs)) continue;
      leavers++;
      lastMs = Math.max(lastMs, endMs);
    }
    this.events = stableOrder(count, (event) => Math.min(endOf(event), lastMs + 1)).subarray(0, leavers);
  }

  /**
   * Returns the next event whose task has left when event `arriving` comes at `nowMs`, or -1: ends precede arrivals of the same
   * millisecond.
   */
  pop(nowMs: number, arriving: number): number {
    const event = this.events[this.next];
    if (event === undefined || this.endOf(event) > nowMs || event >= arriving) return -1;
    this.next++;
    return event;
  }
}
