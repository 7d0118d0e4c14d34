import type { Outcome } from '../scenario/text/problem.js';
import { ALPHA, halfWidthOf, meanInterval } from './interval.js';
import { pairedChange, pairsOf } from './paired.js';

/** Rule for a sufficient number of replications. */
export interface PrecisionRule {
  /** The greatest half width, as a share: of the metric's mean, or of the base's mean when two scenarios are compared. */
  readonly halfWidthMost: number;
  /** Number of replications in a batch; only whole batches are judged. */
  readonly batch: number;
  readonly replicationsMin: number;
  readonly replicationsMax: number;
  readonly alpha?: number;
}

/** A chosen metric: values by replication, null where a run has none. With `base` the change from there must be precise. */
export interface PreciseMetric {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly base?: readonly (number | null)[];
}

/** Next action, from the finished replications. */
export interface PrecisionStep {
  readonly kind: 'precise' | 'limit' | 'more';
  /** `precise` and `limit`: the number of replications in the answer, those of the first ids. `more`: the number that must be finished. */
  readonly replications: number;
  /** Relative half widths by metric over the judged replications; null where there is none, which is not precise. */
  readonly halfWidths: Readonly<Record<string, number | null>>;
}

/**
 * Judges one batch more after the other, in the order of the replications' ids, and stops at the first at which every metric is precise
 * enough. `finished`: number of the first ids that are finished without a gap; a last part of a batch is not judged. So neither the order
 * in which runs end nor the number of workers changes the answer.
 */
export function precisionStep(rule: PrecisionRule, metrics: readonly PreciseMetric[], finished: number): PrecisionStep {
  let halfWidths: Readonly<Record<string, number | null>> = Object.fromEntries(metrics.map(({ name }) => [name, null]));
  for (let replications = firstCheck(rule); ; replications = Math.min(rule.replicationsMax, replications + rule.batch)) {
    if (replications > finished) return { kind: 'more', replications, halfWidths };
    halfWidths = Object.fromEntries(metrics.map((metric) => [metric.name, relativeHalfWidth(metric, replications, rule.alpha ?? ALPHA)]));
    if (Object.values(halfWidths).every((width) => width !== null && width <= rule.halfWidthMost))
      return { kind: 'precise', replications, halfWidths };
    if (replications >= rule.replicationsMax) return { kind: 'limit', replications, halfWidths };
  }
}

/** Returns the whole batches with the least number of replications. */
function firstCheck({ batch, replicationsMin, replicationsMax }: PrecisionRule): number {
  return Math.min(replicationsMax, batch * Math.ceil(replicationsMin / batch));
}

/** Returns the relative half width over the first replications; null without an interval, or for one around 0 that is no point. */
function relativeHalfWidth({ values, base }: PreciseMetric, replications: number, alpha: number): number | null {
  const first = values.slice(0, replications);
  if (base !== undefined) {
    const change = pairedChange(pairsOf(base.slice(0, replications), first), alpha);
    return change === null ? null : halfWidthOf(change.interval(alpha));
  }
  const interval = meanInterval(first, alpha);
  if (interval === null) return null;
  const half = halfWidthOf(interval);
  if (half === 0) return 0;
  return interval.estimate === 0 ? null : half / Math.abs(interval.estimate);
}

/** Reads `2%` or `0.02` as a share. */
export function shareOf(text: string): Outcome<number> {
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim()) ?? [];
  const share = Number(digits) / (percent === '%' ? 100 : 1);
  if (share > 0 && share < 1) return { value: share, problems: [] };
  return { problems: [{ path: ['precision'], message: `${text} is no precision: give a share above 0 and below 1, such as 2% or 0.02` }] };
}
