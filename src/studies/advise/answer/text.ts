import { fittedTable } from '../../../cli/fitted-table.js';
import { wrapped } from '../../../cli/text-table.js';
import { grouped } from '../../../kernel/grouped.js';
import { listText } from '../../../kernel/quantity-text.js';
import { type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { uncertaintyText } from '../../compare/uncertain/terminal.js';
import type { AdviceResult, NotTried } from '../result.js';
import { ADVICE_COLUMNS, adviceNotes, adviceSentences } from './advice-texts.js';
import { pathNotes, pathSentences, STEP_COLUMNS } from './path-texts.js';

/** Returns the answer, its steps with their commands, all what-ifs tried, and those not tried. */
export function adviceText(result: AdviceResult, style: TerminalStyle): string {
  const { width } = style;
  const { findings, notTried, path } = result;
  const main = path && (path.ends.advised ?? path.ends.safe ?? path.ends.all);
  const paragraphs = (texts: readonly string[]) => texts.map((text) => wrap(text, width)).join('\n');
  const steps = STEP_COLUMNS.map((column) => ({ ...column, cell: (n: number) => column.cell(path!.steps[n]!, n + 1) }));
  const columns = ADVICE_COLUMNS.map((column) => ({ ...column, cell: (n: number) => column.cell(findings[n]!, n + 1) }));
  return `${[
    paragraphs(pathSentences(result)),
    ...(path === null ? [] : [fittedTable([...path.steps.keys()], steps, width), paragraphs(pathNotes(result))]),
    ...(main === null ? [] : [['How to do it:', ...main.change.map((line) => `  ${line}`)].join('\n')]),
    ...uncertainTexts(result, style),
    paragraphs(adviceSentences(result)),
    ...(findings.length === 0 ? [] : [fittedTable([...findings.keys()], columns, width)]),
    ...adviceNotes(result).map((note) => wrap(note, width)),
    ...(notTried.length === 0 ? [] : [['Not tried:', ...untriedLines(notTried, width)].join('\n')]),
  ].join('\n\n')}\n`;
}

/** Returns a line for each reason. */
function untriedLines(notTried: readonly NotTried[], width: number | undefined): string[] {
  return [...grouped(notTried, ({ why }) => why)].flatMap(([why, same]) =>
    wrapped(`${listText(same.map(({ title }) => title))}: ${why}`, width),
  );
}

function uncertainTexts({ uncertain }: AdviceResult, style: TerminalStyle): string[] {
  if (uncertain === undefined) return [];
  return [
    uncertain === null
      ? 'Plausible ECSs: no steps are advised, so there is nothing to try in them.'
      : uncertaintyText(uncertain.uncertainty, style),
  ];
}
