import { UserError } from '../../run/failure.js';
import { boundOf } from '../bound/bound.js';
import { boundOverTime } from '../bound/over-time.js';
import { unplaceable } from '../bound/problem.js';
import { kindsOfNodes, livesOf, problemOf } from '../bound/trace-problem.js';
import type { PackProblem } from './replay/problem.js';

/** For the bound: one that is cut short is lower and never wrong. */
const TIME_LIMIT_MS = 10_000;

/**
 * Returns a number of nodes of the fleet's kinds below which no fleet takes every task: all at once, or at the moment of the greatest need.
 * Throws a UserError with the tasks that fit on no node.
 */
export async function nodesAtLeast({ nodes, tasks }: PackProblem, hasLifetimes: boolean): Promise<number> {
  const { problem, size } = problemOf(tasks, kindsOfNodes(nodes), false);
  const lacking = unplaceable(problem);
  if (lacking.length > 0) throw new UserError(lacking.map((line) => `--least-fleet: no fleet takes every task: ${line}`));
  const { loadSolver } = await import('../bound/solver.js');
  const limits = { highs: await loadSolver(), clock: { nowMs: () => performance.now() }, timeLimitMs: TIME_LIMIT_MS };
  if (hasLifetimes) return boundOverTime(livesOf(tasks, problem, size), 'instances', limits).peak.lower;
  const counts = new Int32Array(problem.sizes.length);
  for (const index of size) counts[index]++;
  return boundOf(problem, counts, 'instances', limits).lower;
}
