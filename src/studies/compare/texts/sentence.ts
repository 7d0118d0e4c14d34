import { numberText, plural, usdText } from '../../../kernel/quantity-text.js';
import type { Headline } from '../../../record/metrics.js';
import { waitOf } from '../../../report/sentence.js';
import type { FinishedRun } from '../../../report/summary.js';
import { hasFailed } from '../rows.js';

/**
 * Returns the result of one run of each scenario: which cost least, and which started its tasks soonest. Runs that did not do their work come first
 * and are not ranked.
 */
export function comparisonSentence(runs: readonly FinishedRun[]): string {
  const short = runs.filter((run) => hasFailed(run) || leftUndone(run) > 0);
  const finished = runs.filter((run) => !short.includes(run));
  const faults = short.map((run) => `${faultOf(run)}. `).join('');
  if (finished.length === 0) return `${faults}No scenario did all the work: compare them with care.`;
  if (finished.length === 1 && runs.length > 1)
    return `${faults}${nameOf(finished[0])} alone did all the work, for ${costOf(finished[0])}.`;
  const cheapest = least(finished, 'cost_usd', 'wait_p95_ms');
  const quickest = least(finished, 'wait_p95_ms', 'cost_usd');
  const wait = ({ record }: FinishedRun) => waitOf(record.metrics.headline.wait_p95_ms);
  if (finished.every(({ record }) => record.metrics.headline.wait_p95_ms === null))
    return `${faults}In one run each ${nameOf(cheapest)} cost least, ${costOf(cheapest)}. No task started.`;
  if (cheapest === quickest)
    return `${faults}In one run each ${nameOf(cheapest)} cost least, ${costOf(cheapest)}, and started its tasks soonest: 95 % within ${wait(quickest)}. ${LUCK}`;
  return (
    `${faults}In one run each ${nameOf(cheapest)} cost least: ${costOf(cheapest)}, and 95 % of its tasks started within ${wait(cheapest)}. ` +
    `${nameOf(quickest)} started them soonest: within ${wait(quickest)}, for ${costOf(quickest)}${dearer(quickest, cheapest)}. ${LUCK}`
  );
}

const LUCK = 'That may be luck: --replications 10 says what is shown.';

function faultOf(run: FinishedRun): string {
  if (hasFailed(run)) return `${nameOf(run)} failed and is not ranked: it ${run.record.failures.join('; it ')}`;
  return `${nameOf(run)} left ${plural(leftUndone(run), 'task')} undone or interrupted`;
}

/** Returns the runs that are shorter than their transients. */
export function namedTransients(runs: readonly FinishedRun[]): string[] {
  return runs.flatMap((run) => (run.transient == null ? [] : [`${nameOf(run)}: ${run.transient}.`]));
}

/** Returns the limits that the runs reached. */
export function namedLimits(runs: readonly FinishedRun[]): string[] {
  return runs.flatMap((run) => run.record.limits.map((text) => `${nameOf(run)}: ${text}`));
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
