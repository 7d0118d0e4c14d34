import { describe, expect, it } from 'vitest';
import { FiguresRecorder } from '../../src/record/figures-recorder.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { EVERYTHING } from '../billing/terms.js';
import { seeds } from '../extent.js';
import { swarmSetup } from '../sim/swarm-setup.js';

describe('figures without the timeline of a run', () => {
  it.each(seeds(2, 12))('are those of its whole record (seed %i)', (seed) => {
    const setup = { ...swarmSetup(seed), billing: EVERYTHING };
    const [figures, whole] = [new FiguresRecorder(setup, { hasShares: true }), new RunRecorder(setup, {}, { hasShares: true })];
    const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
    new Simulation(setup, { sources, subscribers: [figures, whole] }).advance();
    const { metrics, traffic, deployments, failures, limits } = whole.finish(setup.durationMs);
    expect(figures.finish(setup.durationMs)).toEqual({ metrics, traffic, deployments, failures, limits });
  });
});
