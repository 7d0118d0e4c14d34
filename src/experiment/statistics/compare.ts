import { bootstrap, RESAMPLES } from './bootstrap.js';
import { type HolmAnswer, holm } from './holm.js';
import { ALPHA, type Interval, meanOf, type Tested } from './interval.js';
import { differencesOf, type Pairs, pairedChange, pairedDifference, pairsOf } from './paired.js';

/** One metric of two scenarios, a value per replication; null where a run has none. */
export interface ComparedMetric {
  readonly name: string;
  /** Which direction is the better one. */
  readonly better: 'lower' | 'higher';
  /** `bootstrap` for percentiles and what else is far from normal, `t` for the rest. */
  readonly method: 't' | 'bootstrap';
  readonly base: readonly (number | null)[];
  readonly other: readonly (number | null)[];
}

export type Verdict = 'better' | 'worse' | 'no difference shown';

/** What the replications say of the other scenario against the base. */
export interface MetricComparison {
  readonly name: string;
  readonly method: 't' | 'bootstrap';
  /** Replications in which both have a value, and those in which only one has or neither. */
  readonly pairs: number;
  readonly leftOut: number;
  /** Means over the pairs; null without any. */
  readonly baseMean: number | null;
  readonly otherMean: number | null;
  /** other - base, at the confidence asked for. Null below two pairs. */
  readonly difference: Interval | null;
  /** mean(other) / mean(base) - 1; null as well where the base is not clearly above 0. */
  readonly change: Interval | null;
  /** The difference at the level at which Holm's procedure tested it: the verdict is the side of 0 on which this lies. */
  readonly decisive: Interval | null;
  /** Uncorrected, and corrected for the number of metrics. Null where nothing could be tested. */
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly verdict: Verdict;
}

export interface CompareOptions {
  readonly seed: number;
  readonly alpha?: number;
  readonly resamples?: number;
}

/** Everything that is asked at once is one family: Holm's correction is over all metrics that have at least two pairs. */
export function compare(metrics: readonly ComparedMetric[], options: CompareOptions): MetricComparison[] {
  const alpha = options.alpha ?? ALPHA;
  const tests = metrics.map((metric) => {
    const pairs = pairsOf(metric.base, metric.other);
    return { metric, pairs, difference: differenceOf(metric, pairs, options) };
  });
  const tested = tests.flatMap(({ difference }) => (difference === null ? [] : [difference.pValue]));
  const answers = holm(tested, alpha);
  let next = 0;
  return tests.map(({ metric, pairs, difference }) => {
    const answer = difference === null ? null : answers[next++];
    return {
      name: metric.name,
      method: metric.method,
      pairs: pairs.base.length,
      leftOut: Math.max(metric.base.length, metric.other.length) - pairs.base.length,
      baseMean: meanOf(pairs.base),
      otherMean: meanOf(pairs.other),
      difference: difference?.interval(alpha) ?? null,
      change: changeOf(metric, pairs, options)?.interval(alpha) ?? null,
      decisive: answer === null ? null : difference!.interval(answer.alpha),
      pValue: difference?.pValue ?? null,
      adjustedPValue: answer?.adjusted ?? null,
      verdict: verdictOf(metric.better, difference, answer),
    };
  });
}

function verdictOf(better: 'lower' | 'higher', difference: Tested | null, answer: HolmAnswer | null): Verdict {
  if (difference === null || answer === null || !answer.isRejected) return 'no difference shown';
  return difference.estimate < 0 === (better === 'lower') ? 'better' : 'worse';
}

function differenceOf({ name, method }: ComparedMetric, pairs: Pairs, { seed, resamples = RESAMPLES }: CompareOptions): Tested | null {
  if (method === 't') return pairedDifference(pairs);
  const differences = differencesOf(pairs);
  return bootstrap(differences.length, (indexes) => meanAt(differences, indexes), { seed, name, resamples });
}

function changeOf({ name, method }: ComparedMetric, pairs: Pairs, options: CompareOptions): Tested | null {
  const change = pairedChange(pairs, options.alpha ?? ALPHA);
  if (method === 't' || change === null) return change;
  const { seed, resamples = RESAMPLES } = options;
  const ratio = (indexes: Int32Array) => meanAt(pairs.other, indexes) / meanAt(pairs.base, indexes) - 1;
  return bootstrap(pairs.base.length, ratio, { seed, name, resamples });
}

/** The mean of the values at the indexes. */
function meanAt(values: readonly number[], indexes: Int32Array): number {
  let sum = 0;
  for (const i of indexes) sum += values[i];
  return sum / indexes.length;
}
