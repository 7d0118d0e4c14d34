import { type Column, textTable } from '../../../cli/text-table.js';
import { type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { explainedSentences, explainedSettings, explainedShareText, spreadText } from './explained-texts.js';
import {
  fitSentence,
  HELD_OUT_COLUMNS,
  heldOutSentence,
  numberWord,
  patchOf,
  patchYaml,
  undeterminedTexts,
  valueWord,
} from './fit-texts.js';
import type { ExplainedSetting, FitResult, FittedNumber, HeldOut } from './result.js';

const COLUMNS: readonly Column<FittedNumber>[] = [
  { head: '', cell: ({ name }) => name },
  { head: 'Scenario', align: 'right', cell: ({ start, unit }) => valueWord(start, unit) },
  { head: 'Fitted', align: 'right', cell: numberWord },
];

const EXPLAINED: readonly Column<ExplainedSetting>[] = [
  { head: 'Not published by AWS', cell: ({ path }) => path },
  { head: 'Plausible', align: 'right', cell: (one) => spreadText(one, one.before) },
  { head: 'Explains the recording', align: 'right', cell: (one) => spreadText(one, one.after) },
  { head: 'Explained', align: 'right', isOptional: true, cell: explainedShareText },
];

/** Lists the fitted numbers, the undetermined ones, and the patch twice: as options and as YAML. */
export function fitText(fit: FitResult, { width }: TerminalStyle): string {
  const patch = patchOf(fit);
  const options = patch.map(({ path, value }) => `  --set '${path}=${value}'`).join(' \\\n');
  const parts = [
    wrap(`Fit of the timings: ${fitSentence(fit)}`, width),
    textTable(fit.numbers, COLUMNS, width).join('\n'),
    ...undeterminedTexts(fit).map((sentence) => wrap(sentence, width)),
    [wrap(heldOutSentence(fit), width), ...heldOutTable(fit, width)].join('\n'),
    ...(patch.length === 0
      ? ['Nothing is determined well enough for a patch.']
      : [`As options:\n\n${options}`, `In the scenario:\n\n${patchYaml(patch)}`]),
    ...explainedText(fit, width),
  ];
  return `${parts.join('\n\n')}\n`;
}

function heldOutTable({ heldOut }: FitResult, width: number): string[] {
  if (heldOut.length === 0) return [];
  const columns = HELD_OUT_COLUMNS.map((column, i): Column<HeldOut> => ({ ...column, align: i === 0 ? 'left' : 'right' }));
  return textTable(heldOut, columns, width);
}

function explainedText({ worlds }: FitResult, width: number): string[] {
  const [what, use] = explainedSentences(worlds);
  const settings = explainedSettings(worlds);
  return [wrap(what, width), ...(settings.length === 0 ? [] : [textTable(settings, EXPLAINED, width).join('\n')]), wrap(use, width)];
}
