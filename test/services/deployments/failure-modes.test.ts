import { describe, expect, it } from 'vitest';
import { SOUND, taskFate } from '../../../src/services/deployments/failure-modes.js';

describe('taskFate', () => {
  const draws = { start: 0.5, crash: 0.5 };

  it('of a sound definition is to start as usual and to run for ever', () => {
    expect(taskFate(SOUND, 10_000, draws)).toEqual({ failsToStart: false, unhealthyAfterMs: null, crashAfterMs: null, startMs: 10_000 });
  });

  it('is decided by the draws: a share of the starts fails, half of the tasks have crashed after the half-life', () => {
    const mode = { failedStarts: 0.5, unhealthyAfterMs: 90_000, crashesPerHour: 2, slowerStart: 1.5, slower: 1, failedHooks: [] };
    const fate = taskFate(mode, 10_001, draws);
    expect(fate).toEqual({ failsToStart: false, unhealthyAfterMs: 90_000, crashAfterMs: 1_247_665, startMs: 15_002 }); // ln 2 / 2 h
    expect(taskFate(mode, 10_001, { ...draws, start: 0.499 }).failsToStart).toBe(true);
    expect(taskFate(mode, 10_001, { ...draws, crash: 0 }).crashAfterMs).toBe(0);
    const crashes = Array.from({ length: 1_000 }, (_, i) => taskFate(mode, 0, { start: 0, crash: (i + 0.5) / 1_000 }).crashAfterMs!);
    expect(crashes.reduce((sum, ms) => sum + ms, 0) / 1_000 / 1_800_000).toBeCloseTo(1, 2); // The mean is half an hour.
  });
});
