import { checkScenario, Digest, type LoadedScenario, makeSource, Simulation, type Subscriber } from '../../engine.js';
import { drive } from '../../run/drive.js';
import type { Loaded } from '../../scenario/load-scenario.js';
import type { RunTracer } from '../../sim/simulation.js';
import { breathing, Cancelled, type Control, tellingProgress } from './pace.js';
import type { Source } from './protocol.js';

/** Name of the text in the editor, in messages. */
export const SCENARIO_FILE = 'scenario.yaml';

export function load({ text, files }: Source): Loaded {
  return checkScenario(text, { file: SCENARIO_FILE, read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) });
}

/** Runs a scenario to its end in slices. Throws Cancelled when the page does not want it any more. */
export async function simulate(
  { setup }: LoadedScenario,
  { subscribers, tracers = [] }: { readonly subscribers: readonly Subscriber[]; readonly tracers?: readonly RunTracer[] },
  control: Control,
): Promise<{ readonly digest: string; readonly events: number }> {
  const digest = new Digest();
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [...subscribers, digest], tracers });
  const isDone = await drive(simulation, {
    breathe: breathing(),
    isInterrupted: control.isCancelled,
    progress: tellingProgress(control, setup.durationMs),
  });
  if (!isDone) throw new Cancelled();
  return { digest: digest.text, events: simulation.eventsHandled };
}
