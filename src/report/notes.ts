import type { RunRecord } from '../record/recorder.js';
import { refreshSentence } from '../record/refreshes.js';
import { transientSentences, waitingSentence } from './sentence.js';

/** Caveats to the figures of a run, as sentences. */
export function notesOf({ record, transient = null }: { readonly record: RunRecord; readonly transient?: string | null }): string[] {
  return [
    ...transientSentences({ transient }),
    ...record.stillWaiting.map(waitingSentence),
    ...record.refreshes.map(refreshSentence),
    ...record.troubles,
    ...record.limits,
    ...record.capacityNotes,
    ...record.leftOut,
  ];
}
