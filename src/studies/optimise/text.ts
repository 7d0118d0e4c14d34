import { commandLine } from '../../cli/terminal.js';
import { textTable } from '../../cli/text-table.js';
import { type TerminalLook, wrap } from '../../report/terminal-look.js';
import { finalistColumns, optimiseNotes, optimiseSentences } from './optimise-texts.js';
import type { OptimiseResult } from './result.js';

/** Returns the answer, all finalists including the front, the settings of the answer, and the notes on the numbers. */
export function optimiseText(result: OptimiseResult, { width }: TerminalLook): string {
  const { finalists, settings, identity } = result;
  const columns = finalistColumns(result).map((column) => ({ ...column, align: 'right' as const }));
  const options = settings.map((one) => commandLine([], { set: [one] }).replace('drydock', ' '));
  return `${[
    optimiseSentences(result)
      .map((sentence) => wrap(sentence, width))
      .join('\n'),
    ...(finalists.length === 0 ? [] : [textTable(finalists, columns, width).join('\n')]),
    ...(options.length === 0 ? [] : [[`The answer, as options of run for ${identity.scenario}:`, ...options].join('\n')]),
    ...optimiseNotes(result).map((note) => wrap(note, width)),
  ].join('\n\n')}\n`;
}
