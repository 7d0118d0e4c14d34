import { fittedTable } from '../../../cli/fitted-table.js';
import { wrapped } from '../../../cli/text-table.js';
import { grouped } from '../../../kernel/grouped.js';
import { listText } from '../../../kernel/quantity-text.js';
import { type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { uncertaintyText } from '../../compare/uncertain/terminal.js';
import type { AdviceResult, NotTried } from '../result.js';
import { ADVICE_COLUMNS, adviceNotes, adviceSentences } from './advice-texts.js';
import { verdictLabel } from './effect-texts.js';
import { pathNotes, pathSentences, STEP_COLUMNS } from './path-texts.js';

/** Returns the answer, its steps with their commands, all what-ifs tried, and those not tried. */
export function adviceText(result: AdviceResult, style: TerminalStyle): string {
  const { width } = style;
  const { findings, notTried, path } = result;
  const shown = shownOf(findings.length);
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
    ...(findings.length === 0
      ? []
      : [[fittedTable([...findings.keys()].slice(0, shown), columns, width), ...restLines(result, shown, width)].join('\n')]),
    ...adviceNotes(result).map((note) => wrap(note, width)),
    ...(notTried.length === 0 ? [] : [['Not tried:', ...untriedLines(notTried, width)].join('\n')]),
  ].join('\n\n')}\n`;
}

/** Lists longer than this are cut in the terminal, so that the best can be read without scrolling. */
const ROWS_MAX = 32;
const ROWS_WHEN_CUT = 16;

function shownOf(count: number): number {
  return count <= ROWS_MAX ? count : ROWS_WHEN_CUT;
}

/** Counts the what-ifs that the table leaves out, by verdict. */
function restLines({ findings }: AdviceResult, shown: number, width: number | undefined): string[] {
  const rest = findings.slice(shown);
  if (rest.length === 0) return [];
  const counts = [...grouped(rest, verdictLabel)].map(([label, same]) => `${label} (${same.length})`);
  return wrapped(`${rest.length} more are in advice.csv and on the page, by verdict: ${counts.join('; ')}.`, width);
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
