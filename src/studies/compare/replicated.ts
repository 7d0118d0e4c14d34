import { type Headline, METRICS, type MetricKey, type MetricSpec } from '../../record/metrics.js';
import { shownMetrics } from '../../report/shown-metrics.js';
import { type ComparedMetric, compare, type MetricComparison } from '../../statistics/compare.js';
import { ALPHA, meanInterval } from '../../statistics/interval.js';
import { type PrecisionRule, type PrecisionStep, precisionStep } from '../../statistics/precision.js';
import type { Contrast, ReachedPrecision, ReplicatedComparison } from './result.js';

/** Headline metrics by scenario and replication. */
export type Replications = readonly (readonly Headline[])[];

type Judged = MetricSpec & { readonly key: MetricKey; readonly better: 'lower' | 'higher' };

/** Returns every metric with a better direction and with values in these runs. They are one family, with a size known in advance. */
export function judgedMetrics(runs: Replications): readonly Judged[] {
  const headlines = runs.flat();
  const keys = shownMetrics(
    headlines,
    headlines.some((headline) => headline.commitments_usd !== 0),
  );
  return METRICS.flatMap(({ better, ...metric }) => (keys.includes(metric.key) && better !== null ? [{ ...metric, better }] : []));
}

/** The distribution of percentiles is unknown. */
function isPercentile({ key }: MetricSpec): boolean {
  return /^wait_(p\d+|max)_ms$/.test(key);
}

export interface Replicated {
  readonly scenarios: readonly string[];
  readonly runs: Replications;
  readonly seeds: readonly number[];
  readonly warmUp: ReplicatedComparison['warmUp'];
  readonly precision: ReachedPrecision | null;
}

/** Compares all scenarios with the first, metric by metric, as one family. The seed of the first replication draws the resamples. */
export function replicatedComparison({ scenarios, runs, seeds, warmUp, precision }: Replicated): ReplicatedComparison {
  const metrics = judgedMetrics(runs);
  const others = scenarios.slice(1);
  const compared = metrics.flatMap((metric) =>
    others.map(
      (name, i): ComparedMetric => ({
        name: `${name} ${metric.key}`,
        better: metric.better,
        method: isPercentile(metric) ? 'bootstrap' : 't',
        base: valuesOf(runs[0], metric.key),
        other: valuesOf(runs[i + 1], metric.key),
      }),
    ),
  );
  const answers = compare(compared, { seed: seeds[0] });
  return {
    scenarios,
    seeds,
    alpha: ALPHA,
    warmUp,
    precision,
    metrics: metrics.map((metric, m) => ({
      metric,
      base: meanInterval(
        valuesOf(runs[0], metric.key).filter((value) => value !== null),
        ALPHA,
      ),
      others: answers.slice(m * others.length, (m + 1) * others.length).map(contrastOf),
    })),
  };
}

/** Measures the precision of the finished runs for `--precision`: the change of each chosen metric of each scenario from the base. */
export function comparedPrecision(rule: PrecisionRule, chosen: readonly MetricKey[], runs: Replications): PrecisionStep {
  const metrics = runs
    .slice(1)
    .flatMap((other, i) => chosen.map((key) => ({ name: `${i} ${key}`, values: valuesOf(other, key), base: valuesOf(runs[0], key) })));
  return precisionStep(rule, metrics, runs[0].length);
}

/** Returns the widest half width of the scenarios, by metric. */
export function reachedPrecision(rule: PrecisionRule, { kind, halfWidths }: PrecisionStep): ReachedPrecision {
  const widest: Record<string, number | null> = {};
  for (const [name, width] of Object.entries(halfWidths)) {
    const key = name.slice(name.indexOf(' ') + 1);
    const before = Object.hasOwn(widest, key) ? widest[key] : 0;
    widest[key] = before === null || width === null ? null : Math.max(before, width);
  }
  return {
    halfWidthMost: rule.halfWidthMost,
    isReached: kind === 'precise',
    replicationsMost: rule.replicationsMax,
    halfWidths: widest,
  };
}

function valuesOf(runs: readonly Headline[], key: MetricKey): (number | null)[] {
  return runs.map((headline) => headline[key]);
}

function contrastOf({ otherMean: mean, name: _, baseMean: __, ...rest }: MetricComparison): Contrast {
  return { mean, ...rest };
}
