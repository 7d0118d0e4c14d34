import { describe, expect, it } from 'vitest';
import { hash32 } from '../../src/kernel/hash.js';
import { Digest } from '../../src/sim/digest.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { seeds } from '../extent.js';
import { reread } from '../reread.js';
import { caseOf } from './fresh-swarm.js';
import { brokenFacts, CountedFacts } from './invariants/facts.js';
import { brokenInvariants } from './invariants/invariants.js';
import { beginningWith } from './present-state.js';
import { swarmSetup } from './swarm-setup.js';

/** Seeds of a fresh swarm that have failed. */
const FALLEN = [1795912079, 1795915959, 1796074155];
const SEEDS = [...seeds(3, 32), ...FALLEN];

function made(setup: Setup): { simulation: Simulation; digest: Digest; facts: CountedFacts } {
  const digest = new Digest();
  const facts = new CountedFacts();
  const sources = setup.workloads.map((w) => makeSource(w.arrivals, { seed: setup.seed, name: w.name }));
  return { simulation: new Simulation(setup, { sources, subscribers: [digest, facts] }), digest, facts };
}

/** Seeds of drawn files with all features that have failed. */
const FALLEN_FILES = [6, 207, 320, 1011, 7728, 1796124900];
/** The same of files of services that change all the time. */
const FALLEN_CHURN = [148, 159, 1796210025, 1796240240, 1796250044];
/** The same of files whose services must come to rest. */
const FALLEN_CALM = [323, 20693];

describe('any scenario', () => {
  it.each([...seeds(2, 6), ...FALLEN_FILES])('of a file with all features does all this too (seed %i)', (seed) => {
    expect(caseOf('broad', seed).trouble).toEqual([]);
  });

  it.each([...seeds(2, 6), ...FALLEN_CHURN])(
    'of services that change all the time does so, too, and begins with what it has come to (seed %i)',
    (seed) => {
      expect(caseOf('churn', seed).trouble).toEqual([]);
      expect(caseOf('churned', seed).trouble).toEqual([]);
    },
  );

  it.each([...seeds(2, 6), ...FALLEN_CALM])('whose changes are over comes to rest without failures and limits (seed %i)', (seed) => {
    expect(caseOf('calm', seed).trouble).toEqual([]);
  });

  it.each(SEEDS)('keeps its invariants between slices of events (seed %i)', (seed) => {
    const setup = swarmSetup(seed);
    const { simulation, facts } = made(setup);
    const broken = () => [...brokenInvariants(simulation.world), ...brokenFacts(simulation.world, facts)];
    for (let slice = 0; simulation.advance(setup.durationMs, 1 + (hash32(seed, 1, slice, 0) % 60)) === 'sliced'; slice++) {
      expect(broken(), `seed ${seed} at ${simulation.nowMs} ms`).toEqual([]);
    }
    expect(broken()).toEqual([]);
    expect(simulation.eventsHandled).toBeGreaterThan(100);
  });

  it.each(seeds(1, 12))('reports the same facts in slices, in one go, and after save() and load() through JSON (seed %i)', (seed) => {
    const setup = swarmSetup(seed);
    const whole = made(setup);
    whole.simulation.advance();
    const first = made(setup);
    first.simulation.advance(Math.floor(setup.durationMs * ((seed % 7) / 7)) + 1);
    const second = made(setup);
    second.simulation.load(reread(first.simulation.save()));
    second.simulation.advance();
    expect(second.digest.text).toBe(whole.digest.text);
    expect(second.simulation.eventsHandled).toBe(whole.simulation.eventsHandled);
  });

  it.each(seeds(2, 32))('begins as well with what another run has come to (seed %i)', (seed) => {
    const before = made(swarmSetup(seed));
    before.simulation.advance(Math.floor((swarmSetup(seed).durationMs * (1 + (seed % 5))) / 7));
    const setup = beginningWith(before.simulation.world);
    const { simulation, digest } = made(setup);
    for (let slice = 0; simulation.advance(setup.durationMs, 1 + (hash32(seed, 3, slice, 0) % 60)) === 'sliced'; slice++) {
      expect(brokenInvariants(simulation.world), `seed ${seed} at ${simulation.nowMs} ms`).toEqual([]);
    }
    expect(brokenInvariants(simulation.world)).toEqual([]);
    const second = made(setup);
    second.simulation.advance(0, 10);
    const third = made(setup);
    third.simulation.load(reread(second.simulation.save()));
    third.digest.load(second.digest.save());
    third.simulation.advance();
    expect(third.digest.text).toBe(digest.text);
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
