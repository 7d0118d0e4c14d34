#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { engineVersion } from '../../src/run/engine-version.js';
import { freshSwarm } from '../sim/fresh-swarm.js';
import { threadsAgainstOne } from './threads.js';

/** `drydock-selftest`: whether this build keeps its rules on this machine. */
const USAGE = 'drydock-selftest [--minutes 10] [--seed NOW|NUMBER] [--out DIRECTORY]';
/** The part of the time in which threads are held against one process. */
const IN_THREADS = 0.2;

const values = optionsOf(process.argv.slice(2));
const minutes = Number(values.minutes);
const seed = values.seed === 'NOW' ? Math.floor(Date.now() / 1000) : Number(values.seed);
if (!(minutes >= 0) || !Number.isSafeInteger(seed) || seed < 0) {
  console.error(USAGE);
  process.exit(2);
}

const endMs = Date.now() + minutes * 60_000;
const swarmEndMs = endMs - IN_THREADS * minutes * 60_000;
const where = `Drydock ${engineVersion()}, Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} processors, seed ${seed}`;
const swarm = freshSwarm({ first: seed, isOver: () => Date.now() >= swarmEndMs, out: values.out });
const threads = swarm.failure === undefined ? await threadsAgainstOne(seed, () => Date.now() >= endMs) : { runs: 0 };
const fault = swarm.failure === undefined ? threads.failure : `${swarm.failure.trouble.join('; ')} (written to ${swarm.failure.file})`;
if (fault === undefined)
  console.log(
    `ok: ${swarm.cases} drawn scenarios kept their invariants, went on alike after a save and a load, and placed alike by index and scan, and ${threads.runs} ran alike in threads; ${where}`,
  );
else {
  console.error(`FAILED: ${fault}; ${where}`);
  process.exitCode = 1;
}

function optionsOf(args: string[]): { readonly minutes: string; readonly seed: string; readonly out: string } {
  try {
    const { help, ...options } = parseArgs({
      args,
      options: {
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string', default: 'NOW' },
        out: { type: 'string', default: 'selftest' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
    if (!help) return options;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}\n${USAGE}`);
    process.exit(2);
  }
}
