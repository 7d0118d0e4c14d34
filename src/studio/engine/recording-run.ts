import type { Setup, Subscriber } from '../../engine.js';
import { PeriodMeans } from '../../record/period-means.js';
import { deploymentSentence, isNews } from '../../record/rollouts/deployment-texts.js';
import type { RunRecord } from '../../record/run-record.js';
import { notesOf } from '../../report/notes.js';
import { faultSentence, trafficSentence } from '../../report/sentence.js';
import { loadPeriodMs } from '../../run/load-period.js';
import { RunRecorder } from '../../run/recorder.js';
import { transientSentence } from '../../run/warm-up.js';

/** The most sentences of each kind: many services have as many. */
const SENTENCES_MAX = 8;

/** The records of a run, as the command keeps them. */
export class RecordingRun {
  readonly subscribers: readonly Subscriber[];
  private readonly recorder: RunRecorder;
  private readonly means: PeriodMeans;

  constructor(private readonly setup: Setup) {
    this.recorder = new RunRecorder(setup, {}, { hasShares: true });
    this.means = new PeriodMeans(this.recorder.accounts, loadPeriodMs(setup));
    this.subscribers = [this.means, this.recorder];
  }

  finish(): { readonly record: RunRecord; readonly notes: readonly string[] } {
    const { durationMs } = this.setup;
    const record = this.recorder.finish(durationMs);
    const periods = this.means.finish(durationMs);
    const transient = periods === null ? null : transientSentence([periods], durationMs);
    return { record, notes: [...tableData(record), ...notesOf({ record, transient })] };
  }
}

/** The data of a page's tables: loads, faults and deployments. */
function tableData({ traffic, faults, deployments }: RunRecord): string[] {
  const busiest = [...traffic].sort((a, b) => b.requests - a.requests);
  return [
    ...firstOf(busiest.map(trafficSentence)),
    ...firstOf(faults.map(faultSentence)),
    ...firstOf(deployments.filter(isNews).map(deploymentSentence)),
  ];
}

function firstOf(sentences: readonly string[]): string[] {
  const more = sentences.length - SENTENCES_MAX;
  return [...sentences.slice(0, SENTENCES_MAX), ...(more > 0 ? [`${more} more of this kind are in the summary.json of drydock run.`] : [])];
}
