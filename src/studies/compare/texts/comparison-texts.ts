import { durationText, listText, numberText, plural, usdText } from '../../../kernel/quantity-text.js';
import type { MetricSpec } from '../../../record/metrics.js';
import { decimalsOf, metricText, smallText, timeText } from '../../../report/metric-text.js';
import { halfWidthOf, type Interval } from '../../../statistics/interval.js';
import type { Contrast, ReplicatedComparison, ReplicatedMetric } from '../result.js';
import { mergedTexts } from './merged-texts.js';

/** Formats a change from the base and its half width: `−14.9 % ± 0.6`; shares in percentage points, amounts where the base is about 0. */
export function changeText(metric: MetricSpec, { change, difference }: Contrast): string {
  if (difference === null) return '–';
  if (difference.low === 0 && difference.high === 0) return '=';
  if (metric.unit === '%') return withError(difference, 1, ' pp');
  if (change !== null) return withError({ estimate: 100 * change.estimate, low: 100 * change.low, high: 100 * change.high }, 1, ' %');
  const time = timeText(metric, Math.abs(difference.estimate));
  if (time !== null) return `${sign(difference.estimate)}${time} ± ${timeText(metric, halfWidthOf(difference))}`;
  return withError(difference, Math.max(1, metric.shown), '');
}

/** Formats a mean and its half width: `$419.86 ± 1.14`. */
export function meanText(metric: MetricSpec, interval: Interval | null): string {
  if (interval === null) return '–';
  const half = halfWidthOf(interval);
  const text = metricText(metric, interval.estimate);
  return half === 0 ? text : `${text} ± ${timeText(metric, half) ?? smallText(half, decimalsOf(metric, interval.estimate))}`;
}

/** A short form for the eye; files have `no difference shown`. */
export function verdictText({ verdict, difference }: Contrast): string {
  if (verdict === 'not judged' || difference === null || (difference.low === 0 && difference.high === 0)) return '';
  return verdict === 'no difference shown' ? 'not shown' : verdict;
}

export function isBetterBy({ verdict }: Contrast): boolean | null {
  return verdict === 'better' ? true : verdict === 'worse' ? false : null;
}

/** Leaves out metrics that are 0 or empty in every run; the files have them. */
export function nonZeroMetrics({ metrics }: ReplicatedComparison): readonly ReplicatedMetric[] {
  const isNotZero = (interval: Interval | null) => interval !== null && (interval.low !== 0 || interval.high !== 0);
  return metrics.filter(({ base, others }) => isNotZero(base) || others.some(({ difference }) => isNotZero(difference)));
}

/** Formats how far apart two scenarios are in cost, without a sign: `18.6 % ± 0.5 %`. */
export function amountText({ change, difference }: Pick<Contrast, 'change' | 'difference'>): string {
  if (change !== null) return `${numberText(100 * Math.abs(change.estimate), 1)} % ± ${smallText(100 * halfWidthOf(change), 1)} %`;
  return difference === null ? 'unknown' : `${usdText(Math.abs(difference.estimate))} ± ${usdText(halfWidthOf(difference))}`;
}

export function replicationNotes(comparison: ReplicatedComparison): string[] {
  const { seeds, alpha, warmUp, precision, scenarios } = comparison;
  const confidence = `${numberText(100 * (1 - alpha), 0, 2)} %`;
  const partly = nonZeroMetrics(comparison).filter(({ others }) => others.some((other) => other.leftOut > 0));
  const leftOut = Math.max(0, ...partly.flatMap(({ others }) => others.map((other) => other.leftOut)));
  return [
    `${plural(seeds.length, 'replication')} of ${plural(scenarios.length, 'scenario')} with common random numbers. ± is half of the ${confidence} interval${familiesText(comparison)}`,
    ...(warmUp === null
      ? []
      : [
          `The first ${durationText(warmUp.ms)} of each run are left out as warm-up${warmUp.isAutomatic ? `, found by ${warmUp.isByPeriods ? 'comparing whole periods of the load' : 'MSER-5'}` : ''}.`,
        ]),
    ...(leftOut > 0
      ? [
          `In up to ${plural(leftOut, 'replication')} ${listText(partly.map(({ metric }) => `"${metric.label.trim()}"`))} had no value in one of the two scenarios: these are not in the difference.`,
        ]
      : []),
    ...(precision === null ? [] : [precisionNote(comparison)]),
    ...(comparison.limits.length === 0 ? [] : [`In the first replication: ${mergedTexts(comparison.limits, scenarios.length).join(' ')}`]),
  ];
}

/** States which comparisons the verdicts hold for together: the figures that decide and all others are a family each. */
function familiesText({ choice, metrics, failed, scenarios }: ReplicatedComparison): string {
  const isDeciding = (key: string) => choice.keys.some((one) => one === key);
  const tested = metrics.filter(({ others }) => others.some(({ pValue }) => pValue !== null));
  const deciding = tested.filter(({ metric }) => isDeciding(metric.key)).map(({ metric }) => `"${metric.label.trim()}"`);
  const others = tested
    .filter(({ metric }) => !isDeciding(metric.key))
    .flatMap((metric) => metric.others.filter(({ pValue }) => pValue !== null));
  const fit = failed.filter((one) => one === null).length;
  const pairs = (choice.keys.length * fit * (fit - 1)) / 2;
  const parts = [
    ...(deciding.length === 0 ? [] : [`on ${listText(deciding)} for ${plural(pairs, 'comparison')} of every pair of scenarios`]),
    ...(others.length === 0 ? [] : [`on other metrics for ${plural(others.length, 'comparison')} with ${scenarios[0]}`]),
  ];
  if (parts.length === 0) return ': nothing could be compared.';
  return `. Verdicts hold together (Holm): ${parts.join(', ')}. "Not shown" does not say that there is no difference.`;
}

function precisionNote({ precision, seeds }: ReplicatedComparison): string {
  const { halfWidthMost, isReached, halfWidths, replicationsMost } = precision!;
  const widths = Object.entries(halfWidths).map(
    ([key, width]) => `${key} ${width === null ? 'unknown' : `± ${smallText(100 * width, 2)} %`}`,
  );
  const aim = `± ${numberText(100 * halfWidthMost, 0, 3)} % of the base`;
  const what = `${widths.join(', ')}, widest of the scenarios`;
  return isReached
    ? `Precise to ${aim} after ${seeds.length} replications: ${what}.`
    : `Not precise to ${aim} after ${seeds.length} replications, at most ${replicationsMost}: ${what}.`;
}

function withError(interval: Interval, decimals: number, unit: string): string {
  const half = halfWidthOf(interval);
  const text = `${sign(interval.estimate)}${smallText(Math.abs(interval.estimate), decimals)}${unit}`;
  return half === 0 ? text : `${text} ± ${smallText(half, decimals)}`;
}

function sign(value: number): string {
  return value < 0 ? '−' : '+';
}
