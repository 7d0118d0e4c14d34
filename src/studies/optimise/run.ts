import type { Expectation } from '../../record/expect/expectation.js';
import { finishRuns, type RunsState, type StudyRuns, stoppedAfter } from '../../run/jobs/finish-runs.js';
import { isDone, type RunDone, type RunJob, type RunResult } from '../../run/jobs/run-job.js';
import { areIdle, undoneOf } from '../../run/jobs/undone.js';
import type { Journal } from '../../run/journal/journal.js';
import type { Rung } from '../../statistics/halving.js';
import { advancing, type Tried } from './advancement.js';
import { jobAt, type OptimisePlan } from './plan.js';

export interface OptimiseState extends RunsState {
  /** Index of the best point after the last completed round. */
  readonly best: number | null;
}

/** A completed round: its points by index, and the number of its first run. */
export interface RanRung extends Rung {
  readonly points: readonly number[];
  readonly firstRun: number;
}

/**
 * Runs round after round. The n-th run of a round is always the same, because the choice of points depends on results alone: the journal of
 * a stopped search leads to the same end, with any number of workers.
 */
export async function runOptimise(plan: OptimisePlan, { runner, journal, signal, progress }: StudyRuns<OptimiseState>): Promise<RanRung[]> {
  const ran: RanRung[] = [];
  const results = plan.points.map((): RunResult[] => []);
  let points = plan.points.map((_, i) => i);
  let [done, failed, firstRun, best] = [journal.finished, 0, 0, null as number | null];
  for (const rung of plan.rungs) {
    const left = plan.rungs.slice(ran.length + 1).reduce((sum, { configurations, from, to }) => sum + configurations * (to - from), 0);
    const runs = points.length * (rung.to - rung.from);
    const total = firstRun + runs + left;
    const onResult = (_: number, result: RunResult) => {
      if (!isDone(result)) failed++;
      progress({ done: ++done, total, failed, best });
    };
    await finishRuns(jobsOf(plan, rung, points), { runner, journal, signal, firstRun, onResult });
    checkFinished(journal, { from: firstRun, to: firstRun + runs, total });
    ran.push({ ...rung, points, firstRun });
    let run = firstRun;
    for (const p of points) for (let r = rung.from; r < rung.to; r++) results[p].push(journal.read(run++));
    firstRun = run;
    const next = plan.rungs[ran.length];
    if (next === undefined) break;
    const tried = points.map((p) => triedBy(plan, results[p]));
    best = advancing(tried, 1).map((i) => points[i])[0] ?? null;
    points = advancing(tried, next.configurations).map((i) => points[i]);
  }
  return ran;
}

function* jobsOf(plan: OptimisePlan, { from, to }: Rung, points: readonly number[]): Generator<RunJob> {
  for (const p of points) for (const seed of plan.seeds.slice(from, to)) yield jobAt(plan, plan.points[p], seed);
}

function checkFinished(
  journal: Journal,
  { from, to, total }: { readonly from: number; readonly to: number; readonly total: number },
): void {
  let missing = 0;
  for (let run = from; run < to; run++) if (!journal.has(run)) missing++;
  if (missing === 0) return;
  throw stoppedAfter(`optimise: stopped after ${to - missing} of at most ${total} runs`, journal);
}

/** Collects the results of a point; null if a run failed. */
export function triedBy({ objectives, figures, waiting }: OptimisePlan, results: readonly RunResult[]): Tried | null {
  const done = results.filter(isDone);
  if (done.length < results.length || done.length === 0) return null;
  const at = (path: Expectation['figure']) => figures.findIndex((figure) => figure.join('.') === path.join('.'));
  const valuesOf = (path: Expectation['figure']) => done.map((run: RunDone) => run.figures![at(path)]);
  return {
    cost: done.map(({ headline }) => headline.cost_usd),
    wait: done.map(({ headline }) => headline[waiting.key]),
    undone: undoneOf(done),
    isIdle: areIdle(done.map(({ headline }) => headline)),
    objectives: objectives.map(({ comparison, figure, against }) => ({
      comparison,
      found: valuesOf(figure),
      against: typeof against === 'number' ? done.map(() => against) : valuesOf(against),
    })),
  };
}
