import { NOWHERE } from './place.js';
import { type Criterion, criterionOf, lot, lotSeed, SCORES } from './strategies.js';
import type { FleetView, PlacementStrategy, TaskRequest } from './view.js';

/** Tasks of one service that may be stopped, all placed: one entry a task. The tasks are equal, so one request speaks for all. */
export interface StopCandidates {
  readonly count: number;
  readonly row: ArrayLike<number>;
  /** The later task has the larger number; no two are equal. */
  readonly order: ArrayLike<number>;
  readonly request: TaskRequest;
}

export interface StopRule {
  /** The service's strategy; empty for none. */
  readonly chain: readonly PlacementStrategy[];
  /** Which instance gives up a task when the chain leaves a tie; on one instance the newest task goes. */
  readonly tie: 'newest' | 'oldest';
}

/**
 * Chooses the task to stop when a service shrinks, as an index into the candidates, or NOWHERE when there are none.
 *
 * The chain with its order reversed (S.STOP-1, S.STOP-9): from the most crowded zone or instance, or from where most would be free.
 * Since the tasks are equal, most free after the stop is most free now (S.STOP-3).
 */
export function chooseToStop(fleet: FleetView, tasks: StopCandidates, rule: StopRule, draw: number): number {
  const { row, order, request } = tasks;
  const seed = lotSeed(draw);
  let kept = Array.from({ length: tasks.count }, (_, task) => task);
  for (const criterion of stopCriteria(rule.chain)) {
    kept = greatest(kept, (task) => (criterion === 'random' ? lot(seed, order[task]) : SCORES[criterion](fleet, row[task], request, draw)));
  }
  kept = greatest(kept, (task) => (rule.tie === 'newest' ? row[task] : -row[task]));
  return greatest(kept, (task) => order[task])[0] ?? NOWHERE;
}

/** No strategy: zone, then instance (S.STOP-2). A chain that ends with a spread over zones: at random within the zone (S.STOP-4). */
function stopCriteria(chain: readonly PlacementStrategy[]): readonly Criterion[] {
  if (chain.length === 0) return ['zone', 'instance'];
  const criteria = chain.map(criterionOf);
  return criteria.at(-1) === 'zone' ? [...criteria, 'random'] : criteria;
}

function greatest(tasks: readonly number[], value: (task: number) => number): number[] {
  const values = tasks.map(value);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return tasks.filter((_, i) => values[i] === most);
}
