import { MS_MAX, type Ms } from '../kernel/event-loop.js';
import { hashText, hashUniform } from '../kernel/hash.js';
import { sampleMs } from '../kernel/sample.js';
import type { ArrivalDraws } from './make-source.js';
import type { TraceColumns } from './pattern.js';
import { FOREVER, UNSPECIFIED } from './source.js';
import type { TraceRow } from './trace-source.js';

/** A mistake in a trace: its place, the cause and the remedy. */
export interface TraceProblem {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Null for a mistake of the whole row. */
  readonly column: string | null;
  readonly message: string;
}

/** Settings for reading a trace. */
export interface TraceReading {
  readonly columns: TraceColumns;
  readonly luck: ArrivalDraws;
  /** Trace time at which the simulation begins, in milliseconds; null: the arrival of the first row. */
  readonly originMs: Ms | null;
}

/** Problems beyond this number are only counted: a wrong unit affects every row. */
const PROBLEMS_KEPT = 20;
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** CPU units and MiB are stored in 32-bit columns. */
const INT32_MAX = 2 ** 31 - 1;
/** Purpose number of draws for the duration between its bounds. */
const DURATION_DRAW = 1;

/**
 * Converts the records of a CSV trace into arrivals by column names. Records are lists of strings from a CSV parser; the first one is the
 * header. A row with a mistake is skipped and reported: results are valid only while `problems` is empty.
 */
export class TraceReader {
  readonly problems: TraceProblem[] = [];
  /** Includes problems that were not kept. */
  problemCount = 0;
  /** Column positions; null before the header. */
  private places: Places | null = null;
  /** False when a column is missing, which would otherwise be reported for every row. */
  private isReadable = false;
  private readonly key: number;
  private originMs: Ms | null;
  private ordinal = 0;
  private lastMs: Ms = 0;
  private line = 1;

  constructor(private readonly reading: TraceReading) {
    this.key = hashText(`${reading.luck.seed}/trace/${reading.luck.name}`);
    this.originMs = reading.originMs;
  }

  /** Returns the arrival of the record that ends at this line; null for the header and for a record with a mistake. */
  read(record: readonly string[], line: number): TraceRow | null {
    this.line = line;
    if (this.places === null) {
      this.places = this.findPlaces(record);
      this.isReadable = this.problemCount === 0;
      return null;
    }
    if (!this.isReadable) return null;
    if (record.length !== this.places.width) {
      this.refuse(null, `the row has ${record.length} fields; the header has ${this.places.width}`);
      return null;
    }
    const before = this.problemCount;
    const row = this.rowOf(record, this.places);
    return this.problemCount === before ? row : null;
  }

  /** Ends the file. */
  end(): void {
    if (this.places === null) this.refuse(null, 'the file is empty: the first row must be a header that names the columns');
  }

  private findPlaces(header: readonly string[]): Places {
    const { columns } = this.reading;
    const place = (name: string | null): number => {
      if (name === null) return UNSPECIFIED;
      const at = header.indexOf(name);
      if (at < 0) this.refuse(name, `there is no column '${name}'; the header has ${header.map((h) => `'${h}'`).join(', ')}`);
      return at;
    };
    return {
      arrival: place(columns.arrival),
      duration: place(columns.duration),
      durationMax: place(columns.durationMax),
      cpu: place(columns.cpu),
      memory: place(columns.memory),
      censored: place(columns.censored),
      width: header.length,
    };
  }

  private rowOf(record: readonly string[], places: Places): TraceRow {
    const { columns } = this.reading;
    const ordinal = this.ordinal++;
    return {
      atMs: this.arrivalOf(record[places.arrival]),
      cpuUnits: columns.cpu === null ? UNSPECIFIED : this.quantity(columns.cpu, record[places.cpu], columns.cpuScale, INT32_MAX),
      memoryMib:
        columns.memory === null ? UNSPECIFIED : this.quantity(columns.memory, record[places.memory], columns.memoryScale, INT32_MAX),
      durationMs: this.durationOf(record, places, ordinal),
    };
  }

  private arrivalOf(text: string | undefined): Ms {
    const { arrival, arrivalUnitMs } = this.reading.columns;
    const traceMs = this.quantity(arrival, text, arrivalUnitMs);
    if (Number.isNaN(traceMs)) return traceMs;
    this.originMs ??= traceMs;
    const atMs = traceMs - this.originMs;
    if (atMs < 0) this.refuse(arrival, `'${text}' is before the time at which the simulation begins`);
    else if (atMs < this.lastMs) this.refuse(arrival, `'${text}' is earlier than in the row before: rows must be in order of time`);
    else this.lastMs = atMs;
    return atMs;
  }

  private durationOf(record: readonly string[], places: Places, ordinal: number): Ms {
    const { duration, durationMax, durationUnitMs } = this.reading.columns;
    if (duration === null) return UNSPECIFIED;
    const minMs = this.quantity(duration, record[places.duration], durationUnitMs);
    if (this.isCensored(record[places.censored])) return this.reading.columns.censoredRuns === 'forever' ? FOREVER : minMs;
    if (durationMax === null) return minMs;
    const maxMs = this.quantity(durationMax, record[places.durationMax], durationUnitMs);
    if (maxMs < minMs) this.refuse(durationMax, `'${record[places.durationMax]}' is less than '${duration}', '${record[places.duration]}'`);
    return sampleMs({ kind: 'uniform', minMs, maxMs }, hashUniform(this.key, DURATION_DRAW, ordinal, 0));
  }

  private isCensored(text: string | undefined): boolean {
    const { censored } = this.reading.columns;
    if (censored === null) return false;
    if (text !== '0' && text !== '1') this.refuse(censored, `'${text ?? ''}' is neither 0 nor 1`);
    return text === '1';
  }

  /** Converts a field from its unit to a whole number; NaN when invalid, after reporting that. */
  private quantity(column: string, text: string | undefined, scale: number, most = MS_MAX): number {
    const value = text !== undefined && DECIMAL.test(text) ? Math.round(Number(text) * scale) : Number.NaN;
    if (value >= 0 && value <= most) return value;
    this.refuse(column, `'${text ?? ''}' is not a decimal number from 0 to ${Math.floor(most / scale)}`);
    return Number.NaN;
  }

  private refuse(column: string | null, message: string): void {
    this.problemCount++;
    if (this.problems.length < PROBLEMS_KEPT) this.problems.push({ line: this.line, column, message });
  }
}

/** A line for each mistake that the reader has kept, and one for the others. */
export function traceMistakes(file: string, { problems, problemCount }: Pick<TraceReader, 'problems' | 'problemCount'>): string[] {
  const more = problemCount - problems.length;
  return [
    ...problems.map(({ line, column, message }) => `${file}:${line}${column === null ? '' : ` ${column}`}: ${message}`),
    ...(more > 0 ? [`${file}: and ${more} more mistakes`] : []),
  ];
}

interface Places {
  readonly arrival: number;
  readonly duration: number;
  readonly durationMax: number;
  readonly cpu: number;
  readonly memory: number;
  readonly censored: number;
  readonly width: number;
}
