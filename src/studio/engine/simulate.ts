import {
  type Algorithm,
  checkScenario,
  Digest,
  type LoadedScenario,
  type Setup,
  Simulation,
  type Subscriber,
  UserError,
} from '../../engine.js';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import { drive } from '../../run/drive.js';
import type { Loaded } from '../../scenario/load-scenario.js';
import type { RunTracer } from '../../sim/simulation.js';
import { placedBy } from './own-algorithm.js';
import { breathing, Cancelled, type Control, tellingProgress } from './pace.js';
import type { Source } from './source.js';
import { sourcesOf } from './trace-texts.js';

/** Name of the text in the editor, in messages. */
export const SCENARIO_FILE = 'scenario.yaml';

export function load({ text, files }: Source): Loaded {
  return checkScenario(text, { file: SCENARIO_FILE, read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) });
}

/** Reports a fault of the user's own algorithm as such. */
async function driven(simulation: Simulation, between: Parameters<typeof drive>[1]): Promise<boolean> {
  try {
    return await drive(simulation, between);
  } catch (error) {
    throw error instanceof PolicyFault ? new UserError([error.message]) : error;
  }
}

/** A scenario with what its run takes besides. */
export interface Prepared {
  readonly setup: Setup;
  readonly policy: Algorithm | undefined;
  readonly files: Source['files'];
}

/** The run of a lawful scenario, by the user's own algorithm if there is one. */
export function prepared(loaded: LoadedScenario, { files, algorithm }: Pick<Source, 'files' | 'algorithm'>): Prepared {
  if (algorithm === undefined) return { setup: loaded.setup, policy: undefined, files };
  return { ...placedBy(loaded.setup, algorithm), files };
}

/** Runs a scenario to its end in slices. Throws Cancelled when the page does not want it any more. */
export async function simulate(
  { setup, policy, files }: Prepared,
  { subscribers, tracers = [] }: { readonly subscribers: readonly Subscriber[]; readonly tracers?: readonly RunTracer[] },
  control: Control,
): Promise<{ readonly digest: string; readonly events: number }> {
  const digest = new Digest();
  const sources = await sourcesOf(setup, files);
  const simulation = new Simulation(setup, { sources, subscribers: [...subscribers, digest], tracers, policy });
  const isDone = await driven(simulation, {
    breathe: breathing(),
    isInterrupted: control.isCancelled,
    progress: tellingProgress(control, setup.durationMs),
  });
  if (!isDone) throw new Cancelled();
  return { digest: digest.text, events: simulation.eventsHandled };
}
