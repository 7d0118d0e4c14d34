import { plainAssignment } from '../../../run/assignment.js';
import { finishRuns, type Running, stoppedAfter } from '../../../run/jobs/finish-runs.js';
import type { JobScenario } from '../../../run/jobs/job-scenario.js';
import { isDone, type RunDone, type RunJob, runJobOf } from '../../../run/jobs/run-job.js';
import { replicationSeeds } from '../../../run/seeds.js';
import type { Worlds } from '../../../run/uncertain/worlds.js';
import type { Assignment } from '../../../scenario/text/set-path.js';

/**
 * Runs of each scenario in a world: two separate chance from the effect of the world, and more worlds are worth more than more runs.
 */
const RUNS_PER_WORLD = 2;

/** Scenarios in plausible ECSs. */
export interface WorldsPlan {
  readonly scenarios: readonly (JobScenario & { readonly changes?: readonly Assignment[] })[];
  /** In all of them. */
  readonly set: readonly Assignment[];
  readonly seed: number;
  readonly warmUpMs: number | null;
  readonly worlds: Worlds;
}

/** Results by scenario, world and seed; a world in which a run could not be made is null everywhere. */
export interface PlayedWorlds {
  readonly seeds: readonly number[];
  readonly runs: readonly (readonly (readonly RunDone[] | null)[])[];
  /** The first failure of each world that could not be run. */
  readonly failures: readonly string[];
}

export function worldRuns({ scenarios, worlds }: Pick<WorldsPlan, 'worlds'> & { readonly scenarios: readonly unknown[] }): number {
  return scenarios.length * worlds.assignments.length * RUNS_PER_WORLD;
}

/** Runs every scenario in every world, or throws after an abort. */
export async function playWorlds(
  plan: WorldsPlan,
  {
    command,
    ...running
  }: Omit<Running, 'onResult'> & { readonly command: string; readonly firstRun: number; readonly onResult: () => void },
): Promise<PlayedWorlds> {
  const { journal, firstRun } = running;
  const total = worldRuns(plan);
  await finishRuns(jobsOf(plan), running);
  const done = Array.from({ length: total }, (_, i) => firstRun + i).filter((run) => journal.has(run)).length;
  if (done < total) throw stoppedAfter(`${command}: stopped after ${done} of ${total} runs in plausible ECSs`, journal);
  const width = plan.scenarios.length;
  const results = plan.worlds.assignments.map((_, w) =>
    plan.scenarios.map((_, s) =>
      Array.from({ length: RUNS_PER_WORLD }, (_, r) => journal.read(firstRun + (w * width + s) * RUNS_PER_WORLD + r)),
    ),
  );
  const failures = results.flatMap((world) => {
    const first = world.flat().find((result) => !isDone(result));
    return first?.failure === undefined ? [] : [first.failure.join('; ')];
  });
  const runs = plan.scenarios.map((_, s) => results.map((world) => (world.flat().every(isDone) ? (world[s] as RunDone[]) : null)));
  return { seeds: replicationSeeds(plan.seed, RUNS_PER_WORLD), runs, failures };
}

/** All runs of a scenario in a world one after the other: a worker reads the scenario once. */
function* jobsOf({ scenarios, set, seed, warmUpMs, worlds }: WorldsPlan): Generator<RunJob> {
  const more = warmUpMs === null ? {} : { warmUpMs };
  for (const drawn of worlds.assignments)
    for (const { scenario, policy, changes = [] } of scenarios)
      for (const one of replicationSeeds(seed, RUNS_PER_WORLD))
        yield runJobOf({ scenario, policy, set: [...set, ...drawn, ...changes].map(plainAssignment), seed: one, ...more });
}
