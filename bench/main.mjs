// `npm run --silent bench -- NAME [options]`: figures, never tests. docs/speed.md describes how to measure.
import { readFileSync } from 'node:fs';
import { fromDist } from './dist.mjs';
import { writeWhole } from './files.mjs';
import { optionNames, readOptions } from './options.mjs';
import { fillIn } from './print.mjs';

const MACHINES = { machines: ['machines', '1000'], tasks: ['tasks', '1000000'] };

/** Each is loaded on request, so that its figures do not depend on the imports of another. `takes`: options as options.mjs reads them. */
const BENCHES = {
  common: {
    load: () => import('./common.mjs'),
    takes: { ...MACHINES, policy: ['policy', 'first-fit'], workload: ['text'], only: ['only'] },
  },
  scaling: {
    load: () => import('./scaling.mjs'),
    takes: {
      machines: ['sizes', '100,1000,10000,100000'],
      tasks: ['tasks', '1000000'],
      policies: ['policies', 'first-fit,binpack-memory'],
      runs: ['runs', '5'],
      against: ['text'],
      'workload-dir': ['text'],
      chart: ['text'],
    },
  },
  services: {
    load: () => import('./services.mjs'),
    takes: { machines: ['machines', '10000'], tasks: ['tasks', '1000000'], runs: ['runs', '5'], latencies: ['latencies'], only: ['only'] },
  },
  'services-day': { load: () => import('./services-day.mjs'), takes: { services: ['runs', '300'], runs: ['runs', '3'] } },
  memory: { load: () => import('./memory.mjs'), takes: { tasks: ['tasks', '1000000'], only: ['only'] } },
  sweep: { load: () => import('./sweep.mjs'), takes: { runs: ['runs', '10000'], long: ['runs', '20'], only: ['only'] } },
  endpoint: { load: () => import('./endpoint.mjs'), takes: { machines: ['machines', '500'], runs: ['runs', '200'] } },
  queue: { load: () => import('./queue.mjs'), takes: { runs: ['runs', '2000'] } },
  workers: { load: () => import('./workers.mjs'), takes: { workers: ['sizes', '1,2,4,8'], runs: ['runs', '2000'], long: ['runs', '40'] } },
  coordinator: { load: () => import('./coordinator.mjs'), takes: { runs: ['runs', '10000'] } },
  week: { load: () => import('./week.mjs'), takes: {} },
  year: { load: () => import('./year.mjs'), takes: { days: ['sizes', '30,91,365'], only: ['only'] } },
  cli: { load: () => import('./cli.mjs'), takes: MACHINES },
  page: { load: () => import('./page.mjs'), takes: { tasks: ['tasks', '100000'], runs: ['runs', '3'] } },
  studio: { load: () => import('./studio.mjs'), takes: { runs: ['runs', '5'], only: ['part'] } },
  traces: {
    load: () => import('./traces.mjs'),
    takes: { tasks: ['sizes', '2000000,20000000'], machines: ['machines', '400'], only: ['text'] },
  },
  large: {
    load: () => import('./large.mjs'),
    takes: {
      machines: ['sizes', '1000,10000,100000'],
      tasks: ['tasks', '100'],
      policy: ['policy', 'binpack-memory'],
      folder: ['text'],
    },
  },
  coverage: { load: () => import('./coverage.mjs'), takes: { runs: ['runs', '200'], seed: ['runs', '1'], from: ['runs'], of: ['runs'] } },
  mutants: { load: () => import('./mutants.mjs'), takes: { runs: ['runs', '200'], from: ['runs'] } },
  catalogue: { load: () => import('./catalogue.mjs'), takes: {} },
};

const isNamed = process.argv[2] !== undefined && !process.argv[2].startsWith('-');
const name = isNamed ? process.argv[2] : 'common';
if (!Object.hasOwn(BENCHES, name)) refuse([`no benchmark is called '${name}'; there are: ${Object.keys(BENCHES).join(', ')}`]);
const { load, takes } = BENCHES[name];
if (process.argv.some((word) => word === '--help' || word === '-h')) {
  console.log(`npm run --silent bench -- NAME [options]; NAME is one of ${Object.keys(BENCHES).join(', ')}, by default common`);
  console.log(`Options of ${name}: ${optionNames(takes).join(', ')}`);
  process.exit(0);
}
const { values, mistakes } = readOptions(process.argv.slice(isNamed ? 3 : 2), takes);
if (mistakes.length > 0) refuse(mistakes.map((mistake) => `${name}: ${mistake}`));
// As the command does; a bundle has it in the folder above. Builds of November 2026 have it under another name, older ones not.
const loads = ['compiler.js', 'inlining.js']
  .flatMap((file) => [`run/${file}`, `../run/${file}`])
  .map((file) => fromDist(file).catch(() => null));
const compiler = (await Promise.all(loads)).find((found) => found !== null);
(compiler?.setCompiler ?? compiler?.inlineMore)?.();
const { bench, toText, toMarkdown, finish } = await load();
if ((values.markdown || values.into !== undefined) && (toMarkdown === undefined || values.only !== undefined))
  refuse([`${name} has no table for a page; its figures come as text or --json`]);
try {
  if (values.into !== undefined) filled(''); // Reports a page without a place for the figures before the long wait, not after.
  const result = await bench(values);
  show(result);
  for (const problem of result.problems ?? []) console.error(`bench: ${problem}`);
  if (result.problems?.length > 0) process.exitCode = 1;
  await finish?.(result, values);
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}

/** A page that has its place for the table is not changed by a run that went wrong. */
function show(result) {
  if (values.into !== undefined && !(result.problems?.length > 0)) writeWhole(values.into, filled(toMarkdown(result).join('\n')));
  if (values.json) console.log(JSON.stringify(result));
  else if (values.markdown) console.log(toMarkdown(result).join('\n'));
  else console.log((result.rows === undefined ? plain(result) : toText(result)).join('\n'));
}

function filled(text) {
  return fillIn(readFileSync(values.into, 'utf8'), name, text);
}

function plain(result) {
  if (!Array.isArray(result)) return Object.entries(result).map(([key, value]) => `${key.padEnd(28)} ${value}`);
  console.table(result);
  return [];
}

function refuse(lines) {
  for (const line of lines) console.error(`bench: ${line}`);
  process.exit(2);
}
