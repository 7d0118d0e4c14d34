import { NOWHERE } from './place.js';
import { BY_INSTANCE, BY_LOT, type Criterion, lot, lotSeed, type Score, scoreOf, ZONE } from './strategies.js';
import type { FleetView, TaskRequest } from './view.js';

/** Tasks of one service that may be stopped, all placed: one entry a task. The tasks are equal, so one request speaks for all. */
export interface StopCandidates {
  readonly count: number;
  readonly row: ArrayLike<number>;
  /** The later task has the larger number; no two are equal. */
  readonly order: ArrayLike<number>;
  /** 1 for a task under scale-in protection, which is no candidate (S.STOP-7); absent: none is. */
  readonly isProtected?: ArrayLike<number>;
  readonly request: TaskRequest;
}

export interface StopRule {
  /** The service's strategy; empty for none. */
  readonly chain: readonly Criterion[];
  /** Which instance gives up a task when the chain leaves a tie; on one instance the newest task goes. */
  readonly tie: 'newest' | 'oldest';
}

/**
 * Which tasks go when a service shrinks, as indexes into the candidates, one after another.
 *
 * The chain with its order reversed (S.STOP-1, S.STOP-9): from the most crowded zone or instance, or from where most would be free.
 * Since the tasks are equal, most free after the stop is most free now (S.STOP-3).
 *
 * Not all of them are looked at each time: instances with the same values of all that is spread over form a crowd, in which they rank by what is their own. So a stop moves one
 * instance within its crowd, and only the foremost of each crowd need be compared.
 */
export class StopOrder {
  private readonly ranking: Ranking;
  /** Instances of each crowd as lists of their tasks, the first to go last; the instance that gives up the next task is the last. */
  private readonly crowds: number[][][] = [];
  /** Gave up a task in next(), and has since been changed by that stop. */
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

  /** The next to go, or NOWHERE. It must be stopped before this is called again, and no instance may come or go meanwhile. */
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

  /** Puts the instance that gave up a task where it belongs now. */
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

/** Compares candidates as the fleet is now. */
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

  /** Positive when the first goes first; never 0 for two tasks. */
  lead(task: number, other: number): number {
    const { row, order } = this.tasks;
    for (let i = 0; i < this.criteria.length; i++) {
      const difference = this.measure(i, task) - this.measure(i, other);
      if (difference !== 0) return difference;
    }
    const age = this.rule.tie === 'newest' ? row[task] - row[other] : row[other] - row[task];
    return age !== 0 ? age : order[task] - order[other];
  }

  /** Equal for tasks that share all values of what is spread over. */
  crowdOf(task: number): string {
    return this.criteria.map((criterion) => (criterion >= ZONE ? this.valueOf(criterion, task) : '')).join();
  }

  /** The lot is the task's, for it decides between tasks of one instance, too. */
  private measure(at: number, task: number): number {
    const { fleet, tasks, seed } = this;
    if (this.criteria[at] === BY_LOT) return lot(seed, tasks.order[task]);
    return this.scores[at](fleet, tasks.row[task], tasks.request, seed);
  }

  private valueOf(attribute: Criterion, task: number): number {
    return this.fleet.valueOfClass(attribute)[this.fleet.instanceClass[this.tasks.row[task]]];
  }
}

/** No strategy: zone, then instance (S.STOP-2). A chain that ends with a spread over an attribute: at random among its value's tasks (S.STOP-4). */
function stopCriteria(chain: readonly Criterion[]): readonly Criterion[] {
  if (chain.length === 0) return [ZONE, BY_INSTANCE];
  return chain[chain.length - 1] >= ZONE ? [...chain, BY_LOT] : chain;
}
