// `npm run --silent bench -- mutants [--runs 200] [--from 1]`
// The mistakes in the engine that the swarm and the fast tests notice.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Engine } from './mutants/engine.mjs';
import { mutantsOf } from './mutants/mutator.mjs';
import { linesOf, Rules } from './mutants/rules.mjs';
import { makeTree } from './mutants/tree.mjs';

const ENGINE = ['src/sim/handlers', 'src/sim/cluster'];
const OUT = resolve('reports/out/mutants');
const KINDS = ['setup', 'present', 'random', 'mixed', 'broad'];
/** Drawn scenarios of each kind: enough to see whether a mutant changes anything. */
const SEEDS = 24;
/** Scenarios with another digest that the swarm checks before the fast tests run, and in all. */
const CHECKED_FIRST = 4;
const CHECKED_MOST = 40;
/** Of a mutant that changes no digest, scenarios that are also saved and loaded and run by the index; and that the swarm checks. */
const TWINS = 6;
const CHECKED_UNCHANGED = 1;

/** Each result is kept in a folder of these mutants, so that a run that was stopped goes on. */
export async function bench({ runs, from: seed = 1 }) {
  const sources = new Map(ENGINE.flatMap(filesIn).map((file) => [file, readFileSync(file, 'utf8')]));
  const all = [...sources].flatMap(([file, text]) => mutantsOf(file, text));
  const chosen = shuffled(all, seed)
    .slice(0, runs)
    .map((mutant, id) => ({ ...mutant, id }));
  const out = join(OUT, createHash('sha256').update(JSON.stringify(chosen)).digest('hex').slice(0, 8));
  mkdirSync(out, { recursive: true });
  const tree = makeTree(join(out, 'tree'), sources, chosen);
  const engine = await Engine.of(out, tree);
  const cases = await engine.base(
    Array.from({ length: SEEDS }, (_, i) => i + 1).flatMap((of) => KINDS.map((kind) => ({ kind, seed: of }))),
  );
  const rules = new Rules(out, tree);
  const path = join(out, 'results.jsonl');
  const results = existsSync(path) ? linesOf(path) : [];
  for (const mutant of chosen.slice(results.length)) {
    const { id, file, line, what } = mutant;
    const startedMs = performance.now();
    const answer = await outcomeOf(id, { engine, cases: cases.filter(({ passed }) => passed.has(id)), rules });
    results.push({ id, file, line, what, ...answer, seconds: Math.round((performance.now() - startedMs) / 1000) });
    appendFileSync(path, `${JSON.stringify(results.at(-1))}\n`);
  }
  return summaryOf(results.slice(0, runs), all.length);
}

/**
 * The check that notices a mutant: `swarm` (an invariant, an error, save and load, or the index), `time` (it hangs), `rules` (a fast test), or null;
 * whether it changes anything; and in how many drawn scenarios its place is passed.
 */
async function outcomeOf(id, { engine, cases, rules }) {
  const run = engine.withMutant(id);
  const reached = cases.length;
  try {
    const changed = [];
    for (const one of cases) {
      const { digest, trouble, isLost } = await run.ask(one, 'digest');
      if (isLost) return { isChanged: true, by: 'time', reached };
      if (trouble.length > 0) return noticed(trouble, reached);
      if (digest === one.digest) continue;
      changed.push(one);
      if (changed.length > CHECKED_FIRST) continue;
      const found = await run.ask(one, 'all');
      if (found.isLost || found.trouble.length > 0) return noticed(found.trouble ?? ['takes too long'], reached);
    }
    if (changed.length === 0) return await unchanged(run, cases);
    const facts = { isChanged: true, reached, changed: changed.length, first: `${changed[0].kind} ${changed[0].seed}` };
    const failed = rules.failedBy(id);
    if (failed !== null) return { ...facts, by: 'rules', how: failed };
    for (const one of changed.slice(CHECKED_FIRST, CHECKED_MOST)) {
      const found = await run.ask(one, 'all');
      if (found.isLost || found.trouble.length > 0) return noticed(found.trouble ?? ['takes too long'], reached);
    }
    return { ...facts, by: null };
  } finally {
    run.end();
  }
}

async function unchanged(run, cases) {
  const reached = cases.length;
  for (const [ask, most] of [['twins', TWINS], ['all', CHECKED_UNCHANGED]]) // biome-ignore format: a pair a line
    for (const one of cases.slice(0, most)) {
      const found = await run.ask(one, ask);
      if (found.isLost || found.trouble.length > 0) return noticed(found.trouble ?? ['takes too long'], reached);
    }
  return { isChanged: false, by: null, reached };
}

function noticed(trouble, reached) {
  return { isChanged: true, by: 'swarm', reached, how: trouble[0].slice(0, 200) };
}

function summaryOf(results, of) {
  const changed = results.filter(({ isChanged }) => isChanged);
  const by = (name) => changed.filter((result) => result.by === name).length;
  const survivors = changed.filter((result) => result.by === null);
  return {
    mutants: `${results.length} of ${of}`,
    'at places no scenario passes': results.filter(({ reached }) => reached === 0).length,
    'change a run': changed.length,
    'noticed by the swarm': by('swarm') + by('time'),
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
