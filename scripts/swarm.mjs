// `npm run swarm -- --minutes 10 --seed NOW`: drawn scenarios from seeds that no test has, until time is over or one of them fails.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { readOptions, refuse } from './options.mjs';

/** The highest seed of a scenario. */
const SEED_MAX = 2 ** 32 - 1;

const USAGE = `npm run swarm -- --minutes MINUTES --seed NOW|SEED [--out DIRECTORY]; a seed is a whole number of at most ${SEED_MAX}`;

const { values } = readOptions(USAGE, {
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string', default: 'NOW' },
  out: { type: 'string', default: 'reports/out/swarm' },
});
const minutes = Number(values.minutes);
const first = values.seed === 'NOW' ? Math.floor(Date.now() / 1000) : Number(values.seed);
if (!(minutes >= 0) || !Number.isInteger(first) || first < 0 || first > SEED_MAX) refuse(USAGE);

const outfile = join(import.meta.dirname, '../node_modules/.cache/swarm/fresh-swarm.mjs');
const entry = join(import.meta.dirname, '../test/sim/fresh-swarm.ts');
await build({ entryPoints: [entry], outfile, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20' });
const { freshSwarm } = await import(pathToFileURL(outfile).href);

console.log(`Seeds from ${first} on, for ${minutes} minutes`);
const endMs = Date.now() + minutes * 60_000;
const { cases, failure } = freshSwarm({ first, isOver: () => Date.now() >= endMs, out: values.out });
if (failure === undefined) console.log(`${cases} scenarios keep their invariants, and are the same after a save and a load`);
else {
  const { kind, seed, trouble, file, again } = failure;
  console.error([`${kind} of seed ${seed} fails:`, ...trouble, `Written to ${file}. Again: ${again}`].join('\n'));
  process.exit(1);
}
