import { type Headline, METRICS } from '../metrics.js';
import { column, nameCell, type Table } from './column.js';

/** The inputs that determine a run: the same inputs give the same bytes. */
export interface RunName {
  readonly name: string;
  readonly seed: number;
  readonly scenarioHash: string;
  readonly engineVersion: string;
  readonly digest: string;
  readonly events: number;
  /** The placement policy that replaces the strategies; for a module its file and the first digits of its SHA-256. */
  readonly policy?: { readonly name: string; readonly module: { readonly file: string; readonly sha256: string } | null } | undefined;
}

/** A run with its results. */
export interface SummaryRow {
  readonly identity: RunName;
  readonly headline: Headline;
  readonly failures: readonly string[];
}

export const SUMMARY: Table<SummaryRow> = {
  file: 'summary.csv',
  rows: 'One row per run; a comparison has a row for each of its runs.',
  columns: [
    column('scenario', '', 'Name of the scenario.', ({ identity }) => nameCell(identity.name)),
    column('seed', '', 'Seed of the run.', ({ identity }) => identity.seed),
    column('scenario_hash', '', 'Hash of the resolved scenario.', ({ identity }) => identity.scenarioHash),
    column(
      'engine_version',
      '',
      'Version of Drydock and, after a `+`, its build: a hash of its code and data, prices included.',
      ({ identity }) => identity.engineVersion,
    ),
    column('digest', '', 'Hash of all facts of the run: equal digests, equal runs.', ({ identity }) => identity.digest),
    column('events', 'events', 'Events that the engine handled.', ({ identity }) => identity.events),
    ...METRICS.map(({ key, unit, meaning }) => column<SummaryRow>(key, unit, meaning, ({ headline }) => headline[key])),
    column(
      'failed',
      '',
      'Why the run must not be ranked beside others: services and workloads without a task that ran, or tasks that waited longer than 15 minutes at the end. Empty if it did its work.',
      ({ failures }) => nameCell(failures.join('; ')),
    ),
  ],
};
