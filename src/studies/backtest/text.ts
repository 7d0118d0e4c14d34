import { type Column, textTable } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import { type TerminalStyle, wrap } from '../../report/terminal-style.js';
import { amount, countedPercent, lineTitle, signed, verdict } from './backtest-texts.js';
import { BACKTEST_METRICS, type BacktestResult, type BacktestSeries } from './result.js';

const COLUMNS: readonly Column<BacktestSeries>[] = [
  { head: '', cell: lineTitle },
  { head: 'Observed', align: 'right', cell: ({ score }) => amount(score.meanObserved) },
  { head: 'Simulated', align: 'right', cell: ({ score }) => amount(score.meanSimulated) },
  { head: 'Bias', align: 'right', cell: ({ score }) => signed(score.bias) },
  { head: 'MAE', align: 'right', cell: ({ score }) => amount(score.mae) },
  { head: 'Unit', cell: ({ metric }) => BACKTEST_METRICS[metric].unit },
  {
    head: 'Within one',
    align: 'right',
    cell: ({ metric, score }) => (countsThings(metric) ? `${numberText(100 * score.withinOneShare, 1)} %` : '–'),
  },
  { head: 'Lag', align: 'right', cell: ({ score }) => (score.lagMinutes === null ? '–' : `${signed(score.lagMinutes)} min`) },
  { head: 'Counted', align: 'right', cell: ({ score }) => `${numberText(countedPercent(score), 1)} %` },
];

function countsThings(metric: BacktestSeries['metric']): boolean {
  return metric !== 'reservation' && metric !== 'cost';
}

/** Returns the verdict, a row for each series, and the notes on series that were not compared. */
export function backtestText(result: BacktestResult, { width }: TerminalStyle): string {
  const parts = [
    wrap(verdict(result), width),
    textTable(result.lines, COLUMNS, width).join('\n'),
    ...result.notes.map((note) => wrap(note, width)),
  ];
  return `${parts.join('\n\n')}\n`;
}
