import { durationText, plural } from '../../../kernel/quantity-text.js';
import { metricText } from '../../../report/metric-text.js';
import { bold, columnBlocks, GAP, type TerminalStyle, tone, wrap } from '../../../report/terminal-style.js';
import type { ReplicatedComparison, ReplicatedMetric } from '../result.js';
import { choiceTexts } from '../texts/choice-texts.js';
import { changeText, isBetterBy, meanText, nonZeroMetrics, replicationNotes, verdictText } from '../texts/comparison-texts.js';
import { mergedTexts } from '../texts/merged-texts.js';
import { decidingTable } from './deciding-table.js';

interface Cell {
  /** Value, change, verdict: one column each. */
  readonly parts: readonly string[];
  readonly isBetter: boolean | null;
}

/** The choice and its certainty, then the figures that decide. `caveat`: why the choice may not do. */
export function answerText(comparison: ReplicatedComparison, style: TerminalStyle, caveat = ''): string {
  const { choice, certainty, trade, risk, failed } = choiceTexts(comparison);
  const transients = mergedTexts(comparison.transients, comparison.scenarios.length);
  const lines = [
    bold(wrap(choice, style.width), style),
    ...[caveat, certainty, trade, risk, failed, ...transients].map((text) => wrap(text, style.width)),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n\n${decidingTable(comparison, style)}`;
}

/** Explains the table of the figures that decide. */
export function decidingNote({ scenarios, seeds, warmUp }: ReplicatedComparison, style: TerminalStyle): string {
  const rest = warmUp === null ? '' : ` after the first ${durationText(warmUp.ms)}`;
  const note = `Means of ${plural(seeds.length, 'run')} each${rest}; > is the choice; ✓ better and ✗ worse than ${scenarios[0]}, shown for all pairs and figures of the table together.`;
  return wrap(note, style.width);
}

/** Metrics as rows, scenarios as columns: the mean of the base, then the difference of each other scenario and its verdict. */
export function replicationsText(comparison: ReplicatedComparison, style: TerminalStyle, caveat = ''): string {
  const metrics = nonZeroMetrics(comparison);
  const labelWidth = Math.max(0, ...metrics.map(({ metric }) => metric.label.length));
  const columns = comparison.scenarios.map((name, i) =>
    columnOf(
      name,
      metrics.map((metric) => cellOf(metric, i)),
    ),
  );
  const widths = columns.map(({ width }) => width);
  const blocks = columnBlocks(widths, style.width - labelWidth).map((shown) => {
    const head = `${' '.repeat(labelWidth)}${shown.map((i) => GAP + bold(columns[i].name, style)).join('')}`;
    const lines = metrics.flatMap((tested, row) => {
      const { metric } = tested;
      if (!shown.some((i) => isShown(tested, i))) return [];
      const cells = shown.map((i) => GAP + tone(columns[i].texts[row], columns[i].cells[row].isBetter, style));
      return [`${metric.label.padEnd(labelWidth)}${cells.join('')}`];
    });
    return [head, ...lines].map((line) => line.trimEnd()).join('\n');
  });
  const words = replicationNotes(comparison).map((text) => wrap(text, style.width));
  return `${[answerText(comparison, style, caveat), ...blocks, ...words].join('\n\n')}\n`;
}

/** Leaves out zeros that the base has too. */
function isShown({ base, others }: ReplicatedMetric, scenario: number): boolean {
  if (scenario === 0) return base !== null && (base.low !== 0 || base.high !== 0);
  const { mean, difference } = others[scenario - 1];
  return (mean ?? 0) !== 0 || (difference !== null && (difference.low !== 0 || difference.high !== 0));
}

/** Values and changes are aligned right, verdicts left. */
function columnOf(name: string, cells: readonly Cell[]) {
  const widths = [0, 1, 2].map((part) => Math.max(0, ...cells.map(({ parts }) => parts[part]?.length ?? 0)));
  const texts = cells.map(({ parts: [value, change = '', verdict = ''] }) =>
    widths[1] === 0 ? value.padStart(widths[0]) : `${value.padStart(widths[0])} ${change.padStart(widths[1])} ${verdict.padEnd(widths[2])}`,
  );
  const width = Math.max(name.length, ...texts.map((text) => text.length));
  return { name: name.padStart(widths[0]).padEnd(width), cells, texts: texts.map((text) => text.padEnd(width)), width };
}

function cellOf({ metric, base, others }: ReplicatedMetric, scenario: number): Cell {
  if (scenario === 0) return { parts: [meanText(metric, base)], isBetter: null };
  const contrast = others[scenario - 1];
  return {
    parts: [metricText(metric, contrast.mean), changeText(metric, contrast), verdictText(contrast)],
    isBetter: isBetterBy(contrast),
  };
}
