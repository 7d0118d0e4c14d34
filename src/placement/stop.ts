import { NOWHERE } from './place.js';
import { BY_CPU, BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, lot, lotSeed, ZONE } from './strategies.js';
import type { FleetView, TaskRequest } from './view.js';

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
  readonly chain: readonly Criterion[];
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
  const { count, row, order, request } = tasks;
  const { instanceClass, cpuUnitsFree, memoryMibFree } = fleet;
  const onInstance = fleet.groupOnInstance(request.group);
  const criteria = stopCriteria(rule.chain);
  const seed = lotSeed(draw);
  let chosen = NOWHERE;
  for (let task = 0; task < count; task++) if (chosen === NOWHERE || lead(task, chosen) > 0) chosen = task;
  return chosen;

  function lead(task: number, other: number): number {
    for (let i = 0; i < criteria.length; i++) {
      const difference = measure(criteria[i], task) - measure(criteria[i], other);
      if (difference !== 0) return difference;
    }
    const age = rule.tie === 'newest' ? row[task] - row[other] : row[other] - row[task];
    return age !== 0 ? age : order[task] - order[other];
  }

  function measure(criterion: Criterion, task: number): number {
    switch (criterion) {
      case BY_CPU:
        return cpuUnitsFree[row[task]];
      case BY_MEMORY:
        return memoryMibFree[row[task]];
      case BY_INSTANCE:
        return onInstance[row[task]];
      case BY_LOT:
        return lot(seed, order[task]);
      default:
        return fleet.groupByValue(request.group, criterion)[fleet.valueOfClass(criterion)[instanceClass[row[task]]]];
    }
  }
}

/** No strategy: zone, then instance (S.STOP-2). A chain that ends with a spread over zones: at random within the zone (S.STOP-4). */
function stopCriteria(chain: readonly Criterion[]): readonly Criterion[] {
  if (chain.length === 0) return [ZONE, BY_INSTANCE];
  return chain[chain.length - 1] >= 0 ? [...chain, BY_LOT] : chain;
}
