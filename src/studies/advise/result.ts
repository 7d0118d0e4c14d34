import type { MetricSpec } from '../../record/metrics.js';
import type { Contrast, Interval } from '../compare/result.js';

/** What is tried, in the order of docs/advise.md. */
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

/** What a finding is judged by, as one table column each. */
export const ADVICE_METRICS = ['cost', 'wait', 'below', 'risk'] as const;
export type AdviceMetric = (typeof ADVICE_METRICS)[number];

/**
 * `saves`: it costs less and nothing else is shown to be worse. `trades`: it costs less, and something is worse. `helps`: it does not cost less, and something
 * is better. `none`: nothing is shown to be better.
 */
export type FindingVerdict = 'saves' | 'trades' | 'helps' | 'none';

export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly title: string;
  /** With the cluster as it was found, or anew, which the scenario that it is judged against does as well. */
  readonly begins: 'present' | 'anew';
  readonly verdict: FindingVerdict;
  readonly contrasts: Readonly<Record<AdviceMetric, Contrast>>;
  /** What is saved in a month of 730 hours; less than 0: what it costs more. */
  readonly savedUsdPerMonth: Interval | null;
  /** Changes of the scenario, as `--set` takes them. */
  readonly settings: readonly string[];
  /** The same in AWS's own terms. */
  readonly change: readonly string[];
}

/** What was not tried, or came to nothing, and why. */
export interface NotTried {
  readonly kind: FindingKind;
  readonly title: string;
  readonly why: string;
}

/** What the scenario comes to as it is. */
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
  /** Without the cluster as it was found, which what replaces instances is judged against; null where none was found. */
  readonly baseAnew: AdviceBase | null;
  /** The most worth doing first. */
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
