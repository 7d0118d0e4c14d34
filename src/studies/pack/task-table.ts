import type { RunDirectory } from '../../run/run-directory.js';
import { tableFiles } from '../../run/table-files.js';
import type { PackProblem } from './replay/problem.js';
import { type PackEvents, taskColumns } from './task-columns.js';

/** Opens tasks.csv and tasks.parquet. `add` takes the replays in the order of the rows. */
export async function taskTable(directory: RunDirectory, problem: PackProblem) {
  const rows = await tableFiles(directory, 'tasks', taskColumns(problem.constraints.length > 0));
  return {
    finish: rows.finish,
    async add({ policy, seed }: { readonly policy: string; readonly seed: number }, events: PackEvents): Promise<void> {
      const { order, node, gpus } = events;
      let refused = 0;
      for (let event = 0; event < order.length; event++) {
        const refusal = node[event] < 0 ? refused++ : -1;
        const row = { problem, policy, seed, event, task: order[event], node: node[event], gpus: gpus[event] ?? 0, refusal, events };
        const lag = rows.add(row);
        if (lag !== undefined) await lag;
      }
    },
  };
}
