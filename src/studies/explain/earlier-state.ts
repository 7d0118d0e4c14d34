import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ms } from '../../kernel/event-loop.js';
import { readCheckpoint } from '../../run/checkpoints/checkpoint-file.js';
import { type Fork, forkedScenario } from '../../run/checkpoints/fork.js';
import { UserError } from '../../run/failure.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { parseDuration } from '../../scenario/units.js';
import type { RecordedRun } from './recorded-run.js';

const ENDING = '.checkpoint';

/**
 * Returns the latest checkpoint before a time among those beside the run's directory, as the start of its replay. Skips a checkpoint that
 * belongs to another run, is damaged or cannot be used. Undefined without any.
 */
export async function earlierState(run: RecordedRun, sinceMs: Ms): Promise<{ scenario: ScenarioFile; from: Fork } | undefined> {
  const folder = `${run.path.replace(/\/+$/, '')}.checkpoints`;
  if (run.from !== undefined || !existsSync(folder)) return undefined;
  const times = readdirSync(folder).flatMap((name) => {
    const atMs = name.endsWith(ENDING) ? parseDuration(name.slice(0, -ENDING.length)) : undefined;
    return atMs !== undefined && atMs < sinceMs ? [{ name, atMs }] : [];
  });
  for (const { name } of times.sort((a, b) => b.atMs - a.atMs)) {
    const state = await stateIn(join(folder, name), run);
    if (state !== undefined) return state;
  }
  return undefined;
}

async function stateIn(path: string, run: RecordedRun): Promise<{ scenario: ScenarioFile; from: Fork } | undefined> {
  try {
    const checkpoint = readCheckpoint(path);
    const { scenarioHash, withEvents, withEcsEvents, forkedFrom } = checkpoint.head;
    const isOwn = scenarioHash === run.summary.scenario_hash && forkedFrom === null;
    if (!isOwn || withEvents !== run.hasEvents || withEcsEvents !== run.hasEcsEvents) return undefined;
    const { policyModule: module } = run.scenario;
    const name = run.scenario.setup.placement.policy ?? '';
    const policy = module === null ? null : { name, isOffline: false, module };
    const { scenario, fork } = await forkedScenario(path, checkpoint, { set: [], policy });
    return { scenario, from: fork };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
