// The generated parts of docs/validation.md, docs/reference/measurements.md and the README, and the figures as text.
import { blindRows, summaryOf } from './judge.mjs';

const number = (value) => String(Math.round(value * 100) / 100);
const range = ([least, most]) => (least === most ? number(least) : `${number(least)} to ${number(most)}`);
const percent = (share) => (share === null ? '' : `${share > 0 ? '+' : ''}${Math.round(share * 100)} %`.replace('-', '−'));
const magnitude = (share) => percent(share).replace('+', '');
const predictionOf = ({ unit, predicted }) => (predicted === null ? 'no such event' : `${number(predicted)} ${unit}`);
const cells = (row) => (row.absent === undefined ? ofFigure(row) : [row.id, row.what, '', '', '', '', 'no']);
const escaped = (text) => text.replaceAll('|', '\\|');

function ofFigure(row) {
  const { id, what, figure, unit, observed, tolerance, error, isWithin, input } = row;
  const verdict = input === undefined ? (isWithin ? 'yes' : 'no') : `${isWithin ? 'yes' : 'no'}, given`;
  return [id, `${what}: ${figure}`, `${range(observed)} ${unit}`, range(tolerance), predictionOf(row), percent(error), verdict];
}

/** Lines for a terminal. */
export function toText(rows) {
  const table = [['id', 'figure', 'observed', 'tolerance', 'predicted', 'error', 'within'], ...rows.map(cells)];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return [
    ...table.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    ),
    '',
    ...summaryLines(summaryOf(rows)),
    blindLine(rows),
  ];
}

/** The generated part of docs/validation.md: the summary, and by subject what is not within tolerance, with the explanations. */
export function toExplanations(rows) {
  return [
    ...summaryLines(summaryOf(rows)).map((line) => `- ${line}`),
    `- ${blindLine(rows)}`,
    '',
    '| subject | figures | within | median error | worst error | too short | too long | no such event |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...subjectsOf(rows).map((subject) => subjectLine(subject, summaryOf(ofSubject(rows, subject)))),
    '',
    ...subjectsOf(rows).flatMap((subject) => explanations(subject, ofSubject(rows, subject))),
  ];
}

/** The generated part of docs/reference/measurements.md: every figure, and the sources; then which defaults rest on them. */
export function toTables(rows, fitted) {
  return [
    ...subjectsOf(rows).flatMap((subject) => table(subject, ofSubject(rows, subject))),
    '## Fitted and predicted',
    '',
    'A default that rests on a measurement is no prediction of it. Each of these was fitted to the measurements of one column; those of the other were not looked at when it was chosen.',
    '',
    '| default | fitted to | predicts |',
    '| --- | --- | --- |',
    ...fitted.map(({ default: standard, fittedTo, predicts = 'none' }) => line([standard, fittedTo, predicts])),
  ];
}

/** The generated part of the README: the summary, and the median error by subject. */
export function toSummary(rows) {
  const figures = subjectsOf(rows).map((subject) => {
    const { figures, within, medianError } = summaryOf(ofSubject(rows, subject));
    return `| ${subject} | ${within} of ${figures} | ${magnitude(medianError)} |`;
  });
  const heads = ['| subject | figures within tolerance | median error |', '| --- | --- | --- |'];
  return [...summaryLines(summaryOf(rows)).map((line) => `- ${line}`), `- ${blindLine(rows)}`, '', ...heads, ...figures];
}

/** The generated sentence of docs/validation.md on the defaults of the last release. */
export function toBefore(rows) {
  const { figures, within, measurements, wholly, medianError } = summaryOf(rows);
  const error = magnitude(medianError);
  return [`${within} of ${figures} figures and ${wholly} of ${measurements} measurements are within tolerance, median error ${error}.`];
}

function blindLine(rows) {
  const { figures, within, measurements, wholly, medianError, worstError } = summaryOf(blindRows(rows));
  const errors = `median error ${magnitude(medianError)}, worst ${magnitude(worstError)}`;
  return `Before any default was fitted: ${within} of ${figures} figures, ${wholly} of ${measurements} measurements; ${errors}.`;
}

function subjectLine(subject, { figures, within, medianError, worstError, short, long, never }) {
  return `| ${subject} | ${figures} | ${within} | ${magnitude(medianError)} | ${magnitude(worstError)} | ${short} | ${long} | ${never} |`;
}

function subjectsOf(rows) {
  return [...new Set(rows.map(({ subject }) => subject))];
}

function ofSubject(rows, subject) {
  return rows.filter((row) => row.subject === subject);
}

function heading(level, subject) {
  return `${level} ${subject[0].toUpperCase()}${subject.slice(1)}`;
}

function line(cells) {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

function explanations(subject, rows) {
  const misses = rows.filter(({ isWithin, absent }) => !isWithin && absent === undefined);
  const notes = new Set(rows.flatMap(({ id, why, absent }) => noteOf(id, why, absent)));
  if (misses.length + notes.size === 0) return [];
  const missed = ['| id | not within tolerance | observed | tolerance | predicted | error |', '| --- | --- | --- | --- | --- | --- |'];
  return [
    heading('###', subject),
    '',
    ...(misses.length > 0 ? [...missed, ...misses.map((row) => line(cells(row).slice(0, -1))), ''] : []),
    ...[...notes].map((note) => `- ${note}`),
    ...(notes.size > 0 ? [''] : []),
  ];
}

function noteOf(id, why, absent) {
  if (absent !== undefined) return [`**${id}** Not reproduced: ${absent}.`];
  return why === undefined ? [] : [`**${id}** ${why}`];
}

function table(subject, rows) {
  const sources = [...new Map(rows.map(({ id, source, date }) => [id, `${id}: ${source}, ${date}`])).values()];
  return [
    heading('##', subject),
    '',
    '| id | figure | observed | tolerance | predicted | error | within | predicted before it was seen |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => line([...cells(row), ...blindCell(row)])),
    '',
    `Sources: ${sources.join('; ')}.`,
    '',
  ];
}

/** The earlier prediction, its error, and whether it was within tolerance. */
function blindCell(row) {
  const [then] = blindRows([row]);
  if (then === undefined) return [''];
  return [[predictionOf(then), percent(then.error), then.isWithin ? 'within' : 'not within'].filter((part) => part !== '').join(', ')];
}

function summaryLines(summary) {
  const { figures, within, measurements, wholly, absent, medianError, worstError, short, long, never, rightDirection } = summary;
  return [
    `${within} of ${figures} figures are within tolerance, all of them in ${wholly} of ${measurements} measurements; ${absent} cannot be run.`,
    `Median error, inputs left out: ${magnitude(medianError)}; the worst is ${magnitude(worstError)}. ${short} are too short, ${long} too long; in ${never} the event never came.`,
    `The direction is right in ${rightDirection} comparisons.`,
  ];
}
