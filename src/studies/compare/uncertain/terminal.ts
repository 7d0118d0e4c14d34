import { type Column, textTable } from '../../../cli/text-table.js';
import { inSentence } from '../../../kernel/quantity-text.js';
import { bold, type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import type { Uncertainty, WorldContrast } from './result.js';
import {
  contrastsToShow,
  countText,
  dependsText,
  drawnText,
  holdsTexts,
  labelOf,
  measureTexts,
  nominalText,
  rangeText,
  uncertaintyNotes,
} from './texts.js';

/** Returns the result over plausible ECSs, for a terminal. */
export function uncertaintyText(uncertainty: Uncertainty, style: TerminalStyle): string {
  const { contrasts } = uncertainty;
  const shown = contrastsToShow(uncertainty);
  const columns: Column<WorldContrast>[] = [
    {
      head: '',
      cell: ({ scenario, base, key }) =>
        `${uncertainty.scenarios[scenario]}${base === 0 ? '' : ` against ${uncertainty.scenarios[base]}`}: ${inSentence(labelOf(key))}`,
    },
    { head: 'At the defaults', align: 'right', cell: nominalText },
    { head: 'In plausible ECSs', align: 'right', cell: rangeText },
    { head: 'Holds in', align: 'right', cell: countText },
  ];
  const measures = measureTexts(uncertainty, shown).map(({ setting, text }) => wrap(`Measure ${setting.path}: ${text}.`, style.width));
  const causes = shown.map((one) => dependsText(one, uncertainty)).filter((text) => text !== '');
  const parts = [
    [bold('Plausible ECSs', style), wrap(drawnText(uncertainty), style.width)].join('\n'),
    [...holdsTexts(uncertainty), ...causes].map((text) => wrap(text, style.width)).join('\n'),
    contrasts.length === 0 ? '' : textTable(contrasts, columns, style.width).join('\n'),
    measures.join('\n'),
    contrasts.length === 0
      ? ''
      : uncertaintyNotes(uncertainty)
          .map((text) => wrap(text, style.width))
          .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
