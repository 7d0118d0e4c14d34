import { type Column, textTable } from '../../../cli/text-table.js';
import { inSentence } from '../../../kernel/quantity-text.js';
import { bold, type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { type ReportedDifference, uncertaintyReport } from './report.js';
import type { Uncertainty } from './result.js';

const COLUMNS: readonly Column<ReportedDifference>[] = [
  {
    head: '',
    cell: ({ metric, scenario, base, isAgainstFirst }) => `${scenario}${isAgainstFirst ? '' : ` against ${base}`}: ${inSentence(metric)}`,
  },
  { head: 'At the defaults', align: 'right', cell: ({ nominal }) => nominal },
  { head: 'In plausible ECSs', align: 'right', cell: ({ range }) => range },
  { head: 'Holds in', align: 'right', cell: ({ count }) => count },
];

/** Returns the result over plausible ECSs, for a terminal. */
export function uncertaintyText(uncertainty: Uncertainty, style: TerminalStyle): string {
  const { drawn, verdict, differences, measures, notes } = uncertaintyReport(uncertainty);
  const isEmpty = differences.length === 0;
  const lines = (texts: readonly string[]) => texts.map((text) => wrap(text, style.width)).join('\n');
  const parts = [
    [bold('Plausible ECSs', style), lines([drawn])].join('\n'),
    lines(verdict),
    isEmpty ? '' : textTable(differences, COLUMNS, style.width).join('\n'),
    lines(measures.map(({ setting, text }) => `Measure ${setting.path}: ${text}.`)),
    isEmpty ? '' : lines(notes),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
