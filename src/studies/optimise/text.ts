import { fittedTable, WIDE } from '../../cli/fitted-table.js';
import { shellWords } from '../../cli/terminal.js';
import { textTable } from '../../cli/text-table.js';
import { type TerminalStyle, wrap } from '../../report/terminal-style.js';
import { pointText } from '../sweep/result.js';
import { finalistColumns, optimiseNotes, optimiseSentences } from './optimise-texts.js';
import type { OptimiseResult } from './result.js';

/** Returns the answer, all finalists including the front, the settings of the answer, and the notes on the numbers. */
export function optimiseText(result: OptimiseResult, { width }: TerminalStyle): string {
  const { finalists, settings, identity } = result;
  const options = settings.map((one) => `  ${shellWords(['--set', one])}`);
  return `${[
    optimiseSentences(result)
      .map((sentence) => wrap(sentence, width))
      .join('\n'),
    ...(finalists.length === 0 ? [] : [tableText(result, width)]),
    ...(options.length === 0 ? [] : [[`The answer, as options of run for ${identity.scenario}:`, ...options].join('\n')]),
    ...optimiseNotes(result).map((note) => wrap(note, width)),
  ].join('\n\n')}\n`;
}

function tableText(result: OptimiseResult, width: number): string {
  const columns = finalistColumns(result).map((column) => ({ ...column, align: 'right' as const }));
  const lines = textTable(result.finalists, columns, width);
  return width < WIDE || lines.some((line) => line.length > width) ? narrowTable(result, width) : lines.join('\n');
}

/** The settings of a point are its words. */
function narrowTable(result: OptimiseResult, width: number): string {
  const { finalists, paths } = result;
  const [number, ...others] = finalistColumns(result).map(({ head, cell }) => ({
    head,
    align: 'right' as const,
    cell: (row: number) => cell(finalists[row]!),
  }));
  const settings = { head: 'settings', align: 'left' as const, cell: (row: number) => pointText(finalists[row]!, paths) };
  return fittedTable([...finalists.keys()], [number!, settings, ...others.slice(paths.length)], width);
}
