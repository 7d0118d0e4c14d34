import type { MetricSpec } from '../../record/metrics.js';
import type { Contrast, Interval } from '../compare/result.js';
import type { Grade } from './grades.js';

/** Kinds of what-ifs, in the order of docs/advise.md. */
export const FINDING_KINDS = [
  'type',
  'generation',
  'binpack',
  'targetCapacity',
  'warmUp',
  'spot',
  'fargate',
  'trunking',
  'providers',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** The metrics of a finding, one table column each. */
export const ADVICE_METRICS = ['cost', 'wait', 'below', 'risk'] as const;
export type AdviceMetric = (typeof ADVICE_METRICS)[number];

/**
 * Verdicts, the most useful first. `saves`: it costs less, and nothing else may be worse. `risks`: it costs less, and more tasks may be
 * interrupted or some metric may be worse. `trades`: it costs less, and some metric is worse. `helps`: it does not cost less, and some metric
 * is better. Of the others no metric is better: `none` shows nothing, `mayWorsen` hints that something is worse, `worsens` shows it, and
 * `costs` shows that it costs more.
 */
export const FINDING_VERDICTS = ['saves', 'risks', 'trades', 'helps', 'none', 'mayWorsen', 'worsens', 'costs'] as const;
export type FindingVerdict = (typeof FINDING_VERDICTS)[number];

export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly title: string;
  /** With the present state or without it; the base of comparison begins alike. */
  readonly begins: 'present' | 'anew';
  readonly verdict: FindingVerdict;
  readonly contrasts: Readonly<Record<AdviceMetric, Contrast>>;
  readonly grades: Readonly<Record<AdviceMetric, Grade>>;
  /** The least difference of each metric that the replications would have shown, in its unit. */
  readonly detectable: Readonly<Record<AdviceMetric, number | null>>;
  /** Saving in a month of 730 hours; negative: extra cost. */
  readonly savedUsdPerMonth: Interval | null;
  /** The detectable difference of cost, in a month. */
  readonly detectableUsdPerMonth: number | null;
  /** Changes of the scenario in the form of `--set`. */
  readonly settings: readonly string[];
  /** The same change as commands of AWS. */
  readonly change: readonly string[];
}

/** A what-if that was not tried or failed, and the reason. */
export interface NotTried {
  readonly kind: FindingKind;
  readonly title: string;
  readonly why: string;
}

/** The result of the unchanged scenario. */
export interface AdviceBase {
  readonly metrics: Readonly<Record<AdviceMetric, Interval | null>>;
  readonly usdPerMonth: Interval | null;
}

export interface AdviceResult {
  readonly identity: {
    readonly name: string;
    readonly hash: string;
    readonly engineVersion: string;
    readonly command: string;
    readonly seeds: readonly number[];
    readonly durationMs: number;
    readonly warmUpMs: number | null;
  };
  readonly base: AdviceBase;
  /** The base without the present state, for what-ifs that replace instances; null without a present state. */
  readonly baseAnew: AdviceBase | null;
  /** The most valuable first. */
  readonly findings: readonly Finding[];
  readonly notTried: readonly NotTried[];
}

/** How the columns are named, printed and read. */
export const ADVICE_SPECS: Readonly<Record<AdviceMetric, MetricSpec>> = {
  cost: { key: 'cost_usd', label: 'Cost', unit: 'USD', shown: 2, better: 'lower', meaning: 'The bill.' },
  wait: {
    key: 'wait_p95_ms',
    label: 'Wait, p95',
    unit: 'ms',
    shown: 0,
    better: 'lower',
    meaning: 'From request to RUNNING, 95th percentile.',
  },
  below: {
    key: 'below_desired_task_minutes',
    label: 'Below desired',
    unit: 'task-minutes',
    shown: 1,
    better: 'lower',
    meaning: 'Services below their desired counts.',
  },
  risk: {
    key: 'tasks_at_risk',
    label: 'Tasks hit',
    unit: 'tasks',
    shown: 1,
    better: 'lower',
    meaning: 'Tasks interrupted, failed or still waiting at the end.',
  },
};
