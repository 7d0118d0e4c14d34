import { listText, numberText, plural, usdText } from '../../../kernel/quantity-text.js';
import type { Headline } from '../../../record/metrics.js';
import { waitOf } from '../../../report/sentence.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { ScenarioSentence } from '../result.js';
import { hasFailed, haveSameLength } from '../rows.js';

/**
 * Returns the result of one run of each scenario: which cost least, and which started its tasks soonest. Runs that did not do their work come first
 * and are not ranked.
 */
export function comparisonSentence(runs: readonly FinishedRun[]): string {
  const short = runs.filter((run) => hasFailed(run) || leftUndone(run) > 0);
  const finished = runs.filter((run) => !short.includes(run));
  const faults = short.map((run) => `${faultOf(run)}. `).join('');
  if (finished.length === 0) return `${faults}No scenario did all the work: compare them with care.`;
  // Bills of different lengths compare by the month alone.
  const hasSameLength = haveSameLength(runs);
  const cost = hasSameLength ? 'cost_usd' : 'cost_per_month_usd';
  const costOf = (run: FinishedRun) => `${usdText(run.record.metrics.headline[cost] ?? 0)}${hasSameLength ? '' : ' a month'}`;
  if (finished.length === 1 && runs.length > 1)
    return `${faults}${runName(finished[0])} alone did all the work, for ${costOf(finished[0])}.`;
  const cheapest = bestOf(finished, cost, 'wait_p95_ms');
  const quickest = bestOf(finished, 'wait_p95_ms', cost);
  const wait = ({ record }: FinishedRun) => waitOf(record.metrics.headline.wait_p95_ms);
  const asDid = (key: keyof Headline, best: FinishedRun) => {
    const others = finished.filter((run) => run !== best && figureOf(run, key) === figureOf(best, key)).map(runName);
    return others.length === 0 ? '' : ` (as did ${listText(others)})`;
  };
  const least = `${runName(cheapest)} cost least${asDid(cost, cheapest)}`;
  const soonest = asDid('wait_p95_ms', quickest);
  if (finished.every(({ record }) => record.metrics.headline.wait_p95_ms === null))
    return `${faults}In one run each ${least}, ${costOf(cheapest)}. No task started.`;
  if (cheapest === quickest)
    return `${faults}In one run each ${least}, ${costOf(cheapest)}, and started its tasks soonest${soonest}: 95 % within ${wait(quickest)}. ${LUCK}`;
  return (
    `${faults}In one run each ${least}: ${costOf(cheapest)}, and 95 % of its tasks started within ${wait(cheapest)}. ` +
    `${runName(quickest)} started them soonest${soonest}: within ${wait(quickest)}, for ${costOf(quickest)}${dearer([quickest, cheapest], cost)}. ${LUCK}`
  );
}

const LUCK = 'That may be luck: --replications 10 says what is shown.';

/** Says which differences are absent; empty for runs of the same length. */
export function lengthText(runs: readonly FinishedRun[]): string {
  return haveSameLength(runs) ? '' : 'The runs are of unlike lengths: what grows with the length has no difference here.';
}

function faultOf(run: FinishedRun): string {
  if (hasFailed(run)) return `${runName(run)} failed and is not ranked: it ${run.record.failures.join('; it ')}`;
  return `${runName(run)} left ${plural(leftUndone(run), 'task')} undone or interrupted`;
}

/** Returns the runs that are shorter than their transients. */
export function transientSentences(runs: readonly FinishedRun[]): ScenarioSentence[] {
  return runs.flatMap((run) => (run.transient == null ? [] : [{ scenario: runName(run), sentence: [...run.transient, '.'] }]));
}

/** Returns the limits that the runs reached. */
export function limitSentences(runs: readonly FinishedRun[]): ScenarioSentence[] {
  return runs.flatMap((run) => run.record.limits.map((sentence) => ({ scenario: runName(run), sentence })));
}

function dearer(pair: readonly [more: FinishedRun, less: FinishedRun], cost: keyof Headline): string {
  const [more, less] = pair.map((run) => run.record.metrics.headline[cost] ?? 0);
  return less === 0 ? '' : ` (${numberText((100 * (more - less)) / less, 1)} % more)`;
}

/** Returns the run with the least value; ties go to the least of the other metric. */
function bestOf(runs: readonly FinishedRun[], key: keyof Headline, tie: keyof Headline): FinishedRun {
  const less = (run: FinishedRun, best: FinishedRun) =>
    figureOf(run, key) - figureOf(best, key) || figureOf(run, tie) - figureOf(best, tie);
  return runs.reduce((best, run) => (less(run, best) < 0 ? run : best));
}

/** A run without a value comes last. */
function figureOf({ record }: FinishedRun, key: keyof Headline): number {
  return record.metrics.headline[key] ?? Number.MAX_VALUE;
}

/** Counts requested tasks that never ran or lost their instance: a run with any is cheap for the wrong reason. */
function leftUndone({ record }: FinishedRun): number {
  const { tasks_waiting, tasks_refused, tasks_timed_out, tasks_interrupted } = record.metrics.headline;
  return (tasks_waiting ?? 0) + (tasks_refused ?? 0) + (tasks_timed_out ?? 0) + (tasks_interrupted ?? 0);
}

function runName(run: FinishedRun): string {
  return run.identity.name;
}
