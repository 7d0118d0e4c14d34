import type { Journal } from './journal.js';

/** The part of a journal that runs need. */
export type JournalRuns = Pick<Journal, 'path' | 'has' | 'add' | 'read' | 'flushed' | 'remove'>;

/** The runs of a journal from a number on, numbered from 0: a study within a study. */
export function journalFrom(journal: JournalRuns, first: number): JournalRuns {
  return {
    path: journal.path,
    has: (run) => journal.has(first + run),
    add: (run, result) => journal.add(first + run, result),
    read: (run) => journal.read(first + run),
    flushed: () => journal.flushed(),
    remove: () => journal.remove(),
  };
}

/** Returns the n-th part of long work: from the journal, or done now and then on disk. Each part of a journal is requested once. */
export async function keptPart<Part>(journal: Journal<Part> | null, part: number, work: () => Part | Promise<Part>): Promise<Part> {
  if (journal?.has(part)) return journal.read(part);
  const done = await work();
  journal?.add(part, done);
  await journal?.flushed();
  return done;
}
