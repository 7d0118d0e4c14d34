// `npm run --silent bench -- week [--json]`
// Engine time of each headline scenario, a simulated week, without a subscriber and with a report's metrics.

import { fromDist } from './dist.mjs';

const { makeSource, Simulation } = await fromDist('engine.js');
const { loadScenario, simulate } = await fromDist('index.js');

const NAMES = ['spread-100', 'spread-80', 'binpack-100', 'binpack-80'];

export async function bench() {
  const rows = [];
  for (const name of NAMES) {
    const scenario = loadScenario(`scenarios/headline/${name}.yaml`);
    const { setup } = scenario;
    const sources = setup.workloads.map((w) => makeSource(w.arrivals, { seed: setup.seed, name: w.name }));
    const simulation = new Simulation(setup, { sources });
    const started = performance.now();
    simulation.advance();
    const engineMs = performance.now() - started;
    const again = performance.now();
    const { identity } = await simulate(scenario);
    rows.push({
      name,
      events: simulation.eventsHandled,
      engineMs: Math.round(engineMs),
      withMetricsMs: Math.round(performance.now() - again),
      digest: identity.digest,
    });
  }
  return rows;
}
