import { CertainFailure, EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../run/failure.js';
import { Journal, type JournalOptions } from '../run/journal/journal.js';
import type { Kept } from '../run/journal/journal-file.js';
import { besideDirectory } from '../run/run-directory.js';

/** Returns the journal beside a directory of results. */
export function journalBeside(place: string): string {
  return besideDirectory(place, '.journal.jsonl');
}

/**
 * Does long work with a journal of its finished parts. The journal is removed when the work is done, and also after a failure before the
 * first part or one that is certain to come again; after another one it stays, and the error says so.
 */
export async function keeping<Part, Done>(
  options: JournalOptions,
  kept: Kept<Part>,
  work: (journal: Journal<Part>) => Promise<Done>,
): Promise<Done> {
  const journal = Journal.of(options, kept);
  try {
    const done = await work(journal);
    journal.remove();
    return done;
  } catch (error) {
    // Finished parts are kept, whatever has stopped the work.
    await journal.flushed().catch(() => {});
    if (journal.finished > 0 && !(error instanceof CertainFailure)) {
      journal.close();
      throw withResumeHint(options.path, error);
    }
    journal.remove();
    throw error;
  }
}

function withResumeHint(path: string, error: unknown): unknown {
  if (!(error instanceof UserError) || ![EXIT_FAILED, EXIT_INTERRUPTED].includes(error.exitCode)) return error;
  return new UserError([...error.lines, `finished parts are kept in ${path}; go on with --resume`], error.exitCode);
}
