import { EcsEvents } from '../../report/ecs-events/ecs-events.js';
import { EcsNames } from '../../report/ecs-events/names.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import { filesOf } from '../export/files.js';
import { History } from '../export/history.js';
import type { ScenarioFile } from './scenario-file.js';
import { worldAt } from './world-at.js';

const NOWHERE = { write: () => true };

/** A scenario's cluster at a time, as files of AWS's answers, by name. */
export async function exportAt(scenario: ScenarioFile, atMs: Ms): Promise<Map<string, object>> {
  const { setup } = scenario;
  const events = new EcsEvents(setup, { events: NOWHERE, messages: NOWHERE });
  const history = new History(setup);
  const world = await worldAt(scenario, atMs, { subscribers: [events, history] });
  return filesOf({ scenario: scenario.scenario, world, events, history, names: new EcsNames(setup) });
}
