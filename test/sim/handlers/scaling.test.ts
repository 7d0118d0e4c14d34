import { describe, expect, it } from 'vitest';
import { Fact } from '../../../src/sim/facts.js';
import { batch, constant, HOUR, MINUTE, provider, type Recorder, run } from '../setups.js';

/** Distinct [M, N] of provider 0, from the given minute on, in order. */
function measuredFrom(recorder: Recorder, minute: number): [needed: number, running: number][] {
  const own = recorder.of(Fact.capacityMeasured).filter(({ atMs, args }) => args[0] === 0 && atMs >= minute * MINUTE);
  return own
    .map(({ args }): [number, number] => [args[1], args[2]])
    .filter(([M, N], i, all) => all[i - 1]?.[0] !== M || all[i - 1]?.[1] !== N);
}

describe('N as instances that were launched', () => {
  it('counts those that drain, as M does while they are busy', () => {
    // Two instances, one task: 50 % from minute 1, so after 15 points the older goes, with its task, and drains until the task ends.
    const { recorder } = run({
      minutes: 90,
      capacityProviders: [provider({ initialSize: 2, isProtected: false })],
      workloads: [batch([0], 1, HOUR, { name: 'first' }), batch([20], 1, HOUR, { name: 'second' })],
      scaler: { countN: 'launched' },
    });
    expect(recorder.minutesOf(Fact.instanceDraining)).toEqual([15]);
    expect(measuredFrom(recorder, 0)).toEqual([
      [1, 2],
      [2, 2], // From minute 20: one that drains and one that does not, both busy. M does not exceed N.
      [1, 2], // Minute 60: the first task has just ended, its instance goes after the measurement.
      [1, 1],
      [0, 1], // From minute 80.
    ]);
    expect(recorder.of(Fact.instanceLaunched)).toHaveLength(2);
  });

  it('counts those that boot, and their room as free', () => {
    const { recorder } = run({
      minutes: 30,
      workloads: [batch([0], 8, HOUR)],
      timings: { instanceBoot: constant(10 * MINUTE) },
      scaler: { countN: 'launched' },
    });
    expect(measuredFrom(recorder, 1)).toEqual([
      [2, 0], // Eight tasks, four to an instance.
      [2, 2],
    ]);
  });
});
