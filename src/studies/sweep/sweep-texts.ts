import { durationText, inSentence, numberText, plural, usdText } from '../../kernel/quantity-text.js';
import { usdPerMonth } from '../../record/measure.js';
import type { MetricSpec } from '../../record/metrics.js';
import { metricText } from '../../report/metric-text.js';
import { idleSentence } from '../../run/jobs/undone.js';
import { meanText } from '../compare/texts/comparison-texts.js';
import { curveLabel, shownMetrics } from './curves.js';
import { type AxisEffect, labelsOf, type ManyRunsIdentity, pointText, type SweepPoint, type SweepResult, valueText } from './result.js';

/** Describes the result of a sweep in one or two sentences. */
export function sweepSentence(result: SweepResult): string {
  const { metrics, best, tied, undone, paths, identity, pointCount, runs } = result;
  const [metric] = metrics;
  const scale = `${plural(pointCount, 'point')} with ${plural(identity.seeds.length, 'replication')} each, ${plural(runs, 'run')} of ${identity.scenario}.`;
  if (best.length === 0) return scale;
  if (best[0].undone > 0) return `${scale} No point did its work in every run, so none is the best. The first ${undone!.why}.`;
  const idle = best[0].isIdle ? ` ${idleSentence('there')}` : '';
  const first = best[0].means[0];
  if (first === null) {
    const why = best.every(({ isIdle }) => isIdle) ? ' No task ran in any run (daemons are not counted).' : '';
    return `${scale} No run has a value of "${metric.label.trim()}", so no point is the best.${why}`;
  }
  const word = metric.better === 'higher' ? 'highest' : 'lowest';
  const lead = `${scale} The ${word} ${inSentence(metric.label)} is ${meanText(metric, knownInterval(first))}${periodText(metric, first.estimate, identity)}`;
  const last = `${idle}${undone === null ? '' : ` ${lastText(undone)}`}`;
  if (tied <= 1) return `${lead}, with ${pointText(best[0], paths)}.${last}`;
  const some = best.slice(0, TIES_MAX < tied ? TIES_MAX - 1 : tied);
  const more = tied === some.length ? [] : [`${numberText(tied - some.length, 0)} more`];
  const points = [...some.map((point) => pointText(point, paths)), ...more];
  return `${lead}, the same at ${numberText(tied, 0)} of ${plural(pointCount, 'point')}: ${points.join('; ')}.${last}`;
}

function lastText({ points, why }: NonNullable<SweepResult['undone']>): string {
  if (points === 1) return `1 point left work undone and comes last: it ${why}.`;
  return `${plural(points, 'point')} left work undone and come last. The first ${why}.`;
}

/** The column of tables with the runs of a point that left work undone; none where all did theirs. */
export function undoneColumns({ undone, identity: { seeds } }: SweepResult) {
  if (undone === null) return [];
  const cell = (point: SweepPoint) => (point.undone === 0 ? '–' : `${point.undone} of ${plural(seeds.length, 'run')}`);
  return [{ head: 'Work undone', cell }];
}

/** Returns the period of a cost and the cost a month; empty for another metric, and for runs of several lengths. */
export function periodText({ key }: MetricSpec, usd: number, { measuredMs }: Pick<ManyRunsIdentity, 'measuredMs'>): string {
  const month = key === 'cost_usd' && measuredMs !== null ? usdPerMonth(usd, measuredMs) : null;
  return month === null ? '' : ` for ${durationText(measuredMs!)} (${usdText(month)} a month)`;
}

/** Points with the same best value that a sentence names. */
const TIES_MAX = 4;

/** Describes the strongest effect on each metric that is more than chance. */
export function effectLines(result: SweepResult): string[] {
  const { metrics, effects } = result;
  const shown = shownMetrics(result);
  return effects.flatMap((axes, m) => (axes.length > 0 && shown.includes(metrics[m]!) ? effectLine(result, metrics[m]!, axes) : []));
}

function effectLine({ paths }: SweepResult, metric: MetricSpec, axes: readonly AxisEffect[]): string[] {
  const label = metric.label.trim();
  const [{ levels, span }] = axes as [AxisEffect];
  if (levels.length < 2) return [];
  if (span === 0) return [`${label}: ${metricText(metric, levels[0]!.mean)} at every value of every axis.`];
  const axis = axes.find(isMoreThanChance);
  if (axis === undefined) return [`${label}: these replications show no effect of any axis.`];
  const means = axis.levels.map(({ mean }) => mean);
  const text = (mean: number) => `${metricText(metric, mean)} at ${valueText(axis.levels.find((level) => level.mean === mean)!.value)}`;
  const moved = labelsOf(paths)[paths.indexOf(axis.path)];
  return [`${label}: ${moved} moves it most, from ${text(Math.min(...means))} to ${text(Math.max(...means))}.`];
}

/** True as well with one replication, which tells nothing of chance: a note says so. */
function isMoreThanChance({ levels }: AxisEffect): boolean {
  return levels.some(({ interval }) => interval === null || !Number.isFinite(interval.low) || interval.low > 0 || interval.high < 0);
}

/** Names the file with the part of each curve that tables leave out. */
export function curveNotes(result: SweepResult): string[] {
  const shown = shownMetrics(result);
  const curves = new Set(result.metrics.filter((metric) => !shown.includes(metric)).map(curveLabel));
  return [...curves].map((label) => `${label}: the rest of the curve is on the page and in summary.csv.`);
}

/** States how many of the points a table of at most `most` shows. */
export function shownLine({ best, pointCount }: SweepResult, most: number): string[] {
  const shown = Math.min(best.length, most);
  return shown === pointCount ? [] : [`${shown} of ${numberText(pointCount, 0)} shown, the best first; summary.csv has all.`];
}

/** Notes the warm-up that is left out, if any. */
export function warmUpNotes({ warmUpMs, leftOut }: { readonly warmUpMs: number | null; readonly leftOut: string | null }): string[] {
  if (warmUpMs === null) return [];
  return [`The first ${durationText(warmUpMs)} of each run are left out as warm-up.`, ...(leftOut === null ? [] : [leftOut])];
}

export function sweepNotes({ effects, failed, failures, runs, isCartesian, identity }: SweepResult): string[] {
  return [
    identity.seeds.length > 1
      ? '± is half of the 95 % interval of the mean, for each point alone. The best of many points is partly the luckiest.'
      : 'One replication tells nothing of chance: give more for intervals.',
    ...warmUpNotes(identity),
    ...(effects.length > 0 && !isCartesian
      ? ['Axes that move together cannot be told apart: their main effects are those of all together.']
      : []),
    ...(effects.length === 0 ? ['There are too many points to look at together: the rows of each are in summary.csv.'] : []),
    ...(failed > 0
      ? [`${numberText(failed, 0)} of ${plural(runs, 'run')} failed; runs.csv says why. The first: ${failures.join('; ')}`]
      : []),
  ];
}

/** Returns null for a single replication: its error is unknown, so the value appears alone. */
export function knownInterval<T extends { readonly estimate: number; readonly low: number; readonly high: number }>(interval: T | null) {
  if (interval === null || Number.isFinite(interval.low)) return interval;
  return { estimate: interval.estimate, low: interval.estimate, high: interval.estimate };
}
