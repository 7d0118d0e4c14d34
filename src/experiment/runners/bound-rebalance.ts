import { formatDuration } from '../../scenario/units.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import { Simulation } from '../../sim/simulation.js';
import { type Rebalance, rebalance } from '../rebalance/rebalance.js';
import { loadSolver } from './bound-solver.js';
import { UserError } from './failure.js';
import type { ScenarioFile } from './scenario-file.js';
import { Traces } from './traces.js';

/** Runs the scenario up to and including the time, and repacks what runs then. */
export async function rebalanceAt({ setup, folder }: ScenarioFile, atMs: Ms, timeLimitMs: number): Promise<Rebalance> {
  if (atMs > setup.durationMs)
    throw new UserError([`--at ${formatDuration(atMs)}: the scenario ends at ${formatDuration(setup.durationMs)}`]);
  const traces = new Traces(setup, folder);
  const simulation = new Simulation(setup, { sources: traces.sources });
  try {
    while (simulation.advance(atMs) !== 'reached') await traces.fill();
    traces.check();
  } finally {
    await traces.close();
  }
  const limits = { highs: await loadSolver(), clock: { nowMs: () => performance.now() }, timeLimitMs };
  return { ...rebalance(simulation.world, limits), atMs };
}
