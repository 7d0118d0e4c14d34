import { type ComparedMetric, compare, type MetricComparison } from '../../statistics/compare.js';
import { meanOf } from '../../statistics/interval.js';
import type { Contrast } from './result.js';

/** Returns the difference of two scenarios in one metric, without their names. */
export function contrastOf({ otherMean: mean, name: _, baseMean: __, ...rest }: MetricComparison): Contrast {
  return { mean, ...rest };
}

/** The difference with its interval, but no verdict: the metric takes no part in the correction for many metrics. */
export function unjudged(metric: ComparedMetric, seed: number): Contrast {
  const [alone] = compare([metric], { seed });
  return { ...contrastOf(alone), ...NOT_JUDGED };
}

/** Returns the mean alone, for a comparison in which a scenario failed. */
export function withoutContrast({ other }: Pick<ComparedMetric, 'other'>): Contrast {
  const values = other.filter((value) => value !== null);
  return { mean: meanOf(values), method: 't', pairs: 0, leftOut: 0, difference: null, change: null, ...NOT_JUDGED };
}

const NOT_JUDGED = { decisive: null, pValue: null, adjustedPValue: null, verdict: 'not judged' } as const;
