import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Digest } from '../../src/sim/digest.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { swarmSetup } from '../sim/swarm-setup.js';

/** Seeds beyond those of the swarm test. */
const FIRST = 1000;
const SEEDS = 300;

it('drawn scenarios have the committed digests', async () => {
  const lines = Array.from({ length: SEEDS }, (_, i) => {
    const setup = swarmSetup(FIRST + i);
    const digest = new Digest();
    const sources = setup.workloads.map((w) => makeSource(w.arrivals, { seed: setup.seed, name: w.name }));
    const simulation = new Simulation(setup, { sources, subscribers: [digest] });
    simulation.advance();
    return `${FIRST + i}: ${digest.text} events ${simulation.eventsHandled}`;
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'behaviour-swarm.txt'));
}, 900_000);
