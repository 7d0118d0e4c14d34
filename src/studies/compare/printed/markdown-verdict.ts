import { numberText, usdText } from '../../../kernel/quantity-text.js';
import { metricSpec } from '../../../record/metric-names.js';
import { metricText } from '../../../report/metric-text.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { Interval } from '../../../statistics/interval.js';
import type { ReplicatedComparison, Rival } from '../result.js';
import { hasFailed } from '../rows.js';
import { amountText } from '../texts/comparison-texts.js';
import { cell } from './markdown-parts.js';

export const MARKED = { better: '✅', worse: '❌' } as const;

/** The effect of a scenario on money, waiting and availability, in one line. */
export function verdictLine(runs: readonly FinishedRun[], replicated: ReplicatedComparison | null, i: number): string {
  const [base, head] = [runs[0]!, runs[i]!];
  const names = { base: cell(base.identity.name), head: cell(head.identity.name) };
  const failed = failedLine(runs, replicated, i);
  if (failed !== null) return failed;
  if (base.identity.digest === head.identity.digest && headlineOf(base).cost_usd === headlineOf(head).cost_usd)
    return `**${names.head} does the same as ${names.base}**: no figure differs.`;
  const rival = replicated?.choice.ofFirst.find(({ scenario }) => scenario === i);
  const { cost, service } = rival === undefined ? singleClauses(base, head) : shownClauses(rival, monthOf(replicated!, i));
  return `**${names.head} ${cost(names.base)}**; ${service.join(', ')}.`;
}

function failedLine(runs: readonly FinishedRun[], replicated: ReplicatedComparison | null, i: number): string | null {
  for (const side of [i, 0]) {
    const { identity, record } = runs[side]!;
    const often = replicated?.failed[side];
    const clauses = often?.clauses ?? record.failures;
    if (often == null && !hasFailed(runs[side]!)) continue;
    return `**${MARKED.worse} ${cell(identity.name)} did not do its work**, and is not compared: it ${cell(clauses.join('; it '))}.`;
  }
  return null;
}

function headlineOf({ record }: FinishedRun) {
  return record.metrics.headline;
}

interface Clauses {
  /** The difference in cost from a scenario of this name. */
  readonly cost: (base: string) => string;
  readonly service: readonly string[];
}

function singleClauses(base: FinishedRun, head: FinishedRun): Clauses {
  const [before, after] = [base, head].map((run) => headlineOf(run).cost_per_month_usd ?? 0) as [number, number];
  const less = after < before;
  const share = before === 0 ? '' : ` (${less ? '' : '+'}${numberText((100 * (after - before)) / before, 1)} %)`;
  const amount = usdText(Math.abs(after - before));
  const cost = (name: string) =>
    after === before ? `costs as much as ${name}` : `costs ${amount} a month ${less ? 'less' : 'more'} than ${name}${share}`;
  const service = (['wait_p95_ms', 'below_desired_task_minutes'] as const).map((key) =>
    serviceClause(key, [headlineOf(base)[key], headlineOf(head)[key]]),
  );
  return { cost, service };
}

/** Compares a figure of service of the base with that of the other scenario. */
function serviceClause(key: keyof typeof WORDS, [before, after]: readonly [number | null, number | null]): string {
  const metric = metricSpec(key);
  const [was, is] = [metricText(metric, before), metricText(metric, after)];
  if (before === after)
    return key === 'wait_p95_ms' ? `95 % of tasks start within ${is} as before` : `services miss as many tasks as before: ${is}`;
  if (key === 'wait_p95_ms') return `95 % of tasks start within ${is}, before ${was}`;
  return `services are ${is} below their desired counts, before ${was}`;
}

/** The difference of the cost of a month from that of the first scenario. */
function monthOf({ metrics }: ReplicatedComparison, i: number): Interval | null {
  return metrics.find(({ metric }) => metric.key === 'cost_per_month_usd')?.others[i - 1]?.difference ?? null;
}

/** Only what the replications show. */
function shownClauses(rival: Rival, month: Interval | null): Clauses {
  const { verdict, difference } = rival.cost_per_month_usd;
  const direction = (difference?.estimate ?? 0) < 0 ? 'less' : 'more';
  const share = amountText(rival.cost_per_month_usd);
  const cost = (base: string) => {
    if (verdict !== 'better' && verdict !== 'worse') return `is not shown to differ in cost from ${base}`;
    if (month === null) return `costs ${share} ${direction} than ${base}`;
    return `costs ${amountText({ difference: month, change: null })} a month ${direction} than ${base} (${share})`;
  };
  return { cost, service: [shownClause('wait_p95_ms', rival), shownClause('below_desired_task_minutes', rival)] };
}

/** Of the figures of service: better, worse, equal in all runs, and not shown. */
const WORDS = {
  wait_p95_ms: [
    'its tasks start sooner (p95)',
    'its tasks start later (p95)',
    'its tasks wait as long',
    'no difference in waiting is shown',
  ],
  below_desired_task_minutes: [
    'its services miss fewer tasks',
    'its services miss more tasks',
    'its services miss as many tasks',
    'no difference in missing tasks is shown',
  ],
} as const;

function shownClause(key: keyof typeof WORDS, rival: Rival): string {
  const [better, worse, equal, none] = WORDS[key];
  const { verdict, difference } = rival[key];
  if (verdict === 'better') return better;
  if (verdict === 'worse') return worse;
  return difference !== null && difference.low === 0 && difference.high === 0 ? equal : none;
}
