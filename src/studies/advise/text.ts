import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { type TerminalLook, wrap } from '../../report/terminal-look.js';
import { uncertaintyText } from '../compare/uncertain/terminal.js';
import { ADVICE_COLUMNS, adviceNotes, adviceSentences } from './advice-texts.js';
import { pathNotes, pathSentences, STEP_COLUMNS } from './path-texts.js';
import type { AdviceResult } from './result.js';

/** Returns the answer, its steps with their commands, all what-ifs tried, and those not tried. */
export function adviceText(result: AdviceResult, look: TerminalLook): string {
  const { width } = look;
  const { findings, notTried, path } = result;
  const main = path && (path.ends.advised ?? path.ends.safe ?? path.ends.all);
  const paragraphs = (texts: readonly string[]) => texts.map((text) => wrap(text, width)).join('\n');
  const steps = STEP_COLUMNS.map((column) => ({ ...column, cell: (n: number) => column.cell(path!.steps[n]!, n + 1) }));
  const columns = ADVICE_COLUMNS.map((column) => ({ ...column, cell: (n: number) => column.cell(findings[n]!, n + 1) }));
  return `${[
    paragraphs(pathSentences(result)),
    ...(path === null ? [] : [fitted([...path.steps.keys()], steps, width), paragraphs(pathNotes(result))]),
    ...(main === null ? [] : [['How to do it:', ...main.change.map((line) => `  ${line}`)].join('\n')]),
    ...uncertainTexts(result, look),
    paragraphs(adviceSentences(result)),
    ...(findings.length === 0 ? [] : [fitted([...findings.keys()], columns, width)]),
    ...adviceNotes(result).map((note) => wrap(note, width)),
    ...(notTried.length === 0
      ? []
      : [['Not tried:', ...notTried.flatMap(({ title, why }) => wrapped(`${title}: ${why}`, width))].join('\n')]),
  ].join('\n\n')}\n`;
}

function uncertainTexts({ uncertain }: AdviceResult, look: TerminalLook): string[] {
  if (uncertain === undefined) return [];
  return [
    uncertain === null
      ? 'Plausible ECSs: no steps are advised, so that there is nothing to try in them.'
      : uncertaintyText(uncertain.uncertainty, look),
  ];
}

/** A wide screen may do without optional columns; on a narrow one entries have all of them. */
const WIDE = 100;

/** A table; on a narrow screen an entry of some lines a row instead: its number, its words, and its figures with their headings. */
function fitted(rows: readonly number[], columns: readonly Column<number>[], width: number): string {
  const kept = width < WIDE ? columns.map((column) => ({ ...column, isOptional: false })) : columns;
  const lines = textTable(rows, kept, width);
  if (lines.every((line) => line.length <= width)) return lines.join('\n');
  return rows.flatMap((row) => entryOf(row, columns, width)).join('\n');
}

/** A blank at which no line breaks. */
const KEPT = '\u00a0';
const NOTHING = ['', '=', '–'];

function entryOf(row: number, [number, ...columns]: readonly Column<number>[], width: number): string[] {
  const words = columns.filter(({ align }) => align === 'left').map(({ cell }) => cell(row));
  const figures = columns
    .filter(({ align }) => align !== 'left')
    .map(({ head, cell }) => ({ head: head.toLowerCase(), text: cell(row) }))
    .filter(({ text }) => !NOTHING.includes(text));
  const indent = '    ';
  // A figure stays on one line with its interval.
  const line = figures.map(({ head, text }) => `${head} ${text.replaceAll(' ', KEPT)}`).join('; ');
  return [
    ...wrapped(`${number!.cell(row)}. ${words.join(': ')}`, width, indent),
    ...(line === ''
      ? []
      : wrap(line, width - indent.length)
          .split('\n')
          .map((line) => indent + line.replaceAll(KEPT, ' '))),
  ];
}
