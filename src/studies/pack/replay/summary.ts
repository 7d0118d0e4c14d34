import type { NodeColumns, TaskColumns } from '../../../workload/formats/columns.js';
import type { PackLead, PackPolicy, PackReplay, PackResult, PackScale, PackTried, Spread } from '../result.js';
import { leadMetric, rankedBy } from '../sentence.js';
import type { PackProblem } from './problem.js';
import { spreadOf } from './statistics.js';

/** Summarises all seeds of one policy, in the order of the seeds. */
export function packPolicy(policy: Pick<PackPolicy, 'name' | 'isOffline' | 'module'>, replays: readonly PackReplay[]): PackPolicy {
  const names = [...new Set(replays.flatMap((replay) => Object.keys(replay.metrics)))];
  const spreads: Record<string, Spread | null> = {};
  for (const name of names) spreads[name] = spreadOf(replays.map((replay) => replay.metrics[name]).filter((value) => value !== null));
  return { ...policy, replays, spreads };
}

/** Returns the result with the leading policy. */
export function packResult(tried: PackTried): PackResult {
  const { name } = leadMetric(tried);
  const [best, second] = rankedBy(tried.policies, name);
  return { ...tried, lead: second === undefined ? null : leadOf(name, best, second) };
}

function leadOf(metric: string, best: PackPolicy, second: PackPolicy): PackLead | null {
  const differences = best.replays.flatMap(({ metrics }, seed) => {
    const [a, b] = [metrics[metric], second.replays[seed].metrics[metric]];
    return a === null || b === null ? [] : [a - b];
  });
  const difference = spreadOf(differences);
  return difference === null ? null : { metric, best: best.name, second: second.name, difference };
}

export function packScale({ nodes, tasks }: PackProblem): PackScale {
  return {
    nodes: nodes.count,
    gpus: total(nodes.gpus),
    vcpus: total(nodes.cpu) / 1000,
    memoryMib: total(nodes.memoryMib),
    tasks: tasks.count,
    tasksThatFitNowhere: unfit(nodes, tasks),
    tasksWithoutArrival: tasks.emptyArrivals,
    tasksWithoutEnd: tasks.emptyEnds,
  };
}

/** Counts tasks that fit on no empty node: no policy can place them. */
function unfit(nodes: NodeColumns, tasks: TaskColumns): number {
  const kinds = [...new Set(Array.from({ length: nodes.count }, (_, node) => kindOf(nodes, node)))].map((kind) =>
    kind.split(' ').map(Number),
  );
  const allowed = tasks.specs.map((spec) => {
    const names = new Set(spec.split('|'));
    return nodes.models.map((model) => spec === '' || names.has(model));
  });
  const answers = new Map<string, boolean>();
  let count = 0;
  for (let task = 0; task < tasks.count; task++) {
    const { cpu, memoryMib, gpus, spec } = tasks;
    const key = `${cpu[task]} ${memoryMib[task]} ${gpus[task]} ${spec[task]}`;
    let fits = answers.get(key);
    if (fits === undefined) {
      fits = kinds.some(
        ([has, memory, slots, model]) => has >= cpu[task] && memory >= memoryMib[task] && slots >= gpus[task] && allowed[spec[task]][model],
      );
      answers.set(key, fits);
    }
    if (!fits) count++;
  }
  return count;
}

function kindOf({ cpu, memoryMib, gpus, model }: NodeColumns, node: number): string {
  return `${cpu[node]} ${memoryMib[node]} ${gpus[node]} ${model[node]}`;
}

function total(column: Int32Array): number {
  return column.reduce((sum, value) => sum + value, 0);
}
