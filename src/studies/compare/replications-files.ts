import { sentenceText } from '../../kernel/sentence.js';
import { significant } from '../../record/digits.js';
import { type Column, column } from '../../record/tables/column.js';
import { SUMMARY, type SummaryRow } from '../../record/tables/summary.js';
import { tableText } from '../../report/csv/table.js';
import type { Interval } from '../../statistics/interval.js';
import type { Contrast, ReplicatedComparison, ScenarioSentence } from './result.js';

interface ReplicationRow extends SummaryRow {
  readonly replication: number;
}

const COLUMNS: readonly Column<ReplicationRow>[] = [
  column('replication', '', 'Number of the replication, from 1.', ({ replication }) => replication),
  ...SUMMARY.columns,
];

/** replications.csv: the replication, then the columns of summary.csv; all replications of a scenario, then those of the next. */
export function replicationsCsv(runs: readonly (readonly SummaryRow[])[]): string {
  const rows = runs.flatMap((replications) => replications.map((run, r): ReplicationRow => ({ ...run, replication: r + 1 })));
  return tableText(COLUMNS, rows);
}

/** Returns `replications` of comparison.json. */
export function replicationsJson(comparison: ReplicatedComparison): Record<string, unknown> {
  const { scenarios, seeds, alpha, warmUp, precision, metrics, failed } = comparison;
  const [, ...others] = scenarios;
  return {
    count: seeds.length,
    seeds,
    confidence: significant(1 - alpha),
    ...(warmUp === null ? {} : { warm_up_ms: warmUp.ms, is_warm_up_automatic: warmUp.isAutomatic }),
    ...(precision === null
      ? {}
      : {
          precision: {
            half_width_most: precision.halfWidthMost,
            is_reached: precision.isReached,
            replications_most: precision.replicationsMost,
            half_widths: Object.fromEntries(Object.entries(precision.halfWidths).map(([key, width]) => [key, significant(width)])),
          },
        }),
    answer: answerOf(comparison),
    failed: failed.flatMap((one, i) =>
      one === null ? [] : [{ scenario: scenarios[i], replications: one.replications, clauses: one.clauses }],
    ),
    transients: comparison.transients.map(namedText),
    limits_reached: comparison.limits.map(namedText),
    base: { scenario: scenarios[0], metrics: Object.fromEntries(metrics.map(({ metric, base }) => [metric.key, intervalOf(base)])) },
    others: others.map((scenario, i) => ({
      scenario,
      metrics: Object.fromEntries(metrics.map((one) => [one.metric.key, contrastOf(one.others[i])])),
    })),
  };
}

function namedText({ scenario, sentence }: ScenarioSentence): string {
  return `${scenario}: ${sentenceText(sentence)}`;
}

/** The choice, and all others that did their work against it in the figures that decide. */
function answerOf({ choice: { chosen, rivals }, scenarios }: ReplicatedComparison) {
  const against = rivals.map(({ scenario, ...metrics }) => ({
    scenario: scenarios[scenario],
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, contrast]) => [key, contrastOf(contrast)])),
  }));
  return { choice: chosen === null ? null : scenarios[chosen], against_choice: against };
}

function contrastOf({ mean, method, pairs, leftOut, difference, change, decisive, pValue, adjustedPValue, verdict }: Contrast) {
  return {
    verdict,
    mean: significant(mean),
    difference: intervalOf(difference),
    change: intervalOf(change),
    decisive: intervalOf(decisive),
    p_value: significant(pValue),
    adjusted_p_value: significant(adjustedPValue),
    method,
    pairs,
    left_out: leftOut,
  };
}

/** An undetermined end of an interval is null. */
function intervalOf(interval: Interval | null) {
  return interval && { estimate: significant(interval.estimate), low: significant(interval.low), high: significant(interval.high) };
}
