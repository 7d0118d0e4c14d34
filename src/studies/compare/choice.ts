import type { Headline } from '../../record/metrics.js';
import { areIdle } from '../../run/jobs/undone.js';
import { type ComparedMetric, compare } from '../../statistics/compare.js';
import { ALPHA, meanInterval, meanOf } from '../../statistics/interval.js';
import { contrastOf, withoutContrast } from './contrast.js';
import { type Choice, type Contrast, DECIDING, type DecidingKey, type Failed, type Rival } from './result.js';

type Pair = readonly [base: number, other: number];

const OPPOSITE = {
  better: 'worse',
  worse: 'better',
  'no difference shown': 'no difference shown',
  'not judged': 'not judged',
} as const satisfies Record<Contrast['verdict'], Contrast['verdict']>;

interface Candidates {
  /** By scenario and replication. */
  readonly runs: readonly (readonly Headline[])[];
  readonly failed: readonly (Failed | null)[];
  /** Scenarios that are the first with other faults: they show what these do, and are no choice. */
  readonly faulted: readonly number[];
  readonly seed: number;
}

/**
 * Chooses one of the scenarios that did their work. Every pair of them is compared in every deciding figure, as one family, so that the
 * choice may look at the results first.
 */
export function choiceOf({ runs, failed, faulted, seed }: Candidates): Choice {
  const fit = runs.flatMap((_, i) => (failed[i] === null ? [i] : []));
  const valuesOf = (i: number, key: DecidingKey) => runs[i].map((headline) => headline[key]);
  const means = runs.map((_, i) =>
    Object.fromEntries(DECIDING.map((key) => [key, meanInterval(valuesOf(i, key), ALPHA)])),
  ) as unknown as Choice['means'];
  const keys = DECIDING.filter((key) => key === 'cost_per_month_usd' || runs.flat().some((headline) => (headline[key] ?? 0) > 0));
  const pairs = fit.flatMap((one, nth) => fit.slice(nth + 1).map((other): Pair => [one, other]));
  const metrics = pairs.flatMap((pair) => keys.map((key) => metricOf(key, pair, valuesOf)));
  const found = new Map(compare(metrics, { seed }).map((contrast) => [contrast.name, contrastOf(contrast)]));
  const contrast = (key: DecidingKey, [base, other]: Pair): Contrast => {
    if (!keys.includes(key)) return withoutContrast({ other: valuesOf(other, key) });
    if (base < other) return found.get(pairName(key, [base, other]))!;
    // The same test seen from the other side: its shares are of the other one, and its verdict is the opposite.
    const [mirrored] = compare([metricOf(key, [base, other], valuesOf)], { seed });
    return { ...contrastOf(mirrored), verdict: OPPOSITE[found.get(pairName(key, [other, base]))!.verdict] };
  };
  const against = (i: number, base: number): Rival => ({
    scenario: i,
    ...(Object.fromEntries(DECIDING.map((key) => [key, contrast(key, [base, i])])) as Omit<Rival, 'scenario'>),
  });
  const options = fit.filter((i) => !faulted.includes(i));
  const chosen = best(options, { mean: (i, key) => meanOf(withoutNull(valuesOf(i, key))) ?? Number.POSITIVE_INFINITY, against });
  return {
    chosen,
    keys,
    means,
    faulted,
    idle: options.filter((i) => areIdle(runs[i])),
    rivals: chosen === null ? [] : options.flatMap((i) => (i === chosen ? [] : [against(i, chosen)])),
    ofFirst: failed[0] === null ? fit.slice(1).map((i) => against(i, 0)) : [],
  };
}

interface Known {
  readonly mean: (i: number, key: DecidingKey) => number;
  readonly against: (i: number, j: number) => Rival;
}

/**
 * Returns the cheapest by its mean. Among those not shown to cost more, one that is shown better in waiting or availability and worse in
 * neither comes before it; the first scenario, where nothing is shown against it, comes before all, because a change has a cost of its own.
 */
function best(fit: readonly number[], { mean, against }: Known): number | null {
  if (fit.length === 0) return null;
  const least = (among: readonly number[], key: DecidingKey) => among.reduce((low, i) => (mean(i, key) < mean(low, key) ? i : low));
  const cheapest = least(fit, 'cost_per_month_usd');
  const isTied = (i: number, with_: number) => against(i, with_).cost_per_month_usd.verdict === 'no difference shown';
  const isBetter = (i: number, than: number) => {
    const verdicts = DECIDING.map((key) => against(i, than)[key].verdict);
    return verdicts.includes('better') && !verdicts.includes('worse');
  };
  const tied = fit.filter((i) => i !== cheapest && isTied(i, cheapest));
  const better = tied.filter((i) => isBetter(i, cheapest));
  const found = better.length === 0 ? cheapest : least(better, 'wait_p95_ms');
  return found !== 0 && tied.includes(0) && !isBetter(found, 0) ? 0 : found;
}

function withoutNull(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function pairName(key: DecidingKey, [base, other]: Pair): string {
  return `${key} of ${other} against ${base}`;
}

function metricOf(key: DecidingKey, pair: Pair, valuesOf: (i: number, key: DecidingKey) => readonly (number | null)[]): ComparedMetric {
  const [base, other] = pair.map((i) => valuesOf(i, key));
  return { name: pairName(key, pair), better: 'lower', method: key === 'wait_p95_ms' ? 'bootstrap' : 't', base, other };
}
