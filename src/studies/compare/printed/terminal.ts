import { hasCommitments } from '../../../report/features-used.js';
import { shownMetrics } from '../../../report/shown-metrics.js';
import type { FinishedRun } from '../../../report/summary.js';
import { formulaNote, SPARKS, sparkline } from '../../../report/terminal.js';
import { bold, columnBlocks, GAP, type TerminalStyle, tone, wrap } from '../../../report/terminal-style.js';
import { comparisonRows, hasFailed, haveSameLength } from '../rows.js';
import { mergedTexts } from '../texts/merged-texts.js';
import { comparisonSentence, lengthText, limitSentences, transientSentences } from '../texts/single-run-texts.js';

/** Returns the side-by-side table: metrics as rows, scenarios as columns, with the difference from the first under each value. */
export function comparisonText(runs: readonly FinishedRun[], style: TerminalStyle): string {
  const metrics = runs.map((run) => run.record.metrics);
  const headlines = metrics.map(({ headline }) => headline);
  const keys = shownMetrics(headlines, metrics.some(hasCommitments));
  const rows = comparisonRows(headlines, { keys, failed: runs.map(hasFailed), hasSameLength: haveSameLength(runs) });
  const labelWidth = Math.max(...rows.map(({ metric }) => metric.label.length));
  const table = rows.map(({ metric, cells }) => ({ label: metric.label, cells }));
  const widths = runs.map((run, i) => Math.max(run.identity.name.length, ...table.map(({ cells }) => cellWidth(cells[i]))));
  // Columns that exceed the width go below: each block repeats the labels.
  const blocks = columnBlocks(widths, style.width - labelWidth);
  const text = blocks.map((columns) => {
    const head = `${' '.repeat(labelWidth)}${columns.map((i) => GAP + bold(runs[i].identity.name.padStart(widths[i]), style)).join('')}`;
    const lines = table.map(
      ({ label, cells }) => `${label.padEnd(labelWidth)}${columns.map((i) => GAP + cellText(cells[i], widths[i], style)).join('')}`,
    );
    const sparks = SPARKS.filter(({ has }) => metrics.some(has)).map(
      ({ label, values: of }) =>
        `${label.padEnd(labelWidth)}${columns.map((i) => GAP + sparkline(of(runs[i].record.series), widths[i]).padStart(widths[i])).join('')}`,
    );
    return [head, ...lines, ...sparks].join('\n');
  });
  const notes = mergedTexts([...transientSentences(runs), ...limitSentences(runs)], runs.length);
  const sentences = wrap([comparisonSentence(runs), lengthText(runs), ...notes].filter((text) => text !== '').join(' '), style.width);
  return `${[...text, ...formulaNote(runs).filter((line) => line !== ''), sentences].join('\n\n')}\n`;
}

type Cell = ReturnType<typeof comparisonRows>[number]['cells'][number];

function cellWidth({ text, difference }: Cell): number {
  return text.length + (difference === '' ? 0 : difference.length + 3);
}

function cellText(cell: Cell, width: number, style: TerminalStyle): string {
  const { text, difference, isBetter } = cell;
  const pad = ' '.repeat(width - cellWidth(cell));
  if (difference === '') return pad + text;
  return `${pad}${text} ${tone(`(${difference})`, isBetter, style)}`;
}
