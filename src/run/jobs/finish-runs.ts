import { EXIT_INTERRUPTED, UserError } from '../failure.js';
import type { Journal } from '../journal/journal.js';
import type { JournalRuns } from '../journal/part.js';
import type { RunJob, RunResult } from './run-job.js';
import type { Runner } from './runner.js';

/** How many runs of a study are done, of how many at most. */
export interface RunsState {
  readonly done: number;
  readonly total: number;
  readonly failed?: number;
}

/** Where the runs of a study are done and kept; `progress` gets the state after each. */
export interface StudyRuns<State = RunsState> {
  readonly runner: Runner;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly progress: (state: State) => void;
}

export interface Running {
  readonly runner: Runner;
  readonly journal: JournalRuns;
  readonly signal: AbortSignal;
  /** The number of the first job's run; 0 by default. */
  readonly firstRun?: number;
  /** Receives each result once, in any order. */
  readonly onResult?: (run: number, result: RunResult) => void;
}

/**
 * Runs the jobs that the journal lacks, and adds their results. The n-th job is the n-th run. Two concurrent runs with one id run once.
 * Resolves when all results are on disk; after an abort, when the results of started runs are.
 */
export async function finishRuns(jobs: Iterable<RunJob>, { runner, journal, signal, firstRun = 0, onResult }: Running): Promise<void> {
  const atWork = new Map<string, number[]>();
  function* missing(): Generator<RunJob> {
    let run = firstRun - 1;
    for (const job of jobs) {
      run++;
      if (journal.has(run)) continue;
      const same = atWork.get(job.id);
      if (same !== undefined) same.push(run);
      else {
        atWork.set(job.id, [run]);
        yield job;
      }
    }
  }
  const keep = (result: RunResult) => {
    const runs = atWork.get(result.id) ?? [];
    atWork.delete(result.id);
    return runs.map((run) => {
      onResult?.(run, result);
      return journal.add(run, result);
    });
  };
  try {
    await runner.run(missing(), (result) => keep(result).find((waiting) => waiting !== undefined), signal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError([...error.lines, `finished runs are kept in ${journal.path}; go on with --resume`], error.exitCode);
  } finally {
    // Finished results are kept, whatever stopped the runner.
    await journal.flushed();
  }
}

/** The error of a study that an abort has stopped. */
export function stoppedAfter(runs: string, { path }: JournalRuns): UserError {
  return new UserError([`${runs}; they are kept in ${path}; go on with --resume`], EXIT_INTERRUPTED);
}
