import { History } from '../../answers/history.js';
import type { Ms } from '../../kernel/event-loop.js';
import { EcsEvents } from '../../record/ecs-events/ecs-events.js';
import { EcsNames } from '../../record/ecs-events/names.js';
import { engineVersion } from '../../run/engine-version.js';
import { UserError } from '../../run/failure.js';
import { FollowingDigest } from '../../run/following-digest.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { Traces } from '../../run/traces.js';
import { formatDuration } from '../../scenario/units.js';
import { Simulation } from '../../sim/simulation.js';
import { filesOf } from './files.js';

const NOWHERE = { write: () => true };

/** The content of an export's own record. */
export interface Exported {
  readonly files: ReadonlyMap<string, object>;
  readonly atMs: Ms;
  /** The same moment as a date. */
  readonly at: string;
  readonly containerInstances: number;
  readonly tasks: number;
  /** Digest of the rest of the run after that moment; null if the run did not continue. */
  readonly whatFollows: string | null;
}

/**
 * Returns the scenario's cluster after all events up to and including the time, as files of AWS's answers; with `runsOn` also the digest of
 * the rest of the run.
 */
export async function exportAt(scenario: ScenarioFile, atMs: Ms, { runsOn = false } = {}): Promise<Exported> {
  const { setup } = scenario;
  if (atMs > setup.durationMs)
    throw new UserError([`--at ${formatDuration(atMs)}: the scenario ends at ${formatDuration(setup.durationMs)}`]);
  const events = new EcsEvents(setup, { events: NOWHERE, messages: NOWHERE });
  const history = new History(setup);
  const follows = new FollowingDigest(setup, atMs);
  const traces = await Traces.read(setup, scenario);
  const simulation = new Simulation(setup, {
    sources: traces.sourcesOf(setup),
    subscribers: [events, history, ...(runsOn ? [follows] : [])],
  });
  simulation.advance(atMs);
  const { world } = simulation;
  const names = new EcsNames(setup);
  const files = filesOf({ scenario: scenario.scenario, world, events, history, names });
  const [containerInstances, tasks, at] = [world.fleet.count, world.tasks.alive, names.time(atMs)];
  if (runsOn) simulation.advance(setup.durationMs);
  return { files, atMs, at, containerInstances, tasks, whatFollows: runsOn ? follows.text : null };
}

/** Returns the content of export.json. */
export function exportRecord({ setup }: ScenarioFile, { atMs, at, containerInstances, tasks, whatFollows }: Exported): object {
  return {
    engine_version: engineVersion(),
    name: setup.name,
    seed: setup.seed,
    at_ms: atMs,
    at,
    container_instances: containerInstances,
    tasks,
    ...(whatFollows === null ? {} : { digest_of_what_follows: whatFollows }),
  };
}
