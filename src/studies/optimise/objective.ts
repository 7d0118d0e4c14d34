import type { Comparison } from '../../record/expect/expectation.js';
import { holm } from '../../statistics/holm.js';
import { meanOf, testedMean } from '../../statistics/interval.js';
import type { ObjectiveVerdict, PointVerdict } from './result.js';

/** A limit with the measured and the limiting value by replication; null where a replication had nothing to measure. */
export interface ObjectiveRuns {
  readonly comparison: Comparison;
  readonly found: readonly (number | null)[];
  readonly against: readonly (number | null)[];
}

/** Returns the excess of each replication over the limit: at most 0 is within. */
function excessOf({ comparison, found, against }: ObjectiveRuns): (number | null)[] {
  const sign = comparison.startsWith('<') ? 1 : -1;
  return found.map((value, i) => {
    const limit = against[i] ?? null;
    return value === null || limit === null ? null : sign * (value - limit);
  });
}

/** Null if a replication had nothing to measure: no objective holds for such a point. */
function wholeExcess(objective: ObjectiveRuns): readonly number[] | null {
  const excess = excessOf(objective);
  return excess.length === 0 || excess.includes(null) ? null : (excess as number[]);
}

/** Returns the excess of the mean over the limit, as a share of the limit; 0 within. */
export function shortfallOf(objective: ObjectiveRuns): number {
  const excess = wholeExcess(objective);
  if (excess === null) return Number.POSITIVE_INFINITY;
  const limit = Math.abs(meanOf(objective.against as number[])!);
  return Math.max(0, meanOf(excess)!) / (limit === 0 ? 1 : limit);
}

/** Standard errors within which a mean may be on the other side of the limit. */
const ERRORS = 2;

/** Returns whether a few replications leave it possible that the limit holds. */
export function mayBeMet(objective: ObjectiveRuns): boolean {
  const excess = wholeExcess(objective);
  if (excess === null) return false;
  const mean = meanOf(excess)!;
  const squares = excess.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = excess.length < 2 ? 0 : Math.sqrt(squares / (excess.length - 1) / excess.length);
  return mean - ERRORS * error <= 0;
}

interface Judged {
  readonly verdict: ObjectiveVerdict;
  /** P value of the hypothesis that the mean is at the limit; 1 if the mean is beyond it or unknown. */
  readonly pValue: number;
}

/** Judges one objective of one point, by the interval of the excess of the mean. */
function judged(objective: ObjectiveRuns, alpha: number): Judged {
  const excess = wholeExcess(objective);
  const tested = excess === null ? null : testedMean(excess);
  if (tested === null) return { verdict: 'not shown', pValue: 1 };
  const { low, high, estimate } = tested.interval(alpha);
  // Without variance the comparison alone decides whether a value at the limit is within.
  const isLimitKept = objective.comparison.endsWith('=');
  if (low === high)
    return estimate < 0 || (estimate === 0 && isLimitKept) ? { verdict: 'met', pValue: 0 } : { verdict: 'missed', pValue: 1 };
  const pValue = estimate < 0 ? tested.pValue : 1;
  return { verdict: high < 0 ? 'met' : low > 0 ? 'missed' : 'not shown', pValue };
}

/**
 * Judges which points meet all their objectives. A point's p value is the greatest of its objectives (all must hold, so the weakest
 * decides), and Holm's procedure covers the points: the probability that any point wrongly counts as valid is at most alpha, for any number
 * of points. `missed` uses a single interval.
 */
export function judgePoints(
  points: readonly (readonly ObjectiveRuns[])[],
  alpha: number,
): { verdict: PointVerdict; objectives: ObjectiveVerdict[] }[] {
  const all = points.map((objectives) => objectives.map((objective) => judged(objective, alpha)));
  const pValues = all.map((objectives) => Math.max(...objectives.map(({ pValue }) => pValue)));
  const answers = holm(pValues, alpha);
  return all.map((objectives, i) => {
    const verdicts = objectives.map(({ verdict }) => verdict);
    return { verdict: verdicts.includes('missed') ? 'misses' : answers[i].isRejected ? 'meets' : 'not shown', objectives: verdicts };
  });
}
