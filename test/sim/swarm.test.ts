import { describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../src/sim/cluster/invariants.js';
import { Digest } from '../../src/sim/digest.js';
import { hash32 } from '../../src/sim/kernel/hash.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { swarmSetup } from './swarm-setup.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

function made(setup: Setup): { simulation: Simulation; digest: Digest } {
  const digest = new Digest();
  const sources = setup.workloads.map((w) => makeSource(w.arrivals, { seed: setup.seed, name: w.name }));
  return { simulation: new Simulation(setup, { sources, subscribers: [digest] }), digest };
}

describe('any scenario', () => {
  it.each(SEEDS)('keeps its invariants between slices of events (seed %i)', (seed) => {
    const setup = swarmSetup(seed);
    const { simulation } = made(setup);
    for (let slice = 0; simulation.advance(setup.durationMs, 1 + (hash32(seed, 1, slice, 0) % 60)) === 'sliced'; slice++) {
      expect(brokenInvariants(simulation.world), `seed ${seed} at ${simulation.nowMs} ms`).toEqual([]);
    }
    expect(brokenInvariants(simulation.world)).toEqual([]);
    expect(simulation.eventsHandled).toBeGreaterThan(100);
  });

  it.each(SEEDS.slice(0, 20))('tells the same facts in slices, in one go, and after save() and load() through JSON (seed %i)', (seed) => {
    const setup = swarmSetup(seed);
    const whole = made(setup);
    whole.simulation.advance();
    const first = made(setup);
    first.simulation.advance(Math.floor(setup.durationMs * ((seed % 7) / 7)) + 1);
    const second = made(setup);
    second.simulation.load(JSON.parse(JSON.stringify(first.simulation.save())));
    second.simulation.advance();
    expect(second.digest.text).toBe(whole.digest.text);
    expect(second.simulation.eventsHandled).toBe(whole.simulation.eventsHandled);
  });

  it('differs when the seed differs', () => {
    const digests = [1, 2].map((seed) => {
      const run = made({ ...swarmSetup(5), seed });
      run.simulation.advance();
      return run.digest.text;
    });
    expect(digests[0]).not.toBe(digests[1]);
  });
});
