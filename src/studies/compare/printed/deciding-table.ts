import { metricSpec } from '../../../record/metric-names.js';
import type { MetricSpec } from '../../../record/metrics.js';
import { metricText } from '../../../report/metric-text.js';
import { bold, columnBlocks, GAP, type TerminalStyle, tone } from '../../../report/terminal-style.js';
import type { DecidingKey, ReplicatedComparison } from '../result.js';
import { changeText, isBetterBy } from '../texts/comparison-texts.js';

interface Cell {
  readonly text: string;
  readonly isBetter: boolean | null;
}

const PLAIN = { isBetter: null };

/** A scenario a row, with money, waiting and availability: each against the first, by every pair of scenarios as one family. */
export function decidingTable(comparison: ReplicatedComparison, style: TerminalStyle): string {
  const { scenarios, failed, choice } = comparison;
  const heads = choice.keys.flatMap((key, nth) => (nth === 0 ? ['', headLabel(key), 'change'] : [headLabel(key)]));
  const rows = scenarios.map((name, i): Cell[] => {
    const head = { text: `${i === choice.chosen ? '>' : ' '} ${name}`, ...PLAIN };
    if (failed[i] !== null) return [head, { text: 'failed', ...PLAIN }];
    const against = choice.ofFirst.find(({ scenario }) => scenario === i);
    const cells = choice.keys.map((key): Cell => {
      const isBetter = against === undefined ? null : isBetterBy(against[key]);
      const mark = isBetter === null ? ' ' : isBetter ? '✓' : '✗';
      return { text: `${metricText(specFor(key, comparison), choice.means[i][key]?.estimate ?? null)} ${mark}`, isBetter };
    });
    const change = against === undefined ? '' : changeText(metricSpec('cost_per_month_usd'), against.cost_per_month_usd);
    return [head, cells[0], { text: change, isBetter: cells[0].isBetter }, ...cells.slice(1)];
  });
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => row[c]?.text.length ?? 0)));
  const pad = (text: string, c: number) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]));
  const cellOf = (row: readonly Cell[], c: number) => tone(pad(row[c]?.text ?? '', c), row[c]?.isBetter ?? null, style);
  const blocks = columnBlocks(widths.slice(1), style.width - widths[0]).map((columns) => [0, ...columns.map((c) => c + 1)]);
  return blocks
    .map((columns) => {
      const head = bold(columns.map((c) => pad(heads[c], c)).join(GAP), style);
      const lines = rows.map((row) => columns.map((c) => cellOf(row, c)).join(GAP));
      return [head, ...lines].map((line) => line.trimEnd()).join('\n');
    })
    .join('\n\n');
}

/** Tenths of minutes are left out where all have ten minutes or more: the table has to fit 80 columns. */
function specFor(key: DecidingKey, { choice, failed }: ReplicatedComparison): MetricSpec {
  const means = choice.means.flatMap((scenarioMeans, i) =>
    failed[i] === null && scenarioMeans[key] !== null ? [scenarioMeans[key].estimate] : [],
  );
  const spec = metricSpec(key);
  return spec.unit === 'task-minutes' && means.every((mean) => mean >= 10) ? { ...spec, shown: 0 } : spec;
}

function headLabel(key: DecidingKey): string {
  return metricSpec(key).label;
}
