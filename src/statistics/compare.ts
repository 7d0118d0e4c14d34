import { bootstrap, resamplesFor } from './bootstrap.js';
import { type HolmAnswer, holm } from './holm.js';
import { ALPHA, type Interval, meanOf, type Tested } from './interval.js';
import { differencesOf, type Pairs, pairedChange, pairedDifference, pairsOf } from './paired.js';

/** One metric of two scenarios, a value per replication; null where a run has none. */
export interface ComparedMetric {
  readonly name: string;
  /** The better direction. */
  readonly better: 'lower' | 'higher';
  /** `bootstrap` for percentiles and other values far from normal, `t` for the rest. Below 20 pairs it is always `t`. */
  readonly method: 't' | 'bootstrap';
  readonly base: readonly (number | null)[];
  readonly other: readonly (number | null)[];
}

type Verdict = 'better' | 'worse' | 'no difference shown';

/** Comparison of the other scenario with the base. */
export interface MetricComparison {
  readonly name: string;
  readonly method: 't' | 'bootstrap';
  /** Replications in which both have a value, and the other ones. */
  readonly pairs: number;
  readonly leftOut: number;
  /** Means over the pairs; null without any. */
  readonly baseMean: number | null;
  readonly otherMean: number | null;
  /** other - base, at the requested confidence. Null below two pairs. */
  readonly difference: Interval | null;
  /** mean(other) / mean(base) - 1; null as well where the base is not clearly above 0. */
  readonly change: Interval | null;
  /**
   * The difference at the level of Holm's test: the side of 0 on which it lies is the verdict. By bootstrap, an end is infinite if 199,999
   * resamples are too few for it.
   */
  readonly decisive: Interval | null;
  /** Uncorrected, and corrected for the number of metrics. Null where nothing could be tested. */
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly verdict: Verdict;
}

export interface CompareOptions {
  readonly seed: number;
  readonly alpha?: number;
}

/** With fewer pairs resamples are too similar, and Student's t is more accurate. */
const BOOTSTRAP_PAIRS_MIN = 20;

/** Pairs of a metric, with the method of their test. */
interface Paired {
  readonly metric: ComparedMetric;
  readonly pairs: Pairs;
  readonly method: 't' | 'bootstrap';
}

/** Compares all metrics as one family: Holm's correction covers all metrics with at least two pairs. */
export function compare(metrics: readonly ComparedMetric[], { seed, alpha = ALPHA }: CompareOptions): MetricComparison[] {
  const resampling = { seed, alpha, alphaLeast: alpha / metrics.length };
  const tests = metrics.map((metric) => {
    const pairs = pairsOf(metric.base, metric.other);
    const method = pairs.base.length < BOOTSTRAP_PAIRS_MIN ? 't' : metric.method;
    const paired = { metric, pairs, method } as const;
    return { paired, difference: differenceOf(paired, resampling), change: changeOf(paired, resampling) };
  });
  const tested = tests.flatMap(({ difference }) => (difference === null ? [] : [difference.pValue]));
  const answers = holm(tested, alpha);
  let next = 0;
  return tests.map(({ paired: { metric, pairs, method }, difference, change }) => {
    const answer = difference === null ? null : answers[next++];
    return {
      name: metric.name,
      method,
      pairs: pairs.base.length,
      leftOut: Math.max(metric.base.length, metric.other.length) - pairs.base.length,
      baseMean: meanOf(pairs.base),
      otherMean: meanOf(pairs.other),
      difference: difference?.interval(alpha) ?? null,
      change: change?.interval(alpha) ?? null,
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

interface Resampling {
  readonly seed: number;
  readonly alpha: number;
  /** Strictest level at which a metric may be tested. */
  readonly alphaLeast: number;
}

function differenceOf({ metric, pairs, method }: Paired, { seed, alphaLeast }: Resampling): Tested | null {
  if (method === 't') return pairedDifference(pairs);
  const differences = differencesOf(pairs);
  const { length } = differences;
  const options = { seed, name: metric.name, resamples: resamplesFor(length, alphaLeast) };
  return bootstrap(length, (indexes) => meanAt(differences, indexes), options);
}

function changeOf({ metric, pairs, method }: Paired, { seed, alpha }: Resampling): Tested | null {
  const change = pairedChange(pairs, alpha);
  if (method === 't' || change === null) return change;
  const ratio = (indexes: Int32Array) => meanAt(pairs.other, indexes) / meanAt(pairs.base, indexes) - 1;
  return bootstrap(pairs.base.length, ratio, { seed, name: metric.name });
}

function meanAt(values: readonly number[], indexes: Int32Array): number {
  let sum = 0;
  for (const i of indexes) sum += values[i];
  return sum / indexes.length;
}
