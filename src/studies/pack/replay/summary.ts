import { FITS } from '../../../placement/fit.js';
import { rounded, SHARE_DIGITS } from '../../../record/digits.js';
import { ALPHA, halfWidthOf, meanInterval, meanOf } from '../../../statistics/interval.js';
import type { NodeColumns } from '../../../workload/formats/columns.js';
import { leadMetric, rankedBy } from '../lead.js';
import type { PackLead, PackPolicy, PackReplay, PackResult, PackScale, PackTried, Spread } from '../result.js';
import { requirementsOf } from './node-kinds.js';
import type { PackProblem } from './problem.js';

/** Summarises all seeds of one policy, in the order of the seeds. */
export function packPolicy(policy: Pick<PackPolicy, 'name' | 'isOffline' | 'module'>, replays: readonly PackReplay[]): PackPolicy {
  const names = [...new Set(replays.flatMap((replay) => Object.keys(replay.metrics)))];
  const spreads: Record<string, Spread | null> = {};
  for (const name of names) spreads[name] = spreadOf(replays.map((replay) => replay.metrics[name]).filter((value) => value !== null));
  return { ...policy, replays, spreads };
}

/** Returns the result with the leading policy. */
export function packResult(tried: PackTried): PackResult {
  const metric = leadMetric(tried);
  const [best, second] = rankedBy(tried.policies, metric);
  return { ...tried, lead: second === undefined ? null : leadOf(metric.name, best, second) };
}

function leadOf(metric: string, best: PackPolicy, second: PackPolicy): PackLead | null {
  const differences = best.replays.flatMap(({ metrics }, seed) => {
    const [a, b] = [metrics[metric], second.replays[seed].metrics[metric]];
    return a === null || b === null ? [] : [a - b];
  });
  const difference = spreadOf(differences);
  return difference === null ? null : { metric, best: best.name, second: second.name, difference };
}

export function packScale(problem: PackProblem): PackScale {
  const { nodes, tasks } = problem;
  return {
    nodes: nodes.count,
    gpus: total(nodes.gpus),
    vcpus: total(nodes.cpu) / 1000,
    memoryMib: total(nodes.memoryMib),
    tasks: tasks.count,
    tasksThatFitNowhere: unfit(problem),
    tasksWithoutArrival: tasks.emptyArrivals,
    tasksWithoutEnd: tasks.emptyEnds,
  };
}

/** Counts tasks that fit on no empty node: no policy can place them. */
function unfit(problem: PackProblem): number {
  const { nodes, tasks } = problem;
  const requirements = requirementsOf(problem);
  const sizes = new Set(Array.from({ length: nodes.count }, (_, node) => sizeOf(nodes, node, requirements.kindOf[node])));
  const kinds = Array.from(sizes, (size) => size.split(' ').map(Number));
  const answers = new Map<string, boolean>();
  let count = 0;
  for (let task = 0; task < tasks.count; task++) {
    const { cpu, memoryMib, gpus } = tasks;
    const requirement = requirements.of[task];
    const key = `${cpu[task]} ${memoryMib[task]} ${gpus[task]} ${requirement}`;
    let fits = answers.get(key);
    if (fits === undefined) {
      fits = kinds.some(
        ([has, memory, slots, kind]) =>
          has >= cpu[task] &&
          memory >= memoryMib[task] &&
          slots >= gpus[task] &&
          (requirements.verdicts[requirement]?.[kind] ?? FITS) === FITS,
      );
      answers.set(key, fits);
    }
    if (!fits) count++;
  }
  return count;
}

function sizeOf({ cpu, memoryMib, gpus }: NodeColumns, node: number, kind: number): string {
  return `${cpu[node]} ${memoryMib[node]} ${gpus[node]} ${kind}`;
}

function total(column: Int32Array): number {
  return column.reduce((sum, value) => sum + value, 0);
}

/** Returns the summary of several seeds, with the half width of Student's 95 % interval of the mean; null without values. */
export function spreadOf(values: readonly number[]): Spread | null {
  const mean = meanOf(values);
  if (mean === null) return null;
  const interval = meanInterval(values, ALPHA);
  return {
    mean: rounded(mean, SHARE_DIGITS),
    min: rounded(Math.min(...values), SHARE_DIGITS),
    max: rounded(Math.max(...values), SHARE_DIGITS),
    halfWidth: interval && rounded(halfWidthOf(interval), SHARE_DIGITS),
  };
}
