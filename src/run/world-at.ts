import type { Ms } from '../kernel/event-loop.js';
import { formatDuration } from '../scenario/units.js';
import type { World } from '../sim/cluster/world.js';
import type { Subscriber } from '../sim/facts.js';
import { Simulation } from '../sim/simulation.js';
import { UserError } from './failure.js';
import type { ScenarioFile } from './scenario-file.js';
import { Traces } from './traces.js';

interface OnTheWay {
  readonly subscribers?: readonly Subscriber[];
  /** Called before the first event. */
  readonly begin?: (world: World) => void;
}

/** Returns the cluster of a scenario after everything up to and including the time has happened. */
export async function worldAt(scenario: ScenarioFile, atMs: Ms, { subscribers = [], begin }: OnTheWay = {}): Promise<World> {
  const { setup } = scenario;
  if (atMs > setup.durationMs)
    throw new UserError([`--at ${formatDuration(atMs)}: the scenario ends at ${formatDuration(setup.durationMs)}`]);
  const traces = await Traces.read(setup, scenario);
  const simulation = new Simulation(setup, { sources: traces.sourcesOf(setup), subscribers });
  begin?.(simulation.world);
  simulation.advance(atMs);
  return simulation.world;
}
