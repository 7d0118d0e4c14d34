import type { Column } from '../../../cli/text-table.js';
import { amount, lineTitle } from '../backtest-texts.js';
import { explainedSentences, explainedSettings, explainedShareText, spreadText } from './explained-texts.js';
import { fitSentence, heldOutSentence, numberWord, patchOf, rangeWord, undeterminedTexts, valueWord } from './fit-texts.js';
import type { ExplainedSetting, FitResult, FittedNumber, HeldOut } from './result.js';

const NUMBERS: readonly Column<FittedNumber>[] = [
  { head: 'Setting', cell: ({ name }) => name },
  { head: 'Scenario', align: 'right', cell: ({ start, unit }) => valueWord(start, unit) },
  { head: 'Fitted', align: 'right', cell: numberWord },
  { head: '90 % range', align: 'right', cell: rangeWord },
];

/** The error of each series in the held-out part, with the timings of the scenario and with the fitted ones. */
const HELD_OUT: readonly Column<HeldOut>[] = [
  { head: 'Series', cell: lineTitle },
  { head: 'Before', align: 'right', cell: ({ before }) => amount(before) },
  { head: 'Fitted', align: 'right', cell: ({ after }) => amount(after) },
];

const EXPLAINED: readonly Column<ExplainedSetting>[] = [
  { head: 'Not published by AWS', cell: ({ path }) => path },
  { head: 'Plausible', align: 'right', cell: (one) => spreadText(one, one.before) },
  { head: 'Explains the recording', align: 'right', cell: (one) => spreadText(one, one.after) },
  { head: 'Explained', align: 'right', isOptional: true, cell: explainedShareText },
];

/** Returns what the terminal and the page say of a fit: sentences, and tables as rows with their columns. */
export function fitReport(fit: FitResult) {
  const [found, use] = explainedSentences(fit.worlds);
  return {
    outcome: fitSentence(fit),
    numbers: { rows: fit.numbers, columns: NUMBERS },
    undetermined: undeterminedTexts(fit),
    heldOut: { sentence: heldOutSentence(fit), rows: fit.heldOut, columns: HELD_OUT },
    patch: patchOf(fit),
    explained: { found: found!, rows: explainedSettings(fit.worlds), columns: EXPLAINED, use: use! },
  };
}
