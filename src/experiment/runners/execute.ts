import type { CsvSinks } from '../../report/csv/files.js';
import { RunRecorder } from '../../report/recorder.js';
import type { FinishedRun } from '../../report/summary.js';
import { Digest } from '../../sim/digest.js';
import type { Subscriber } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import { Simulation } from '../../sim/simulation.js';
import { type Between, drive } from '../drive.js';
import { EXIT_FAILED, UserError } from './failure.js';
import type { RunDirectory } from './run-directory.js';
import type { ScenarioFile } from './scenario-file.js';
import { scenarioHash } from './scenario-hash.js';
import { Traces } from './traces.js';
import { VERSION } from './version.js';

export interface ExecuteOptions {
  /** Where CSV files go, and the folder in it (with its slash) when it holds several runs; absent: none are written. */
  readonly directory?: RunDirectory;
  readonly prefix?: string;
  readonly withEvents?: boolean;
  readonly subscribers?: readonly Subscriber[];
  /** Hears how far the run is, between slices. */
  readonly progress?: (nowMs: Ms, eventsHandled: number) => void;
}

const CSV_FILES = ['capacity-providers.csv', 'services.csv', 'tasks.csv', 'instances.csv', 'scaling-activities.csv'] as const;

/** Runs a scenario to its end, its CSV files streaming into the directory. */
export async function execute(scenario: ScenarioFile, options: ExecuteOptions = {}): Promise<FinishedRun> {
  const { setup, folder } = scenario;
  const { directory, subscribers = [] } = options;
  const recorder = new RunRecorder(setup, sinksOf(options));
  const digest = new Digest();
  const traces = new Traces(setup, folder);
  const simulation = new Simulation(setup, { sources: traces.sources, subscribers: [recorder, digest, ...subscribers] });
  const isInterrupted = !(await driveUntilSignal(simulation, {
    feed: () => traces.fill(),
    drain: () => directory?.drain(),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  }));
  traces.check();
  if (isInterrupted)
    throw new UserError([`${setup.name}: interrupted at ${simulation.nowMs} ms of simulated time; nothing was written`], EXIT_FAILED);
  const identity = {
    name: setup.name,
    seed: setup.seed,
    scenarioHash: await scenarioHash(scenario),
    engineVersion: VERSION,
    digest: digest.text,
    events: simulation.eventsHandled,
  };
  return { identity, setup, record: recorder.finish(setup.durationMs) };
}

function sinksOf({ directory, prefix = '', withEvents = false }: ExecuteOptions): CsvSinks {
  if (directory === undefined) return {};
  const files = withEvents ? [...CSV_FILES, 'events.csv' as const] : CSV_FILES;
  return Object.fromEntries(files.map((file) => [file, directory.stream(prefix + file)]));
}

/** Drives the simulation to its end, or until Ctrl-C: then false. */
async function driveUntilSignal(simulation: Simulation, between: Between): Promise<boolean> {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    return await drive(simulation, { ...between, isInterrupted: () => isInterrupted });
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
