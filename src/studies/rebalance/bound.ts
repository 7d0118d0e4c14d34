import type { Ms } from '../../kernel/event-loop.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { worldAt } from '../../run/world-at.js';
import { loadSolver } from '../bound/solver.js';
import { type Rebalance, rebalance } from './rebalance.js';

/** Runs the scenario up to and including the time, and repacks the tasks that run then. */
export async function rebalanceAt(scenario: ScenarioFile, atMs: Ms, timeLimitMs: number): Promise<Rebalance> {
  const world = await worldAt(scenario, atMs);
  const limits = { highs: await loadSolver(), clock: { nowMs: () => performance.now() }, timeLimitMs };
  return { ...rebalance(world, limits), atMs };
}
