import { cellsOf, headerOf } from '../../record/tables/column.js';
import { engineVersion } from '../../run/engine-version.js';
import { finishRuns, type RunsState, type StudyRuns, stoppedAfter } from '../../run/jobs/finish-runs.js';
import { figuresOf, isDone, type RunDone, type RunResult } from '../../run/jobs/run-job.js';
import type { Journal } from '../../run/journal/journal.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { csvRows, tableFiles } from '../../run/table-files.js';
import { type Point, pointsOf, valuesOf } from '../../statistics/points.js';
import { kindOfValues, runColumns, summaryColumns } from './csv.js';
import { reproducedBy } from './published.js';
import type { SweepResult } from './result.js';
import { type SweepRuns, sweepJobs } from './runs.js';
import { SweepTally } from './tally.js';

export interface SweepState extends RunsState {
  /** The best run so far that did its work, by the first metric. */
  readonly best: { readonly point: Point; readonly value: number } | null;
}

/** Runs the missing runs. After an abort, throws a UserError with the command that continues. */
export async function runSweep(plan: SweepRuns, { runner, journal, signal, progress }: StudyRuns<SweepState>): Promise<void> {
  const [{ key, better }] = plan.metrics;
  const sign = better === 'higher' ? -1 : 1;
  const atWork = new Map<number, Point>();
  let [done, failed, best] = [Math.min(journal.finished, plan.runs), 0, null as SweepState['best']];
  const onResult = (run: number, result: RunResult) => {
    const point = atWork.get(run)!;
    atWork.delete(run);
    done++;
    if (!isDone(result)) failed++;
    const value = isDone(result) && result.failures.length === 0 ? (figuresOf(result)[key] ?? null) : null;
    if (value !== null && (best === null || sign * value < sign * best.value)) best = { point, value };
    progress({ done, total: plan.runs, failed, best });
  };
  const jobs = sweepJobs(plan, (run, point) => {
    if (!journal.has(run)) atWork.set(run, point);
  });
  await finishRuns(jobs, { runner, journal, signal, onResult });
  if (done < plan.runs) throw stoppedAfter(`sweep: stopped after ${done} of ${plan.runs} runs`, journal);
}

/** Writes a row for each run and each point, in their order, and returns the summary of all. */
export async function sweepRows(plan: SweepRuns, journal: Journal, to: { directory: RunDirectory; command: string }): Promise<SweepResult> {
  const { directory, command } = to;
  const { paths, metrics, seeds } = plan;
  const columns = runColumns(paths, (path) => kindOfValues(valuesOf(plan.points, path)), plan.figureKeys?.(journal));
  const runs = await tableFiles(directory, 'runs', columns);
  const ofPoints = summaryColumns(paths, metrics);
  const summary = csvRows(directory, 'summary.csv', headerOf(ofPoints));
  const tally = new SweepTally(metrics);
  const failures = { count: 0, first: [] as readonly string[] };
  let run = 0;
  for (const values of pointsOf(plan.points)) {
    const ofPoint: (RunDone | null)[] = [];
    for (const [r, seed] of seeds.entries()) {
      const result = journal.read(run++);
      const [done, failure] = isDone(result) ? [result, []] : [null, result.failure];
      if (failure.length > 0 && failures.count++ === 0) failures.first = failure;
      ofPoint.push(done);
      await runs.add({ run, point: Math.ceil(run / seeds.length), replication: r + 1, seed, values, done, failure });
    }
    await summary.add(cellsOf(ofPoints, tally.add(values, ofPoint)));
  }
  runs.finish();
  summary.flush();
  const result = tally.result();
  return {
    ...result,
    ...(plan.published === null ? {} : { published: reproducedBy(plan.published, result.points, metrics) }),
    identity: {
      name: plan.name,
      scenario: plan.subject,
      hash: plan.hash.slice(0, 16),
      engineVersion: engineVersion(),
      command,
      seeds,
      warmUpMs: plan.warmUpMs,
      leftOut: plan.leftOut,
      measuredMs: plan.measuredMs,
    },
    paths,
    metrics,
    runs: plan.runs,
    failed: failures.count,
    failures: failures.first,
    isCartesian: plan.points.kind === 'cartesian',
  };
}
