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
