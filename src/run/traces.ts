import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { Setup, WorkloadSpec } from '../sim/setup.js';
import { makeSource } from '../workload/make-source.js';
import type { ArrivalSource } from '../workload/source.js';
import { TraceFeed } from '../workload/trace-feed.js';
import { TraceReader, traceMistakes } from '../workload/trace-rows.js';
import type { TraceSource } from '../workload/trace-source.js';
import { UserError, whyUnreadable } from './failure.js';
import type { ScenarioFile } from './scenario-file.js';

/** The sources of a run; those that replay a trace are filled from its plain or gzipped file during the run. */
export class Traces {
  readonly sources: readonly ArrivalSource[];
  private readonly feeds: TraceFeed[] = [];
  private readonly streams: AsyncGenerator[] = [];
  private readonly readers: { readonly file: string; readonly reader: TraceReader }[] = [];

  constructor(setup: Setup, { folder, traces }: Pick<ScenarioFile, 'folder' | 'traces'>) {
    const pathOf = (file: string) => traces?.get(file)?.path ?? resolve(folder, file);
    this.sources = setup.workloads.map((workload) => this.open(setup, workload, pathOf));
  }

  /** Reads the rows that the sources need now. */
  async fill(): Promise<void> {
    for (const feed of this.feeds) await feed.fill();
    this.check();
  }

  /** Closes the files, read to their end or not. */
  async close(): Promise<void> {
    for (const stream of this.streams) await stream.return(undefined);
  }

  /** Throws the mistakes found in the rows so far: with any, the result is invalid. */
  check(): void {
    const lines = this.readers.flatMap(({ file, reader }) => traceMistakes(file, reader));
    if (lines.length > 0) throw new UserError(lines);
  }

  private open(setup: Setup, { arrivals, name }: WorkloadSpec, pathOf: (file: string) => string): ArrivalSource {
    const luck = { seed: setup.seed, name };
    const source = makeSource(arrivals, luck);
    if (arrivals.kind !== 'trace') return source;
    const { file, columns } = arrivals;
    const reader = new TraceReader({ columns, luck, originMs: null });
    this.readers.push({ file, reader });
    const records = recordsOf(pathOf(file), file);
    this.streams.push(records);
    this.feeds.push(new TraceFeed(source as TraceSource, reader, records));
    return source;
  }
}

/** Yields the records of a CSV file with the lines at which they end. */
async function* recordsOf(path: string, name: string): AsyncGenerator<{ record: string[]; info: { lines: number } }> {
  const parser = parse({ info: true, relaxColumnCount: true, skipEmptyLines: true, bom: true });
  const file = createReadStream(path);
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  for (const stream of [file, bytes]) stream.on('error', (error: Error) => parser.destroy(error));
  try {
    yield* bytes.pipe(parser);
  } catch (error) {
    throw new UserError([`${name}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  } finally {
    file.destroy();
  }
}
