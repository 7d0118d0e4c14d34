import { existsSync } from 'node:fs';
import { EXIT_FAILED, UserError } from '../run/failure.js';
import type { StudyRuns } from '../run/jobs/finish-runs.js';
import type { JobScenario } from '../run/jobs/job-scenario.js';
import { namingLongRuns } from '../run/jobs/long-runs.js';
import { Journal, type JournalOptions } from '../run/journal/journal.js';
import type { RunDirectory } from '../run/run-directory.js';
import { intoDirectory } from './into-directory.js';
import { journalBeside } from './kept-work.js';
import { runnerOf, type Work } from './queue-options.js';
import { type RunsDone, RunsProgress } from './runs-progress.js';

/** Settings of a journal and of the workers for its runs. */
interface JournalledRuns extends JournalOptions, Work {
  readonly scenarios: readonly JobScenario[];
  readonly signal: AbortSignal;
}

/** Does the work with a runner and a journal. The journal stays open, because its results are needed until all files are written. */
export async function journalled<Ran>(
  { path, head, isResuming, scenarios, signal, ...how }: JournalledRuns,
  work: (runs: StudyRuns<RunsDone>) => Promise<Ran>,
): Promise<{ journal: Journal; ran: Ran }> {
  const bar = new RunsProgress();
  // Before the journal, so that an unreachable queue leaves no journal behind.
  const plain = await runnerOf(how, scenarios, (line) => bar.report(line));
  const runner = how.queue === null ? namingLongRuns(plain, (line) => bar.report(line)) : plain;
  try {
    const journal = Journal.open({ path, head, isResuming });
    return { journal, ran: await work({ runner, journal, signal, progress: (state) => bar.show(state) }) };
  } finally {
    bar.clear();
    await runner.close();
  }
}

/** A study whose runs are kept beside the directory of its results until all its files are written. */
interface Study<Ran> extends Omit<JournalledRuns, 'path' | 'signal'> {
  readonly command: string;
  /** The directory of its results. */
  readonly place: string;
  readonly run: (runs: StudyRuns<RunsDone>, directory: RunDirectory) => Promise<Ran>;
  /** Writes the files of the runs, and returns the text to print. With failed runs the journal stays. */
  readonly write: (
    ran: Ran,
    at: { readonly directory: RunDirectory; readonly signal: AbortSignal; readonly journal: Journal },
  ) => Promise<{ readonly text: string; readonly hasFailed: boolean }>;
}

/** Does the runs of a study, fills its directory and prints its text. */
export async function runStudy<Ran>({ command, place, run, write, ...runs }: Study<Ran>): Promise<void> {
  const path = journalBeside(place);
  const { journal, text, hasFailed } = await intoDirectory(place, async (directory, signal) => {
    const { journal, ran } = await journalled({ ...runs, path, signal }, (own) => run(own, directory));
    return { journal, ...(await write(ran, { directory, signal, journal })) };
  }).catch(namingJournal(path));
  process.stdout.write(text);
  if (!hasFailed) return journal.remove();
  journal.close();
  console.error(`${command}: ${journal.path} keeps the runs that did not fail; --resume tries the others again`);
}

/** Adds to an error that the finished runs are kept, unless its message already has that. */
export function namingJournal(journal: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof UserError) || error.exitCode !== EXIT_FAILED || !existsSync(journal)) throw error;
    if (/--resume|is at work with it/.test(error.message)) throw error;
    throw new UserError([...error.lines, `finished runs are kept in ${journal}; go on with --resume`], error.exitCode);
  };
}
