import { numberText } from '../text.js';
import { BACKTEST_METRICS, type BacktestLine, type BacktestResult, type Score } from './result.js';

export function lineTitle({ metric, of }: BacktestLine): string {
  return `${BACKTEST_METRICS[metric].label} of ${of}`;
}

/** The share of the run's minutes that were compared. */
export function countedPercent({ minutes, countedMinutes }: Score): number {
  return (100 * countedMinutes) / minutes;
}

/** What a verdict goes by: MAE as a share of the mean observed, of at least one. */
function errorShare({ mae, meanObserved }: Score): number {
  return mae / Math.max(1, Math.abs(meanObserved));
}

const CLOSE = 0.05;
const FAIR = 0.15;
/** Lines that speak of capacity go first: it is what a planner pays for. */
const FIRST = ['instances', 'reservation', 'running_tasks', 'desired_instances', 'desired_tasks', 'pending_tasks', 'cost'] as const;

/** The verdict on all, in one sentence: of what matters most, how far it is off and what that is good for. */
export function verdict({ lines }: BacktestResult): string {
  const line = FIRST.flatMap((metric) => lines.filter((candidate) => candidate.metric === metric))[0];
  if (line === undefined) return 'Nothing that was observed could be compared with the run.';
  const { score } = line;
  const { unit } = BACKTEST_METRICS[line.metric];
  const counts = unit === 'instances' || unit === 'tasks';
  const title = lineTitle(line);
  const off = `${title[0].toUpperCase()}${title.slice(1)}, ${amount(score.meanObserved)} on average: the run is ${amount(score.mae)} ${unit} off (bias ${signed(score.bias)})`;
  const within = counts ? `, within one in ${numberText(100 * score.withinOneShare, 0)} % of the minutes` : '';
  return `${off}${within}${lagText(score)}, ${countedText(score)}: ${judgement(line)}.`;
}

function judgement({ score }: BacktestLine): string {
  if (countedPercent(score) < 50) return 'too little is recorded for a verdict';
  const share = errorShare(score);
  const isLate = Math.abs(score.lagMinutes ?? 0) > 5;
  if (share <= CLOSE && !isLate) return 'close, the model may be trusted with what-ifs of this cluster';
  if (share <= FAIR) return 'fair, good for comparing alternatives; fit the timings before trusting its amounts';
  return 'off, find out why before trusting it: fit the timings, and look where the lines part';
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

export function amount(value: number): string {
  return numberText(value, 0, Math.abs(value) < 10 ? 2 : 1);
}

export function signed(value: number): string {
  const text = amount(Math.abs(value));
  if (!/[1-9]/.test(text)) return '0';
  return `${value < 0 ? '−' : '+'}${text}`;
}
