import { UserError } from '../../run/failure.js';
import { boundOf } from '../bound/bound.js';
import { boundOverTime } from '../bound/over-time.js';
import { unplaceable } from '../bound/problem.js';
import { kindsOfNodes, livesOf, problemOf } from '../bound/trace-problem.js';
import { groupLimitOf } from './replay/group-limit.js';
import { requirementsOf } from './replay/node-kinds.js';
import type { PackProblem } from './replay/problem.js';

/** Limit of the bound, which stays valid when it is cut short. */
const TIME_LIMIT_MS = 10_000;

/**
 * Returns a lower bound on the nodes, of the fleet's kinds, that take every task: all at once, or at the moment of the greatest need. Throws
 * a UserError with the tasks that fit on no node.
 */
export async function nodesAtLeast(input: PackProblem, hasLifetimes: boolean): Promise<number> {
  const { nodes, tasks } = input;
  const requirements = requirementsOf(input);
  const { problem, size } = problemOf(tasks, kindsOfNodes(nodes, requirements), { requirements, limit: null, hasInterfaces: false });
  const lacking = unplaceable(problem);
  if (lacking.length > 0) throw new UserError(lacking.map((line) => `--least-fleet: no fleet takes every task: task ${line}`));
  const { loadSolver } = await import('../bound/solver.js');
  const ofGroups = atLeastOfGroups(input, hasLifetimes);
  const limits = { highs: await loadSolver(), clock: { nowMs: () => performance.now() }, timeLimitMs: TIME_LIMIT_MS };
  if (hasLifetimes) return Math.max(ofGroups, boundOverTime(livesOf(tasks, problem, size), 'instances', limits).peak.lower);
  const counts = new Int32Array(problem.sizes.length);
  for (const index of size) counts[index]++;
  return Math.max(ofGroups, boundOf(problem, counts, 'instances', limits).lower);
}

/** Nodes that the largest group needs under distinctInstance: its most tasks at one time, divided by the limit of a node. */
function atLeastOfGroups(input: PackProblem, hasLifetimes: boolean): number {
  const limit = groupLimitOf(input);
  if (limit === null) return 0;
  const { of, texts } = limit.groups;
  const living = new Int32Array(texts.length);
  const most = new Int32Array(texts.length);
  const comes = (task: number) => {
    const group = of[task];
    if (texts[group] !== '') most[group] = Math.max(most[group], ++living[group]);
  };
  if (!hasLifetimes) for (let task = 0; task < of.length; task++) comes(task);
  else for (const { task, isArrival } of changesOf(input.tasks)) isArrival ? comes(task) : living[of[task]]--;
  return Math.ceil(most.reduce((a, b) => Math.max(a, b), 0) / limit.most);
}

/** Arrivals and departures in order of time; of one millisecond the departures come first, and a task without length never counts. */
function* changesOf({ count, arrivalMs, durationMs }: PackProblem['tasks']): Generator<{ task: number; isArrival: boolean }> {
  const endMs = (task: number) => arrivalMs[task] + durationMs[task];
  const lasting = Int32Array.from({ length: count }, (_, task) => task).filter((task) => durationMs[task] > 0);
  const ends = lasting.slice().sort((a, b) => endMs(a) - endMs(b));
  let next = 0;
  for (const task of lasting.sort((a, b) => arrivalMs[a] - arrivalMs[b])) {
    while (endMs(ends[next]) <= arrivalMs[task]) yield { task: ends[next++], isArrival: false };
    yield { task, isArrival: true };
  }
}
