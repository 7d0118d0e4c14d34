import type { Headline } from '../../record/metrics.js';
import { MONTH_MS } from '../../report/month.js';
import { assignmentText } from '../../run/assignment.js';
import { areIdle, type Undone } from '../../run/jobs/undone.js';
import { compare } from '../../statistics/compare.js';
import { ALPHA, halfWidthOf, type Interval, meanInterval } from '../../statistics/interval.js';
import { detectableErrors } from '../../statistics/power.js';
import { studentQuantile } from '../../statistics/student.js';
import type { Contrast } from '../compare/result.js';
import { stepText } from './change-steps.js';
import {
  ADVICE_METRICS,
  type AdviceBase,
  type AdviceMetric,
  FINDING_VERDICTS,
  type Finding,
  type FindingVerdict,
  type Grade,
} from './result.js';
import { isMoreSpot, type SpotRisk } from './spot-risk.js';
import type { WhatIf } from './what-if.js';

const VALUES: Readonly<Record<AdviceMetric, (headline: Headline) => number | null>> = {
  cost: ({ cost_usd }) => cost_usd,
  wait: ({ wait_p95_ms }) => wait_p95_ms,
  below: ({ below_desired_task_minutes }) => below_desired_task_minutes,
  risk: ({ tasks_interrupted, tasks_failed, tasks_waiting }) => sum(tasks_interrupted, tasks_failed, tasks_waiting),
};

function sum(...values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

/** The runs of one scenario, in the order of the seeds. */
export interface Ran {
  readonly headlines: readonly Headline[];
  readonly undone: Undone | null;
  /** Null without Spot. */
  readonly spot: SpotRisk | null;
}

/** A what-if with its runs, and the runs of the base with the same beginning, replication by replication. */
export interface TriedWhatIf {
  readonly whatIf: WhatIf;
  readonly begins: Finding['begins'];
  readonly base: Ran;
  readonly ran: Ran;
}

interface Compared {
  readonly seed: number;
  readonly simulatedMs: number;
}

/** Judges all findings, and puts the most useful first. */
export function findingsOf(tried: readonly TriedWhatIf[], compared: Compared): Finding[] {
  return judged(tried, compared).sort(
    (a, b) => FINDING_VERDICTS.indexOf(a.verdict) - FINDING_VERDICTS.indexOf(b.verdict) || worthOf(b) - worthOf(a),
  );
}

/** Judges all findings as one family: Holm's correction covers all what-ifs and all their columns. */
export function judged(
  tried: readonly TriedWhatIf[],
  { seed, simulatedMs, alpha = ALPHA }: Compared & { readonly alpha?: number },
): Finding[] {
  const compared = tried.flatMap(({ whatIf, base, ran }) =>
    ADVICE_METRICS.map((metric) => ({
      name: `${whatIf.id} ${metric}`,
      better: 'lower' as const,
      method: metric === 'wait' ? ('bootstrap' as const) : ('t' as const),
      base: base.headlines.map(VALUES[metric]),
      other: ran.headlines.map(VALUES[metric]),
    })),
  );
  const answers = compare(compared, { seed, alpha });
  return tried.map(({ whatIf, begins, base, ran: { spot } }, i): Finding => {
    const { id, kind, slot, title, onlyIf = null, set, change } = whatIf;
    const ofWhatIf = answers.slice(i * ADVICE_METRICS.length, (i + 1) * ADVICE_METRICS.length);
    const contrasts = byMetric((_, m): Contrast => ({ ...ofWhatIf[m]!, mean: ofWhatIf[m]!.otherMean }));
    const grades = byMetric((metric) => gradeOf(contrasts[metric]));
    const detectable = byMetric((metric) => detectableOf(contrasts[metric]));
    return {
      id,
      kind,
      slot,
      title,
      onlyIf,
      begins,
      verdict: verdictOf(grades, isMoreSpot(spot, base.spot)),
      contrasts,
      grades,
      detectable,
      savedUsdPerMonth: saved(contrasts.cost.difference, simulatedMs),
      detectableUsdPerMonth: detectable.cost && (detectable.cost * MONTH_MS) / simulatedMs,
      spot,
      settings: set.map(assignmentText),
      change: change.map(stepText),
    };
  });
}

function byMetric<T>(amountOf: (metric: AdviceMetric, index: number) => T): Record<AdviceMetric, T> {
  return Object.fromEntries(ADVICE_METRICS.map((metric, i) => [metric, amountOf(metric, i)])) as Record<AdviceMetric, T>;
}

/** Findings without a saving are ordered by cost as well: the cheapest help comes first. */
function worthOf({ contrasts }: Finding): number {
  return -(contrasts.cost.difference?.estimate ?? 0);
}

function saved(difference: Interval | null, simulatedMs: number): Interval | null {
  if (difference === null) return null;
  const per = MONTH_MS / simulatedMs;
  return { estimate: -difference.estimate * per, low: -difference.high * per, high: -difference.low * per };
}

export function baseOf({ headlines, undone, spot }: Ran, simulatedMs: number): AdviceBase {
  const metrics = byMetric((metric) => meanInterval(headlines.map(VALUES[metric]), ALPHA));
  const { cost } = metrics;
  const per = MONTH_MS / simulatedMs;
  const usdPerMonth = cost && { estimate: cost.estimate * per, low: cost.low * per, high: cost.high * per };
  return { metrics, usdPerMonth, undone, isIdle: areIdle(headlines), spot };
}

function gradeOf({ difference, verdict }: Pick<Contrast, 'difference' | 'verdict'>): Grade {
  if (difference === null || (difference.low === 0 && difference.high === 0)) return 'same';
  if (verdict === 'better' || verdict === 'worse') return verdict;
  return difference.low > 0 ? 'mayWorsen' : 'notShown';
}

/** A true difference is shown in this share of experiments if it is as large as the detectable one. */
const POWER = 0.8;

/**
 * Returns the least true difference that this number of replications would show with a probability of 80 %, at the level of this test, by the
 * error that these replications estimate. Null if nothing was tested, or if no number of resamples suffices.
 */
function detectableOf({ difference, decisive, pairs }: Pick<Contrast, 'difference' | 'decisive' | 'pairs'>): number | null {
  if (difference === null || decisive === null) return null;
  const half = halfWidthOf(decisive);
  if (!Number.isFinite(half)) return null;
  const error = halfWidthOf(difference) / studentQuantile(0.05, pairs - 1);
  return error === 0 ? half : error * detectableErrors(half / error, pairs - 1, POWER);
}

/** `hasMoreSpot`: Spot may interrupt more tasks than in the unchanged scenario. */
function verdictOf(grades: Readonly<Record<AdviceMetric, Grade>>, hasMoreSpot: boolean): FindingVerdict {
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
