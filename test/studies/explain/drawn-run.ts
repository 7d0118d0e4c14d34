import { parse } from 'csv-parse/sync';
import type { StreamedCsvFile } from '../../../src/record/tables/all.js';
import type { FinishedRun } from '../../../src/report/summary.js';
import { RunRecorder } from '../../../src/run/recorder.js';
import { Digest } from '../../../src/sim/digest.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import type { Inquiry } from '../../../src/studies/explain/inquiries/inquiry.js';
import { makeSource } from '../../../src/workload/make-source.js';

const FILES: readonly StreamedCsvFile[] = [
  'tasks.csv',
  'instances.csv',
  'services.csv',
  'capacity-providers.csv',
  'scaling-activities.csv',
  'events.csv',
];

/** A row of a CSV file: cells by the names of their columns. */
export type Row = Readonly<Record<string, string>>;

export interface DrawnRun {
  readonly setup: Setup;
  readonly csv: Readonly<Record<StreamedCsvFile, readonly Row[]>>;
  readonly digest: string;
  readonly finished: FinishedRun;
}

/** A run with all its files in memory. */
export function drawnRun(setup: Setup): DrawnRun {
  const texts = new Map(FILES.map((file) => [file, '']));
  const sink = (file: StreamedCsvFile) => ({
    write: (chunk: string) => {
      texts.set(file, texts.get(file)! + chunk);
      return true;
    },
  });
  const recorder = new RunRecorder(setup, Object.fromEntries(FILES.map((file) => [file, sink(file)])));
  const digest = new Digest();
  const simulation = new Simulation(setup, { sources: sourcesOf(setup), subscribers: [recorder, digest] });
  simulation.advance();
  const record = recorder.finish(setup.durationMs);
  const csv = Object.fromEntries(FILES.map((file) => [file, parse(texts.get(file)!, { columns: true }) as Row[]]));
  const identity = {
    name: setup.name,
    seed: setup.seed,
    scenarioHash: '',
    engineVersion: '',
    digest: digest.text,
    events: simulation.eventsHandled,
  };
  return { setup, csv: csv as unknown as DrawnRun['csv'], digest: digest.text, finished: { identity, setup, record, verdicts: [] } };
}

/** The same run once more, with all inquiries. The digest shows whether they have changed it. */
export function replayed({ setup }: DrawnRun, inquiries: readonly Inquiry[]): string {
  const digest = new Digest();
  const simulation = new Simulation(setup, { sources: sourcesOf(setup), subscribers: [digest, ...inquiries], tracers: inquiries });
  simulation.advance();
  return digest.text;
}

function sourcesOf(setup: Setup) {
  return setup.workloads.map((workload) => makeSource(workload.arrivals, { seed: setup.seed, name: workload.name }));
}

/** A cell as a number; null where it is empty. */
export function cell(row: Row, column: string): number | null {
  const text = row[column];
  if (text === undefined) throw new Error(`there is no column ${column}`);
  return text === '' ? null : Number(text);
}
