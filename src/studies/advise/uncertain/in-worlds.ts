import type { WorldsRequest } from '../../../cli/uncertain-options.js';
import { assignmentOf, assignmentText } from '../../../run/assignment.js';
import { journalFrom } from '../../../run/journal/part.js';
import { readScenario } from '../../../run/scenario-file.js';
import { planOf } from '../../compare/inputs/plan.js';
import { type ReplicatedRuns, type Replicating, replicate } from '../../compare/run.js';
import { type AdvicePlan, runsMost } from '../plan.js';
import type { RanAdvice } from '../run.js';

/**
 * Compares the scenario with the advised steps to the unchanged one, in replications of its own and in plausible ECSs. Null if nothing is
 * advised.
 */
export async function advisedInWorlds(
  plan: AdvicePlan,
  { path }: RanAdvice,
  { worlds, ...running }: Replicating & { readonly worlds: WorldsRequest },
): Promise<ReplicatedRuns | null> {
  const end = path && (path.ends.advised ?? path.ends.safe);
  if (end === null) return null;
  const { scenario, policy, freshSeeds, seeds, warmUpMs } = plan;
  const set = plan.set.map(assignmentText);
  const seed = freshSeeds[0];
  const sides = [(plan.presentRemoval ?? []).map(assignmentText), [...end.settings, `name=${scenario.setup.name}-combined`]].map(
    (changes) => ({
      scenario: readScenario(scenario.path, { set: [...set, ...changes], seed, policy }),
      policy,
      changes: changes.map(assignmentOf),
    }),
  );
  const replicationRequest = { replications: seeds.length, precision: null, warmUp: warmUpMs };
  // After all runs that advice may need.
  const journal = journalFrom(running.journal, runsMost(plan));
  return replicate(await planOf(sides, { set, replicationRequest, worlds }), { ...running, journal });
}
