import { textTable } from '../../cli/text-table.js';
import { type TerminalStyle, wrap } from '../../report/terminal-style.js';
import { verdict } from './backtest-texts.js';
import type { BacktestResult } from './result.js';
import { SCORE_COLUMNS } from './score-columns.js';

/** Returns the verdict, a row for each series, and the notes on series that were not compared. */
export function backtestText(result: BacktestResult, { width }: TerminalStyle): string {
  const parts = [
    wrap(verdict(result), width),
    textTable(result.lines, SCORE_COLUMNS, width).join('\n'),
    ...result.notes.map((note) => wrap(note, width)),
  ];
  return `${parts.join('\n\n')}\n`;
}
