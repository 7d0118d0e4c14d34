import { describe, expect, it } from 'vitest';
import { refusals } from '../../../src/run/checkpoints/compatible.js';
import type { Setup } from '../../../src/sim/setup.js';
import { EVERYTHING } from '../../billing/terms.js';
import { seeds } from '../../extent.js';
import { brokenInvariants } from '../../sim/invariants/invariants.js';
import { MINUTE } from '../../sim/setups.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { drawn, forked } from './begun.js';
import { randomChange } from './random-change.js';

const SEEDS = seeds(3, 18, 2000);

describe('a run of any scenario that goes on with other settings', () => {
  it.each(SEEDS)('keeps its invariants from the fork to its end (seed %i)', (seed) => {
    const was: Setup = { ...swarmSetup(seed), billing: EVERYTHING };
    const below = drawn(seed);
    const is = randomChange(was, below);
    // A whole minute has had its measurements: nothing that comes before them can be due in it any more.
    const atMs = seed % 2 === 0 ? below(was.durationMs) : MINUTE * below(was.durationMs / MINUTE);
    expect(refusals(was, is, atMs)).toEqual([]);
    const { simulation: second } = forked(was, is, atMs);
    while (second.advance(is.durationMs, 20 + below(400)) === 'sliced')
      expect(brokenInvariants(second.world), `at ${second.nowMs} ms, forked at ${atMs}`).toEqual([]);
    expect(second.nowMs).toBe(is.durationMs);
  });

  it.each(SEEDS.slice(0, 10))('is refused when it is of another scenario altogether (seed %i)', (seed) => {
    expect(refusals(swarmSetup(seed), swarmSetup(seed + 1), 0)).not.toEqual([]);
  });

  it('is not called when nothing differs', () => {
    for (const seed of SEEDS.slice(0, 5)) expect(refusals(swarmSetup(seed), swarmSetup(seed), 0)).toEqual([]);
  });
});
