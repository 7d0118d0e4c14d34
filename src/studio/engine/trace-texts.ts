import { parse } from 'csv-parse/browser/esm/sync';
import { type Setup, UserError } from '../../engine.js';
import { makeSource } from '../../workload/make-source.js';
import type { ArrivalSource } from '../../workload/source.js';
import { TraceFeed, type TraceRecord } from '../../workload/trace-feed.js';
import { TraceReader, traceMistakes } from '../../workload/trace-rows.js';
import type { TraceSource } from '../../workload/trace-source.js';
import type { Source } from './source.js';

/** The sources of a run in the worker; those that replay a trace are filled from the texts that the page holds. */
export class TraceTexts {
  readonly sources: readonly ArrivalSource[];
  private readonly feeds: TraceFeed[] = [];
  private readonly readers: { readonly file: string; readonly reader: TraceReader }[] = [];

  /** Throws for a trace that the page does not have. */
  constructor({ seed, workloads }: Setup, files: Source['files']) {
    this.sources = workloads.map(({ arrivals, name }) => {
      const source = makeSource(arrivals, { seed, name });
      if (arrivals.kind !== 'trace') return source;
      const { file, columns } = arrivals;
      if (!Object.hasOwn(files, file)) throw new UserError([`${file}: the page does not have this trace: drop the file here`]);
      const reader = new TraceReader({ columns, luck: { seed, name }, originMs: null });
      this.readers.push({ file, reader });
      this.feeds.push(new TraceFeed(source as TraceSource, reader, recordsOf(file, files[file]!)));
      return source;
    });
  }

  async fill(): Promise<void> {
    for (const feed of this.feeds) await feed.fill();
    this.check();
  }

  /** Throws the mistakes of the rows so far. */
  check(): void {
    const lines = this.readers.flatMap(({ file, reader }) => traceMistakes(file, reader));
    if (lines.length > 0) throw new UserError(lines);
  }
}

/** The trace that was read last: a slider moves, and the same one is replayed. */
let last: { readonly text: string; readonly records: readonly TraceRecord[] } | null = null;

function recordsOf(file: string, text: string): readonly TraceRecord[] {
  if (last?.text === text) return last.records;
  try {
    const records = parse(text, { info: true, relaxColumnCount: true, skipEmptyLines: true, bom: true }) as unknown as TraceRecord[];
    last = { text, records };
    return records;
  } catch (error) {
    throw new UserError([`${file}: ${(error as Error).message}`]);
  }
}
