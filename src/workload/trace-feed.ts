import type { TraceReader } from './trace-rows.js';
import type { TraceSource } from './trace-source.js';

/** A record and where it ended, as `csv-parse` gives it with its option `info`. */
export interface TraceRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Keeps a trace source filled from a stream of records, reading no further ahead than the source wants: a trace of any length takes the
 * same memory.
 *
 * The stream is that of the whole file. When the source was loaded from a checkpoint before the first row is asked for, the rows it had accepted by
 * then are passed over.
 */
export class TraceFeed {
  private readonly records: Iterator<TraceRecord> | AsyncIterator<TraceRecord>;
  private toPass: number | null = null;

  constructor(
    private readonly source: TraceSource,
    private readonly reader: TraceReader,
    records: Iterable<TraceRecord> | AsyncIterable<TraceRecord>,
  ) {
    this.records = Symbol.asyncIterator in records ? records[Symbol.asyncIterator]() : records[Symbol.iterator]();
  }

  /** Brings what the source wants now, or the end of the trace. Call it again when the simulation starves. */
  async fill(): Promise<void> {
    this.toPass ??= this.source.accepted;
    while (this.source.wanted > 0) {
      const next = await this.records.next();
      if (next.done) {
        this.reader.end();
        this.source.end();
        return;
      }
      const row = this.reader.read(next.value.record, next.value.info.lines);
      if (row === null) continue;
      if (this.toPass > 0) this.toPass--;
      else this.source.push(row);
    }
  }
}
