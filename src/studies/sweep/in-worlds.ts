import type { WorldsRequest } from '../../cli/uncertain-options.js';
import { assignmentText } from '../../run/assignment.js';
import { journalFrom } from '../../run/journal/part.js';
import { readScenario } from '../../run/scenario-file.js';
import { replicationSeeds } from '../../run/seeds.js';
import { planOf } from '../compare/inputs/plan.js';
import { type ReplicatedRuns, type Replicating, replicate } from '../compare/run.js';
import { placedBy } from './axis-policies.js';
import type { SweepPlan } from './plan.js';
import { pointText, type SweepResult } from './result.js';
import { assignmentsOf } from './space.js';

/** Number of points compared: the best of a sweep by its first metric. */
const POINTS = 4;

/**
 * Compares the best points of a sweep in replications of their own, not used for the choice, and in plausible ECSs. Null with fewer
 * than two points whose runs all could be made.
 */
export async function bestInWorlds(
  plan: SweepPlan,
  { best }: SweepResult,
  { worlds, ...running }: Replicating & { readonly worlds: WorldsRequest },
): Promise<ReplicatedRuns | null> {
  const points = best.filter(({ failed }) => failed === 0).slice(0, POINTS);
  if (points.length < 2) return null;
  const set = plan.set.map(assignmentText);
  const seed = replicationSeeds(plan.seeds[0], plan.seeds.length + 1).at(-1)!;
  const sides = points.map(({ values }) => {
    const { module, set: changes } = placedBy(plan.modules, assignmentsOf(values));
    const policy = module ?? plan.policy;
    return { scenario: readScenario(plan.scenario.path, { set: [...set, ...changes.map(assignmentText)], seed, policy }), policy, changes };
  });
  const replicationRequest = { replications: Math.max(2, plan.seeds.length), precision: null, warmUp: plan.warmUpMs };
  const { names: _, ...rest } = await planOf(sides, { set, replicationRequest, worlds });
  const names = points.map((point) => pointText(point, plan.paths));
  return replicate({ ...rest, names }, { ...running, journal: journalFrom(running.journal, plan.runs) });
}
