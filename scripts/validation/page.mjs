// The tables of docs/validation.md, and the same as text.
import { blindRows, summaryOf } from './judge.mjs';

const number = (value) => String(Math.round(value * 100) / 100);
const range = ([least, most]) => (least === most ? number(least) : `${number(least)} to ${number(most)}`);
const percent = (share) => (share === null ? '' : `${share > 0 ? '+' : ''}${Math.round(share * 100)} %`.replace('-', '−'));
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

/** The generated part of docs/validation.md. */
export function toMarkdown(rows) {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  return [
    ...summaryLines(summaryOf(rows)).map((line) => `- ${line}`),
    `- ${blindLine(rows)}`,
    '',
    '| subject | figures | within | median error | worst error | too short | too long | no such event |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...subjects.map((subject) => subjectLine(subject, summaryOf(rows.filter((row) => row.subject === subject)))),
    '',
    ...subjects.flatMap((subject) =>
      section(
        subject,
        rows.filter((row) => row.subject === subject),
      ),
    ),
    ...blindSection(rows),
  ];
}

/** The generated part of the README: the summary, and the median error by subject. */
export function toSummary(rows) {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const figures = subjects.map((subject) => {
    const { figures, within, medianError } = summaryOf(rows.filter((row) => row.subject === subject));
    return `| ${subject} | ${within} of ${figures} | ${percent(medianError).replace('+', '')} |`;
  });
  const heads = ['| subject | figures within tolerance | median error |', '| --- | --- | --- |'];
  return [...summaryLines(summaryOf(rows)).map((line) => `- ${line}`), `- ${blindLine(rows)}`, '', ...heads, ...figures];
}

function blindLine(rows) {
  const { figures, within, measurements, wholly, medianError, worstError } = summaryOf(blindRows(rows));
  const errors = `median error ${percent(medianError).replace('+', '')}, worst ${percent(worstError).replace('+', '')}`;
  return `Predicted before they were seen: ${within} of ${figures} figures, ${wholly} of ${measurements} measurements; ${errors}.`;
}

/** What was predicted then, beside what the model predicts today. */
function blindSection(rows) {
  const now = new Map(rows.map((row) => [row.key, row]));
  return [
    '### Predicted before they were seen',
    '',
    '| id | figure | observed | tolerance | predicted then | error then | within then | predicted today |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...blindRows(rows).map((row) => `| ${[...cells(row), predictionOf(now.get(row.key))].map(escaped).join(' | ')} |`),
    '',
  ];
}

function subjectLine(subject, { figures, within, medianError, worstError, short, long, never }) {
  return `| ${subject} | ${figures} | ${within} | ${percent(medianError).replace('+', '')} | ${percent(worstError).replace('+', '')} | ${short} | ${long} | ${never} |`;
}

function section(subject, rows) {
  const sources = [...new Map(rows.map(({ id, source, date }) => [id, `${id}: ${source}, ${date}`])).values()];
  const notes = [
    ...new Set(
      rows.flatMap(({ id, why, absent }) =>
        (absent ?? why) ? [`**${id}** ${absent === undefined ? why : `Not reproduced: ${absent}.`}`] : [],
      ),
    ),
  ];
  return [
    `### ${subject[0].toUpperCase()}${subject.slice(1)}`,
    '',
    '| id | figure | observed | tolerance | predicted | error | within |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${cells(row).map(escaped).join(' | ')} |`),
    '',
    ...notes.map((note) => `- ${note}`),
    ...(notes.length > 0 ? [''] : []),
    `Sources: ${sources.join('; ')}.`,
    '',
  ];
}

function summaryLines(summary) {
  const { figures, within, measurements, wholly, absent, medianError, worstError, short, long, never, rightDirection } = summary;
  return [
    `${within} of ${figures} figures are within tolerance, all of them in ${wholly} of ${measurements} measurements; ${absent} cannot be run.`,
    `Error of figures not given: median ${percent(medianError).replace('+', '')}, worst ${percent(worstError).replace('+', '')}; ${short} are too short, ${long} too long, ${never} without the event.`,
    `The direction is right in ${rightDirection} comparisons.`,
  ];
}
