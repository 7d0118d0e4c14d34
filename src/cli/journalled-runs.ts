import { existsSync } from 'node:fs';
import { EXIT_FAILED, UserError } from '../run/failure.js';
import type { JobScenario } from '../run/jobs/job-scenario.js';
import { namingLongRuns } from '../run/jobs/long-runs.js';
import type { Runner } from '../run/jobs/runner.js';
import { Journal, type JournalOptions } from '../run/journal/journal.js';
import { runnerOf, type Work } from './queue-options.js';
import { RunsProgress } from './runs-progress.js';

/** Settings of a journal and of the workers for its runs. */
interface JournalledRuns extends JournalOptions, Work {
  readonly scenarios: readonly JobScenario[];
}

interface At {
  readonly runner: Runner;
  readonly journal: Journal;
  readonly bar: RunsProgress;
}

/** Does the work with a runner and a journal. The journal stays open, because its results are needed until all files are written. */
export async function journalled<Ran>(
  { path, head, isResuming, scenarios, ...how }: JournalledRuns,
  work: (at: At) => Promise<Ran>,
): Promise<{ journal: Journal; ran: Ran }> {
  const bar = new RunsProgress();
  // Before the journal, so that an unreachable queue leaves no journal behind.
  const asked = await runnerOf(how, scenarios, (line) => bar.tell(line));
  const runner = how.queue === null ? namingLongRuns(asked, (line) => bar.tell(line)) : asked;
  try {
    const journal = Journal.open({ path, head, isResuming });
    return { journal, ran: await work({ runner, journal, bar }) };
  } finally {
    bar.clear();
    await runner.close();
  }
}

/** Ends a journal after all files are written: it stays only if failed runs may be repeated. */
export function settle(journal: Journal, { command, hasFailed }: { command: string; hasFailed: boolean }): void {
  if (!hasFailed) return journal.remove();
  journal.close();
  console.error(`${command}: ${journal.path} keeps the runs that did not fail; --resume tries the others again`);
}

/** Adds to an error that the finished runs are kept, unless the error already says so. */
export function namingJournal(journal: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof UserError) || error.exitCode !== EXIT_FAILED || !existsSync(journal)) throw error;
    if (/--resume|is at work with it/.test(error.message)) throw error;
    throw new UserError([...error.lines, `finished runs are kept in ${journal}; go on with --resume`], error.exitCode);
  };
}
