import type { Headline } from '../../record/metrics.js';
import { waitOf } from '../../report/sentence.js';
import type { FinishedRun } from '../../report/summary.js';
import { numberText, plural, usdText } from '../../report/text.js';

/** Names the cheapest and the quickest of the runs that completed all work; runs that did not come first. */
export function comparisonSentence(runs: readonly FinishedRun[]): string {
  const short = runs.filter((run) => leftUndone(run) > 0);
  const whole = runs.filter((run) => leftUndone(run) === 0);
  const faults = short.map((run) => `${nameOf(run)} left ${plural(leftUndone(run), 'task')} undone or interrupted. `).join('');
  if (whole.length === 0) return `${faults}No scenario did all the work: compare them with care.`;
  if (whole.length === 1 && runs.length > 1) return `${faults}${nameOf(whole[0])} alone did all the work, for ${costOf(whole[0])}.`;
  const cheapest = least(whole, 'cost_usd', 'wait_p95_ms');
  const quickest = least(whole, 'wait_p95_ms', 'cost_usd');
  const wait = ({ record }: FinishedRun) => waitOf(record.metrics.headline.wait_p95_ms);
  if (cheapest === quickest)
    return `${faults}${nameOf(cheapest)} is both the cheapest, at ${costOf(cheapest)}, and the quickest: 95 % of its tasks start within ${wait(quickest)}.`;
  return (
    `${faults}${nameOf(cheapest)} is the cheapest: ${costOf(cheapest)}, and 95 % of its tasks start within ${wait(cheapest)}. ` +
    `${nameOf(quickest)} is the quickest: within ${wait(quickest)}, for ${costOf(quickest)}${dearer(quickest, cheapest)}.`
  );
}

function dearer(quickest: FinishedRun, cheapest: FinishedRun): string {
  const [more, less] = [quickest, cheapest].map((run) => run.record.metrics.headline.cost_usd ?? 0);
  return less === 0 ? '' : ` (${numberText((100 * (more - less)) / less, 1)} % more)`;
}

/** Returns the run with the least value; ties go to the least of the other metric. A run without a value comes last. */
function least(runs: readonly FinishedRun[], key: keyof Headline, tie: keyof Headline): FinishedRun {
  const value = (run: FinishedRun, of: keyof Headline) => run.record.metrics.headline[of] ?? Number.MAX_VALUE;
  return runs.reduce((best, run) => ((value(run, key) - value(best, key) || value(run, tie) - value(best, tie)) < 0 ? run : best));
}

/** Counts requested tasks that never ran or lost their instance: a run with any is cheap for the wrong reason. */
function leftUndone({ record }: FinishedRun): number {
  const { tasks_waiting, tasks_refused, tasks_timed_out, tasks_interrupted } = record.metrics.headline;
  return (tasks_waiting ?? 0) + (tasks_refused ?? 0) + (tasks_timed_out ?? 0) + (tasks_interrupted ?? 0);
}

function nameOf(run: FinishedRun): string {
  return run.identity.name;
}

function costOf(run: FinishedRun): string {
  return usdText(run.record.metrics.headline.cost_usd ?? 0);
}
