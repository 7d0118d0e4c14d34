// `npm run migration-figures [-- NAMES... | --write]`: figures of the library with the defaults of before and with those of today (docs/reference/migration-figures.md).
// Before: each setting that `validate` names for the file has the value that restores the earlier behaviour. --write renews the table of the page.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inDist } from '../bench/dist.mjs';
import { readOptions, refuse } from './options.mjs';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/reference/migration-figures.md');
const BEGIN = '<!-- library -->';
const END = '<!-- end -->';
/** Folders of the library whose scenarios stand for clusters of users. */
const FOLDERS = ['capacity', 'guide', 'headline', 'placement', 'questions', 'scaling', 'services'];
const COMMAND = fileURLToPath(inDist('bin/drydock.js'));

/** Columns: a title, the figure of a summary, and how it is written. */
const FIGURES = [
  ['cost, USD', ({ cost_usd }) => cost_usd?.toFixed(2)],
  ['wait, p95', ({ wait_p95_ms }) => inSeconds(wait_p95_ms)],
  ['below desired, task-minutes', ({ below_desired_task_minutes }) => below_desired_task_minutes?.toFixed(1)],
  ['longest deployment that ended, the first of a service included', ({ deployments }) => inSeconds(longest(deployments))],
  ['tasks that failed', ({ tasks_failed }) => String(tasks_failed)],
];

function inSeconds(ms) {
  return ms === null || ms === undefined ? undefined : `${Math.round(ms / 1000)} s`;
}

function longest(deployments = []) {
  const times = deployments.flatMap(({ begun_ms, ended_ms }) => (ended_ms === null ? [] : [ended_ms - begun_ms]));
  return times.length === 0 ? null : Math.max(...times);
}

function drydock(args) {
  const { stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (stdout === '') throw new Error(`drydock ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

function summary(file, sets) {
  const out = mkdtempSync(join(tmpdir(), 'migration-'));
  try {
    return drydock(['run', file, '--json', '--out', out, ...sets.flatMap((set) => ['--set', set])]);
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Assignments that restore the earlier behaviour of a file. */
function restoring(file) {
  const { changedDefaults = [] } = drydock(['validate', file, '--json']).files[0];
  return changedDefaults.flatMap(({ places, before }) => places.map((place) => `${place}=${before}`));
}

/** A row of the table. A cell with one value did not change. */
function row(name) {
  const file = join(ROOT, 'scenarios', `${name}.yaml`);
  const before = summary(file, restoring(file));
  const now = summary(file, []);
  const cells = FIGURES.map(([, figure]) => {
    const [was, is] = [figure(before), figure(now)];
    return was === is ? (is ?? '') : `${was ?? 'none'} → ${is ?? 'none'}`;
  });
  return `| ${[name, ...cells].join(' | ')} |`;
}

const USAGE = 'npm run migration-figures [-- NAMES... | --write]; a name is FOLDER/SCENARIO of scenarios, such as headline/spread-100';
const { values, positionals } = readOptions(USAGE, { write: { type: 'boolean' } }, Number.POSITIVE_INFINITY);
const unknown = positionals.filter((name) => !existsSync(join(ROOT, 'scenarios', `${name}.yaml`)));
if (unknown.length > 0) refuse(`there is no scenario ${unknown.join(', ')}`, USAGE);
if (values.write && positionals.length > 0) refuse('--write renews the whole table: leave the names out', USAGE);
const names = () =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, 'scenarios', folder))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => `${folder}/${file.replace('.yaml', '')}`)
      .sort(),
  );
const rows = (positionals.length > 0 ? positionals : names()).map(row);
const table = [`| scenario | ${FIGURES.map(([title]) => title).join(' | ')} |`, `|${' --- |'.repeat(FIGURES.length + 1)}`, ...rows];
console.log(table.join('\n'));
if (values.write) {
  const text = readFileSync(PAGE, 'utf8');
  const begin = text.indexOf(BEGIN) + BEGIN.length;
  writeFileSync(PAGE, `${text.slice(0, begin)}\n\n${table.join('\n')}\n\n${text.slice(text.indexOf(END, begin))}`);
}
