import { sentenceText } from '../kernel/sentence.js';
import { refreshSentence } from '../record/refreshes.js';
import type { RunRecord } from '../record/run-record.js';
import { traceSentences } from './replayed-traces.js';
import { transientSentences, waitingSentence } from './sentence.js';
import type { FinishedRun } from './summary.js';

/** Caveats to the figures of a run, as sentences. */
export function notesOf({
  record,
  transient = null,
  traces = [],
}: { readonly record: RunRecord } & Pick<FinishedRun, 'transient' | 'traces'>): string[] {
  return [
    ...transientSentences({ transient }),
    ...traceSentences(traces),
    ...record.stillWaiting.map(waitingSentence),
    ...record.refreshes.map(refreshSentence),
    ...record.troubles,
    ...record.limits.map(sentenceText),
    ...record.capacityNotes,
    ...record.leftOut.map(sentenceText),
  ];
}
