import { type Column, textTable } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import { type TerminalStyle, wrap } from '../../report/terminal-style.js';
import { amount, countedPercent, lineTitle, signed, verdict, withinOneText } from './backtest-texts.js';
import type { BacktestResult, BacktestSeries } from './result.js';
import { BACKTEST_METRICS } from './series.js';

const COLUMNS: readonly Column<BacktestSeries>[] = [
  { head: '', cell: lineTitle },
  { head: 'Observed', align: 'right', cell: ({ score }) => amount(score.meanObserved) },
  { head: 'Simulated', align: 'right', cell: ({ score }) => amount(score.meanSimulated) },
  { head: 'Bias', align: 'right', cell: ({ score }) => signed(score.bias) },
  { head: 'MAE', align: 'right', cell: ({ score }) => amount(score.mae) },
  { head: 'Unit', isOptional: true, cell: ({ metric }) => BACKTEST_METRICS[metric].unit },
  { head: 'Within one', align: 'right', isOptional: true, cell: withinOneText },
  {
    head: 'Lag',
    align: 'right',
    isOptional: true,
    cell: ({ score }) => (score.lagMinutes === null ? '–' : `${signed(score.lagMinutes)} min`),
  },
  { head: 'Counted', align: 'right', isOptional: true, cell: ({ score }) => `${numberText(countedPercent(score), 1)} %` },
];

/** Returns the verdict, a row for each series, and the notes on series that were not compared. */
export function backtestText(result: BacktestResult, { width }: TerminalStyle): string {
  const parts = [
    wrap(verdict(result), width),
    textTable(result.lines, COLUMNS, width).join('\n'),
    ...result.notes.map((note) => wrap(note, width)),
  ];
  return `${parts.join('\n\n')}\n`;
}
