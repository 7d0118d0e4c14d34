import { describe, expect, it } from 'vitest';
import { sentenceText } from '../../src/kernel/sentence.js';
import { FiguresRecorder } from '../../src/record/figures-recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { provider, type SetupParts, service, setup } from '../sim/setups.js';

function limitsIn(parts: SetupParts): string[] {
  const what = setup({ minutes: 60, ...parts });
  const recorder = new FiguresRecorder(what);
  new Simulation(what, { sources: [], subscribers: [recorder] }).advance();
  return recorder.finish(what.durationMs).limits.map(sentenceText);
}

describe('limits that a run reached', () => {
  it('are the maxSize of a group while tasks needed more, and how long', () => {
    // Nine tasks of a quarter of an instance need three instances, and the group has two at most.
    const capacityProviders = [provider({ initialSize: 2, maxSize: 2 })];
    const [text, ...more] = limitsIn({ capacityProviders, services: [service(9)] });
    expect(text).toMatch(/^workers was at its maxSize of 2 for (59 min|1 h) in which tasks needed more instances\.$/);
    expect(more).toEqual([]);
    expect(limitsIn({ capacityProviders, services: [service(8)] })).toEqual([]);
  });

  it('are the minSize of a group that tasks did not need', () => {
    const capacityProviders = [provider({ initialSize: 3, minSize: 3 })];
    const [text] = limitsIn({ capacityProviders, services: [service(4)] });
    expect(text).toMatch(
      /^For (59 min|1 h), 100 % of the run, the minSize of workers, 3, was more than the instances that tasks were on or waited for\.$/,
    );
    expect(limitsIn({ capacityProviders, services: [service(12)] })).toEqual([]);
    // Less than a tenth of the run is its start.
    const from = (minute: number) => limitsIn({ capacityProviders, services: [service([[0, 4], [minute, 12]])] }).length; // biome-ignore format: steps
    expect([from(4), from(10)]).toEqual([0, 1]);
  });
});
