import { existsSync } from 'node:fs';
import { EXIT_FAILED, UserError } from '../run/failure.js';
import type { JobScenario } from '../run/jobs/job-scenario.js';
import type { Runner } from '../run/jobs/runner.js';
import { Journal, type JournalOptions } from '../run/journal/journal.js';
import { type QueueAsked, runnerOf } from './queue-options.js';
import { RunsProgress } from './runs-progress.js';

/** Runs of which each is kept as soon as it is done, and who does them. */
export interface JournalledRuns extends JournalOptions {
  readonly scenarios: readonly JobScenario[];
  readonly workers: number | null;
  readonly queue: QueueAsked | null;
}

interface At {
  readonly runner: Runner;
  readonly journal: Journal;
  readonly bar: RunsProgress;
}

/** Does the work with a runner and a journal. The journal stays open: what it keeps is needed until everything is written. */
export async function journalled<Ran>(
  { path, head, isResuming, scenarios, workers, queue }: JournalledRuns,
  work: (at: At) => Promise<Ran>,
): Promise<{ journal: Journal; ran: Ran }> {
  const bar = new RunsProgress();
  // Before the journal: a queue that is not there leaves none behind.
  const runner = await runnerOf({ workers, queue }, scenarios, (line) => bar.tell(line));
  try {
    const journal = Journal.open({ path, head, isResuming });
    return { journal, ran: await work({ runner, journal, bar }) };
  } finally {
    bar.clear();
    await runner.close();
  }
}

/** Everything is written: what failed may be tried again, and otherwise nothing is needed any more. */
export function settle(journal: Journal, { command, hasFailed }: { command: string; hasFailed: boolean }): void {
  if (!hasFailed) return journal.remove();
  journal.close();
  console.error(`${command}: ${journal.path} keeps the runs that did not fail; --resume tries the others again`);
}

/** Tells with what went wrong that the finished runs are not lost, unless it is said already. */
export function tellingWhatIsKept(journal: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof UserError) || error.exitCode !== EXIT_FAILED || !existsSync(journal)) throw error;
    if (/--resume|is at work with it/.test(error.message)) throw error;
    throw new UserError([...error.lines, `finished runs are kept in ${journal}; go on with --resume`], error.exitCode);
  };
}
