import type { Headline } from '../../record/metrics.js';
import { engineVersion } from '../../run/engine-version.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import { finishRuns } from '../../run/jobs/finish-runs.js';
import { isDone, type RunResult } from '../../run/jobs/run-job.js';
import type { Runner } from '../../run/jobs/runner.js';
import type { Journal } from '../../run/journal/journal.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { kindOfValues, runColumns } from '../sweep/csv.js';
import { runsInto } from '../sweep/run.js';
import { baseOf, findingsOf, type TriedWhatIf } from './findings.js';
import { type AdvicePlan, adviceHash, adviceJobs, beginningOf, beginningsOf, changesOf } from './plan.js';
import type { AdviceResult, NotTried } from './result.js';
import { beginsAsFound } from './what-if.js';

export interface Advising {
  readonly runner: Runner;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly progress: (state: { readonly done: number; readonly of: number; readonly failed: number }) => void;
}

/** Runs the missing runs. After an abort, throws a UserError that says how to continue. */
export async function runAdvice(plan: AdvicePlan, { runner, journal, signal, progress }: Advising): Promise<void> {
  const of = (plan.whatIfs.length + beginningsOf(plan).length) * plan.seeds.length;
  let [done, failed] = [journal.finished, 0];
  const onResult = (_: number, result: RunResult) => {
    if (!isDone(result)) failed++;
    progress({ done: ++done, of, failed });
  };
  await finishRuns(adviceJobs(plan), { runner, journal, signal, onResult });
  if (done < of)
    throw new UserError(
      [`advise: stopped after ${done} of ${of} runs; they are kept in ${journal.path}; go on with --resume`],
      EXIT_INTERRUPTED,
    );
}

const AS_IT_IS = ['as it is', 'as it is, begun anew'];

/** Writes a row for each run, in their order, and returns the findings. A what-if with a failed run is reported with its error. */
export async function adviceOf(
  plan: AdvicePlan,
  journal: Journal,
  to: { directory: RunDirectory; command: string },
): Promise<AdviceResult> {
  const { whatIfs, seeds, scenario, warmUpMs, anew } = plan;
  const bases = AS_IT_IS.slice(0, beginningsOf(plan).length);
  const ids = [...bases, ...whatIfs.map(({ id }) => id)];
  const paths = ['what_if'];
  const rows = await runsInto(
    to.directory,
    runColumns(paths, () => kindOfValues(ids)),
  );
  const headlines: Headline[][] = ids.map(() => []);
  const failures = new Map<number, string>();
  let run = 0;
  for (const [r, seed] of seeds.entries()) {
    for (const [i, id] of ids.entries()) {
      const result = journal.read(run++);
      const [done, failure] = isDone(result) ? [result, []] : [null, result.failure];
      if (done === null) failures.set(i, failure.join('; '));
      else headlines[i].push(done.headline);
      await rows.add({ run, point: i + 1, replication: r + 1, seed, values: { what_if: id }, done, failure });
    }
  }
  rows.finish();
  for (const [i, name] of bases.entries())
    if (failures.has(i)) throw new UserError([`${scenario.path}: a run of the scenario ${name} failed:`, failures.get(i)!], EXIT_FAILED);
  const simulatedMs = scenario.setup.durationMs - (warmUpMs ?? 0);
  const tried = whatIfs.flatMap((whatIf, i): TriedWhatIf[] => {
    if (failures.has(bases.length + i)) return [];
    const begins = anew !== null && beginsAsFound(whatIf) ? 'present' : 'anew';
    const set = changesOf(whatIf, anew);
    return [{ whatIf: { ...whatIf, set }, begins, base: headlines[beginningOf(whatIf, anew)], runs: headlines[bases.length + i] }];
  });
  const failed = whatIfs.flatMap(({ kind, title }, i): NotTried[] => {
    const why = failures.get(bases.length + i);
    return why === undefined ? [] : [{ kind, title, why: `a run failed: ${why}` }];
  });
  return {
    identity: {
      name: scenario.setup.name,
      hash: adviceHash(plan).slice(0, 16),
      engineVersion: engineVersion(),
      command: to.command,
      seeds,
      durationMs: scenario.setup.durationMs,
      warmUpMs,
    },
    base: baseOf(headlines[0], simulatedMs),
    baseAnew: anew === null ? null : baseOf(headlines[1], simulatedMs),
    findings: findingsOf(tried, { seed: seeds[0], simulatedMs }),
    notTried: [...plan.notTried, ...failed],
  };
}
