// `npm run --silent bench -- mutants [--runs 200] [--seed 1]`: what the swarm and the fast tests notice of mistakes in the engine.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { mutantsOf } from './mutants/mutator.mjs';

const ENGINE = ['src/sim/handlers', 'src/sim/cluster'];
const OUT = resolve('reports/out/mutants');
/** Drawn scenarios: three of each seed. The first few show whether a mutant changes anything; more stand for ten minutes of swarm. */
const FIRST_SEED = 1;
const SEEDS = 8;
const MORE_SEEDS = 40;
/** A mutant that takes so many times as long hangs: that is noticed too. */
const SLOWER_MOST = 8;

/** Results are appended to reports/out/mutants/results.jsonl, so that a run that was stopped goes on. */
export async function bench({ runs, from: seed = 1 }) {
  mkdirSync(OUT, { recursive: true });
  const chosen = shuffled(
    ENGINE.flatMap(filesIn).flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8'))),
    seed,
  ).slice(0, runs);
  const started = performance.now();
  const base = await digestsOf(await bundled(null), { first: FIRST_SEED, seeds: SEEDS + MORE_SEEDS, limitMs: Number.POSITIVE_INFINITY });
  const limitMs = SLOWER_MOST * (performance.now() - started);
  const results = before();
  if (results.length === 0 && failsRules(null)) throw new Error('the fast tests fail without a mutant: see reports/out/mutants/tree');
  for (const mutant of chosen.slice(results.length)) {
    const answer = await outcomeOf(mutant, { base, limitMs });
    const { file, line, what } = mutant;
    results.push({ file, line, what, ...answer });
    writeFileSync(join(OUT, 'results.jsonl'), results.map((result) => JSON.stringify(result)).join('\n'));
  }
  return summaryOf(results.slice(0, runs));
}

/** By whom a mutant is noticed: `swarm` (an invariant, an error or save and load), `time`, `rules` (a fast test), or null; whether it changes a digest. */
async function outcomeOf(mutant, { base, limitMs }) {
  const bundle = await bundled(mutant).catch(() => null);
  if (bundle === null) return { isChanged: true, by: 'compiler' };
  const quick = await comparedWith(base, bundle, { first: FIRST_SEED, seeds: SEEDS, limitMs });
  if (quick.by !== null || !quick.isChanged) return quick;
  if (failsRules(mutant)) return { isChanged: true, by: 'rules' };
  return comparedWith(base, bundle, { first: FIRST_SEED + SEEDS, seeds: MORE_SEEDS, limitMs });
}

async function comparedWith(base, bundle, { first, seeds, limitMs }) {
  const found = await digestsOf(bundle, { first, seeds, limitMs, untilTrouble: true });
  const key = ({ kind, seed }) => `${kind} ${seed}`;
  const wanted = new Map(base.map((run) => [key(run), run.digest]));
  const troubled = found.find(({ trouble }) => trouble.length > 0);
  const first_ = found.find((run) => wanted.get(key(run)) !== run.digest);
  if (troubled !== undefined) return { isChanged: true, by: 'swarm', how: troubled.trouble[0].slice(0, 200) };
  if (found.length < 3 * seeds) return { isChanged: true, by: 'time' };
  return { isChanged: first_ !== undefined || first > FIRST_SEED, by: null, ...(first_ === undefined ? {} : { first: key(first_) }) };
}

function digestsOf(bundle, { first, seeds, limitMs, untilTrouble = false }) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mutants/runner.mjs'), bundle, String(first), String(seeds)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const timer = Number.isFinite(limitMs) ? setTimeout(() => child.kill('SIGKILL'), limitMs) : null;
  const runs = [];
  return new Promise((ok) => {
    createInterface(child.stdout).on('line', (line) => {
      const run = JSON.parse(line);
      runs.push(run);
      if (untilTrouble && run.trouble.length > 0) child.kill('SIGKILL');
    });
    child.on('close', () => {
      clearTimeout(timer);
      ok(runs);
    });
  });
}

/** The drawn scenarios, their invariants and the engine in one file, with the mutant in it. */
async function bundled(mutant) {
  const outfile = join(OUT, mutant === null ? 'engine.mjs' : 'mutant.mjs');
  const changed = {
    name: 'changed',
    setup: ({ onLoad }) =>
      mutant && onLoad({ filter: new RegExp(`${mutant.file.replaceAll('.', '\\.')}$`) }, () => ({ contents: mutant.text(), loader: 'ts' })),
  };
  await build({
    entryPoints: ['test/sim/swarm-digests.ts'],
    ...{ outfile, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent' },
    plugins: [changed],
  });
  return outfile;
}

/** Runs the fast tests in a copy of the tree in which the file is changed. */
function failsRules(mutant) {
  const tree = join(OUT, 'tree');
  if (!existsSync(tree)) {
    for (const folder of ['src', 'test', 'scenarios', 'docs', 'data']) cpSync(folder, join(tree, folder), { recursive: true });
    for (const file of ['package.json', 'tsconfig.json']) cpSync(file, join(tree, file));
    cpSync(join(import.meta.dirname, 'mutants/rules.config.mjs'), join(tree, 'vitest.config.mjs'));
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  }
  if (mutant === null) return isRed(tree);
  const file = join(tree, mutant.file);
  writeFileSync(file, mutant.text());
  try {
    return isRed(tree);
  } finally {
    cpSync(mutant.file, file);
  }
}

function isRed(tree) {
  return (
    spawnSync('node_modules/.bin/vitest', ['run'], {
      cwd: tree,
      stdio: ['ignore', openSync(join(OUT, 'rules.log'), 'w'), 'ignore'],
      timeout: 600_000,
    }).status !== 0
  );
}

function before() {
  const path = join(OUT, 'results.jsonl');
  if (!existsSync(path)) {
    rmSync(join(OUT, 'tree'), { recursive: true, force: true });
    return [];
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => JSON.parse(line));
}

function summaryOf(results) {
  const changed = results.filter(({ isChanged }) => isChanged);
  const by = (name) => changed.filter((result) => result.by === name).length;
  const survivors = changed.filter((result) => result.by === null);
  return {
    mutants: results.length,
    'change a digest': changed.length,
    'noticed by the swarm': by('swarm') + by('time') + by('compiler'),
    'noticed by fast tests': by('rules'),
    'noticed of them, %': ((100 * (changed.length - survivors.length)) / changed.length).toFixed(1),
    ...Object.fromEntries(survivors.map(({ file, line, what }, i) => [`survivor ${i + 1}`, `${file}:${line} ${what}`])),
  };
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Fisher and Yates, by a small generator of its own: the same mutants each time. */
function shuffled(list, seed) {
  let state = seed >>> 0;
  const below = (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}
