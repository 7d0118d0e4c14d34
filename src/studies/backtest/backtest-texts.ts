import { capitalised, numberText } from '../../kernel/quantity-text.js';
import type { BacktestResult, BacktestSeries, Score } from './result.js';
import { BACKTEST_METRICS, type BacktestMetric, type SeriesName } from './series.js';

export function lineTitle({ metric, of }: SeriesName): string {
  return `${BACKTEST_METRICS[metric].label} of ${of}`;
}

/** Returns the percentage of the run's minutes that were compared. */
export function countedPercent({ minutes, countedMinutes }: Score): number {
  return (100 * countedMinutes) / minutes;
}

/** The measure of a verdict: MAE as a share of the mean observed value, which counts as at least one. */
function errorShare({ mae, meanObserved }: Score): number {
  return mae / Math.max(1, Math.abs(meanObserved));
}

const CLOSE = 0.05;
const FAIR = 0.15;
/** Capacity goes first, because a planner pays for it. */
const FIRST = ['instances', 'reservation', 'running_tasks', 'desired_instances', 'desired_tasks', 'pending_tasks', 'cost'] as const;
/** Metrics beside the verdict that must not be far off either. */
const ALSO: readonly BacktestMetric[] = ['instances', 'reservation', 'running_tasks'];
const COUNTED_LEAST = 50;

/** Metrics of tasks that a service keeps for minutes. */
const TASKS: readonly BacktestMetric[] = ['running_tasks', 'desired_tasks'];

/**
 * Returns the verdict: the line with the largest error of the most important metric, that error, and how far to trust the run. A second
 * sentence says how tasks and the bill agree, where the verdict rests on something else.
 */
export function verdict({ lines, driven }: Pick<BacktestResult, 'lines' | 'driven'>): string {
  // A desired count from the scenario is an input of the run.
  const outcomes = lines.filter(({ metric, of }) => metric !== 'desired_tasks' || !driven.includes(of));
  const line = decisive(outcomes.filter(isCounted)) ?? decisive(outcomes);
  if (line === undefined)
    return lines.length === 0
      ? 'Nothing that was observed could be compared with the run.'
      : 'Only inputs of the run were recorded, and no outcomes: there is no verdict.';
  const { score } = line;
  const { unit } = BACKTEST_METRICS[line.metric];
  const counts = unit === 'instances' || unit === 'tasks';
  const off = `${capitalised(lineTitle(line))}, ${amount(score.meanObserved)} on average: the run is ${amount(score.mae)} ${unit} off (bias ${signed(score.bias)})`;
  const within = counts ? `, within one in ${percentOfMinutes(score, 0)} of the minutes` : '';
  return `${off}${within}${lagText(score)}, ${countedText(score)}: ${judgement(line, outcomes)}. ${restText(line, outcomes)}`;
}

function restText({ metric }: BacktestSeries, outcomes: readonly BacktestSeries[]): string {
  const beside = [
    ...(TASKS.includes(metric) ? [] : [agreementText('the tasks of services', TASKS, outcomes)]),
    ...(metric === 'cost' ? [] : [agreementText('the bill', ['cost'], outcomes)]),
  ];
  return `It rests on ${BACKTEST_METRICS[metric].label}: ${beside.join(', ')}.`;
}

function agreementText(what: string, metrics: readonly BacktestMetric[], outcomes: readonly BacktestSeries[]): string {
  const recorded = outcomes.filter((line) => metrics.includes(line.metric));
  if (recorded.length === 0) return `nothing is recorded of ${what}`;
  const line = worst(recorded.filter(isCounted));
  if (line === undefined) return `too little is recorded of ${what}`;
  return `${lineTitle(line)} ${line.metric === 'cost' ? 'is' : 'are'} ${numberText(100 * errorShare(line.score), 0, 1)} % off`;
}

function isCounted({ score }: BacktestSeries): boolean {
  return countedPercent(score) >= COUNTED_LEAST;
}

/** Returns the line with the largest error of the most important metric. */
function decisive(lines: readonly BacktestSeries[]): BacktestSeries | undefined {
  return worst(FIRST.map((metric) => lines.filter((line) => line.metric === metric)).find((some) => some.length > 0) ?? []);
}

function worst(lines: readonly BacktestSeries[]): BacktestSeries | undefined {
  return lines.reduce<BacktestSeries | undefined>(
    (most, line) => (most === undefined || errorShare(line.score) > errorShare(most.score) ? line : most),
    undefined,
  );
}

function judgement(line: BacktestSeries, all: readonly BacktestSeries[]): string {
  const { score } = line;
  if (!isCounted(line)) return 'too little is recorded for a verdict';
  const share = errorShare(score);
  const isLate = Math.abs(score.lagMinutes ?? 0) > 5;
  if (share > FAIR) return 'off, find out why before trusting it: fit the timings, and look where the lines part';
  if (share > CLOSE || isLate) return 'fair, good for comparing alternatives; fit the timings before trusting its amounts';
  if (score.correlation === null) return 'close, but one of the two never changes, which is no test of how the model scales';
  const close = 'close, the model may be trusted with what-ifs of this cluster';
  const other = worst(all.filter((one) => ALSO.includes(one.metric) && isCounted(one)));
  if (other === undefined || errorShare(other.score) <= FAIR) return close;
  return `${close}, but not of ${lineTitle(other)}, which is ${amount(other.score.mae)} off of ${amount(other.score.meanObserved)}`;
}

export function lagText({ lagMinutes }: Score): string {
  if (lagMinutes === null || lagMinutes === 0) return '';
  return `, ${numberText(Math.abs(lagMinutes), 0)} min ${lagMinutes > 0 ? 'late' : 'early'}`;
}

function countedText(score: Score): string {
  const { minutes, countedMinutes } = score;
  if (minutes === countedMinutes) return `over all ${numberText(minutes, 0)} minutes`;
  return `over the ${numberText(countedMinutes, 0)} of ${numberText(minutes, 0)} minutes (${numberText(countedPercent(score), 0, 1)} %) that are recorded`;
}

/** Returns the share of the minutes with at most one instance or task of difference; of a share or a bill there is none. */
export function withinOneText({ metric, score }: Pick<BacktestSeries, 'metric' | 'score'>): string {
  return metric === 'reservation' || metric === 'cost' ? '–' : percentOfMinutes(score, 1);
}

/** Only all minutes are 100 %. */
function percentOfMinutes({ withinOneShare: share }: Score, decimals: number): string {
  const text = numberText(100 * share, decimals);
  return `${share < 1 && Number(text) === 100 ? `> ${decimals === 0 ? '99' : '99.9'}` : text} %`;
}

/** A difference as small as this is the rounding error of a sum, not a difference. */
const NOTHING = 1e-9;

/** Only nothing is 0. */
export function amount(value: number): string {
  const text = numberText(value, 0, Math.abs(value) < 10 ? 2 : 1);
  return /[1-9]/.test(text) || Math.abs(value) < NOTHING ? text : '<0.01';
}

export function signed(value: number): string {
  if (Math.abs(value) < NOTHING) return '0';
  return `${value < 0 ? '−' : '+'}${amount(Math.abs(value))}`;
}
