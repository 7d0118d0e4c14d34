import type { Ms } from '../../kernel/event-loop.js';
import type { MetricSpec } from '../../record/metrics.js';
import type { Undone } from '../../run/jobs/undone.js';
import type { Interval } from '../../statistics/interval.js';
import type { Contrast } from '../compare/result.js';
import type { ReplicatedRuns } from '../compare/run.js';
import type { ManyRunsIdentity } from '../sweep/result.js';
import type { SpotRisk } from './spot-risk.js';

/** Kinds of what-ifs, in the order of docs/reference/what-ifs.md. */
export const FINDING_KINDS = [
  'type',
  'generation',
  'family',
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

/**
 * The evidence of a difference, where less is better. `mayWorsen`: its own 95 % interval is above 0, but the correction for all comparisons does
 * not let that count as shown. There is no such word for a possible gain: a planner should not act on one that is not shown.
 */
export type Grade = 'better' | 'worse' | 'mayWorsen' | 'notShown' | 'same';

export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly slot: string;
  readonly title: string;
  /** A condition that the run cannot check; null: none. */
  readonly onlyIf: string | null;
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
  /** The risk of Spot; null without Spot. */
  readonly spot: SpotRisk | null;
  /** Changes of the scenario in the form of `--set`. */
  readonly settings: readonly string[];
  /** The same change as commands of AWS. */
  readonly change: readonly string[];
}

/** A what-if that does not apply, was not tried or failed, and the reason. */
export interface NotTried {
  readonly kind: FindingKind;
  readonly title: string;
  readonly why: string;
}

/** The result of the unchanged scenario. */
export interface AdviceBase {
  readonly metrics: Readonly<Record<AdviceMetric, Interval | null>>;
  readonly usdPerMonth: Interval | null;
  /** Null: all runs did their work. */
  readonly undone: Undone | null;
  /** No task but daemons ran in any run. */
  readonly isIdle: boolean;
  readonly spot: SpotRisk | null;
}

/** A what-if after those before it. */
export interface PathStep {
  /** Against the scenario with the steps before it. */
  readonly added: Finding;
  /** All steps up to this one against the scenario without any. */
  readonly total: Finding;
  /** The scenario with all steps up to this one. */
  readonly state: AdviceBase;
}

/** What-ifs that improve the scenario one after the other: those without a risk first, those that make something worse last. */
export interface AdvicePath {
  readonly base: AdviceBase;
  readonly steps: readonly PathStep[];
  readonly ends: PathEnds;
  /** What-ifs that were worth doing alone, and are no step, with the reason. */
  readonly passedOver: readonly NotTried[];
  readonly trials: number;
}

/** The steps at which one may stop: before the first risk, before something gets worse, and at the end. Null: before the first step, or as the end before. */
export interface PathEnds {
  readonly safe: PathEnd | null;
  readonly advised: PathEnd | null;
  readonly all: PathEnd | null;
}

/** Several steps as one change. */
export interface PathEnd {
  /** How many steps there are up to here. */
  readonly steps: number;
  /** As `--set` takes them, and as commands of AWS. */
  readonly settings: readonly string[];
  readonly change: readonly string[];
  /** Against the base in replications that had no part in the choice; null if one of them failed. */
  readonly confirmed: Finding | null;
}

/** Returns the time that figures cover: the run without its warm-up. */
export function measuredMs({ durationMs, warmUpMs }: { readonly durationMs: Ms; readonly warmUpMs: Ms | null }): Ms {
  return durationMs - (warmUpMs ?? 0);
}

export interface AdviceResult {
  readonly identity: Omit<ManyRunsIdentity, 'scenario' | 'measuredMs'> & { readonly durationMs: number };
  readonly base: AdviceBase;
  /** The base without the present state, for what-ifs that replace instances; null without a present state. */
  readonly baseAnew: AdviceBase | null;
  /** What-ifs done together, one after the other; null where none is worth doing. */
  readonly path: AdvicePath | null;
  /** All runs, those of the path among them. */
  readonly runs: number;
  /** The most valuable first. */
  readonly findings: readonly Finding[];
  readonly notTried: readonly NotTried[];
  /** Instance types that the scenario prices. Absent: none. */
  readonly ownPrices?: readonly string[];
  /** The advised steps over plausible ECSs; null: nothing is advised. Absent: it was not requested. */
  readonly uncertain?: ReplicatedRuns['uncertain'];
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
    label: 'Tasks missing',
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
