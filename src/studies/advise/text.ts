import { textTable, wrapped } from '../../cli/text-table.js';
import { type TerminalLook, wrap } from '../../report/terminal-look.js';
import { ADVICE_COLUMNS, adviceNotes, adviceSentences } from './advice-texts.js';
import { pathNotes, pathSentences, STEP_COLUMNS } from './path-texts.js';
import type { AdviceResult } from './result.js';

/** Returns the answer, its steps with their commands, all what-ifs tried, and those not tried. */
export function adviceText(result: AdviceResult, { width }: TerminalLook): string {
  const { findings, notTried, path } = result;
  const main = path && (path.ends.advised ?? path.ends.safe ?? path.ends.all);
  const paragraphs = (texts: readonly string[]) => texts.map((text) => wrap(text, width)).join('\n');
  const steps = STEP_COLUMNS.map(({ head, align, cell }) => ({ head, align, cell: (n: number) => cell(path!.steps[n]!, n + 1) }));
  const columns = ADVICE_COLUMNS.map(({ head, align, isOptional = false, cell }) => ({
    head,
    align,
    isOptional,
    cell: (n: number) => cell(findings[n]!, n + 1),
  }));
  return `${[
    paragraphs(pathSentences(result)),
    ...(path === null
      ? []
      : [textTable([...path.steps.keys()], steps, width).join('\n'), ...pathNotes(result).map((note) => wrap(note, width))]),
    ...(main === null ? [] : [['How to do it:', ...main.change.map((line) => `  ${line}`)].join('\n')]),
    paragraphs(adviceSentences(result)),
    ...(findings.length === 0 ? [] : [textTable([...findings.keys()], columns, width).join('\n')]),
    ...adviceNotes(result).map((note) => wrap(note, width)),
    ...(notTried.length === 0
      ? []
      : [['Not tried:', ...notTried.flatMap(({ title, why }) => wrapped(`${title}: ${why}`, width))].join('\n')]),
  ].join('\n\n')}\n`;
}
