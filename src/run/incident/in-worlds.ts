import { EXIT_INTERRUPTED, UserError } from '../failure.js';
import { finishRuns } from '../jobs/finish-runs.js';
import { isDone, type RunJob } from '../jobs/run-job.js';
import type { JournalRuns } from '../journal/part.js';
import { replicationSeeds } from '../seeds.js';
import type { Worlds } from '../uncertain/worlds.js';
import {
  alternativesAt,
  type IncidentStudy,
  jobOf,
  jobResultOf,
  type StudiedIncident,
  type Studying,
  stoppedText,
  studiedOf,
} from './study.js';

/** Runs of each scenario in a world, as of comparisons. */
const RUNS_PER_WORLD = 2;

/** Scenarios through their incidents, in plausible ECSs. */
export interface IncidentsInWorlds {
  readonly seeds: number;
  /** By world and scenario; null: a run could not be made in this world. */
  readonly found: readonly (readonly StudiedIncident[] | null)[];
  /** The first failure of each world that could not be run. */
  readonly failures: readonly string[];
}

/**
 * Runs each scenario with the requested variant in every world. Each world has its own seeds, because with the same two in all worlds,
 * survival would depend on their draws. Throws a UserError after an abort.
 */
export async function incidentsInWorlds(
  studies: readonly IncidentStudy[],
  { assignments }: Worlds,
  { runner, journal, signal, progress }: Studying & { readonly journal: JournalRuns },
): Promise<IncidentsInWorlds> {
  const narrowed = studies.map((study): IncidentStudy => ({ ...study, plan: { ...study.plan, alternatives: alternativesAt(study, 1) } }));
  const { seed } = studies[0]!.plan.control.setup;
  const seeds = replicationSeeds(seed, RUNS_PER_WORLD * assignments.length);
  const jobs = assignments.flatMap((drawn, w) =>
    narrowed.flatMap((study) =>
      seeds.slice(w * RUNS_PER_WORLD, (w + 1) * RUNS_PER_WORLD).map((one): RunJob => jobOf(study, one, study.plan.alternatives, drawn)),
    ),
  );
  let done = jobs.filter((_, run) => journal.has(run)).length;
  await finishRuns(jobs, { runner, journal, signal, onResult: () => progress?.({ done: ++done, total: jobs.length }) });
  if (!jobs.every((_, run) => journal.has(run))) throw new UserError([stoppedText(journal)], EXIT_INTERRUPTED);
  const perWorld = jobs.length / Math.max(1, assignments.length);
  const worlds = assignments.map((_, w) => Array.from({ length: perWorld }, (_, i) => journal.read(w * perWorld + i)));
  const failures = worlds.flatMap((results) => {
    const first = results.find((result) => !isDone(result));
    return first?.failure === undefined ? [] : [first.failure.join('; ')];
  });
  const found = worlds.map((results) =>
    results.every(isDone)
      ? narrowed.map((study, i) => studiedOf(study, results.slice(i * RUNS_PER_WORLD, (i + 1) * RUNS_PER_WORLD).map(jobResultOf)))
      : null,
  );
  return { seeds: RUNS_PER_WORLD, found, failures };
}
