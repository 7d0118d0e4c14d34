import { checkScenario } from '../../src/engine.js';
import { RunRecorder } from '../../src/run/recorder.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';

/** The record of a scenario's run, from which reports are made. */
export function recordOf(text: string) {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as unknown as { setup: Setup };
  const recorder = new RunRecorder(setup);
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  new Simulation(setup, { sources, subscribers: [recorder] }).advance();
  return recorder.finish(setup.durationMs);
}
