import { drive } from '../experiment/drive.js';
import { type RunRecord, RunRecorder } from '../report/recorder.js';
import { Digest } from '../sim/digest.js';
import type { Subscriber } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';
import { Simulation } from '../sim/simulation.js';
import { EXIT_FAILED, UserError } from './failure.js';
import { Progress } from './progress.js';
import type { RunDirectory } from './run-directory.js';
import type { ScenarioFile } from './scenario-file.js';
import { Traces } from './traces.js';

/** What one run came to. */
export interface RunResult {
  readonly setup: Setup;
  readonly record: RunRecord;
  /** Hash of every fact, in order: equal runs have equal digests. */
  readonly digest: string;
  readonly eventsHandled: number;
}

export interface ExecuteOptions {
  /** Where CSV files go; absent: none are written. */
  readonly directory?: RunDirectory;
  readonly withEvents?: boolean;
  readonly subscribers?: readonly Subscriber[];
}

const CSV_FILES = ['capacity-providers.csv', 'services.csv', 'tasks.csv', 'instances.csv', 'scaling-activities.csv'] as const;

/** Runs a scenario to its end, its CSV files streaming into the directory. */
export async function execute({ setup, folder }: ScenarioFile, options: ExecuteOptions = {}): Promise<RunResult> {
  const { directory, withEvents = false, subscribers = [] } = options;
  const files = withEvents ? [...CSV_FILES, 'events.csv' as const] : CSV_FILES;
  const recorder = new RunRecorder(setup, directory === undefined ? {} : Object.fromEntries(files.map((f) => [f, directory.stream(f)])));
  const digest = new Digest();
  const traces = new Traces(setup, folder);
  const simulation = new Simulation(setup, { sources: traces.sources, subscribers: [recorder, digest, ...subscribers] });
  const isInterrupted = await advanceToEnd(simulation, { traces, directory });
  traces.check();
  if (isInterrupted) throw new UserError([`${setup.name}: interrupted at ${simulation.nowMs} ms of simulated time; nothing was written`], EXIT_FAILED);
  return { setup, record: recorder.finish(setup.durationMs), digest: digest.text, eventsHandled: simulation.eventsHandled };
}

/** Drives the simulation with a progress bar, until its end or Ctrl-C. True when it was interrupted. */
async function advanceToEnd(simulation: Simulation, at: { traces: Traces; directory: RunDirectory | undefined }): Promise<boolean> {
  const progress = new Progress(simulation.setup.name, simulation.setup.durationMs);
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    await drive(simulation, {
      feed: () => at.traces.fill(),
      drain: () => at.directory?.drain(),
      progress: (nowMs, events) => progress.show(nowMs, events),
      isInterrupted: () => isInterrupted,
    });
  } finally {
    progress.clear();
    process.removeListener('SIGINT', interrupt);
  }
  return isInterrupted;
}
