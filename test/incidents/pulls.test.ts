import { describe, expect, it } from 'vitest';
import { ONE_ENDS, played, toy } from './toys.js';

const pulls = (more = '') => `at: 60m, for: 20m, type: pullFailure${more}`;
const shortfall = (faults: readonly string[], parts: Parameters<typeof toy>[1] = {}) => played(toy(faults, parts)).shortfall;
const ONE_EACH = { tasks: 3, cpu: 2048 };
const SIX = { size: 6 };
const behavior = (word: string) => ({ ...SIX, top: `imagePullBehavior: ${word}` });

describe('pulls that fail', () => {
  it('[I.PF-1, I.PF-3, I.T-PF-a] the throttle of failed starts outlives the fault', () => {
    const run = played(toy([pulls(', after: 0s'), ONE_ENDS], ONE_EACH));
    const failed = run.tasks.filter(({ cause }) => cause === 'pullFailed').map(({ stopping }) => stopping! / 60);
    // The third failure in a row brings the first wait.
    expect(failed).toEqual([62, 62, 62, 63, 65, 69, 77]);
    expect(run.lastRunning).toBe(93.25);
    expect(run.shortfall).toBeCloseTo(33.25, 9);
  });

  it('[I.PF-2, I.T-PF-b] with the image on the instance the behaviour of the agent decides', () => {
    expect(shortfall([pulls(), ONE_ENDS], SIX)).toBeCloseTo((2 * 20) / 60, 9);
    for (const word of ['prefer-cached', 'once']) expect(shortfall([pulls(), ONE_ENDS], behavior(word))).toBeCloseTo(10 / 60, 9);
    const always = played(toy([pulls(), ONE_ENDS], behavior('always')));
    expect(always.lastRunning).toBeGreaterThan(80);
    expect(always.tasks.filter(({ cause }) => cause === 'pullFailed').length).toBeGreaterThan(3);
  });

  it('[I.MON-8] prefer-cached is never worse than default, and that never worse than always', () => {
    for (const fault of [pulls(), 'at: 60m, for: 20m, type: registryDown']) {
      const [cached, usual, always] = ['prefer-cached', 'default', 'always'].map((word) => shortfall([fault, ONE_ENDS], behavior(word)));
      expect(cached).toBeLessThanOrEqual(usual!);
      expect(usual).toBeLessThanOrEqual(always!);
    }
  });

  it('[I.PF-4] a prefix limits pullFailure, registryDown and slowPull to a registry', () => {
    for (const fault of [pulls(', after: 1s'), 'at: 60m, for: 20m, type: registryDown', 'at: 60m, for: 20m, type: slowPull, factor: 9']) {
      expect(shortfall([`${fault}, images: quay.io/`, ONE_ENDS])).toBeCloseTo(9, 9);
      expect(shortfall([`${fault}, images: we`, ONE_ENDS])).toBeCloseTo(shortfall([fault, ONE_ENDS]), 9);
      expect(shortfall([fault, ONE_ENDS])).toBeGreaterThan(10);
    }
  });

  it('[I.MON-2] a longer registryDown never lessens the shortfall', () => {
    const all = [0.5, 3, 5, 10, 20, 30].map((minutes) => shortfall([`at: 60m, for: ${minutes * 60}s, type: registryDown`, ONE_ENDS]));
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });
});
