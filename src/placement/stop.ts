import { BY_INSTANCE, BY_LOT, type Criterion, lot, lotSeed, type Score, scoreOf, ZONE } from './strategies.js';
import { type FleetView, NOWHERE, type TaskRequest } from './view.js';

/** Tasks of one service that may be stopped, all placed: one entry per task. The tasks are equal, so one request describes all. */
export interface StopCandidates {
  readonly count: number;
  readonly row: ArrayLike<number>;
  /** The later task has the larger number; no two are equal. */
  readonly order: ArrayLike<number>;
  /** 1 for a task under scale-in protection, which is no candidate (S.STOP-7); absent: no task is protected. */
  readonly isProtected?: ArrayLike<number>;
  readonly request: TaskRequest;
}

export interface StopRule {
  /** The service's strategy; empty for none. */
  readonly chain: readonly Criterion[];
  /** The instance whose task stops if the chain leaves a tie; on one instance the newest task stops first. */
  readonly tie: 'newest' | 'oldest';
}

/**
 * The tasks that stop when a service shrinks, as indexes into the candidates, one after another.
 *
 * It applies the chain in reverse order (S.STOP-1, S.STOP-9): from the most crowded zone or instance, or from the instance that would have
 * most free. Since the tasks are equal, the instance with most free after the stop has most free now (S.STOP-3).
 *
 * It does not compare all instances each time. Instances with the same values of all spread attributes form a crowd, in which the other
 * criteria rank them. A stop moves one instance within its crowd, so only the first of each crowd must be compared.
 */
export class StopOrder {
  private readonly ranking: Ranking;
  /** Instances of each crowd as lists of their tasks, in reverse order of stopping: the next task is of the last instance. */
  private readonly crowds: number[][][] = [];
  /** The instance that gave up a task in next(), and has since been changed by that stop. */
  private moved: { readonly crowd: number[][]; readonly tasks: number[] } | undefined;

  constructor(fleet: FleetView, tasks: StopCandidates, rule: StopRule, draw: number) {
    this.ranking = new Ranking(fleet, tasks, rule, draw);
    const byCrowd = new Map<string, Map<number, number[]>>();
    for (let task = 0; task < tasks.count; task++) {
      if (!isCandidate(tasks, task)) continue;
      const crowd = this.ranking.crowdOf(task);
      const byRow = byCrowd.get(crowd) ?? new Map<number, number[]>();
      const onRow = byRow.get(tasks.row[task]) ?? [];
      onRow.push(task);
      byCrowd.set(crowd, byRow.set(tasks.row[task], onRow));
    }
    for (const byRow of byCrowd.values()) {
      for (const list of byRow.values()) list.sort((a, b) => this.ranking.lead(a, b));
      this.crowds.push([...byRow.values()].sort((a, b) => this.ranking.lead(head(a), head(b))));
    }
  }

  /** The next task to stop, or NOWHERE. The caller must stop it before the next call, and no instance may come or go in between. */
  next(): number {
    this.settle();
    let crowd: number[][] | undefined;
    for (const other of this.crowds)
      if (other.length > 0 && (crowd === undefined || this.ranking.lead(foremost(other), foremost(crowd)) > 0)) crowd = other;
    if (crowd === undefined) return NOWHERE;
    const tasks = crowd.pop()!;
    this.moved = { crowd, tasks };
    return tasks.pop()!;
  }

  /** Moves the instance that gave up a task to its new place. */
  private settle(): void {
    if (this.moved === undefined) return;
    const { crowd, tasks } = this.moved;
    this.moved = undefined;
    if (tasks.length === 0) return;
    let [low, high] = [0, crowd.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranking.lead(head(tasks), head(crowd[middle])) > 0) low = middle + 1;
      else high = middle;
    }
    crowd.splice(low, 0, tasks);
  }
}

function foremost(crowd: readonly number[][]): number {
  return head(crowd[crowd.length - 1]);
}

function head(tasks: readonly number[]): number {
  return tasks[tasks.length - 1];
}

function isCandidate({ isProtected }: StopCandidates, task: number): boolean {
  return isProtected === undefined || isProtected[task] === 0;
}

/** Compares candidates by the present state of the fleet. */
class Ranking {
  private readonly criteria: readonly Criterion[];
  private readonly scores: readonly Score[];
  private readonly seed: number;

  constructor(
    private readonly fleet: FleetView,
    private readonly tasks: StopCandidates,
    private readonly rule: StopRule,
    draw: number,
  ) {
    this.criteria = stopCriteria(rule.chain);
    this.scores = this.criteria.map(scoreOf);
    this.seed = lotSeed(draw);
  }

  /** Positive if the first task stops first; never 0 for two tasks. */
  lead(task: number, other: number): number {
    const { row, order } = this.tasks;
    for (let i = 0; i < this.criteria.length; i++) {
      const difference = this.measure(i, task) - this.measure(i, other);
      if (difference !== 0) return difference;
    }
    const age = this.rule.tie === 'newest' ? row[task] - row[other] : row[other] - row[task];
    return age !== 0 ? age : order[task] - order[other];
  }

  /** Equal for tasks with the same values of all spread attributes. */
  crowdOf(task: number): string {
    return this.criteria.map((criterion) => (criterion >= ZONE ? this.valueOf(criterion, task) : '')).join();
  }

  /** The lot belongs to the task, because it also decides between tasks of one instance. */
  private measure(at: number, task: number): number {
    const { fleet, tasks, seed } = this;
    if (this.criteria[at] === BY_LOT) return lot(seed, tasks.order[task]);
    return this.scores[at](fleet, tasks.row[task], tasks.request, seed);
  }

  private valueOf(attribute: Criterion, task: number): number {
    return this.fleet.valueOfClass(attribute)[this.fleet.instanceClass[this.tasks.row[task]]];
  }
}

/**
 * Without a strategy: zone, then instance (S.STOP-2). A chain that ends with a spread over an attribute chooses at random among the tasks
 * of a value (S.STOP-4).
 */
function stopCriteria(chain: readonly Criterion[]): readonly Criterion[] {
  if (chain.length === 0) return [ZONE, BY_INSTANCE];
  return chain[chain.length - 1] >= ZONE ? [...chain, BY_LOT] : chain;
}
