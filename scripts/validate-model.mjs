// `npm run validate-model [-- --write | --check | --json | --coverage [--write] | --before [--write]]`: published measurements of real clusters beside the figures of a run (docs/validation.md).
// --write renews docs/validation.md, docs/reference/measurements.md, the summary in the README and scenarios/measured/within.json; --check fails when a figure of within.json is not within any more.
// --before runs them with the defaults of the last release instead; with --write it renews that sentence of docs/validation.md.
// --coverage (four minutes) instead counts the observations within the ranges over seeds and over plausible ECSs; with --write it renews that table of docs/validation.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './options.mjs';
import { withDefaultsBefore } from './validation/before.mjs';
import { coverageOf, toCoverage } from './validation/coverage.mjs';
import { FOLDER, judgeAll, readFitted, readMeasurements } from './validation/judge.mjs';
import { toBefore, toExplanations, toSummary, toTables, toText } from './validation/page.mjs';

const FLAG = { type: 'boolean' };
const { values } = readOptions('npm run validate-model [-- --write | --check | --json | --coverage [--write] | --before [--write]]', {
  write: FLAG,
  check: FLAG,
  json: FLAG,
  coverage: FLAG,
  before: FLAG,
});
/** Pages with a generated part, and its lines. */
const PAGES = [
  { file: 'docs/validation.md', lines: toExplanations },
  { file: 'docs/reference/measurements.md', lines: toTables },
  { file: 'README.md', lines: toSummary },
].map(({ file, lines }) => ({ file, path: join(import.meta.dirname, '..', file), lines }));
const pins = join(FOLDER, 'within.json');
const BEGIN = '<!-- figures -->';
const COVERAGE = '<!-- coverage -->';
const BEFORE = '<!-- before -->';
const END = '<!-- end -->';

const measurements = readMeasurements();
const fitted = readFitted(measurements);
const rows = values.coverage ? coverageOf(measurements) : judgeAll(values.before ? withDefaultsBefore(measurements) : measurements);
/** What another mode than the usual one renews: the part of docs/validation.md after this mark. */
const part = values.coverage ? { mark: COVERAGE, lines: toCoverage(rows) } : values.before ? { mark: BEFORE, lines: toBefore(rows) } : null;
console.log((values.json ? [JSON.stringify(rows)] : (part?.lines ?? toText(rows))).join('\n'));
if (values.write && part !== null) writeFileSync(PAGES[0].path, between(readFileSync(PAGES[0].path, 'utf8'), part.mark, part.lines));
else if (values.write) write();
if (values.check) check();

function filled({ path, lines }) {
  return between(readFileSync(path, 'utf8'), BEGIN, lines(rows, fitted));
}

function between(text, mark, lines) {
  const begin = text.indexOf(mark) + mark.length;
  return `${text.slice(0, begin)}\n\n${lines.join('\n').trimEnd()}\n\n${text.slice(text.indexOf(END, begin))}`;
}

function write() {
  for (const page of PAGES) writeFileSync(page.path, filled(page));
  const within = rows.flatMap(({ key, isWithin, figure, id }) => (isWithin ? [[key, `${id} ${figure}`]] : []));
  writeFileSync(pins, `${JSON.stringify(Object.fromEntries(within), null, 2)}\n`);
}

function check() {
  const left = Object.entries(JSON.parse(readFileSync(pins, 'utf8'))).filter(
    ([key]) => !rows.some((row) => row.key === key && row.isWithin),
  );
  for (const [key, figure] of left) console.error(`${key} (${figure}) was within its tolerance and is not any more`);
  const stale = PAGES.filter((page) => readFileSync(page.path, 'utf8') !== filled(page));
  for (const { file } of stale) console.error(`${file} has other figures: npm run validate-model -- --write`);
  if (left.length > 0 || stale.length > 0) process.exitCode = 1;
}
