import type { Column } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import { amount, countedPercent, lineTitle, signed, withinOneText } from './backtest-texts.js';
import type { BacktestSeries } from './result.js';
import { BACKTEST_METRICS } from './series.js';

/** The errors of a series, on the terminal and on the page. */
export const SCORE_COLUMNS: readonly Column<BacktestSeries>[] = [
  { head: 'Series', cell: lineTitle },
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
