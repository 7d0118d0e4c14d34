import { textTable, wrapped } from '../../cli/text-table.js';
import { type TerminalLook, wrap } from '../../report/terminal-look.js';
import { ADVICE_COLUMNS, adviceNotes, adviceSentences } from './advice-texts.js';
import type { AdviceResult, FindingVerdict } from './result.js';

/** Verdicts for which the terminal prints the commands. */
const WORTH: readonly FindingVerdict[] = ['saves', 'risks', 'trades', 'helps'];

/** Returns the findings, all what-ifs tried, the AWS commands of the best findings, and the what-ifs not tried. */
export function adviceText(result: AdviceResult, { width }: TerminalLook): string {
  const { findings, notTried } = result;
  const columns = ADVICE_COLUMNS.map(({ head, align, isOptional = false, cell }) => ({
    head,
    align,
    isOptional,
    cell: (n: number) => cell(findings[n], n + 1),
  }));
  const worth = findings.map((finding, i) => ({ finding, i })).filter(({ finding }) => WORTH.includes(finding.verdict));
  const changes = worth.flatMap(({ finding, i }) => [`${i + 1}. ${finding.title}`, ...finding.change.map((line) => `   ${line}`)]);
  return `${[
    adviceSentences(result)
      .map((sentence) => wrap(sentence, width))
      .join('\n'),
    ...(findings.length === 0 ? [] : [textTable([...findings.keys()], columns, width).join('\n')]),
    ...adviceNotes(result).map((note) => wrap(note, width)),
    ...(changes.length === 0 ? [] : [['How to do it:', ...changes].join('\n')]),
    ...(notTried.length === 0
      ? []
      : [['Not tried:', ...notTried.flatMap(({ title, why }) => wrapped(`${title}: ${why}`, width))].join('\n')]),
  ].join('\n\n')}\n`;
}
