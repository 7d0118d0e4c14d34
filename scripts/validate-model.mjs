// `npm run validate-model [-- --write | --check | --json]`: published measurements of real clusters beside the figures of a run (docs/validation.md).
// --write renews docs/validation.md and scenarios/measured/within.json; --check fails when a figure of within.json is not within any more.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FOLDER, judgeAll, readMeasurements } from './validation/judge.mjs';
import { toMarkdown, toText } from './validation/page.mjs';

const { values } = parseArgs({ options: { write: { type: 'boolean' }, check: { type: 'boolean' }, json: { type: 'boolean' } } });
const page = join(import.meta.dirname, '../docs/validation.md');
const pins = join(FOLDER, 'within.json');
const BEGIN = '<!-- figures -->';
const END = '<!-- end -->';

const rows = judgeAll(readMeasurements());
console.log((values.json ? [JSON.stringify(rows)] : toText(rows)).join('\n'));
if (values.write) write();
if (values.check) check();

function filled() {
  const text = readFileSync(page, 'utf8');
  const begin = text.indexOf(BEGIN) + BEGIN.length;
  return `${text.slice(0, begin)}\n\n${toMarkdown(rows).join('\n').trimEnd()}\n\n${text.slice(text.indexOf(END, begin))}`;
}

function write() {
  writeFileSync(page, filled());
  const within = rows.flatMap(({ key, isWithin, figure, id }) => (isWithin ? [[key, `${id} ${figure}`]] : []));
  writeFileSync(pins, `${JSON.stringify(Object.fromEntries(within), null, 2)}\n`);
}

function check() {
  const left = Object.entries(JSON.parse(readFileSync(pins, 'utf8'))).filter(
    ([key]) => !rows.some((row) => row.key === key && row.isWithin),
  );
  for (const [key, figure] of left) console.error(`${key} (${figure}) was within its tolerance and is not any more`);
  const isFresh = readFileSync(page, 'utf8') === filled();
  if (!isFresh) console.error('docs/validation.md has other figures: npm run validate-model -- --write');
  if (left.length > 0 || !isFresh) process.exitCode = 1;
}
