import { EcsEvents } from '../record/ecs-events/ecs-events.js';
import type { CsvSinks } from '../report/csv/files.js';
import { areDistinguishable, type Setup } from '../sim/setup.js';
import type { RunDirectory } from './run-directory.js';

/** The destination of the files of a run while it is in progress. */
export type RunStreams = Pick<RunDirectory, 'stream' | 'begin' | 'written' | 'drain'>;

const CSV_FILES = [
  'cluster.csv',
  'capacity-providers.csv',
  'services.csv',
  'tasks.csv',
  'instances.csv',
  'scaling-activities.csv',
  'costs.csv',
  'service-costs.csv',
] as const;
/** For a run with loads of single revisions. */
const REVISIONS_FILE = 'revisions.csv';
const EVENTS_FILE = 'events.csv';
const ECS_EVENTS_FILES = ['ecs-events.jsonl', 'ecs-service-messages.jsonl'] as const;

/** Every file that may stream into the directory of a run. */
export const STREAMED_FILES: readonly string[] = [...CSV_FILES, REVISIONS_FILE, EVENTS_FILE, ...ECS_EVENTS_FILES];

/** The files that stream, and their destination. */
export interface RunFiles {
  /** Absent: no files are written. */
  readonly directory?: RunStreams;
  /** The folder in it, with its slash, if it holds several runs. */
  readonly prefix?: string;
  readonly withEvents?: boolean;
  readonly withEcsEvents?: boolean;
}

export function sinksOf(setup: Setup, { directory, prefix = '', withEvents = false }: RunFiles): CsvSinks {
  if (directory === undefined) return {};
  return Object.fromEntries(csvNames(setup, withEvents).map((file) => [file, directory.stream(prefix + file)]));
}

function csvNames({ services }: Setup, withEvents: boolean): string[] {
  return [...CSV_FILES, ...(services.some(areDistinguishable) ? [REVISIONS_FILE] : []), ...(withEvents ? [EVENTS_FILE] : [])];
}

/** Returns the files that have streamed into the directory of a run. */
export function runFileNames(
  setup: Setup,
  { hasEvents, hasEcsEvents }: { readonly hasEvents: boolean; readonly hasEcsEvents: boolean },
): string[] {
  return [...csvNames(setup, hasEvents), ...(hasEcsEvents ? ECS_EVENTS_FILES : [])];
}

/** Empty unless ECS events are requested. */
export function ecsEventsOf(setup: Setup, { directory, prefix = '', withEcsEvents = false }: RunFiles): EcsEvents[] {
  if (directory === undefined || !withEcsEvents) return [];
  const [events, messages] = ECS_EVENTS_FILES.map((file) => directory.stream(prefix + file));
  return [new EcsEvents(setup, { events, messages })];
}
