import { halfWidthOf } from '../../statistics/interval.js';
import { studentQuantile } from '../../statistics/student.js';
import type { Contrast } from '../compare/result.js';
import type { AdviceMetric, FindingVerdict, Grade } from './result.js';

export function gradeOf({ difference, verdict }: Pick<Contrast, 'difference' | 'verdict'>): Grade {
  if (difference === null || (difference.low === 0 && difference.high === 0)) return 'same';
  if (verdict === 'better' || verdict === 'worse') return verdict;
  return difference.low > 0 ? 'mayWorsen' : 'notShown';
}

/** A true difference is shown in this share of experiments if it is as large as the detectable one. */
const POWER = 0.8;

/**
 * Returns the least true difference that this number of replications would show with a probability of 80 %, at the level of this test: the
 * half width of the decisive interval plus the 80 % quantile of the error. Null if nothing was tested, or if no number of resamples suffices.
 */
export function detectableOf({ difference, decisive, pairs }: Pick<Contrast, 'difference' | 'decisive' | 'pairs'>): number | null {
  if (difference === null || decisive === null) return null;
  const half = halfWidthOf(decisive);
  if (!Number.isFinite(half)) return null;
  const error = halfWidthOf(difference) / studentQuantile(0.05, pairs - 1);
  return half + studentQuantile(2 * (1 - POWER), pairs - 1) * error;
}

/** `hasMoreSpot`: Spot may interrupt more tasks than in the unchanged scenario. */
export function verdictOf(grades: Readonly<Record<AdviceMetric, Grade>>, hasMoreSpot: boolean): FindingVerdict {
  const { cost, ...rest } = grades;
  const others = Object.values(rest);
  if (cost === 'better') {
    if (others.includes('worse')) return 'trades';
    return hasMoreSpot || others.includes('mayWorsen') ? 'risks' : 'saves';
  }
  if (others.includes('better')) return 'helps';
  if (cost === 'worse') return 'costs';
  if (others.includes('worse')) return 'worsens';
  return [cost, ...others].includes('mayWorsen') ? 'mayWorsen' : 'none';
}
