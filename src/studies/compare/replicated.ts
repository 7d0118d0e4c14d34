import { type Headline, METRICS, type MetricKey, type MetricSpec } from '../../record/metrics.js';
import { shownMetrics } from '../../report/shown-metrics.js';
import { type ComparedMetric, compare } from '../../statistics/compare.js';
import { ALPHA, meanInterval } from '../../statistics/interval.js';
import { type PrecisionRule, type PrecisionStep, precisionStep } from '../../statistics/precision.js';
import { choiceOf } from './choice.js';
import { contrastOf, unjudged, withoutContrast } from './contrast.js';
import type { Contrast, Failed, ReachedPrecision, ReplicatedComparison } from './result.js';

/** Headline metrics by scenario and replication. */
export type Replications = readonly (readonly Headline[])[];

/** The judged ones that do not decide are one family, with a size known in advance. */
type Shown = MetricSpec & { readonly key: MetricKey; readonly better: 'lower' | 'higher'; readonly isJudged: boolean };

/** They add up to the cost or the tasks missing, or follow from them. Judged as well, they would make every other difference harder to show. */
const FOLLOWING: readonly MetricKey[] = [
  ...(['cost_usd', 'cost_on_demand_usd', 'cost_spot_usd', 'cost_fargate_usd', 'cost_items_usd', 'commitments_usd'] as const),
  ...(['spot_savings_usd', 'spot_savings_percent', 'cost_per_task_hour_usd', 'instance_hours'] as const),
  ...(['cost_unreserved_usd', 'cost_unreserved_percent', 'worst_service_task_minutes'] as const),
];

/** Headline figures are rounded. */
const SAME = 1e-6;

/** Returns every metric with a better direction and with values in these runs. */
export function shownOf(runs: Replications): readonly Shown[] {
  const headlines = runs.flat();
  const hasCommitments = headlines.some((headline) => headline.commitments_usd !== 0);
  const keys = shownMetrics(headlines, hasCommitments);
  return METRICS.flatMap(({ better, ...metric }) =>
    keys.includes(metric.key) && better !== null ? [{ ...metric, better, isJudged: !FOLLOWING.includes(metric.key) }] : [],
  );
}

/** The distribution of percentiles is unknown. */
function isPercentile({ key }: MetricSpec): boolean {
  return /^wait_(p\d+|max)_ms$/.test(key);
}

export interface Replicated {
  readonly scenarios: readonly string[];
  readonly runs: Replications;
  /** The work that each run left undone, by scenario and replication. */
  readonly failures: readonly (readonly (readonly string[])[])[];
  readonly seeds: readonly number[];
  readonly warmUp: ReplicatedComparison['warmUp'];
  readonly precision: ReachedPrecision | null;
  readonly transients?: ReplicatedComparison['transients'];
  readonly limits?: ReplicatedComparison['limits'];
  /** Scenarios that are the first with other faults, by number. */
  readonly faulted?: readonly number[];
}

/**
 * Compares all scenarios with the first, metric by metric. The figures that decide have the verdicts of the choice, so that a figure has one
 * verdict wherever it is shown; the others are one family. The seed of the first replication draws the resamples. A scenario that failed is
 * not compared, and none is compared with it.
 */
export function replicatedComparison(replicated: Replicated): ReplicatedComparison {
  const { scenarios, runs, failures, seeds, warmUp, precision, transients = [], limits = [], faulted = [] } = replicated;
  const failed = failures.map(failedOf);
  const choice = choiceOf({ runs, failed, faulted, seed: seeds[0] });
  const shown = shownOf(runs);
  const others = scenarios.slice(1);
  const compared = shown.flatMap((metric) =>
    others.map((name, i): ComparedMetric & Pick<Shown, 'key' | 'isJudged'> & { readonly scenario: number } => ({
      name: `${name} ${metric.key}`,
      better: metric.better,
      method: isPercentile(metric) ? 'bootstrap' : 't',
      base: valuesOf(runs[0], metric.key),
      other: valuesOf(runs[i + 1], metric.key),
      key: metric.key,
      isJudged: metric.isJudged,
      scenario: i + 1,
    })),
  );
  const rivalOf = (scenario: number) => choice.ofFirst.find((rival) => rival.scenario === scenario);
  const decides = (key: MetricKey) => choice.keys.find((one) => one === key);
  const tests = compared.filter(({ key, isJudged, scenario }) => isJudged && decides(key) === undefined && rivalOf(scenario) !== undefined);
  const verdicts = new Map(compare(tests, { seed: seeds[0] }).map((answer) => [answer.name, contrastOf(answer)]));
  const answers = compared.map((metric): Contrast => {
    const rival = rivalOf(metric.scenario);
    if (rival === undefined) return withoutContrast(metric);
    const deciding = decides(metric.key);
    if (deciding !== undefined) return rival[deciding];
    const judged = verdicts.get(metric.name);
    if (judged !== undefined) return judged;
    const contrast = unjudged(metric, seeds[0]);
    return metric.key === 'cost_usd' ? asCostPerMonth(contrast, rival.cost_per_month_usd) : contrast;
  });
  return {
    scenarios,
    seeds,
    alpha: ALPHA,
    warmUp,
    precision,
    failed,
    transients,
    limits,
    choice,
    metrics: shown.map(({ isJudged: _, ...metric }, m) => ({
      metric,
      base: meanInterval(valuesOf(runs[0], metric.key), ALPHA),
      others: answers.slice(m * others.length, (m + 1) * others.length),
    })),
  };
}

/** The cost is a share of the cost a month and has its verdict. Runs that differ in length differ in cost for that alone. */
function asCostPerMonth(cost: Contrast, month: Contrast): Contrast {
  const isShare = cost.change !== null && Math.abs(cost.change.estimate - (month.change?.estimate ?? Number.NaN)) < SAME;
  return isShare ? { ...cost, verdict: month.verdict } : cost;
}

/** A scenario that fails once may fail again: it is not ranked. */
function failedOf(replications: readonly (readonly string[])[]): Failed | null {
  const failed = replications.filter((clauses) => clauses.length > 0);
  return failed.length === 0 ? null : { replications: failed.length, clauses: failed[0] };
}

/**
 * Measures the precision of the finished runs for `--precision`: the change of each chosen metric of each scenario from the base. Half
 * widths are the widest of the scenarios, by metric.
 */
export function comparedPrecision(rule: PrecisionRule, chosen: readonly MetricKey[], runs: Replications): PrecisionStep {
  const metrics = runs
    .slice(1)
    .flatMap((other, i) => chosen.map((key) => ({ key, name: `${i} ${key}`, values: valuesOf(other, key), base: valuesOf(runs[0], key) })));
  const step = precisionStep(rule, metrics, runs[0].length);
  const halfWidths: Record<string, number | null> = {};
  for (const { key, name } of metrics) {
    const width = step.halfWidths[name];
    if (width === undefined) continue;
    const before = Object.hasOwn(halfWidths, key) ? halfWidths[key] : 0;
    halfWidths[key] = before === null || width === null ? null : Math.max(before, width);
  }
  return { ...step, halfWidths };
}

export function reachedPrecision(rule: PrecisionRule, { kind, halfWidths }: PrecisionStep): ReachedPrecision {
  return { halfWidthMost: rule.halfWidthMost, isReached: kind === 'precise', replicationsMost: rule.replicationsMax, halfWidths };
}

function valuesOf(runs: readonly Headline[], key: MetricKey): (number | null)[] {
  return runs.map((headline) => headline[key]);
}
