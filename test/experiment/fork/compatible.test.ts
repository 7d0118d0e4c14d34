import { describe, expect, it } from 'vitest';
import { refusals } from '../../../src/experiment/fork/compatible.js';
import { fromText, toText } from '../../../src/experiment/fork/plain-data.js';
import { RunRecorder } from '../../../src/report/recorder.js';
import { brokenInvariants } from '../../../src/sim/cluster/invariants.js';
import { hash32 } from '../../../src/sim/kernel/hash.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { EVERYTHING } from '../../billing/terms.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { randomChange } from './random-change.js';

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed + 2000);

function begun(setup: Setup): Simulation {
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  return new Simulation(setup, { sources, subscribers: [new RunRecorder(setup)] });
}

function drawn(seed: number): (bound: number) => number {
  let calls = 0;
  return (bound) => hash32(seed, 91, calls++, 0) % bound;
}

describe('a run of any scenario that goes on with other settings', () => {
  it.each(SEEDS)('keeps its invariants from the fork to its end (seed %i)', (seed) => {
    const was: Setup = { ...swarmSetup(seed), billing: EVERYTHING };
    const below = drawn(seed);
    const is = randomChange(was, below);
    const atMs = below(was.durationMs);
    expect(refusals(was, is, atMs)).toEqual([]);
    const first = begun(was);
    first.advance(atMs);
    const second = begun(is);
    second.load(fromText(toText(first.save())));
    second.adopt(was);
    while (second.advance(is.durationMs, 20 + below(400)) === 'sliced')
      expect(brokenInvariants(second.world), `at ${second.nowMs} ms, forked at ${atMs}`).toEqual([]);
    expect(second.nowMs).toBe(is.durationMs);
  });

  it.each(SEEDS.slice(0, 10))('is refused when it is of another scenario altogether (seed %i)', (seed) => {
    expect(refusals(swarmSetup(seed), swarmSetup(seed + 1), 0)).not.toEqual([]);
  });

  it('is asked nothing when nothing differs', () => {
    for (const seed of SEEDS.slice(0, 5)) expect(refusals(swarmSetup(seed), swarmSetup(seed), 0)).toEqual([]);
  });
});
