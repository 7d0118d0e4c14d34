import type { TraceReader } from './trace-rows.js';
import type { TraceSource } from './trace-source.js';

/** A record with its end position, as `csv-parse` returns with the option `info`. */
export interface TraceRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Fills a trace source from a stream of records and reads no further ahead than the source requires, so memory does not depend on the
 * length of the trace. The stream covers the whole file. After a load from a checkpoint, the rows that the source had already accepted are
 * skipped.
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

  /** Supplies the rows that the source wants now, or the end of the trace. Call again when the simulation starves. */
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
